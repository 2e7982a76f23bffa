import { type Point, pointAt, type Series } from "../../charts/bands";
import type { Passage } from "../../engine/core";
import { monthName, percent, percentTick, sentence } from "../../style/number";
import type { MARGINS } from "./options";

/** Which margin is drawn, in the core's name for it. */
export type Metric = (typeof MARGINS)[keyof typeof MARGINS];

export const MEASURES: Record<Metric, string> = {
  list_margin: "list margin",
  compute_margin: "compute margin",
  gross_margin: "gross margin",
  segment_margin: "segment margin",
  net_of_partners_margin: "margin net of partners",
  after_compute_margin: "margin after compute",
  operating_margin: "operating margin",
};

/** What each takes off what. */
export const DEFINITIONS: Record<Metric, string> = {
  list_margin: "List value of paid tokens less serving cost, over list value: nobody reports it.",
  compute_margin: "Token revenue less inference of paying users, over token revenue.",
  gross_margin:
    "Revenue less inference of paying and free users and other costs of serving, over revenue.",
  segment_margin:
    "Token revenue less inference of paying and free users and other costs of serving, over token revenue.",
  net_of_partners_margin:
    "Revenue less all costs of serving and what clouds and partners get, over revenue.",
  after_compute_margin: "Revenue less inference, training and research compute, over revenue.",
  operating_margin: "Revenue less all costs, over revenue.",
};

/** What closed labs do, in words. */
const RESPONSES: Record<string, string> = {
  hold: "hold their prices",
  match: "match open prices at a premium",
  undercut: "undercut open prices",
  "pass-through": "pass on part of what serving costs less",
  "cost-plus": "keep their markup over serving cost",
  "best-response": "ask what pays them most",
};

/** "If closed labs match open prices at a premium, their gross margin goes from 89% to 83% (9 in 10: 24 to 96%) by Apr 2029." */
export function groupSentence(series: Series, metric: Metric, response: string): string | null {
  const ends = endsOf(series.points);
  if (ends === null) return null;
  const [now, then] = ends;
  const closed = series.curve.subject.id === "closed-labs";
  const doing = RESPONSES[response];
  const subject =
    closed && doing !== undefined
      ? `If closed labs ${doing}, their`
      : `${sentence(series.curve.subject.name)}: the`;
  return `${subject} ${MEASURES[metric]} goes from ${percent(now.p50)} to ${ninety(then)} by ${monthName(then.month)}.`;
}

/** "By Apr 2029 OpenAI has the highest gross margin, 91% (9 in 10: 60 to 97%), and DeepSeek the lowest, 12% (...)." */
export function providersSentence(all: readonly Series[], metric: Metric): string | null {
  const last = all.flatMap(({ curve, points }) => {
    const point = points.at(-1);
    return point === undefined || !Number.isFinite(point.p50)
      ? []
      : [{ name: curve.subject.name, point }];
  });
  const [first] = last;
  if (first === undefined) return null;
  const by = (better: (a: number, b: number) => boolean): typeof first =>
    last.reduce((best, one) => (better(one.point.p50, best.point.p50) ? one : best), first);
  const [high, low] = [by((a, b) => a > b), by((a, b) => a < b)];
  const head = `By ${monthName(first.point.month)} ${high.name} has the highest ${MEASURES[metric]}, ${ninety(high.point)}`;
  return last.length < 2 ? `${head}.` : `${head}; ${low.name} the lowest, ${ninety(low.point)}.`;
}

/** How often a margin falls below a level, those that start below counted apart; as shares of the runs. */
export interface Fall {
  level: number;
  already: number;
  later: number;
  /** The month by which half of those that fall later have fallen; empty where few do. */
  half: string;
}

/** The passage of a subject below a level. */
export function fallOf(
  passages: readonly Passage[],
  months: readonly string[],
  { curve }: Pick<Series, "curve">,
  level: number,
): Fall | null {
  const { id, kind } = curve.subject;
  const passage = passages.find(
    (one) =>
      one.subject.id === id &&
      one.subject.kind === kind &&
      one.metric === curve.metric &&
      Math.abs(one.level - level) < 1e-9 &&
      one.direction === "below",
  );
  if (passage === undefined) return null;
  const fallen = passage.by_month.reduce((sum, count) => sum + count, 0);
  const runs = fallen + passage.already + passage.never;
  if (runs === 0) return null;
  let seen = 0;
  const half = passage.by_month.findIndex((count) => {
    seen += count;
    return fallen > 0 && 2 * seen >= fallen;
  });
  return {
    level,
    already: passage.already / runs,
    later: fallen / runs,
    half: fallen / runs > 0.02 ? (months[half] ?? "") : "",
  };
}

/** "It starts below 50% in 6.9% of runs and falls below in 10% more, half of these by Jul 2028." */
export function fallSentence({ level, already, later, half }: Fall): string {
  const by = half === "" ? "" : `, half of these by ${monthName(half)}`;
  if (later < 0.0005)
    return `It starts below ${percentTick(level)} in ${percent(already)} of runs; no more fall below later.`;
  return `It starts below ${percentTick(level)} in ${percent(already)} of runs and falls below in ${percent(later)} more${by}.`;
}

/** "83% (9 in 10: 24 to 96%)" */
export function ninety({ p50, p5, p95 }: Pick<Point, "p50" | "p5" | "p95">): string {
  const [low, high] = [percent(p5), percent(p95)];
  const bare = low.endsWith("%") && high.endsWith("%") ? low.slice(0, -1) : low;
  return low === high ? percent(p50) : `${percent(p50)} (9 in 10: ${bare} to ${high})`;
}

function endsOf(points: readonly Point[]): [Point, Point] | null {
  const [now, then] = [points[0], pointAt(points, null)];
  return now === undefined ||
    then === undefined ||
    !Number.isFinite(now.p50) ||
    !Number.isFinite(then.p50)
    ? null
    : [now, then];
}
