// Routing as the page asks the lab about it, in Node, with the module that the page loads.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as lab from "../../www/src/lab/undercut.js";
import { catalogText, scenarios, scenarioText } from "./shipped.mjs";

const bytes = readFileSync(new URL("../../www/src/lab/undercut_bg.wasm", import.meta.url));
lab.initSync({ module: new WebAssembly.Module(bytes) });
lab.take_catalog("whole", catalogText("whole"));

const ASK = { need_strong_auc: 0.6, tpr: 0.9, fpr: 0.2 };
const usd = (view, id) => view.policies.find((it) => it.id === id)?.at_equal_quality?.usd;

test("answers about routing in every scenario that it ships", () => {
  for (const { id } of scenarios) {
    const routing = new lab.Routing(scenarioText(id), [], 42);
    const view = routing.frontier(ASK, 8);
    assert.equal(view.savings.draws, 8, id);
    const order = ["oracle", "threshold-router", "random-mix"].map((it) => usd(view, it));
    assert.ok(order[0] <= order[1] * (1 + 1e-9) && order[1] <= order[2] * (1 + 1e-9), `${id}: ${order}`);
    for (const { at } of view.policies) {
      for (const row of at?.shares ?? []) {
        const sum = row.reduce((total, share) => total + share, 0);
        assert.ok(Math.abs(sum - 1) < 1e-9 || sum === 0, `${id}: ${sum}`);
      }
    }
    routing.free();
  }
});

test("an AUC of one half is the lookup by class, and a better one is cheaper", () => {
  const routing = new lab.Routing(scenarioText("coding-assistant"), [], 42);
  const at = (auc) => routing.frontier({ ...ASK, need_strong_auc: auc, threshold: 0.6 }, 0);
  const cost = (view, id) => view.policies.find((it) => it.id === id).at.usd;
  const chance = at(0.5);
  assert.ok(Math.abs(cost(chance, "threshold-router") / cost(chance, "class-lookup") - 1) < 1e-9);
  assert.ok(cost(at(0.7), "threshold-router") < cost(at(0.6), "threshold-router"));
  routing.free();
});

test("a wrong scenario is thrown as its problems", () => {
  const wrong = [{ path: "horizon_months", text: "-1" }];
  assert.throws(
    () => new lab.Routing(scenarioText("first-steps"), wrong, 42),
    (error) => error.problems[0].path === "horizon_months",
  );
});
