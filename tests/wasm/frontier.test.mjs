// Routing as the page asks the lab about it, in Node, with the module that the page loads.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as lab from "../../www/src/lab/undercut.js";
import { catalogText, scenarios, scenarioText } from "./shipped.mjs";

const bytes = readFileSync(new URL("../../www/src/lab/undercut_bg.wasm", import.meta.url));
lab.initSync({ module: new WebAssembly.Module(bytes) });
lab.take_catalog("whole", catalogText("whole"));

const given = (id, overrides = []) => ({ text: scenarioText(id), overrides, seed: 42 });
const frontier = (about, ask, draws) => lab.ask({ kind: "routing", ask: { about, ask, draws } }).answer;
const ASK = { need_strong_auc: 0.6, tpr: 0.9, fpr: 0.2 };
const usd = (view, id) => view.policies.find((it) => it.id === id)?.at_equal_quality?.usd;

test("answers about routing in every scenario that it ships", () => {
  for (const { id } of scenarios) {
    const view = frontier(given(id), ASK, 8);
    assert.equal(view.savings.draws, 8, id);
    const order = ["oracle", "threshold-router", "random-mix"].map((it) => usd(view, it));
    assert.ok(order[0] <= order[1] * (1 + 1e-9) && order[1] <= order[2] * (1 + 1e-9), `${id}: ${order}`);
    for (const { at } of view.policies) {
      for (const row of at?.shares ?? []) {
        const sum = row.reduce((total, share) => total + share, 0);
        assert.ok(Math.abs(sum - 1) < 1e-9 || sum === 0, `${id}: ${sum}`);
      }
    }
  }
});

test("an AUC of one half is the lookup by class, and a better one is cheaper", () => {
  const at = (auc) => frontier(given("coding-assistant"), { ...ASK, need_strong_auc: auc, threshold: 0.6 }, 0);
  const cost = (view, id) => view.policies.find((it) => it.id === id).at.usd;
  const chance = at(0.5);
  assert.ok(Math.abs(cost(chance, "threshold-router") / cost(chance, "class-lookup") - 1) < 1e-9);
  assert.ok(cost(at(0.7), "threshold-router") < cost(at(0.6), "threshold-router"));
});

test("a wrong scenario is thrown as its problems", () => {
  const wrong = [{ path: "horizon_months", text: "-1" }];
  assert.throws(
    () => frontier(given("first-steps", wrong), ASK, 0),
    (error) => error.problems[0].path === "horizon_months",
  );
});

test("a router that the scenario has is the router of the picture", () => {
  const own = (auc) => given("coding-assistant", [
    { path: "policy.kind", text: "threshold-router" },
    { path: "policy.need_strong_auc", text: auc },
  ]);
  assert.ok(Math.abs(frontier(own("0.8"), {}, 0).need_strong_auc - 0.8) < 1e-12);
  assert.deepEqual(usd(frontier(own("0.8"), {}, 0), "threshold-router"), usd(frontier(own("0.6"), { need_strong_auc: 0.8 }, 0), "threshold-router"));
  assert.equal(frontier(given("coding-assistant", [{ path: "policy.kind", text: "single" }]), {}, 0).need_strong_auc, 0.6);
});

test("writes a scenario's file with the differences in it", () => {
  const about = given("first-steps", [{ path: "workload.tokens_per_day", text: "80M" }]);
  const text = lab.ask({ kind: "file", ask: { about, name: "mine" } }).answer;
  assert.match(text, /^# undercut run mine\.toml --seed 42\n/);
  assert.match(text, /^tokens_per_day\s*= "80M"/m);
});
