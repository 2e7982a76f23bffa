// The core as the page gets it: it loads in Node without help, and offers what its types promise.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import * as core from "../../www/src/core/undercut.js";
import { catalogText, scenarios, scenarioText } from "./shipped.mjs";

const file = (path) => new URL(`../../${path}`, import.meta.url);
const bytes = readFileSync(file("www/src/core/undercut_bg.wasm"));
const types = readFileSync(file("www/src/core/undercut.d.ts"), "utf8");
const module = new WebAssembly.Module(bytes);
core.initSync({ module });

// What the page calls. A core without its browser front exports nothing.
const FUNCTIONS = ["describe", "take_catalog"];
const METHODS = ["bands", "merge", "paths", "run_block", "summary", "swings", "take"];
const hasFront = existsSync(file("src/wasm/mod.rs"));

// What bindgen itself adds: two ways to load, and the function that runs once loaded.
const glue = new Set(["default", "initSync", "start"]);
const names = Object.keys(core).filter((name) => !glue.has(name));

test("exports the functions and the class that the page calls", () => {
  assert.deepEqual(names.sort(), hasFront ? ["Simulation", ...FUNCTIONS].sort() : []);
  for (const name of hasFront ? FUNCTIONS : []) assert.equal(typeof core[name], "function", name);
  const methods = hasFront ? Object.getOwnPropertyNames(core.Simulation.prototype) : METHODS;
  for (const name of METHODS) assert.ok(methods.includes(name), `Simulation.${name}`);
});

test("declares a TypeScript type for every export", () => {
  const declared = [...types.matchAll(/^export (?:function|class) (\w+)/gm)].map((match) => match[1]);
  assert.deepEqual(declared.filter((name) => !glue.has(name)).sort(), names.sort());
});

test("asks its host for neither entropy nor network", () => {
  const asked = WebAssembly.Module.imports(module).map((entry) => entry.name);
  assert.deepEqual(
    asked.filter((name) => /random|crypto|fetch|xml/i.test(name)),
    [],
  );
});

test("is built for 128-bit SIMD", () => {
  const [section] = WebAssembly.Module.customSections(module, "target_features");
  assert.ok(section, "the module names its features");
  assert.match(Buffer.from(section).toString("latin1"), /\+.simd128/s);
});

test("reads the same of a world's part of the catalogue as of the whole", () => {
  const view = (id, catalog) => {
    core.take_catalog(catalog, catalogText(catalog));
    const { inputs, ...view } = core.describe(scenarioText(id), []);
    const numbers = inputs.map(({ path, text, low, median, high, as_of, basis }) => [path, text, low, median, high, as_of, basis]);
    return { view, numbers, documents: inputs.filter(({ document }) => document === "").length };
  };
  for (const { id, world } of scenarios) {
    const [part, all] = [view(id, world), view(id, "whole")];
    assert.deepEqual(part.view, all.view, id);
    assert.deepEqual(part.numbers, all.numbers, id);
    assert.ok(part.documents > 0, `${id}: the part leaves documents out`);
    assert.equal(all.documents, 0, `${id}: the whole has every document`);
  }
});

test("keeps its catalogue where another one is wrong, and says every problem", () => {
  core.take_catalog("whole", catalogText("whole"));
  const wrong = '[[provider]]\nid = "a"\n[[line]]\nid = "b"\n';
  assert.throws(
    () => core.take_catalog("wrong.toml", wrong),
    (error) => error.problems.length > 5 && error.problems.every(({ path }) => path.startsWith("wrong.toml: ")),
  );
  const [{ id }] = scenarios;
  assert.ok(core.describe(scenarioText(id), []).inputs.length > 100);
});
