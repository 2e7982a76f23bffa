import type { Chart } from "../charts/chart";
import { type Line, lines, type Pair, type Spot } from "../charts/lines";
import type { Scale } from "../charts/plot";
import { type Row, ranges } from "../charts/ranges";
import { linearTicks, logTicks, niceLogRange, niceRange } from "../charts/ticks";
import type { Curve, CurvePoint, Dot, Hardware } from "../engine/lab";
import { compact, percent, percentTick, sentence, usd, usdTick } from "../style/number";
import { shownName } from "./inquiry";

/** Standard deviations from the median to the 5th and 95th percentile. */
const P95 = 1.645;

/** Hues of engines; this view has no groups of sellers, whose hues they are elsewhere. */
export const ENGINE_HUES: Record<string, string> = {
  sglang: "var(--closed)",
  vllm: "var(--open)",
  "tensorrt-llm": "var(--hosts)",
  atom: "var(--house)",
};
const HUES = ["var(--closed)", "var(--open)", "var(--hosts)", "var(--house)"];

export function basis(anchored: boolean): string {
  return anchored ? "anchored" : "extrapolated";
}

function tokens(value: number): string {
  return compact(value, 2).replace(/\.0(?=[kM]?$)/, "");
}

function times(value: number): string {
  return `${value >= 10 ? value.toFixed(0) : value.toFixed(1)}x`;
}

function banded(x: number, y: number, sigma: number): Spot {
  const factor = Math.exp(P95 * sigma);
  return { x, y, low: y / factor, high: y * factor };
}

function ends({ y, low = y, high = y }: Spot): number[] {
  return [low, high];
}

function log(values: readonly number[], tick: (value: number) => string): Scale {
  const there = values.filter((value) => value > 0 && Number.isFinite(value));
  const domain = niceLogRange(
    there.length === 0 ? [1, 10] : [Math.min(...there), Math.max(...there)],
  );
  return { type: "log", domain, ticks: logTicks(domain), tick };
}

function fromZero(high: number, tick: (value: number) => string): Scale {
  const domain = niceRange([0, high > 0 ? high : 1], 4);
  return { type: "linear", domain, ticks: linearTicks(domain, 4), tick };
}

/** Users' speeds of everything on show: one axis for all charts over interactivity. */
function speeds({ curves }: Hardware): Scale {
  return log(
    curves.flatMap(({ points }) => points.map((point) => point.tokens_per_s_per_user)),
    tokens,
  );
}

const ACROSS = "tokens/s per user";

/** Throughput against interactivity, an accelerator to a chart, an engine to a line. */
export function throughput(answer: Hardware): Chart[] {
  const dots = answer.dots.filter(({ asked }) => asked);
  const x = speeds(answer);
  const all = answer.curves.flatMap(({ points }) =>
    points.map((point) => point.output_tokens_per_s_per_gpu),
  );
  const y = log([...all, ...dots.map((dot) => dot.measured_tokens_per_s_per_gpu)], tokens);
  const at = answer.inquiry.tokens_per_s_per_user;
  return answer.machines.flatMap(({ name }) => {
    const curves = answer.curves.filter(({ accelerator }) => accelerator === name);
    if (curves.length === 0) return [];
    const top = fastest(curves, at);
    const pairs = dots.filter(({ accelerator }) => accelerator === name).map(pairOf);
    const words = curves.map(({ engine, points }) => `${shownName(engine)} ${basisOf(points)}`);
    return [
      lines(
        curves.map((curve) => lineOf(curve, curve.engine === top?.engine)),
        pairs,
        {
          title: shownName(name),
          colour: "var(--ink)",
          measure: "output tokens/s per accelerator against tokens/s per user",
          summary: `${shownName(name)}: ${words.join(", ")}. ${top === null ? `Nothing reaches ${at} tokens/s per user.` : `At ${at} tokens/s per user ${shownName(top.engine)} makes ${tokens(top.value)} output tokens/s per accelerator.`}`,
          head: top === null ? `none at ${at}` : `${tokens(top.value)} at ${at}`,
          note: `${groupedByPoints(curves)}${pairs.length === 0 ? "" : ` ${pairs.length} measured ${pairs.length === 1 ? "row" : "rows"}.`}`,
          x,
          y,
          across: ACROSS,
          up: "output tokens/s per accelerator",
          mark: at,
          height: 190,
          table: curveTable(shownName(name), curves),
        },
      ),
    ];
  });
}

