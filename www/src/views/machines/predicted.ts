import type { Chart } from "../../charts/chart";
import { lines, type Pair } from "../../charts/lines";
import type { Dot, Hardware } from "../../engine/lab";
import { percent } from "../../style/number";
import { log, tokens } from "./axes";
import { basis } from "./basis";
import { namesOf } from "./names";

const UNIT = "output tokens/s per accelerator";

/** Measured rows: what was predicted against what was measured, those that were never fitted to marked. */
export function predicted(answer: Hardware): Chart {
  const { dots, inquiry } = answer;
  const nameOf = namesOf(answer);
  const values = dots.flatMap((dot) => [
    dot.measured_tokens_per_s_per_gpu,
    dot.predicted_tokens_per_s_per_gpu,
  ]);
  const scale = log(values, tokens);
  const own = dots.filter(({ model }) => model === inquiry.model);
  const others = dots.filter(({ model }) => model !== inquiry.model);
  const model = nameOf(inquiry.model);
  const words = [errorOf(own, true), errorOf(own, false)].join("; ");
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
      ...others.map((dot) => pairOf(dot, "var(--house)", nameOf)),
      ...own.map((dot) => pairOf(dot, "var(--open)", nameOf)),
    ],
    {
      title: "Predicted against measured",
      colour: "var(--ink)",
      measure: UNIT,
      summary: `Predicted against measured throughput of ${dots.length} rows. ${model}: ${words}.`,
      head: `${model}: ${words}`,
      note: `Orange: ${model}. Grey: other models. Dot: fitted to. Cross: never fitted to. On the dashed line a prediction is exact.`,
      x: scale,
      y: scale,
      across: `measured, ${UNIT}`,
      up: `predicted, ${UNIT}`,
      mark: null,
      height: 320,
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
          "Fitted to",
        ],
        rows: dots.map((dot) => [
          nameOf(dot.model),
          nameOf(dot.accelerator),
          nameOf(dot.engine),
          nameOf(dot.precision),
          `${Math.round(dot.isl)} in, ${Math.round(dot.osl)} out`,
          tokens(dot.measured_tokens_per_s_per_gpu),
          tokens(dot.predicted_tokens_per_s_per_gpu),
          basis(dot.anchored),
          dot.fitted ? "yes" : "never",
        ]),
      },
    },
  );
}

function pairOf(dot: Dot, colour: string, nameOf: (id: string) => string): Pair {
  const { measured_tokens_per_s_per_gpu: x, predicted_tokens_per_s_per_gpu: y } = dot;
  const [model, machine, engine] = [dot.model, dot.accelerator, dot.engine].map(nameOf);
  const off = percent(Math.abs(y / x - 1));
  return {
    x,
    y,
    predictedX: x,
    predictedY: y,
    colour,
    fitted: dot.fitted,
    words: [
      `${model} on ${machine}, ${engine}`,
      `${Math.round(dot.isl)} tokens in, ${Math.round(dot.osl)} out`,
      `${tokens(x)} measured, ${tokens(y)} predicted (${off} off)`,
      dot.fitted ? "fitted to" : "never fitted to",
    ],
  };
}

/** "38 rows fitted to, median error 11%". */
function errorOf(dots: readonly Dot[], fitted: boolean): string {
  const errors = dots
    .filter((dot) => dot.fitted === fitted)
    .map((dot) =>
      Math.abs(dot.predicted_tokens_per_s_per_gpu / dot.measured_tokens_per_s_per_gpu - 1),
    )
    .sort((a, b) => a - b);
  const median = errors[Math.floor(errors.length / 2)];
  const what = fitted ? "fitted to" : "never fitted to";
  return median === undefined
    ? `no row ${what}`
    : `${errors.length} ${errors.length === 1 ? "row" : "rows"} ${what}, median error ${percent(median)}`;
}
