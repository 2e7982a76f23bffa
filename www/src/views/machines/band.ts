/** The band around a prediction, whose logarithm is normal. */
import type { Point } from "../../charts/bands";
import type { Spot } from "../../charts/lines";

/** Standard deviations from the median to the 5th and 95th percentile. */
const P95 = 1.645;

export function banded(x: number, y: number, sigma: number): Spot {
  const factor = Math.exp(P95 * sigma);
  return { x, y, low: y / factor, high: y * factor };
}

export function ends({ y, low = y, high = y }: Spot): number[] {
  return [low, high];
}

/** The quantiles of a lognormal of median `y`. */
export function spread(y: number, sigma: number): Point {
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
