import { type Point, pointAt, type Series, seriesOf } from "../../charts/bands";
import type { SavingMonth } from "../../engine/lab";
import type { Result } from "../../state/result";
import { monthName, percent, sentence, usd } from "../../style/number";

/** Policies that decide on a signal: they are computed where the buyer follows one. */
export const SIGNALLED: readonly string[] = ["threshold-router", "cascade"];
const CHEAPEST = "cheapest-meeting-threshold";
/** Shares below this are as good as none. */
const NONE = 0.005;

/** What each policy does, in words. */
const DOING: Record<string, string> = {
  [CHEAPEST]: "the cheapest line that meets each threshold",
  "random-mix": "a random mix that meets each threshold on average",
  "threshold-router": "a router that meets each threshold",
  cascade: "a cascade that meets each threshold",
  oracle: "an oracle that knew which model succeeds",
};

/** One policy in one month: what it costs, how often it succeeds, and what share of the requests it serves. */
export interface Bought {
  id: string;
  bill: Point;
  success: Point | undefined;
  /** Mean share of the requests that it cannot serve. */
  unserved: number;
}

/** The policies of a run in a month. */
export function boughtIn({ summary, bands }: Result, month: string): Bought[] {
  const of = (all: Series[], id: string): Point | undefined => {
    const found = all.find(({ curve }) => curve.subject.id === id);
    return found === undefined ? undefined : pointAt(found.points, month);
  };
  const successes = seriesOf(summary, bands, "success", "policy");
  const unserved = seriesOf(summary, bands, "unserved_share", "policy");
  return seriesOf(summary, bands, "bill_usd_per_month", "policy").flatMap(({ curve, points }) => {
    const { id } = curve.subject;
    const bill = pointAt(points, month);
    return bill === undefined || !Number.isFinite(bill.p50)
      ? []
      : [{ id, bill, success: of(successes, id), unserved: of(unserved, id)?.mean ?? 0 }];
  });
}

/** What one model for everything is held against, and what it is the measure of. */
const otherOf = (kind: string): string => (kind === "single" ? CHEAPEST : "single");

/**
 * "In Nov 2026 the cheapest line that meets each threshold costs $621 a month (9 in 10: $400 to $900)." for the buyer's own
 * policy, and the same of what it is held against: one model for everything, named after its line.
 */
export function billSentences(
  all: readonly Bought[],
  month: string,
  kind: string,
  line: string,
): string[] {
  const policy = kind === "single" || DOING[kind] !== undefined ? kind : CHEAPEST;
  const doing = (id: string): string =>
    id === "single" ? `${line === "" ? "one model" : line} for everything` : (DOING[id] ?? id);
  const [own, other] = [policy, otherOf(policy)].map((id) => all.find((one) => one.id === id));
  return [
    ...(own === undefined
      ? []
      : [
          `In ${monthName(month)} ${doing(own.id)} costs ${ninety(own.bill)} a month${serving(own)}.`,
        ]),
    ...(other === undefined
      ? []
      : [
          `${sentence(doing(other.id))} costs ${ninety(other.bill)} a month${serving(other)}${against(other, own)}.`,
        ]),
    ...bound(all, policy),
  ];
}

/** "A bound, not a plan: an oracle that knew which model succeeds costs $500 a month and succeeds on 91%." */
function bound(all: readonly Bought[], kind: string): string[] {
  const oracle = all.find(({ id }) => id === "oracle");
  if (oracle === undefined || kind === "oracle") return [];
  const success =
    oracle.success === undefined ? "" : `, with ${percent(oracle.success.p50)} success`;
  return [
    `A bound, not a plan: ${DOING["oracle"]} costs ${ninety(oracle.bill)} a month${serving(oracle)}${success}.`,
  ];
}

/**
 * "In Nov 2026 the scenario's own policy saves 24% (9 in 10: 3.6 to 68%) against the best single model of each task class, at
 * equal quality; a free and perfect router 84%." of the month that is read.
 */
export function savingWords(months: readonly SavingMonth[], month: string | undefined): string[] {
  const at = months.find((one) => one.month === month);
  if (at === undefined) return [];
  const { p50, p5, p95 } = at.own;
  const range = `${percent(p5).slice(0, -1)} to ${percent(p95)}`;
  return [
    `In ${monthName(at.month)} the scenario's own policy saves ${percent(p50)} (9 in 10: ${range}) against the best single model of each task class, at equal quality; a free and perfect router ${percent(at.perfect.p50)}.`,
  ];
}

/** " and serves 60% of requests", where it does not serve all. */
function serving({ unserved }: Bought): string {
  return unserved < NONE ? "" : ` and serves ${percent(1 - unserved)} of requests`;
}

function against({ success: single }: Bought, own: Bought | undefined): string {
  const [a, b] = [single?.p50, own?.success?.p50];
  return a === undefined || b === undefined || !Number.isFinite(a) || !Number.isFinite(b)
    ? ""
    : `, with ${percent(a)} success against ${percent(b)}`;
}

/** "single, serves 60%", so that a bill that serves less says so wherever it stands beside others. */
export function nameOf(name: string, unserved: number): string {
  return unserved < NONE ? sentence(name) : `${sentence(name)}, serves ${percent(1 - unserved)}`;
}

function ninety({ p50, p5, p95 }: Point): string {
  const [low, middle, high] = [usd(p5), usd(p50), usd(p95)];
  return low === high ? middle : `${middle} (9 in 10: ${low} to ${high})`;
}