/** "No layout of H100 holds it at any of these speeds." */
export function absent({ machines, curves }: Hardware): string {
  const names = machines
    .filter(({ name }) => !curves.some(({ accelerator }) => accelerator === name))
    .map(({ name }) => shownName(name));
  return names.length === 0 ? "" : `No layout within one scale-up domain: ${names.join(", ")}.`;
}

/** Whether measured rows set the level of every point. */
function whole(points: readonly { anchored: boolean }[]): boolean {
  return points.every(({ anchored }) => anchored);
}

/** "anchored", "extrapolated", or "in part anchored" where phases apart have another anchor. */
function basisOf(points: readonly { anchored: boolean }[]): string {
  const some = points.some(({ anchored }) => anchored);
  return some && !whole(points) ? "in part anchored" : basis(some);
}

/** "Anchored: SGLang, vLLM. Extrapolated: TensorRT-LLM." */
function groupedByPoints(curves: readonly Curve[]): string {
  return ["anchored", "in part anchored", "extrapolated"]
    .flatMap((words) => {
      const names = curves.filter(({ points }) => basisOf(points) === words);
      const list = names.map(({ engine }) => shownName(engine)).join(", ");
      return names.length === 0 ? [] : [`${sentence(words)}: ${list}.`];
    })
    .join(" ");
}

/** The same of engines whose points share one basis. */
function grouped(curves: readonly { engine: string; anchored: boolean }[]): string {
  const named = (anchored: boolean): string =>
    curves
      .filter((curve) => curve.anchored === anchored)
      .map(({ engine }) => shownName(engine))
      .join(", ");
  return [
    named(true) === "" ? "" : `Anchored: ${named(true)}.`,
    named(false) === "" ? "" : `Extrapolated: ${named(false)}.`,
  ]
    .join(" ")
    .trim();
}

function lineOf({ engine, points }: Curve, band: boolean): Line {
  return {
    name: shownName(engine),
    colour: ENGINE_HUES[engine] ?? "var(--house)",
    anchored: whole(points),
    band,
    spots: points.map((point) =>
      banded(point.tokens_per_s_per_user, point.output_tokens_per_s_per_gpu, point.sigma),
    ),
  };
}

/** The engine that makes most at the first interactivity of the curves that is at least `at`. */
export function fastest(
  curves: readonly Curve[],
  at: number,
): { engine: string; value: number } | null {
  const found = curves.flatMap(({ engine, points }) => {
    const point = points.find((one) => one.tokens_per_s_per_user >= at);
    return point === undefined ? [] : [{ engine, value: point.output_tokens_per_s_per_gpu }];
  });
  return found.sort((a, b) => b.value - a.value)[0] ?? null;
}

function pairOf(dot: Dot): Pair {
  return {
    x: dot.measured_tokens_per_s_per_user ?? dot.predicted_tokens_per_s_per_user,
    y: dot.measured_tokens_per_s_per_gpu,
    predictedX: dot.predicted_tokens_per_s_per_user,
    predictedY: dot.predicted_tokens_per_s_per_gpu,
    colour: ENGINE_HUES[dot.engine] ?? "var(--house)",
  };
}

function curveTable(name: string, curves: readonly Curve[]) {
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
        shownName(engine),
        basis(point.anchored),
        tokens(point.tokens_per_s_per_user),
        tokens(point.output_tokens_per_s_per_gpu),
        String(point.gpus),
        usd(point.usd_per_mtok_output),
      ]),
    ),
  };
}

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

const PHASES = [
  ["usd_per_mtok_input", "Uncached input"],
  ["usd_per_mtok_cached_input", "Cached input"],
  ["usd_per_mtok_output", "Output"],
] as const satisfies readonly (readonly [keyof CurvePoint, string])[];

/** The curve of the engine asked for, or of the one that makes most where it is left open. */
function chosen({ curves, inquiry }: Hardware, name: string): Curve | undefined {
  const own = curves.filter(({ accelerator }) => accelerator === name);
  const engine =
    inquiry.engine === "any" ? fastest(own, inquiry.tokens_per_s_per_user)?.engine : inquiry.engine;
  return (
    own.find((curve) => curve.engine === engine) ?? (inquiry.engine === "any" ? own[0] : undefined)
  );
}

