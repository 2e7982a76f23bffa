import { dot, line, ruleY, text } from "@observablehq/plot";
import { percent, usd } from "../style/number";
import { type Chart, type Drawing, type Table, type Titled, withoutMonths } from "./chart";
import { framed, inner, type Place, placer, type Size } from "./frame";
import { type Box, beside, lengthOf, type Side } from "./labels";
import { horizontal, type Scale, vertical } from "./plot";

/** A place in the picture. */
export interface Spot {
  usd: number;
  success: number;
}

/** All that a policy can do, from the cheapest to the best. */
export interface Curve {
  name: string;
  colour: string;
  /** Lengths of dashes and gaps; empty for a solid line. */
  dash: string;
  width: number;
  spots: readonly Spot[];
}

/** A point: a model, or where a policy operates. */
export interface Mark extends Spot {
  name: string;
  /** What it is, for the table. */
  kind: string;
  colour: string;
  form: "dot" | "ring" | "diamond" | "cross";
  /** Whether its name is written where there is room. */
  named: boolean;
  /** Whether its name comes before all others. */
  chief: boolean;
}

export interface TradeoffOptions extends Titled {
  cost: Scale;
  success: Scale;
  /** Success rates that a line is drawn at. */
  rules: { success: number; name: string }[];
}

/** Cost of a request against success: curves and points, each named beside itself. */
export function tradeoff(curves: Curve[], marks: Mark[], options: TradeoffOptions): Chart {
  const { title } = options;
  return withoutMonths(options, {
    summary: `${title}: ${marks
      .filter(({ kind }) => kind !== "single model")
      .map((mark) => `${mark.name}, ${mark.kind}: ${usd(mark.usd)} at ${percent(mark.success)}`)
      .join("; ")}.`,
    draw: (width, height) => draw(curves, marks, options, width, height),
    table: () => table(curves, marks, options),
  });
}

const RADIUS = 4.5;
/** Width in pixels below which a picture has little room for names. */
const NARROW = 400;

function draw(
  curves: Curve[],
  marks: Mark[],
  { cost, success, rules }: TradeoffOptions,
  width: number,
  height: number,
): Drawing {
  const room = inner({ width, height });
  const [left, right] = cost.domain;
  const [bottom, top] = success.domain;
  const place = placer(cost, success, room);
  const placed = ({ usd, success }: Spot): Place => place(usd, success);
  const inside = ({ usd: x, success: y }: Spot): boolean =>
    x >= left && x <= right && y >= bottom && y <= top;
  const seen = marks.filter(inside);
  const lines = curves.flatMap((curve) => curve.spots.map((spot) => ({ ...spot, curve })));
  type Along = (typeof lines)[number];
  const along = lines.filter(inside).map(placed);
  const words = rules.map((rule) => ({
    ...rule,
    ...onRule(
      rule,
      along,
      seen.map(placed),
      placed({ usd: left, success: rule.success }).y,
      room.width,
    ),
  }));
  const labels = named(
    [
      ...seen
        .filter((mark) => mark.named && mark.chief)
        .map((mark) => ({ name: mark.name, bold: true, anchors: [placed(mark)] })),
      ...curves.map((curve) => ({
        name: curve.name,
        bold: true,
        anchors: [0.82, 0.6, 0.4, 1, 0.2].flatMap((part) => {
          const spot = curve.spots[Math.round(part * (curve.spots.length - 1))];
          return spot !== undefined && inside(spot) ? [placed(spot)] : [];
        }),
      })),
      ...seen
        .filter((mark) => mark.named && !mark.chief)
        .map((mark) => ({ name: mark.name, bold: false, anchors: [placed(mark)] })),
    ],
    [
      ...seen
        .map(placed)
        .map(({ x, y }) => ({ left: x - 5, right: x + 5, top: y - 5, foot: y + 5 })),
      ...words.map(({ box }) => box),
    ],
    room,
    along.map(({ x, y }) => ({ left: x - 2, right: x + 2, top: y - 2, foot: y + 2 })),
  );
  const colourOf = (name: string): string =>
    [...curves, ...seen.filter((mark) => mark.named)].find((one) => one.name === name)?.colour ??
    "var(--soft)";
  const x = (spot: Spot): number => spot.usd;
  const y = (spot: Spot): number => spot.success;
  const of = (...forms: Mark["form"][]): Mark[] => seen.filter(({ form }) => forms.includes(form));
  return framed({ width, height, x: cost, y: success }, [
    ...horizontal(cost),
    ...vertical(success),
    ruleY(rules, {
      y: "success",
      stroke: "var(--soft)",
      strokeDasharray: "2 3",
      strokeOpacity: 0.8,
    }),
    ...words.map(({ name, box }) =>
      text([name], {
        frameAnchor: "top-left",
        dx: box.left,
        dy: box.top + 6,
        text: (one: string) => one,
        textAnchor: "start",
        lineAnchor: "middle",
        fill: "var(--soft)",
        stroke: "var(--page)",
        strokeWidth: 3,
      }),
    ),
    ...curves.map((curve) =>
      line(
        lines.filter((one: Along) => one.curve === curve),
        {
          x,
          y,
          stroke: curve.colour,
          strokeWidth: curve.width,
          ...(curve.dash === "" ? {} : { strokeDasharray: curve.dash }),
          strokeLinejoin: "round",
        },
      ),
    ),
    dot(of("dot"), { x, y, r: RADIUS, fill: "colour", stroke: "var(--raised)" }),
    dot(of("cross"), { x, y, r: RADIUS, symbol: "times", stroke: "colour", strokeWidth: 2 }),
    dot(of("diamond"), {
      x,
      y,
      r: RADIUS + 1,
      symbol: "diamond",
      fill: "colour",
      stroke: "var(--raised)",
    }),
    dot(of("ring"), {
      x,
      y,
      r: RADIUS + 0.5,
      fill: "var(--page)",
      stroke: "colour",
      strokeWidth: 2.2,
    }),
    ...labels.map(({ name, bold, x: atX, y: atY, anchor }) =>
      text([name], {
        frameAnchor: "top-left",
        dx: atX,
        dy: atY,
        text: (one: string) => one,
        textAnchor: anchor,
        lineAnchor: "middle",
        fontWeight: bold ? 650 : 400,
        fill: colourOf(name),
        stroke: "var(--page)",
        strokeWidth: 3,
      }),
    ),
  ]);
}

