import type { Figure } from "../charts/figure";
import { type Plate, picture, png, save, svgText, type Words } from "./picture";

export type Format = "svg" | "png" | "csv" | "toml";

/** What there is to save of the view on show. */
export interface Sheet {
  /** Name of the files, without an ending. */
  name: string;
  words: Omit<Words, "small"> & { small: string[] };
  /** Every number; null where there is none yet. */
  csv(): string | null;
  /** The scenario's file and its name; null where the view has none. */
  toml: (() => Promise<{ text: string; name: string }>) | null;
}

/** Saves what is on show in a format. */
export async function download(
  format: Format,
  sheet: Sheet,
  root: ParentNode & Element,
): Promise<void> {
  const { name } = sheet;
  if (format === "toml") {
    const file = await sheet.toml?.();
    if (file !== undefined) save(new Blob([file.text], { type: "application/toml" }), file.name);
    return;
  }
  const csv = sheet.csv();
  if (csv === null) return;
  if (format === "csv") {
    save(new Blob([csv], { type: "text/csv" }), `${name}.csv`);
    return;
  }
  const styles = getComputedStyle(root);
  const resolve = (colour: string): string =>
    styles.getPropertyValue(colour.slice(4, -1)).trim() || colour;
  const words = { ...sheet.words, small: [...sheet.words.small, location.href].join(" · ") };
  const svg = picture(plates(root), words, resolve);
  if (format === "svg") save(new Blob([svgText(svg)], { type: "image/svg+xml" }), `${name}.svg`);
  else save(await png(svg), `${name}.png`);
}

function plates(root: ParentNode): Plate[] {
  return [...root.querySelectorAll<Figure>("undercut-figure")].flatMap((figure) => {
    const svg = figure.picture();
    if (svg === null || figure.chart === null) return [];
    const { title, colour } = figure.chart;
    return [{ title, colour, readout: figure.chart.readout(figure.at), svg }];
  });
}
