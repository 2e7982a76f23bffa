import { dot, plot, ruleY, text } from "@observablehq/plot";
import { interval } from "../style/number";
import type { Point } from "./bands";
import { type Chart, type Drawing, type Table, type Titled, withoutMonths } from "./chart";
import { fitted } from "./fitted";
import { cleaned, horizontal, type Scale } from "./plot";

/** One row: a name and its numbers, or none where it is not defined. */
export interface Row {
  name: string;
  point: Point | null;
  colour: string;
}

export interface RangesOptions extends Omit<Titled, "height"> {
  write(value: number): string;
  x: Scale;
  /** What the axis is, in a few words. */
  across?: string;
}

const ROW = 46;
const FOOT = 22;
/** Height of the name of the axis. */
const NAMED = 14;
/** Where in its row, from 0 at the top to 1, the words and the band of a row stand. */
const WORDS = 0.26;
const BAND = 0.68;

/** A band for each row on one axis: nine in ten of the draws, half of them, the median. */
export function ranges(rows: Row[], options: RangesOptions): Chart {
  const { title, write } = options;
  return withoutMonths(
    { ...options, height: rows.length * ROW + footOf(options) },
    {
      summary: `${title}: ${rows.map((row) => `${row.name} ${words(row, write)}`).join("; ")}.`,
      draw: (width, height) => draw(rows, options, width, height),
      table: () => table(rows, options),
    },
  );
}

function footOf({ across }: RangesOptions): number {
  return across === undefined ? FOOT : FOOT + NAMED;
}

function draw(rows: Row[], options: RangesOptions, width: number, height: number): Drawing {
  const { x, write, across } = options;
  const foot = footOf(options);
  const shown = rows
    .map((row, index) => ({ ...row, index }))
    .flatMap(({ point, colour, index }) =>
      point === null || !Number.isFinite(point.p50) ? [] : [{ colour, index, ...point }],
    );
  type Shown = (typeof shown)[number];
  const band = {
    y: (row: Shown) => row.index + BAND,
    stroke: (row: Shown) => row.colour,
    strokeWidth: 6,
    strokeLinecap: "round",
  } as const;
  const svg = plot({
    width,
    height,
    marginTop: 0,
    marginRight: 14,
    marginBottom: foot,
    marginLeft: 6,
    x: { type: x.type, domain: x.domain, clamp: true },
    y: { type: "linear", domain: [rows.length, 0], axis: null },
    marks: [
      ...horizontal(x),
      ...(across === undefined
        ? []
        : [
            text([across], {
              frameAnchor: "bottom-right",
              dy: 32,
              fill: "var(--faint)",
              textAnchor: "end",
            }),
          ]),
      text(rows, {
        x: () => x.domain[0],
        y: (_row: Row, index: number) => index + WORDS,
        text: (row: Row) => fitted(row.name, width - 66),
        textAnchor: "start",
        fontWeight: 600,
        fill: (row: Row) => row.colour,
      }),
      text(rows, {
        x: () => x.domain[1],
        y: (_row: Row, index: number) => index + WORDS,
        text: ({ point }: Row) => write(point?.p50 ?? Number.NaN),
        textAnchor: "end",
        fill: "var(--ink)",
      }),
      ruleY(shown, { ...band, x1: "p5", x2: "p95", strokeOpacity: 0.25 }),
      ruleY(shown, { ...band, x1: "p25", x2: "p75", strokeOpacity: 0.5 }),
      dot(shown, {
        y: band.y,
        x: "p50",
        r: 4.5,
        fill: band.stroke,
        stroke: "var(--raised)",
        strokeWidth: 1.5,
      }),
    ],
  }) as SVGSVGElement;
  return { svg: cleaned(svg), at: () => 0, marks: () => [], span: [0, height - foot] };
}

function words({ point }: Row, write: (value: number) => string): string {
  return point === null ? "not defined" : interval(point.p50, point.p5, point.p95, write);
}

function table(rows: Row[], { title, write }: RangesOptions): Table {
  return {
    caption: title,
    head: ["Policy", "5%", "25%", "Median", "75%", "95%"],
    rows: rows.map(({ name, point }) => [
      name,
      ...(["p5", "p25", "p50", "p75", "p95"] as const).map((key) =>
        write(point?.[key] ?? Number.NaN),
      ),
    ]),
  };
}
