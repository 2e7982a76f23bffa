import { readFileSync } from "node:fs";
import * as core from "../src/core/undercut.js";
import type { ScenarioView } from "../src/engine/core";
import { SCENARIOS } from "../src/engine/facts";
import * as lab from "../src/lab/undercut.js";
import { START, type State } from "../src/state/session";
import type { Result } from "../src/state/workbench";
import type { On } from "../src/views/panel";

// Real answers for tests of what is said and drawn of them: the modules that the page loads, in Node.

const file = (path: string): URL => new URL(`../${path}`, import.meta.url);
const text = (path: string): string => readFileSync(file(path), "utf8");

for (const [module, name] of [
  [core, "core"],
  [lab, "lab"],
] as const) {
  module.initSync({
    module: new WebAssembly.Module(readFileSync(file(`src/${name}/undercut_bg.wasm`))),
  });
  module.take_catalog("whole", text("src/catalog/whole.toml"));
}

/** The text of a scenario's file. */
export function scenarioText(id: string): string {
  return text(`../scenarios/${id}.toml`);
}

/** Some blocks of a scenario, with the view of its file. */
export function ran(
  scenario: string,
  given: Record<string, string> = {},
  blocks = 2,
): { result: Result; base: ScenarioView } {
  if (!SCENARIOS.some(({ id }) => id === scenario)) throw new Error(`no scenario ${scenario}`);
  const overrides = Object.entries(given).map(([path, value]) => ({ path, text: value }));
  const simulation = new core.Simulation(scenarioText(scenario), overrides, 42);
  for (let block = 0; block < blocks; block += 1) simulation.run_block(block);
  simulation.keep();
  const result: Result = {
    summary: simulation.summary(),
    bands: simulation.bands() as Float64Array<ArrayBuffer>,
    spec: { scenario, overrides, seed: 42 },
    complete: true,
  };
  simulation.free();
  return { result, base: core.describe(scenarioText(scenario), []) };
}

/** What a panel is given of an answer, with nobody to listen to its controls. */
export function on<A>(
  answer: A,
  options: Record<string, string> = {},
  more: Partial<On<A>> = {},
): On<A> {
  const state: State = { ...START, options };
  return {
    answer,
    steady: answer,
    state,
    base: null,
    month: null,
    at: "",
    complete: true,
    problems: new Map(),
    option: () => undefined,
    quantities: () => {
      throw new Error("no quantities here");
    },
    saveRows: () => undefined,
    ...more,
  };
}

export { core, lab };
