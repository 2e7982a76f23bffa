import type { Cell, Rows } from "../views/panel";

/** What a file says of itself, each in a row of its own: its name and its value. */
export type About = readonly (readonly [string, string | number])[];

/**
 * Rows as CSV, numbers exact to the last digit and holes empty; then a row for each thing that one has to know to get the same
 * numbers again, its value in the column `at`.
 */
export function csv({ head, rows }: Rows, about: About = [], at = 1): string {
  const told = about.map(([name, value]): Cell[] =>
    head.map((_, place) => (place === 0 ? name : place === at ? value : "")),
  );
  return `${[head, ...rows, ...told].map((row) => row.map(written).join(",")).join("\n")}\n`;
}

function written(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Rows of several panels one after the other, as far as they have the first one's columns. */
export function joined(all: readonly Rows[]): Rows {
  const head = all[0]?.head ?? [];
  const same = all.filter((one) => one.head.join() === head.join());
  return { head, rows: same.flatMap(({ rows }) => rows) };
}