interface Wanted {
  name: string;
  bold: boolean;
  /** Places that the name may stand beside, the best first. */
  anchors: Place[];
}

/** Sides of an anchor, the best first. */
const SIDES = [
  { dx: -8, dy: -9, textAnchor: "end" },
  { dx: 9, dy: 0, textAnchor: "start" },
  { dx: 8, dy: 13, textAnchor: "start" },
  { dx: 8, dy: -9, textAnchor: "start" },
  { dx: -9, dy: 0, textAnchor: "end" },
  { dx: -8, dy: 13, textAnchor: "end" },
] as const satisfies Side[];

/** Further away, for a point's name where it covers no line either. */
const FAR = [
  ...SIDES,
  { dx: 6, dy: -20, textAnchor: "start" },
  { dx: 6, dy: 24, textAnchor: "start" },
  { dx: -6, dy: -20, textAnchor: "end" },
  { dx: -6, dy: 24, textAnchor: "end" },
] as const satisfies Side[];

/** Where the name of a rule stands on it: where it covers least of curves and points, the further right the better. */
function onRule(
  { name }: { name: string },
  along: readonly Place[],
  points: readonly Place[],
  y: number,
  width: number,
): { box: Box } {
  const length = lengthOf(name, false);
  const places = [...along, ...points, ...points];
  let best: { box: Box; covers: number } | null = null;
  for (let part = 1; part >= 0; part -= 0.05) {
    const left = part * Math.max(0, width - length);
    const box = { left, right: left + length, top: y - 13, foot: y - 1 };
    const covers = places.filter(
      (at) =>
        at.x > box.left - 6 && at.x < box.right + 6 && at.y > box.top - 4 && at.y < box.foot + 4,
    ).length;
    if (best === null || covers < best.covers) best = { box, covers };
  }
  return best ?? { box: { left: 0, right: length, top: y - 13, foot: y - 1 } };
}

/**
 * Where each name stands without covering another name or what is occupied, and clear of lines where it can; a name
 * without room is left out.
 */
export function named(
  wanted: Wanted[],
  occupied: Box[],
  { width, height }: Size,
  lines: Box[] = [],
): { name: string; bold: boolean; x: number; y: number; anchor: "start" | "end" }[] {
  const room = { left: 0, right: width, top: 0, foot: height - 2 };
  const taken = [...occupied];
  return wanted.flatMap(({ name, bold, anchors }) => {
    const length = lengthOf(name, bold);
    // In a narrow picture a model's name over lines would be taken for a line's.
    const crossing = bold || width >= NARROW;
    const found =
      beside<Side>(anchors, bold ? SIDES : FAR, length, room, [...taken, ...lines]) ??
      (crossing ? beside<Side>(anchors, SIDES, length, room, taken) : null);
    if (found === null) return [];
    const { anchor, side, box } = found;
    taken.push(box);
    return [{ name, bold, x: anchor.x + side.dx, y: anchor.y + side.dy, anchor: side.textAnchor }];
  });
}

function table(curves: Curve[], marks: Mark[], { title }: TradeoffOptions): Table {
  const row = (name: string, kind: string, spot: Spot): string[] => [
    name,
    kind,
    usd(spot.usd),
    percent(spot.success),
  ];
  return {
    caption: title,
    head: ["What", "Which point", "USD per request", "Success"],
    rows: [
      ...marks.map((mark) => row(mark.name, mark.kind, mark)),
      ...curves.flatMap(({ name, spots }) => {
        const [first, last] = [spots[0], spots.at(-1)];
        if (first === undefined || last === undefined) return [];
        return [row(name, "cheapest", first), row(name, "best", last)];
      }),
    ],
  };
}
