import { areaY, lineY, text } from "@observablehq/plot";
import { interval, monthName, percent, percentTick, sentence } from "../style/number";
import { isDrawn, pointAt, type Series } from "./bands";
import type { Chart, Table } from "./chart";
import { MARGIN, overMonths, type Scale } from "./plot";

export interface SharesOptions {
  title: string;
  measure: string;
  colour(series: Series): string;
  note: string;
  height: number;
}

const WHOLE: Scale = {
  type: "linear",
  domain: [0, 1],
  ticks: [0, 0.25, 0.5, 0.75, 1],
  tick: percentTick,
};

/** Several shares of one whole over the months, each with its band and its name at its end. */
export function shares(all: Series[], options: SharesOptions): Chart {
  const { title, measure, colour } = options;
  const points = all[0]?.points ?? [];
  return {
    title,
    colour: "var(--ink)",
    measure,
    note: options.note,
    height: options.height,
    months: points.map((point) => point.month),
    summary: `${title}: ${all.map(span).join("; ")}.`,
    readout: (month) =>
      all.map((one) => percent(pointAt(one.points, month)?.p50 ?? Number.NaN)).join(" · "),
    draw: (width, height) =>
      overMonths(
        points,
        { width, height, y: WHOLE },
        [
          ...all.map((one) =>
            areaY(one.points.filter(isDrawn), {
              x: "date",
              y1: "p5",
              y2: "p95",
              fill: colour(one),
              fillOpacity: 0.14,
            }),
          ),
          ...all.map((one) =>
            lineY(one.points.filter(isDrawn), {
              x: "date",
              y: "p50",
              stroke: colour(one),
              strokeWidth: 2,
            }),
          ),
          ...apart(all, height).map(({ one, y }) => name(one, y, colour(one))),
        ],
        (index) =>
          all.map((one) => ({ value: one.points[index]?.p50 ?? Number.NaN, colour: colour(one) })),
      ),
    table: () => table(all, title),
  };
}

function name({ curve, points }: Series, height: number, colour: string) {
  return text([sentence(curve.subject.name)], {
    x: () => points.at(-1)?.date,
    y: () => height,
    text: (words: string) => words,
    dx: -4,
    textAnchor: "end",
    fill: colour,
    fontWeight: 600,
    stroke: "var(--page)",
    strokeWidth: 3,
  });
}

/** Heights for the names above the ends of the lines, moved apart so that they do not overlap. */
export function apart(all: Series[], height: number): { one: Series; y: number }[] {
  const step = 14 / Math.max(1, height - MARGIN.top - MARGIN.bottom);
  const ends = all
    .map((one) => ({ one, y: (one.points.findLast(isDrawn)?.p50 ?? Number.NaN) + step * 0.7 }))
    .filter(({ y }) => Number.isFinite(y))
    .sort((a, b) => a.y - b.y);
  let floor = 0;
  for (const end of ends) {
    end.y = Math.max(end.y, floor);
    floor = end.y + step;
  }
  let ceiling = 1;
  for (const end of ends.toReversed()) {
    end.y = Math.min(end.y, ceiling);
    ceiling = end.y - step;
  }
  return ends;
}

function span({ curve, points }: Series): string {
  const [first, last] = [points.find(isDrawn), points.findLast(isDrawn)];
  if (first === undefined || last === undefined)
    return `${sentence(curve.subject.name)} not defined`;
  return `${sentence(curve.subject.name)} from ${percent(first.p50)} to ${interval(last.p50, last.p5, last.p95, percent)}`;
}

function table(all: Series[], title: string): Table {
  const months = all[0]?.points ?? [];
  return {
    caption: `${title}, median [5% to 95%]`,
    head: ["Month", ...all.map((one) => sentence(one.curve.subject.name))],
    rows: months.map(({ month }, index) => [
      monthName(month),
      ...all.map(({ points }) => {
        const point = points[index];
        return point === undefined ? "–" : interval(point.p50, point.p5, point.p95, percent);
      }),
    ]),
  };
}
