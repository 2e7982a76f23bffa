import { areaY, lineY, ruleY } from "@observablehq/plot";
import { interval, monthName } from "../style/number";
import { isDrawn, type Point, pointAt, type Series } from "./bands";
import type { Chart, Table } from "./chart";
import { overMonths, type Scale } from "./plot";

/** What a fan needs besides its numbers. */
export interface FanOptions {
  title: string;
  colour: string;
  measure: string;
  /** Vertical scale, shared by the fans that stand side by side. */
  y: Scale;
  write(value: number): string;
  /** Level of a line to draw through, such as zero. */
  rule: number | null;
  note: string;
  /** The note of a month, instead. */
  noteAt?: (month: string | null) => string;
  height: number;
}

/** One quantity over the months: the median, half of the draws, nine in ten of the draws. */
export function fan({ points }: Pick<Series, "points">, options: FanOptions): Chart {
  const { title, colour, measure, write, rule } = options;
  const shown = points.filter(isDrawn);
  return {
    title,
    colour,
    measure,
    note: options.note,
    ...(options.noteAt === undefined ? {} : { noteAt: options.noteAt }),
    height: options.height,
    months: points.map((point) => point.month),
    summary: sentence(title, measure, shown, write),
    readout: (month) => {
      const point = pointAt(points, month);
      return point === undefined ? "" : interval(point.p50, point.p5, point.p95, write);
    },
    draw: (width, height) =>
      overMonths(
        points,
        { width, height, y: options.y },
        [
          areaY(shown, { x: "date", y1: "p5", y2: "p95", fill: colour, fillOpacity: 0.15 }),
          areaY(shown, { x: "date", y1: "p25", y2: "p75", fill: colour, fillOpacity: 0.25 }),
          rule === null ? null : ruleY([rule], { stroke: "var(--soft)", strokeWidth: 1 }),
          lineY(shown, { x: "date", y: "p50", stroke: colour, strokeWidth: 2 }),
        ],
        (index) => [{ value: points[index]?.p50 ?? Number.NaN, colour }],
      ),
    table: () => table(`${title}: ${measure}`, points, write),
  };
}

function sentence(
  title: string,
  measure: string,
  shown: Point[],
  write: (value: number) => string,
): string {
  const first = shown[0];
  const last = shown.at(-1);
  if (first === undefined || last === undefined)
    return `${title}: ${measure} is not defined in any draw.`;
  const end = `${write(last.p50)} in ${monthName(last.month)}, 90% of draws between ${write(last.p5)} and ${write(last.p95)}`;
  return `${title}: median ${measure} goes from ${write(first.p50)} in ${monthName(first.month)} to ${end}.`;
}

function table(caption: string, points: readonly Point[], write: (value: number) => string): Table {
  return {
    caption,
    head: ["Month", "5%", "25%", "Median", "75%", "95%"],
    rows: points.map((point) => [
      monthName(point.month),
      ...[point.p5, point.p25, point.p50, point.p75, point.p95].map(write),
    ]),
  };
}
