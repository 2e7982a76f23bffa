import { dot, plot, rect, ruleY, text } from "@observablehq/plot";
import { percent } from "../style/number";
import { type Chart, type Drawing, type Titled, withoutMonths } from "./chart";
import { fitted } from "./fitted";
import { cleaned, horizontal, type Scale } from "./plot";

/** A share with its interval. */
interface Share {
  value: number;
  low: number;
  high: number;
}

/** One row: a name, its share alone and with all in which it has a part. */
export interface Part {
  name: string;
  first: Share;
  total: Share;
}

export interface PartsOptions extends Omit<Titled, "height"> {
  x: Scale;
  write(share: Share): string;
}

const ROW = 40;
const FOOT = 22;
/** Where in its row, from 0 at the top to 1, the words and the middle of the bar stand. */
const WORDS = 0.28;
const BAR = 0.68;
/** Half the height of a bar, of a row. */
const HALF = 0.14;

/** A bar for each share of a whole, a line for its interval, and a dot for what it is alone. */
export function parts(rows: readonly Part[], options: PartsOptions): Chart {
  const { title, write } = options;
  return withoutMonths(
    { ...options, height: rows.length * ROW + FOOT },
    {
      summary: `${title}: ${rows.map(({ name, total }) => `${name} ${write(total)}`).join("; ")}.`,
      draw: (width, height) => draw(rows, options, width, height),
      table: () => ({
        caption: title,
        head: ["Group", "With its parts in others", "Alone"],
        rows: rows.map(({ name, total, first }) => [name, write(total), write(first)]),
      }),
    },
  );
}

function draw(rows: readonly Part[], { x }: PartsOptions, width: number, height: number): Drawing {
  const placed = rows.map((row, index) => ({ ...row, index }));
  type Placed = (typeof placed)[number];
  const middle = (row: Placed): number => row.index + BAR;
  const svg = plot({
    width,
    height,
    marginTop: 0,
    marginRight: 14,
    marginBottom: FOOT,
    marginLeft: 6,
    x: { type: x.type, domain: x.domain, clamp: true },
    y: { type: "linear", domain: [rows.length, 0], axis: null },
    marks: [
      ...horizontal(x),
      text(placed, {
        x: () => x.domain[0],
        y: (row: Placed) => row.index + WORDS,
        text: (row: Placed) => fitted(row.name, width - 66),
        textAnchor: "start",
        fontWeight: 600,
        fill: "var(--ink)",
      }),
      text(placed, {
        x: () => x.domain[1],
        y: (row: Placed) => row.index + WORDS,
        text: (row: Placed) => percent(Math.max(row.total.value, 0)),
        textAnchor: "end",
        fill: "var(--ink)",
      }),
      rect(placed, {
        x1: () => 0,
        x2: (row: Placed) => Math.max(row.total.value, 0),
        y1: (row: Placed) => middle(row) - HALF,
        y2: (row: Placed) => middle(row) + HALF,
        fill: "var(--closed)",
        fillOpacity: 0.35,
      }),
      ruleY(placed, {
        x1: (row: Placed) => Math.max(row.total.low, 0),
        x2: (row: Placed) => Math.max(row.total.high, 0),
        y: middle,
        stroke: "var(--ink)",
        strokeWidth: 1.5,
      }),
      dot(placed, {
        x: (row: Placed) => Math.max(row.first.value, 0),
        y: middle,
        r: 4.5,
        fill: "var(--closed)",
        stroke: "var(--raised)",
        strokeWidth: 1.5,
      }),
    ],
  }) as SVGSVGElement;
  return { svg: cleaned(svg), at: () => 0, marks: () => [], span: [0, height - FOOT] };
}
