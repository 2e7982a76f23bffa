import type { Chart } from "../../charts/chart";
import { lines, type Pair } from "../../charts/lines";
import type { Dot, Hardware } from "../../engine/lab";
import { percent } from "../../style/number";
import { shownName } from "../inquiry";
import { log, tokens } from "./axes";
import { basis } from "./basis";

/** Every measured row: what was predicted against what was measured. */
export function predicted({ dots, inquiry }: Hardware): Chart {
  const values = dots.flatMap((dot) => [
    dot.measured_tokens_per_s_per_gpu,
    dot.predicted_tokens_per_s_per_gpu,
  ]);
  const scale = log(values, tokens);
  const own = dots.filter(({ model }) => model === inquiry.model);
  const others = dots.filter(({ model }) => model !== inquiry.model);
  const pair = (dot: Dot, colour: string): Pair => ({
    x: dot.measured_tokens_per_s_per_gpu,
    y: dot.predicted_tokens_per_s_per_gpu,
    predictedX: dot.measured_tokens_per_s_per_gpu,
    predictedY: dot.predicted_tokens_per_s_per_gpu,
    colour,
  });
  const errors = own
    .map((dot) =>
      Math.abs(dot.predicted_tokens_per_s_per_gpu / dot.measured_tokens_per_s_per_gpu - 1),
    )
    .sort((a, b) => a - b);
  const median = errors[Math.floor(errors.length / 2)];
  const words =
    median === undefined
      ? `no row of ${inquiry.model}`
      : `${own.length} rows of ${inquiry.model}, median error ${percent(median)}`;
  const [low, high] = scale.domain;
  return lines(
    [
      {
        name: "as measured",
        colour: "var(--soft)",
        anchored: false,
        band: false,
        spots: [
          { x: low, y: low },
          { x: high, y: high },
        ],
      },
    ],
    [
      ...others.map((dot) => pair(dot, "var(--house)")),
      ...own.map((dot) => pair(dot, "var(--open)")),
    ],
    {
      title: "Predicted against measured",
      colour: "var(--ink)",
      measure: "output tokens/s per accelerator",
      summary: `Predicted against measured throughput of ${dots.length} rows: ${words}.`,
      head: words,
      note: `Orange: ${inquiry.model}. Grey: other models. On the dashed line a prediction is exact.`,
      x: scale,
      y: scale,
      across: "measured",
      up: "predicted",
      mark: null,
      height: 300,
      table: {
        caption: "Measured rows and their predictions, output tokens/s per accelerator",
        head: [
          "Model",
          "Accelerator",
          "Engine",
          "Precision",
          "Lengths",
          "Measured",
          "Predicted",
          "Basis",
        ],
        rows: dots.map((dot) => [
          dot.model,
          shownName(dot.accelerator),
          shownName(dot.engine),
          dot.precision.toUpperCase(),
          `${Math.round(dot.isl)} in, ${Math.round(dot.osl)} out`,
          tokens(dot.measured_tokens_per_s_per_gpu),
          tokens(dot.predicted_tokens_per_s_per_gpu),
          basis(dot.anchored),
        ]),
      },
    },
  );
}
