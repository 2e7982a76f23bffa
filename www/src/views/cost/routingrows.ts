import type { FrontierView } from "../../engine/lab";
import type { Cell, Rows } from "../panel";

const HEAD = [
  "what",
  "id",
  "point",
  "class",
  "model",
  "usd_per_request",
  "success",
  "share",
  "saving",
];

/** Every number of a frontier: models, curves, operating points, shares of final answers, prices of an error. */
export function routingRows(answer: FrontierView): Rows {
  const rows: Cell[][] = [];
  for (const { model, usd, success, best } of answer.models)
    rows.push([
      "model",
      best ? "best-constant" : "single",
      "",
      "",
      model,
      usd,
      success,
      null,
      null,
    ]);
  for (const { id, curve, at, at_equal_quality, saving } of answer.policies) {
    for (const { usd, success } of curve)
      rows.push(["curve", id, "", "", "", usd, success, null, null]);
    for (const [point, place] of [
      ["threshold", at],
      ["equal-quality", at_equal_quality],
    ] as const) {
      if (place == null) continue;
      const saved = point === "equal-quality" ? (saving ?? null) : null;
      rows.push(["operating", id, point, "", "", place.usd, place.success, place.served, saved]);
      for (const [index, shares] of place.shares.entries()) {
        for (const [model, share] of shares.entries()) {
          if (share === 0) continue;
          const [task, name] = [answer.tasks[index]?.name ?? "", answer.names[model] ?? ""];
          rows.push(["share", id, point, task, name, null, null, share, null]);
        }
      }
    }
  }
  for (const { task, strong, usd } of answer.break_even)
    rows.push(["error-price", "break-even", "", task, strong, usd, null, null, null]);
  return { head: HEAD, rows };
}
