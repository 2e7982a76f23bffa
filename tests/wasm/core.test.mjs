// The core as the page gets it: it loads in Node without help, and offers what its types promise.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import * as core from "../../www/src/core/undercut.js";

const file = (path) => new URL(`../../${path}`, import.meta.url);
const bytes = readFileSync(file("www/src/core/undercut_bg.wasm"));
const types = readFileSync(file("www/src/core/undercut.d.ts"), "utf8");
const module = new WebAssembly.Module(bytes);
core.initSync({ module });

// What the page calls. A core without its browser front exports nothing.
const FUNCTIONS = ["describe", "preset_text", "presets"];
const METHODS = ["bands", "merge", "paths", "run_block", "summary", "swings", "take"];
const hasFront = existsSync(file("src/wasm.rs"));

const glue = new Set(["default", "initSync"]);
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

test("asks its host for nothing but the bindings' own functions", () => {
  // No clock, file, entropy or network: the host injects them.
  const asked = WebAssembly.Module.imports(module).map((entry) => entry.name);
  assert.deepEqual(
    asked.filter((name) => /random|crypto|now|date|time|fetch|performance/i.test(name)),
    [],
  );
});

test("uses 128-bit SIMD and stays within its memory when it is loaded", () => {
  assert.ok(WebAssembly.validate(bytes));
  const exported = core.initSync({ module });
  assert.ok(exported.memory.buffer.byteLength <= 16 * 1024 * 1024);
});
