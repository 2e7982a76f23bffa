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

function draw(
  spots: Spot[],
  { cost, success }: FrontierOptions,
  width: number,
  height: number,
): Drawing {
  const arm = {
    stroke: (spot: Spot) => spot.colour,
    strokeWidth: 6,
    strokeOpacity: 0.22,
    strokeLinecap: "round",
  } as const;
  const x = (spot: Spot): number => spot.cost.p50;
  const y = (spot: Spot): number => spot.success.p50;
  const inner = {
    width: width - MARGIN.left - MARGIN.right,
    height: height - MARGIN.top - MARGIN.bottom,
  };
  const names = named(
    spots.map((spot) => ({
      name: spot.name,
      x:
        inner.width *
        (Math.log(x(spot) / cost.domain[0]) / Math.log(cost.domain[1] / cost.domain[0])),
      y: inner.height * ((success.domain[1] - y(spot)) / (success.domain[1] - success.domain[0])),
    })),
    inner.width,
    inner.height,
  );
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
      link(spots, {
        x1: (s: Spot) => s.cost.p5,
        x2: (s: Spot) => s.cost.p95,
        y1: y,
        y2: y,
        ...arm,
      }),
      link(spots, {
        x1: x,
        x2: x,
        y1: (s: Spot) => s.success.p5,
        y2: (s: Spot) => s.success.p95,
        ...arm,
      }),
      dot(spots, { x, y, r: 5, fill: arm.stroke, stroke: "var(--raised)", strokeWidth: 1.5 }),
      ...spots.map((spot, index) =>
        text([spot], {
          x,
          y,
          text: (one: Spot) => one.name,
          ...names[index],
          fontWeight: 600,
          fill: spot.colour,
          stroke: "var(--page)",
          strokeWidth: 3,
        }),
      ),
    ],
  }) as SVGSVGElement;
  return {
    svg: cleaned(svg),
    at: () => 0,
    marks: () => [],
    span: [MARGIN.top, height - MARGIN.bottom],
  };
}

/** Sides of a spot on which its name may stand, the best first: away in x and y, and how it is anchored. */
const SIDES = [
  { dx: 8, dy: -10, textAnchor: "start" },
  { dx: -8, dy: -10, textAnchor: "end" },
  { dx: 8, dy: 12, textAnchor: "start" },
  { dx: -8, dy: 12, textAnchor: "end" },
  { dx: 8, dy: -24, textAnchor: "start" },
  { dx: -8, dy: 26, textAnchor: "end" },
] as const;

/** For each spot the side on which its name covers no other name and stays inside, as far as there is one. */
export function named(
  spots: { name: string; x: number; y: number }[],
  width: number,
  height: number,
): (typeof SIDES)[number][] {
  const taken: { left: number; right: number; y: number }[] = [];
  return spots.map(({ name, x, y }) => {
    const boxOf = (side: (typeof SIDES)[number]) => {
      const start = x + side.dx;
      const length = name.length * 6.2;
      const left = side.textAnchor === "start" ? start : start - length;
      return { left, right: left + length, y: y + side.dy };
    };
    const side =
      SIDES.find((candidate) => {
        const box = boxOf(candidate);
        const inside = box.left >= 0 && box.right <= width && box.y >= 0 && box.y <= height;
        return (
          inside &&
          taken.every(
            (other) =>
              box.right < other.left || box.left > other.right || Math.abs(box.y - other.y) > 12,
          )
        );
      }) ?? SIDES[0];
    taken.push(boxOf(side));
    return side;
  });
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
