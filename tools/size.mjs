// Prints the gzip sizes of the built page's first view, against their budgets: `node tools/size.mjs www/dist`.
// The first view is index.html, what it loads without being asked for more, and the core.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const CORE_BUDGET = 200_000;
const FIRST_VIEW_BUDGET = 350_000;

const folder = process.argv[2];
const manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8"));

/** The files of a chunk and of the chunks that it imports at once. */
function loaded(key, files = new Set()) {
  const chunk = manifest[key];
  if (files.has(chunk.file)) return files;
  files.add(chunk.file);
  for (const file of [...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file);
  for (const next of chunk.imports ?? []) loaded(next, files);
  return files;
}

const files = ["index.html", ...loaded("index.html")];
const sizes = files.map((file) => [file, gzipSync(readFileSync(join(folder, file)), { level: 9 }).length]);
const sum = (rows) => rows.reduce((total, [, bytes]) => total + bytes, 0);
const core = sizes.filter(([file]) => file.endsWith(".wasm"));

const kb = (bytes) => `${(bytes / 1000).toFixed(1).padStart(7)} kB`;
console.log("gzip sizes of the first view");
for (const [file, bytes] of sizes) console.log(`${kb(bytes)}  ${file}`);
console.log(`${kb(sum(core))}  of which WebAssembly (budget ${CORE_BUDGET / 1000} kB)`);
console.log(`${kb(sum(sizes))}  first view (budget ${FIRST_VIEW_BUDGET / 1000} kB)`);

if (core.length === 0) console.log("the first view loads no WebAssembly");
process.exitCode = core.length > 0 && sum(core) <= CORE_BUDGET && sum(sizes) <= FIRST_VIEW_BUDGET ? 0 : 1;
