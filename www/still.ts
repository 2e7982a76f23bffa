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
      const folder = new URL("./src/core/", import.meta.url);
      const core: typeof import("./src/core/undercut") = await import(
        new URL("undercut.js", folder).href
      );
      const bytes = await readFile(new URL("undercut_bg.wasm", folder));
      core.initSync({ module: await WebAssembly.compile(bytes) });
      const [preset] = core.presets();
      if (preset === undefined) throw new Error("the core brings no scenario");
      const simulation = new core.Simulation(core.preset_text(preset.id), [], SEED);
      for (let block = 0; block < BLOCKS; block += 1) simulation.run_block(block);
      simulation.merge(simulation.take());
      return html.replace("<!-- still -->", still(simulation.summary(), simulation.bands()));
    },
  };
}
