// The lab as the page gets it, in Node: its answers are the terminal's, bit by bit.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as lab from "../../www/src/lab/undercut.js";
import { catalogText } from "./shipped.mjs";

const file = (path) => new URL(`../../${path}`, import.meta.url);
lab.initSync({ module: new WebAssembly.Module(readFileSync(file("www/src/lab/undercut_bg.wasm"))) });
lab.take_catalog("whole", catalogText("whole"));

const hardware = (inquiry) => lab.ask({ kind: "hardware", ask: inquiry }).answer;
const prices = (model) => lab.ask({ kind: "prices", ask: model }).answer;
const recorded = JSON.parse(readFileSync(file("tests/golden/hardware.json"), "utf8"));
const sum = (points, field) => points.reduce((total, point) => total + point[field], 0);

/** The same digest that `tests/hardware.rs` records. */
function digest(answer) {
  return {
    inquiry: answer.inquiry,
    curves: answer.curves.map(({ accelerator, engine, anchored, points }) => [
      accelerator,
      engine,
      anchored,
      sum(points, "output_tokens_per_s_per_gpu"),
      sum(points, "usd_per_mtok_output"),
    ]),
    ratios: answer.ratios.map(({ accelerator, points }) => [accelerator, sum(points, "per_usd")]),
    sharing: answer.sharing.map(({ engine, points }) => [engine, sum(points, "output_tokens_per_s_per_gpu")]),
    steps: answer.steps.map(({ point }) => point?.output_tokens_per_s_per_gpu ?? null),
    dots: sum(answer.dots, "predicted_tokens_per_s_per_gpu"),
    sentences: answer.sentences,
  };
}

test("answers about hardware as the terminal's program does, bit by bit", () => {
  assert.equal(recorded.length, 2);
  for (const expected of recorded) assert.deepEqual(digest(hardware(expected.inquiry)), expected);
});

test("starts from the question that is recorded first", () => {
  assert.deepEqual(lab.usual_inquiry(), recorded[0].inquiry);
});

test("throws every problem of a question", () => {
  const wrong = { ...lab.usual_inquiry(), isl: -1, precision: "fp3" };
  assert.throws(
    () => hardware(wrong),
    (error) => error.problems.map(({ path }) => path).join() === "precision,isl",
  );
});

test("tells what a model has cost, line by line", () => {
  const { name, lines } = prices("deepseek-v4-pro");
  assert.equal(name, "DeepSeek V4-Pro");
  assert.ok(lines[0].first_party && lines.length > 2);
  for (const { steps } of lines) {
    const days = steps.map(({ from }) => from);
    assert.deepEqual(days, [...days].sort());
    assert.ok(steps.every(({ document, as_of }) => document !== "" && /^\d{4}-\d\d-\d\d$/.test(as_of)));
  }
  assert.throws(
    () => prices("nobody"),
    (error) => error.problems[0].path === "model",
  );
});
