import type { Hardware } from "../engine/lab";

const HEAD = [
  "figure",
  "model",
  "accelerator",
  "engine",
  "precision",
  "basis",
  "tokens_per_s_per_user",
  "prefix_hit_rate",
  "metric",
  "value",
  "sigma",
];

type Cell = string | number | null | undefined;

/** Every number of the hardware view, one row for each: the figure, what it is of, the value. */
export function rowsOf(answer: Hardware): string {
  const { inquiry } = answer;
  const rows: Cell[][] = [HEAD];
  const { model, precision, prefix_hit_rate: hits } = inquiry;
  const basis = (anchored: boolean): string => (anchored ? "anchored" : "extrapolated");
  for (const { accelerator, engine, points } of answer.curves) {
    for (const point of points) {
      const start = ["throughput", model, accelerator, engine, precision, basis(point.anchored)];
      const at = [point.tokens_per_s_per_user, hits];
      for (const metric of [
        "output_tokens_per_s_per_gpu",
        "usd_per_mtok_input",
        "usd_per_mtok_cached_input",
        "usd_per_mtok_output",
        "gpus",
      ] as const) {
        const sigma = metric === "gpus" ? null : point.sigma;
        rows.push([...start, ...at, metric, point[metric], sigma]);
      }
    }
  }
  for (const { accelerator, baseline, points } of answer.ratios) {
    for (const point of points) {
      const start = [
        "blackwell",
        model,
        `${accelerator} over ${baseline}`,
        inquiry.engine,
        precision,
      ];
      const at = [basis(point.anchored), point.tokens_per_s_per_user, hits];
      rows.push([...start, ...at, "per_accelerator", point.per_accelerator, point.sigma]);
      rows.push([...start, ...at, "per_usd", point.per_usd, point.sigma]);
    }
  }
  const { accelerator, tokens_per_s_per_user: speed } = inquiry;
  for (const { engine, anchored, points } of answer.sharing) {
    for (const point of points) {
      const start = ["sharing", model, accelerator, engine, precision, basis(anchored), speed];
      const value = point.output_tokens_per_s_per_gpu;
      rows.push([
        ...start,
        point.prefix_hit_rate,
        "output_tokens_per_s_per_gpu",
        value,
        point.sigma,
      ]);
    }
  }
  for (const { name, point } of answer.steps) {
    const start = [
      "savings",
      model,
      accelerator,
      inquiry.engine,
      name,
      "extrapolated",
      speed,
      hits,
    ];
    rows.push([
      ...start,
      "output_tokens_per_s_per_gpu",
      point?.output_tokens_per_s_per_gpu,
      point?.sigma,
    ]);
  }
  for (const dot of answer.dots) {
    const figure = dot.fitted ? "measured" : "never fitted";
    const start = [figure, dot.model, dot.accelerator, dot.engine, dot.precision];
    const at = [basis(dot.anchored), dot.measured_tokens_per_s_per_user, 0];
    rows.push([...start, ...at, "measured", dot.measured_tokens_per_s_per_gpu, null]);
    rows.push([...start, ...at, "predicted", dot.predicted_tokens_per_s_per_gpu, null]);
  }
  for (const { unseen, rows: of, meets_goal: _, ...errors } of answer.held_out) {
    for (const [metric, value] of Object.entries({ rows: of, ...errors })) {
      rows.push(["held out", unseen, "", "", "", "", "", "", metric, value, null]);
    }
  }
  return `${rows.map((row) => row.map(written).join(",")).join("\n")}\n`;
}

function written(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  const text = String(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
