// The core in Node gives the bits that the native build recorded, on every shipped scenario, whoever runs which
// block.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as core from "../../www/src/core/undercut.js";
import { hash, recorded } from "./hash.mjs";
import { catalogText, scenarios, scenarioText } from "./shipped.mjs";

const file = (path) => new URL(`../../${path}`, import.meta.url);
core.initSync({ module: new WebAssembly.Module(readFileSync(file("www/src/core/undercut_bg.wasm"))) });
const results = recorded(readFileSync(file("tests/golden/hashes.txt"), "utf8"));

/** The hash after workers with these blocks each have sent theirs to a simulation of the same scenario. */
function run(id, seed, workers) {
  // As the page does: of the catalogue no more than the scenario's world.
  const { world } = scenarios.find((it) => it.id === id);
  core.take_catalog(world, catalogText(world));
  const text = scenarioText(id);
  const total = new core.Simulation(text, [], seed);
  for (const blocks of workers) {
    const worker = new core.Simulation(text, [], seed);
    for (const block of blocks) worker.run_block(block);
    total.merge(worker.take());
    worker.free();
  }
  const result = hash(total);
  total.free();
  return result;
}

test("every shipped scenario has a recorded hash", () => {
  const ids = scenarios.map((it) => it.id);
  assert.deepEqual(results.map((it) => it.id).sort(), ids.sort());
});

for (const { id, seed, blocks, hash: expected } of results) {
  const all = Array.from({ length: blocks }, (_, block) => block);
  test(`${id}: one worker gives the native bits`, () => {
    assert.equal(run(id, seed, [all]), expected);
  });
  test(`${id}: a worker for each block, in any order, gives them too`, () => {
    assert.equal(run(id, seed, all.map((block) => [block]).reverse()), expected);
  });
  test(`${id}: two uneven workers give them too`, () => {
    assert.equal(run(id, seed, [all.slice(2).reverse(), all.slice(0, 2)]), expected);
  });
}

test("another seed gives another hash", () => {
  const { id, seed, hash: expected } = results[0];
  assert.notEqual(run(id, seed + 1, [[0, 1, 2, 3]]), expected);
});
