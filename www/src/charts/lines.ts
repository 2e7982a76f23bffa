import { areaY, dot, line, link, type Markish, ruleX, text } from "@observablehq/plot";
import type { Chart, Drawing, Stop, Table } from "./chart";
import { framed, type Place } from "./frame";
import { horizontal, MARGIN, type Scale, vertical } from "./plot";

/** A place on a line, with the band around it where it has one. */
export interface Spot {
  x: number;
  y: number;
  low?: number;
  high?: number;
}

/** One line: solid where it is anchored, thin and dashed where it is extrapolated. */
export interface Line {
  name: string;
  colour: string;
  anchored: boolean;
  spots: readonly Spot[];
  /** Whether its band is drawn. */
  band: boolean;
  /** Whether a value holds until the next one. */
  stairs?: boolean;
}

/** A measured value and what was predicted for it. */
export interface Pair {
  x: number;
  y: number;
  predictedX: number;
  predictedY: number;
  colour: string;
  /** Whether the prediction was fitted to it. */
  fitted: boolean;
  /** What the cursor reads at it, line by line, where it reads pairs. */
  words?: string[];
}

export interface LinesOptions {
  title: string;
  colour: string;
  measure: string;
  summary: string;
  /** What stands at the head, in words. */
  head: string;
  note: string;
  x: Scale;
  y: Scale;
  /** What the axes are, in a few words. */
  across: string;
  up: string;
  /** A value of the horizontal axis that is marked. */
  mark: number | null;
  /** How the cursor's place and a line's value there are written; without it the cursor reads the pairs. */
  read?: { place(x: number): string; value(y: number): string };
  height: number;
  table: Table;
}

/** Lines over a number, with measured values beside what is predicted for them. */
export function lines(all: readonly Line[], pairs: readonly Pair[], options: LinesOptions): Chart {
  const { title, colour, measure, summary, head, note, height, table } = options;
  return {
    title,
    colour,
    measure,
    summary,
    readout: () => head,
    note,
    height,
    months: [],
    walks: true,
    draw: (width, tall) => drawn(all, pairs, options, width, tall),
    table: () => table,
  };
}

function drawn(
  all: readonly Line[],
  pairs: readonly Pair[],
  { x, y, mark, across, up, read }: LinesOptions,
  width: number,
  height: number,
): Drawing {
  const marks: Markish[] = [
    ...vertical(y),
    ...horizontal(x),
    ...(mark === null
      ? []
      : [ruleX([mark], { stroke: "var(--soft)", strokeDasharray: "1 3", strokeWidth: 1 })]),
    ...all
      .filter(({ band }) => band)
      .map(({ spots, colour }) =>
        areaY([...spots], { x: "x", y1: "low", y2: "high", fill: colour, fillOpacity: 0.13 }),
      ),
    ...all.map(({ spots, colour, anchored, stairs }) =>
      line([...spots], {
        x: "x",
        y: "y",
        stroke: colour,
        strokeWidth: anchored ? 2.2 : 1.4,
        ...(anchored ? {} : { strokeDasharray: "5 3" }),
        ...(stairs === true ? { curve: "step-after" as const } : {}),
      }),
    ),
    // A line of one place would not be seen.
    ...all
      .filter(({ spots }) => spots.length === 1)
      .map(({ spots, colour }) => dot([...spots], { x: "x", y: "y", r: 2.5, fill: colour })),
    link([...pairs], {
      x1: "predictedX",
      y1: "predictedY",
      x2: "x",
      y2: "y",
      stroke: "colour",
      strokeWidth: 1,
      strokeOpacity: 0.55,
    }),
    dot(
      pairs.filter(({ x, y, predictedX, predictedY }) => predictedX !== x || predictedY !== y),
      { x: "predictedX", y: "predictedY", r: 3, stroke: "colour", fill: "var(--page)" },
    ),
    dot(
      pairs.filter(({ fitted }) => fitted),
      { x: "x", y: "y", r: 3, fill: "colour", stroke: "var(--page)" },
    ),
    dot(
      pairs.filter(({ fitted }) => !fitted),
      { x: "x", y: "y", r: 3, symbol: "times", stroke: "colour", strokeWidth: 1.6 },
    ),
    text([across], {
      frameAnchor: "bottom-right",
      dy: 27,
      fill: "var(--faint)",
      textAnchor: "end",
    }),
    text([up], { frameAnchor: "top-left", dy: -20, dx: -MARGIN.left, fill: "var(--faint)" }),
  ];
  // The names of the axes stand in the margins.
  const margin = { ...MARGIN, top: MARGIN.top + 12, bottom: MARGIN.bottom + 14 };
  const stops = (at: (x: number, y: number) => Place): Stop[] =>
    read === undefined ? onPairs(pairs, at) : onLines(all, read, at);
  return framed({ width, height, x, y, margin, stops }, marks);
}

/** A stop at each place where a line has a value, with the values of all. */
function onLines(
  all: readonly Line[],
  read: NonNullable<LinesOptions["read"]>,
  at: (x: number, y: number) => Place,
): Stop[] {
  const places = [...new Set(all.flatMap(({ spots }) => spots.map(({ x }) => x)))];
  return places
    .sort((a, b) => a - b)
    .map((x) => {
      const here = all.flatMap(({ name, colour, spots }) => {
        const spot = spots.find((one) => one.x === x);
        return spot === undefined || !Number.isFinite(spot.y) ? [] : [{ name, colour, y: spot.y }];
      });
      return {
        x: at(x, here[0]?.y ?? 0).x,
        marks: here.map(({ y, colour }) => ({ y: at(x, y).y, colour })),
        words: [read.place(x), ...here.map(({ name, y }) => `${name} ${read.value(y)}`)],
      };
    });
}

/** A stop at each pair that has words, from the left. */
function onPairs(pairs: readonly Pair[], at: (x: number, y: number) => Place): Stop[] {
  return pairs
    .flatMap(({ x, y, colour, words }) => {
      const place = at(x, y);
      return words === undefined ? [] : [{ ...place, marks: [{ y: place.y, colour }], words }];
    })
    .sort((a, b) => a.x - b.x);
}
