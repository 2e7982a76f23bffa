import type { Chart } from "../../charts/chart";
import { type Line, lines, type Pair } from "../../charts/lines";
import type { Curve, Dot, Hardware } from "../../engine/lab";
import { usd } from "../../style/number";
import { ACROSS, log, speed, speeds, tokens } from "./axes";
import { banded } from "./band";
import { basis, basisOf, grouped, whole } from "./basis";
import { ENGINE_HUES, fastest } from "./curve";
import { namesOf } from "./names";

/** Throughput against interactivity, an accelerator to a chart, an engine to a line. */
export function throughput(answer: Hardware): Chart[] {
  const nameOf = namesOf(answer);
  const dots = answer.dots.filter(({ asked }) => asked);
  const x = speeds(answer);
  const all = answer.curves.flatMap(({ points }) =>
    points.map((point) => point.output_tokens_per_s_per_gpu),
  );
  const y = log([...all, ...dots.map((dot) => dot.measured_tokens_per_s_per_gpu)], tokens);
  const at = answer.inquiry.tokens_per_s_per_user;
  return answer.machines.flatMap(({ id, name }) => {
    const curves = answer.curves.filter(({ accelerator }) => accelerator === id);
    if (curves.length === 0) return [];
    const top = fastest(curves, at);
    const pairs = dots.filter(({ accelerator }) => accelerator === id).map(pairOf);
    const based = curves.map(({ engine, points }) => ({ engine, words: basisOf(points) }));
    const words = based.map((one) => `${nameOf(one.engine)} ${one.words}`);
    return [
      lines(
        curves.map((curve) => lineOf(curve, curve.engine === top?.engine, nameOf)),
        pairs,
        {
          title: name,
          colour: "var(--ink)",
          measure: "output tokens/s per accelerator against tokens/s per user",
          summary: `${name}: ${words.join(", ")}. ${top === null ? `Nothing reaches ${at} tokens/s per user.` : `At ${at} tokens/s per user ${nameOf(top.engine)} makes ${tokens(top.value)} output tokens/s per accelerator.`}`,
          head: `${top === null ? "none" : tokens(top.value)} at ${speed(at)}`,
          note: `${grouped(based, nameOf)}${pairs.length === 0 ? "" : ` ${pairs.length} measured ${pairs.length === 1 ? "row" : "rows"}.`}`,
          x,
          y,
          across: ACROSS,
          up: "output tokens/s per accelerator",
          mark: at,
          read: { place: speed, value: tokens },
          height: 190,
          table: curveTable(name, curves, nameOf),
        },
      ),
    ];
  });
}

/** "Not shown, for no replica within one scale-up domain serves DeepSeek-R1 in FP8: H100." */
export function absent(answer: Hardware): string {
  const { machines, curves, inquiry } = answer;
  const nameOf = namesOf(answer);
  const names = machines
    .filter(({ id }) => !curves.some(({ accelerator }) => accelerator === id))
    .map(({ name }) => name);
  return names.length === 0
    ? ""
    : `Not shown, for no replica within one scale-up domain serves ${nameOf(inquiry.model)} in ${nameOf(inquiry.precision)}: ${names.join(", ")}.`;
}

function lineOf({ engine, points }: Curve, band: boolean, nameOf: (id: string) => string): Line {
  return {
    name: nameOf(engine),
    colour: ENGINE_HUES[engine] ?? "var(--house)",
    anchored: whole(points),
    band,
    spots: points.map((point) =>
      banded(point.tokens_per_s_per_user, point.output_tokens_per_s_per_gpu, point.sigma),
    ),
  };
}

function pairOf(dot: Dot): Pair {
  return {
    x: dot.measured_tokens_per_s_per_user ?? dot.predicted_tokens_per_s_per_user,
    y: dot.measured_tokens_per_s_per_gpu,
    predictedX: dot.predicted_tokens_per_s_per_user,
    predictedY: dot.predicted_tokens_per_s_per_gpu,
    colour: ENGINE_HUES[dot.engine] ?? "var(--house)",
    fitted: dot.fitted,
  };
}

function curveTable(name: string, curves: readonly Curve[], nameOf: (id: string) => string) {
  return {
    caption: `${name}: output tokens/s per accelerator by tokens/s per user`,
    head: [
      "Engine",
      "Basis",
      "Tokens/s per user",
      "Output tokens/s",
      "Accelerators",
      "USD/Mtok out",
    ],
    rows: curves.flatMap(({ engine, points }) =>
      points.map((point) => [
        nameOf(engine),
        basis(point.anchored),
        tokens(point.tokens_per_s_per_user),
        tokens(point.output_tokens_per_s_per_gpu),
        String(point.gpus),
        usd(point.usd_per_mtok_output),
      ]),
    ),
  };
}
