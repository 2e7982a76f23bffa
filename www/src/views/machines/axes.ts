/** Axes of the pictures of accelerators: their ranges, and how numbers are written on them. */
import type { Scale } from "../../charts/plot";
import { linearTicks, logTicks, niceLogRange, niceRange } from "../../charts/ticks";
import type { Hardware } from "../../engine/lab";
import { compact } from "../../style/number";

export function tokens(value: number): string {
  return compact(value, 2).replace(/\.0(?=[kM]?$)/, "");
}

export function times(value: number): string {
  return `${value >= 10 ? value.toFixed(0) : value.toFixed(1)}x`;
}

export function log(values: readonly number[], tick: (value: number) => string): Scale {
  const there = values.filter((value) => value > 0 && Number.isFinite(value));
  const domain = niceLogRange(
    there.length === 0 ? [1, 10] : [Math.min(...there), Math.max(...there)],
  );
  return { type: "log", domain, ticks: logTicks(domain), tick };
}

export function fromZero(high: number, tick: (value: number) => string): Scale {
  const domain = niceRange([0, high > 0 ? high : 1], 4);
  return { type: "linear", domain, ticks: linearTicks(domain, 4), tick };
}

/** Users' speeds of everything on show: one axis for all charts over interactivity. */
export function speeds({ curves }: Hardware): Scale {
  return log(
    curves.flatMap(({ points }) => points.map((point) => point.tokens_per_s_per_user)),
    tokens,
  );
}

export const ACROSS = "tokens/s per user";

/** How a place on that axis is read. */
export function speed(value: number): string {
  return `${tokens(value)} tokens/s per user`;
}
