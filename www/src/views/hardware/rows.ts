import type { Hardware } from "../../engine/lab";
import type { Cell, Rows } from "../panel";

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

const table = (rows: Cell[][]): Rows => ({ head: HEAD, rows });
const basis = (anchored: boolean): string => (anchored ? "anchored" : "extrapolated");

const SPEEDS = ["output_tokens_per_s_per_gpu", "gpus"] as const;
const PRICES = ["usd_per_mtok_input", "usd_per_mtok_cached_input", "usd_per_mtok_output"] as const;
type Metric = (typeof SPEEDS)[number] | (typeof PRICES)[number];

/** Throughput, a row for each number of each point of each curve. */
export function throughput(answer: Hardware): Rows {
  return pointRows(answer, SPEEDS);
}

/** What tokens cost by phase, of the same points. */
export function prices(answer: Hardware): Rows {
  return pointRows(answer, PRICES);
}

function pointRows({ inquiry, curves }: Hardware, metrics: readonly Metric[]): Rows {
  const { model, precision, prefix_hit_rate: hits } = inquiry;
  return table(
    curves.flatMap(({ accelerator, engine, points }) =>
      points.flatMap((point) =>
        metrics.map((metric) => [
          "throughput",
          model,
          accelerator,
          engine,
          precision,
          basis(point.anchored),
          point.tokens_per_s_per_user,
          hits,
          metric,
          point[metric],
          metric === "gpus" ? null : point.sigma,
        ]),
      ),
    ),
  );
}

/** Blackwell over the baseline, per accelerator and per dollar. */
export function blackwell({ inquiry, ratios }: Hardware): Rows {
  const { model, precision, engine, prefix_hit_rate: hits } = inquiry;
  return table(
    ratios.flatMap(({ accelerator, baseline, points }) =>
      points.flatMap((point) =>
        (["per_accelerator", "per_usd"] as const).map((metric) => [
          "blackwell",
          model,
          `${accelerator} over ${baseline}`,
          engine,
          precision,
          basis(point.anchored),
          point.tokens_per_s_per_user,
          hits,
          metric,
          point[metric],
          point.sigma,
        ]),
      ),
    ),
  );
}

/** Throughput as prefix hits grow. */
export function sharing({ inquiry, sharing: all }: Hardware): Rows {
  const { model, precision, accelerator, tokens_per_s_per_user: speed } = inquiry;
  return table(
    all.flatMap(({ engine, anchored, points }) =>
      points.map((point) => [
        "sharing",
        model,
        accelerator,
        engine,
        precision,
        basis(anchored),
        speed,
        point.prefix_hit_rate,
        "output_tokens_per_s_per_gpu",
        point.output_tokens_per_s_per_gpu,
        point.sigma,
      ]),
    ),
  );
}

/** What each saving makes of the throughput, on top of those before. */
export function savings({ inquiry, steps }: Hardware): Rows {
  const {
    model,
    accelerator,
    engine,
    tokens_per_s_per_user: speed,
    prefix_hit_rate: hits,
  } = inquiry;
  return table(
    steps.map(({ name, point }) => [
      "savings",
      model,
      accelerator,
      engine,
      name,
      "extrapolated",
      speed,
      hits,
      "output_tokens_per_s_per_gpu",
      point?.output_tokens_per_s_per_gpu,
      point?.sigma,
    ]),
  );
}

/** Measured rows beside their predictions, and the errors where the answer had not been seen. */
export function predicted({ dots, held_out }: Hardware): Rows {
  const measured = dots.flatMap((dot): Cell[][] => {
    const figure = dot.fitted ? "measured" : "never fitted";
    const start = [figure, dot.model, dot.accelerator, dot.engine, dot.precision];
    const at = [basis(dot.anchored), dot.measured_tokens_per_s_per_user, 0];
    return [
      [...start, ...at, "measured", dot.measured_tokens_per_s_per_gpu, null],
      [...start, ...at, "predicted", dot.predicted_tokens_per_s_per_gpu, null],
    ];
  });
  const errors = held_out.flatMap(({ unseen, rows: of, meets_goal: _, ...each }) =>
    Object.entries({ rows: of, ...each }).map(([metric, value]): Cell[] => [
      "held out",
      unseen,
      "",
      "",
      "",
      "",
      "",
      "",
      metric,
      value,
      null,
    ]),
  );
  return table([...measured, ...errors]);
}
