import { areaY, lineY, ruleX } from "@observablehq/plot";
import { interval, monthName, usd } from "../style/number";
import { isDrawn, type Point, pointAt, type Series } from "./bands";
import type { Chart, Table } from "./chart";
import { overMonths, type Scale } from "./plot";

export interface GapOptions {
  title: string;
  colour: string;
  y: Scale;
  note: string;
  height: number;
}

/** Price over serving cost, with the gap between their medians shaded. */
export function gap(price: Series, cost: Series, options: GapOptions): Chart {
  const { title, colour } = options;
  const pairs = price.points.map((point, index) => ({
    date: point.date,
    price: point.p50,
    cost: cost.points[index]?.p50 ?? Number.NaN,
  }));
  return {
    title,
    colour,
    measure: "price over serving cost, USD per million tokens",
    note: options.note,
    height: options.height,
    months: price.points.map((point) => point.month),
    summary: sentence(title, price.points, cost.points),
    readout: (month) => {
      const [p, c] = [pointAt(price.points, month), pointAt(cost.points, month)];
      return `${usd(p?.p50 ?? Number.NaN)} over ${usd(c?.p50 ?? Number.NaN)}`;
    },
    draw: (width, height) =>
      overMonths(
        price.points,
        { width, height, y: options.y },
        [
          areaY(pairs, { x: "date", y1: "cost", y2: "price", fill: colour, fillOpacity: 0.16 }),
          lineY(pairs, {
            x: "date",
            y: "cost",
            stroke: colour,
            strokeWidth: 1.5,
            strokeDasharray: "4 3",
          }),
          lineY(pairs, { x: "date", y: "price", stroke: colour, strokeWidth: 2 }),
          bars(price.points, colour, -2),
          bars(cost.points, colour, 2),
        ],
        (index) => {
          const pair = pairs[index];
          return pair === undefined
            ? []
            : [pair.price, pair.cost].map((value) => ({ value, colour }));
        },
      ),
    table: () => table(title, price.points, cost.points),
  };
}

/** Months at the end of which no bar of a turn of the year stands, so that it leaves room for the last one. */
const LAST = 5;

/** Nine in ten of the draws as a bar at each turn of a year and at the end. */
function bars(points: Point[], colour: string, dx: number) {
  const end = points.length - 1;
  const chosen = points.filter(
    (point, index) =>
      isDrawn(point) && (index === end || (point.month.endsWith("-01") && index < end - LAST)),
  );
  return ruleX(chosen, { x: "date", y1: "p5", y2: "p95", stroke: colour, strokeWidth: 1, dx });
}

function sentence(title: string, price: Point[], cost: Point[]): string {
  const [p0, c0, p1, c1] = [price[0], cost[0], price.at(-1), cost.at(-1)];
  if (p0 === undefined || c0 === undefined || p1 === undefined || c1 === undefined)
    return `${title}: no months.`;
  return (
    `${title}: median price goes from ${usd(p0.p50)} to ${usd(p1.p50)} per million tokens, ` +
    `median serving cost from ${usd(c0.p50)} to ${usd(c1.p50)}, between ${monthName(p0.month)} and ${monthName(p1.month)}.`
  );
}

function table(title: string, price: Point[], cost: Point[]): Table {
  return {
    caption: `${title}: price and serving cost, USD per million tokens, median [5% to 95%]`,
    head: ["Month", "Price", "Serving cost"],
    rows: price.map((point, index) => {
      const other = cost[index];
      return [
        monthName(point.month),
        interval(point.p50, point.p5, point.p95, usd),
        other === undefined ? "–" : interval(other.p50, other.p5, other.p95, usd),
      ];
    }),
  };
}
