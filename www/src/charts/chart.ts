/** A chart: what it says in words, what it says as a table, and how it is drawn. Data in, SVG out. */
export interface Chart {
  /** Short name, which heads the figure. */
  title: string;
  /** Colour of the name; a custom property. */
  colour: string;
  /** What is measured, in a few words. */
  measure: string;
  /** One sentence that says what the picture says. */
  summary: string;
  /** Value shown at the head for a month; for the last one if there is none. */
  readout(month: string | null): string;
  /** Words under the picture, such as what is not served; may be empty. */
  note: string;
  /** The same, where they are a month's. */
  noteAt?(month: string | null): string;
  /** Height in pixels on a laptop; a larger screen draws it taller. */
  height: number;
  draw(width: number, height: number): Drawing;
  table(): Table;
  /** Months that the cursor walks over; none where a chart has no months. */
  months: readonly string[];
  /** Whether the cursor walks over other places than months, which the drawing has. */
  walks?: boolean;
}

/** What has been drawn, and where its months lie. */
export interface Drawing {
  svg: SVGSVGElement;
  /** Place of a month, in pixels from the left. */
  at(month: string): number;
  /** Heights in pixels of what the cursor marks in a month. */
  marks(month: string): { y: number; colour: string }[];
  /** Top and bottom of the plot, in pixels. */
  span: [number, number];
  /** Where a chart without months stops the cursor, from the left. */
  stops?: readonly Stop[];
}

/** A place of a chart at which the cursor reads values. */
export interface Stop {
  x: number;
  /** Its height, where the place is a point. */
  y?: number;
  marks: { y: number; colour: string }[];
  /** What is read there, line by line. */
  words: string[];
}

export interface Table {
  caption: string;
  head: string[];
  rows: string[][];
}

/** What a chart says of itself, whatever it draws. */
export interface Titled {
  title: string;
  measure: string;
  note: string;
  height: number;
}

/** A chart that has no months, and so no value at its head. */
export function withoutMonths(
  { title, measure, note, height }: Titled,
  drawn: Pick<Chart, "summary" | "draw" | "table">,
): Chart {
  const readout = (): string => "";
  return { title, colour: "var(--ink)", measure, note, height, months: [], readout, ...drawn };
}
