import type { Curve, Metric, SubjectKind, Summary } from "../engine/core";

/** The numbers of one month of one curve. */
export interface Point {
  month: string;
  date: Date;
  p5: number;
  p25: number;
  p50: number;
  p75: number;
  p95: number;
  mean: number;
  /** Monte Carlo standard error of the median; NaN below four blocks. */
  error: number;
  /** Share of the draws in which the value exists. */
  defined: number;
}

/** The numbers of one curve, month by month. */
export interface Series {
  curve: Curve;
  points: Point[];
}

/** Numbers that the core gives for each month of each curve. */
export const NUMBERS = ["p5", "p25", "p50", "p75", "p95", "mean", "error", "defined"] as const;

/** The series of `curve` within the bulk numbers of a result. */
export function series(summary: Summary, bands: Float64Array, curve: Curve): Series {
  const points = summary.months.map((month, index) => {
    const at = curve.offset + index * NUMBERS.length;
    const number = (slot: number): number => bands[at + slot] ?? Number.NaN;
    return {
      month,
      date: new Date(`${month}-01T00:00:00Z`),
      p5: number(0),
      p25: number(1),
      p50: number(2),
      p75: number(3),
      p95: number(4),
      mean: number(5),
      error: number(6),
      defined: number(7),
    };
  });
  return { curve, points };
}

/** The curves of `metric` whose subject is of `kind`, in the order of the core. */
export function curvesOf(summary: Summary, metric: Metric, kind: SubjectKind): Curve[] {
  return summary.curves.filter((curve) => curve.metric === metric && curve.subject.kind === kind);
}

/** The series of every curve of `metric` whose subject is of `kind`. */
export function seriesOf(
  summary: Summary,
  bands: Float64Array,
  metric: Metric,
  kind: SubjectKind,
): Series[] {
  return curvesOf(summary, metric, kind).map((curve) => series(summary, bands, curve));
}

/** The point of a month, or of the last one. */
export function pointAt(points: readonly Point[], month: string | null): Point | undefined {
  return points.find((point) => point.month === month) ?? points.at(-1);
}

/** Whether a band can be drawn at this point. */
export function isDrawn(point: Point): boolean {
  return Number.isFinite(point.p50);
}

/** Smallest and largest of the numbers picked from all series; null where there is none. */
export function extent(
  all: readonly Pick<Series, "points">[],
  pick: readonly ("p5" | "p25" | "p50" | "p75" | "p95")[],
): [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { points } of all) {
    for (const point of points) {
      for (const key of pick) {
        const value = point[key];
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
  }
  return low <= high ? [low, high] : null;
}