/** What a million tokens of each phase costs along interactivity, on the accelerator and the baseline. */
export function prices(answer: Hardware): Chart[] {
  const { accelerator, baseline, tokens_per_s_per_user: at } = answer.inquiry;
  const names = [...new Set([accelerator, baseline])];
  const curves = names.flatMap((name) => chosen(answer, name) ?? []);
  const x = speeds(answer);
  return PHASES.map(([phase, title]) => {
    const y = log(
      curves.flatMap(({ points }) =>
        points.flatMap((point) => ends(banded(0, point[phase], point.sigma))),
      ),
      usdTick,
    );
    const words = curves.flatMap((curve) => {
      const point = curve.points.find((one) => one.tokens_per_s_per_user >= at);
      const who = shownName(curve.accelerator);
      return point === undefined ? [`${who} none`] : [`${who} ${usd(point[phase])}`];
    });
    return lines(
      curves.map((curve) => ({
        name: shownName(curve.accelerator),
        colour: curve.accelerator === accelerator ? "var(--open)" : "var(--closed)",
        anchored: whole(curve.points),
        band: true,
        spots: curve.points.map((point) =>
          banded(point.tokens_per_s_per_user, point[phase], point.sigma),
        ),
      })),
      [],
      {
        title,
        colour: "var(--ink)",
        measure: "USD per million tokens",
        summary: `${title}, USD per million tokens at ${at} tokens/s per user: ${words.join(", ")}.`,
        head: words.join(", "),
        note: curves
          .map(
            ({ accelerator: who, engine, points }) =>
              `${shownName(who)} under ${shownName(engine)}: ${basisOf(points)}.`,
          )
          .join(" "),
        x,
        y,
        across: ACROSS,
        up: "USD per million tokens",
        mark: at,
        height: 180,
        table: {
          caption: `${title}, USD per million tokens`,
          head: ["Accelerator", "Engine", "Tokens/s per user", "USD", "Basis"],
          rows: curves.flatMap((curve) =>
            curve.points.map((point) => [
              shownName(curve.accelerator),
              shownName(curve.engine),
              tokens(point.tokens_per_s_per_user),
              usd(point[phase]),
              basis(point.anchored),
            ]),
          ),
        },
      },
    );
  });
}

/** Blackwell over the Hopper baseline, per accelerator and per dollar. */
export function blackwell(answer: Hardware): Chart[] {
  const { ratios, inquiry } = answer;
  const x = speeds(answer);
  const base = shownName(inquiry.baseline);
  return (["per_accelerator", "per_usd"] as const).map((side) => {
    const title = side === "per_usd" ? "Per dollar" : "Per accelerator";
    const inFocus = ratios.filter(({ accelerator }) => accelerator === inquiry.accelerator);
    const y = log(
      [
        1,
        ...ratios.flatMap(({ points }) => points.map((point) => point[side])),
        ...inFocus.flatMap(({ points }) =>
          points.flatMap((point) => ends(banded(0, point[side], point.sigma))),
        ),
      ],
      times,
    );
    const words = ratios.flatMap(({ accelerator, points }) => {
      const point = points.find(
        (one) => one.tokens_per_s_per_user >= inquiry.tokens_per_s_per_user,
      );
      return point === undefined ? [] : [`${shownName(accelerator)} ${times(point[side])}`];
    });
    const both = ratios.filter(({ points }) => whole(points));
    const part = ratios.filter(({ points }) => basisOf(points) === "in part anchored");
    const named = (some: typeof ratios): string =>
      some.map(({ accelerator }) => shownName(accelerator)).join(", ");
    return lines(
      ratios.map(({ accelerator, points }, index) => ({
        name: shownName(accelerator),
        colour: HUES[index] ?? "var(--house)",
        anchored: whole(points),
        band: accelerator === inquiry.accelerator,
        spots: points.map((point) => banded(point.tokens_per_s_per_user, point[side], point.sigma)),
      })),
      [],
      {
        title,
        colour: "var(--ink)",
        measure: `tokens over those of ${base}`,
        summary: `${title}, tokens over those of ${base} at ${inquiry.tokens_per_s_per_user} tokens/s per user: ${words.join(", ")}.`,
        head: words.join(", "),
        note:
          both.length + part.length === 0
            ? "Every ratio has an extrapolated side."
            : `${both.length === 0 ? "" : `Anchored on both sides: ${named(both)}. `}${part.length === 0 ? "" : `At some speeds: ${named(part)}.`}`.trim(),
        x,
        y,
        across: ACROSS,
        up: `times ${base}`,
        mark: inquiry.tokens_per_s_per_user,
        height: 220,
        table: {
          caption: `${title}: tokens over those of ${base}`,
          head: ["Accelerator", "Tokens/s per user", "Ratio", "Basis"],
          rows: ratios.flatMap(({ accelerator, points }) =>
            points.map((point) => [
              shownName(accelerator),
              tokens(point.tokens_per_s_per_user),
              times(point[side]),
              basis(point.anchored),
            ]),
          ),
        },
      },
    );
  });
}

