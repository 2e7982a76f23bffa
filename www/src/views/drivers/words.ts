import type { Point } from "../../charts/bands";
import type { AnswerTo } from "../../engine/lab";
import { interval, monthName, percent } from "../../style/number";
import { MEASURES, type Metric } from "../margins/words";

type Drivers = AnswerTo<"drivers">;

/** The margin whose spread is taken apart. */
export function spreadSentence(
  name: string,
  metric: Metric,
  month: string,
  point: Point | undefined,
): string {
  if (point === undefined || !Number.isFinite(point.p50))
    return `${name} sell nothing in ${monthName(month)}, and so have no margin.`;
  return `${name}’ ${MEASURES[metric]} in ${monthName(month)} is ${interval(point.p50, point.p5, point.p95, percent)}.`;
}

/** A share with its interval, which scatters about 0 where a group has no part. */
export function share({ value, low, high }: { value: number; low: number; high: number }): string {
  const kept = (part: number): number => (Math.abs(part) < 5e-4 ? 0 : part);
  return interval(kept(value), kept(low), kept(high), percent);
}

/** Where its spread comes from: the widest group, the next, and what none has alone. */
export function driverWords({ drivers, target, defined }: Drivers): string[] {
  const [first, second] = drivers;
  if (first === undefined)
    return [`In ${monthName(target.month_name)} it does not vary, or does not exist.`];
  const words = [
    `Most of its spread comes from ${first.group}: ${share(first.total)}, ${share(first.first)} by itself.`,
  ];
  if (second !== undefined) words.push(`Next is ${second.group}, with ${share(second.total)}.`);
  const alone = drivers.reduce((sum, one) => sum + one.first.value, 0);
  if (alone < 0.9)
    words.push(`${percent(Math.max(0, 1 - alone))} is in no group alone, but in several at once.`);
  if (defined < 0.9995)
    words.push(`Without the ${percent(1 - defined)} of points without a margin.`);
  return words;
}
