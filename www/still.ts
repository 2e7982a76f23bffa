import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";
import { still } from "./src/export/still";

/** Blocks of 256 draws: enough for bands to be read by eye. */
const BLOCKS = 16;
const SEED = 42;

/** Writes the default scenario, computed while building, into the page in place of `<!-- still -->`. */
export function stillPage(): Plugin {
  return {
    name: "undercut-still",
    apply: "build",
    transformIndexHtml: async (html) => {
      // The lab, which has the sentences.
      const folder = new URL("./src/lab/", import.meta.url);
      const lab: typeof import("./src/lab/undercut") = await import(
        new URL("undercut.js", folder).href
      );
      const bytes = await readFile(new URL("undercut_bg.wasm", folder));
      lab.initSync({ module: await WebAssembly.compile(bytes) });
      const text = (path: string): Promise<string> =>
        readFile(new URL(path, import.meta.url), "utf8");
      const [first] = JSON.parse(await text("./src/catalog/index.json")).scenarios;
      lab.take_catalog(first.world, await text(`./src/catalog/${first.world}.toml`));
      const scenario = await text(`../scenarios/${first.id}.toml`);
      const simulation = new lab.Simulation(scenario, [], SEED);
      const { credits } = lab.describe(scenario, []);
      for (let block = 0; block < BLOCKS; block += 1) simulation.run_block(block);
      simulation.merge(simulation.take());
      return html.replace(
        "<!-- still -->",
        still(simulation.summary(), simulation.bands(), credits),
      );
    },
  };
}
