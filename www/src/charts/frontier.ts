import { dot, link, plot, text } from "@observablehq/plot";
import { interval, percent, usd } from "../style/number";
import type { Point } from "./bands";
import type { Chart, Drawing, Table } from "./chart";
import { cleaned, horizontal, MARGIN, type Scale, vertical } from "./plot";

/** One way to buy: what it costs and how often it succeeds, in one month. */
export interface Spot {
  name: string;
  cost: Point;
  success: Point;
  colour: string;
}

export interface FrontierOptions {
  title: string;
  measure: string;
  cost: Scale;
  success: Scale;
  note: string;
  height: number;
}

/** Cost against quality: each policy a cross of its two bands, its name beside it. */
export function frontier(spots: Spot[], options: FrontierOptions): Chart {
  const { title, measure } = options;
  return {
    title,
    colour: "var(--ink)",
    measure,
    note: options.note,
    height: options.height,
    months: [],
    summary: `${title}: ${spots.map(words).join("; ")}.`,
    readout: () => "",
    draw: (width, height) => draw(spots, options, width, height),
    table: () => table(spots, options),
  };
}

function draw(spots: Spot[], { cost, success }: FrontierOptions, width: number, height: number): Drawing {
  const arm = { stroke: (spot: Spot) => spot.colour, strokeWidth: 6, strokeOpacity: 0.22, strokeLinecap: "round" } as const;
  const x = (spot: Spot): number => spot.cost.p50;
  const y = (spot: Spot): number => spot.success.p50;
  // Names of spots in the right half stand to the left of their spot, so that none leaves the picture.
  const middle = Math.sqrt(cost.domain[0] * cost.domain[1]);
  const names = (chosen: Spot[], textAnchor: "start" | "end", dx: number) =>
    text(chosen, { x, y, text: (spot: Spot) => spot.name, textAnchor, dx, dy: -10, fontWeight: 600, fill: (spot: Spot) => spot.colour, stroke: "var(--raised)", strokeWidth: 3 });
  const svg = plot({
    width,
    height,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: { type: "log", domain: cost.domain, clamp: true },
    y: { type: "linear", domain: success.domain, clamp: true },
    marks: [
      ...horizontal(cost),
      ...vertical(success),
      link(spots, { x1: (s: Spot) => s.cost.p5, x2: (s: Spot) => s.cost.p95, y1: y, y2: y, ...arm }),
      link(spots, { x1: x, x2: x, y1: (s: Spot) => s.success.p5, y2: (s: Spot) => s.success.p95, ...arm }),
      dot(spots, { x, y, r: 5, fill: arm.stroke, stroke: "var(--raised)", strokeWidth: 1.5 }),
      names(spots.filter((spot) => x(spot) <= middle), "start", 8),
      names(spots.filter((spot) => x(spot) > middle), "end", -8),
    ],
  }) as SVGSVGElement;
  return { svg: cleaned(svg), at: () => 0, marks: () => [], span: [MARGIN.top, height - MARGIN.bottom] };
}

function words({ name, cost, success }: Spot): string {
  return `${name} ${usd(cost.p50)} a month at ${percent(success.p50)} success`;
}

function table(spots: Spot[], { title }: FrontierOptions): Table {
  return {
    caption: `${title}, median [5% to 95%]`,
    head: ["Policy", "Bill per month", "Success"],
    rows: spots.map(({ name, cost, success }) => [
      name,
      interval(cost.p50, cost.p5, cost.p95, usd),
      interval(success.p50, success.p5, success.p95, percent),
    ]),
  };
}
