import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { stillPage } from "./still";

const root = fileURLToPath(new URL(".", import.meta.url));

/** Where an asset goes. The catalogue's files carry the hash of the whole, so that a link can name it. */
function assetName({ originalFileNames }: { originalFileNames: string[] }): string {
  const ofCatalog = originalFileNames.some((name) => name.includes("src/catalog/"));
  if (!ofCatalog) return "assets/[name]-[hash][extname]";
  const { hash } = JSON.parse(readFileSync(`${root}src/catalog/index.json`, "utf8"));
  return `assets/[name]-${hash}[extname]`;
}
const port = Number(process.env["PORT"] ?? 5173);

/** Tests of the built page in a browser, one at a time: a page that draws keeps every core busy. */
function inChromium(name: string, files: string) {
  return {
    extends: true as const,
    test: {
      name,
      include: [files],
      globalSetup: "test/browser/served.ts",
      environment: "node",
      fileParallelism: false,
      testTimeout: 120_000,
      hookTimeout: 60_000,
      // What is polled waits for a page that shares its machine with a compiler.
      expect: { poll: { timeout: 30_000 } },
    },
  };
}

export default defineConfig({
  root,
  // Relative addresses: the built page works from any folder of any static host.
  base: "./",
  plugins: [stillPage()],
  // Every HTML file beside this one is a page.
  build: {
    target: "es2022",
    manifest: true,
    license: { fileName: "licenses.md" },
    modulePreload: { polyfill: false },
    // The core is a file of its own, compiled while it streams in; so is each text of the catalogue and each scenario.
    assetsInlineLimit: (file) => (/\.(wasm|toml)$/.test(file) ? false : undefined),
    rolldownOptions: {
      output: { assetFileNames: assetName },
      input: readdirSync(root)
        .filter((name) => name.endsWith(".html"))
        .map((name) => `${root}${name}`),
    },
  },
  worker: { format: "es" },
  assetsInclude: ["**/*.toml"],
  // Scenarios stand beside this folder.
  server: { host: "127.0.0.1", port, strictPort: true, fs: { allow: [".."] } },
  // Open to other origins as static hosts are, so that embeds can be tried locally.
  preview: { host: "127.0.0.1", port, strictPort: true, cors: true },
  test: {
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["test/*.test.ts"], environment: "node" },
      },
      inChromium("browser", "test/browser/!(speed).test.ts"),
      inChromium("speed", "test/browser/speed.test.ts"),
    ],
  },
});