/** Names and hues of the ratios' lines, for the legend. */
export function blackwellHues({ ratios }: Hardware): [string, string][] {
  return ratios.map(({ accelerator }, index) => [
    shownName(accelerator),
    HUES[index] ?? "var(--house)",
  ]);
}

/** Engines as prefix hits grow. */
export function sharing({ sharing: engines, inquiry }: Hardware): Chart {
  const where = shownName(inquiry.accelerator);
  const high = engines.flatMap(({ points }) =>
    points.map((point) => point.output_tokens_per_s_per_gpu),
  );
  const words = engines.flatMap(({ engine, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined) return [];
    const gain = last.output_tokens_per_s_per_gpu / first.output_tokens_per_s_per_gpu;
    return [`${shownName(engine)} ${times(gain)}`];
  });
  const x: Scale = {
    type: "linear",
    domain: [0, 0.9],
    ticks: [0, 0.3, 0.6, 0.9],
    tick: percentTick,
  };
  return lines(
    engines.map(({ engine, anchored, points }) => ({
      name: shownName(engine),
      colour: ENGINE_HUES[engine] ?? "var(--house)",
      anchored,
      band: false,
      spots: points.map((point) => ({
        x: point.prefix_hit_rate,
        y: point.output_tokens_per_s_per_gpu,
      })),
    })),
    [],
    {
      title: `Engines on ${where}`,
      colour: "var(--ink)",
      measure: "output tokens/s per accelerator by share of prefix hits",
      summary: `On ${where} at ${inquiry.tokens_per_s_per_user} tokens/s per user, 90% prefix hits over none: ${words.join(", ")}.`,
      head: words.join(", "),
      note: `${grouped(engines)} What hits save is computed: no carried row has any.`,
      x,
      y: fromZero(Math.max(0, ...high), tokens),
      across: "prefix hits",
      up: "output tokens/s per accelerator",
      mark: inquiry.prefix_hit_rate > 0 ? Math.min(0.9, inquiry.prefix_hit_rate) : null,
      height: 220,
      table: {
        caption: `Engines on ${where} by prefix hits`,
        head: ["Engine", "Basis", "Prefix hits", "Output tokens/s per accelerator"],
        rows: engines.flatMap(({ engine, anchored, points }) =>
          points.map((point) => [
            shownName(engine),
            basis(anchored),
            percent(point.prefix_hit_rate),
            tokens(point.output_tokens_per_s_per_gpu),
          ]),
        ),
      },
    },
  );
}

/** What FP4, compression and speculative decoding add, stacked. */
export function savings({ steps, inquiry }: Hardware): Chart {
  const rows: Row[] = steps.map(({ name, point }, index) => ({
    name: index === 0 ? "As published" : `+ ${name}`,
    colour: "var(--ink)",
    point:
      point === undefined || point === null
        ? null
        : spread(point.output_tokens_per_s_per_gpu, point.sigma),
  }));
  const highs = rows.flatMap(({ point }) => (point === null ? [] : [point.p95]));
  return ranges(rows, {
    title: `Savings on ${shownName(inquiry.accelerator)}`,
    measure: `output tokens/s per accelerator at ${inquiry.tokens_per_s_per_user} tokens/s per user`,
    write: (value) => compact(value),
    x: fromZero(Math.max(1, ...highs), tokens),
    note: "All extrapolated, so that steps differ by nothing but what they add.",
  });
}

/** The quantiles of a lognormal of median `y`. */
function spread(y: number, sigma: number) {
  const at = (deviations: number): number => y * Math.exp(deviations * sigma);
  return {
    month: "",
    date: new Date(0),
    p5: at(-P95),
    p25: at(-0.6745),
    p50: y,
    p75: at(0.6745),
    p95: at(P95),
    mean: y,
    error: Number.NaN,
    defined: 1,
  };
}
