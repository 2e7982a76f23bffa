import { dot, link, text } from "@observablehq/plot";
import { interval, percent, usd } from "../style/number";
import type { Point } from "./bands";
import { type Chart, type Drawing, type Table, type Titled, withoutMonths } from "./chart";
import { framed, inner, type Place, placer } from "./frame";
import { type Box, beside, boxAt, middlesIn, type Side } from "./labels";
import { horizontal, type Scale, vertical } from "./plot";

/** One way to buy: what it costs and how often it succeeds, in one month. */
export interface Spot {
  name: string;
  cost: Point;
  success: Point;
  colour: string;
}

export interface FrontierOptions extends Titled {
  cost: Scale;
  success: Scale;
}

/** Cost against quality: each policy a cross of its two bands, its name beside it. */
export function frontier(spots: Spot[], options: FrontierOptions): Chart {
  const { title } = options;
  return withoutMonths(options, {
    summary: `${title}: ${spots.map(words).join("; ")}.`,
    draw: (width, height) => draw(spots, options, width, height),
    table: () => table(spots, options),
  });
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
  const room = inner({ width, height });
  const at = placer(cost, success, room);
  const names = named(
    spots.map((spot) => ({ name: spot.name, ...at(x(spot), y(spot)) })),
    room.width,
    room.height,
  );
  return framed({ width, height, x: cost, y: success }, [
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
  ]);
}

/** Sides of a spot on which its name may stand, the best first: away in x and y, and how it is anchored. */
const SIDES = [
  { dx: 8, dy: -10, textAnchor: "start" },
  { dx: -8, dy: -10, textAnchor: "end" },
  { dx: 8, dy: 12, textAnchor: "start" },
  { dx: -8, dy: 12, textAnchor: "end" },
  { dx: 8, dy: -24, textAnchor: "start" },
  { dx: -8, dy: 26, textAnchor: "end" },
] as const satisfies Side[];

/** For each spot the side on which its name covers no other name and stays inside, as far as there is one. */
export function named(
  spots: ({ name: string } & Place)[],
  width: number,
  height: number,
): (typeof SIDES)[number][] {
  const room = middlesIn({ width, height });
  const taken: Box[] = [];
  return spots.map(({ name, ...spot }) => {
    const length = name.length * 6.2;
    const side = beside([spot], SIDES, length, room, taken)?.side ?? SIDES[0];
    taken.push(boxAt(spot, side, length));
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
