// Prints what the built page requests before its first live band, against budgets: `node tools/size.mjs www/dist`.
// The first view is index.html, the chunks that it loads without being asked for more, the core, and of the catalogue the
// world and the text of the scenario that stands first. www/test/browser/size.test.ts holds the list against a browser.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGETS = { core: 195_000, catalogue: 22_000, "first view": 350_000 };

/** Files of the first view of the page in `folder`, each with what it counts as and its size as gzip. */
export function firstView(folder) {
  const read = (file) => readFileSync(join(folder, file));
  const manifest = JSON.parse(read(".vite/manifest.json"));
  const index = JSON.parse(readFileSync(new URL("../www/src/catalog/index.json", import.meta.url), "utf8"));
  const [{ id, world }] = index.scenarios;
  const asset = (end) => Object.entries(manifest).find(([key]) => key.endsWith(end))?.[1].file;
  const files = new Map([["index.html", "page"]]);
  const load = (key) => {
    const chunk = manifest[key];
    if (files.has(chunk.file)) return;
    files.set(chunk.file, "page");
    for (const file of chunk.css ?? []) files.set(file, "page");
    for (const next of chunk.imports ?? []) load(next);
  };
  load("index.html");
  files.set(asset("src/core/undercut_bg.wasm"), "core");
  files.set(asset(`src/catalog/${world}.toml`), "catalogue");
  files.set(asset(`scenarios/${id}.toml`), "scenario");
  const html = read("index.html").toString();
  const icon = /<link rel="icon" href="\.\/([^"]+)"/.exec(html)?.[1];
  if (icon !== undefined) files.set(icon, "page");
  return [...files].map(([file, kind]) => ({ file, kind, bytes: gzipSync(read(file), { level: 9 }).length }));
}

if (process.argv[2] !== undefined) {
  const rows = firstView(process.argv[2]);
  const sum = (kind) => rows.filter((row) => kind === "first view" || row.kind === kind).reduce((total, row) => total + row.bytes, 0);
  const kb = (bytes) => `${(bytes / 1000).toFixed(1).padStart(7)} kB`;
  console.log("gzip sizes of the first view");
  for (const { file, bytes, kind } of rows) console.log(`${kb(bytes)}  ${file}${kind === "page" ? "" : ` (${kind})`}`);
  for (const [kind, budget] of Object.entries(BUDGETS)) {
    const bytes = sum(kind);
    const fits = bytes > 0 && bytes <= budget;
    console.log(`${kb(bytes)}  ${kind} in all (budget ${budget / 1000} kB)${fits ? "" : ": OVER"}`);
    if (!fits) process.exitCode = 1;
  }
}
