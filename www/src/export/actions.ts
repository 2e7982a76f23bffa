import type { Figure } from "../charts/figure";
import { type Panel, type Plate, picture, png, save, svgText, type Words } from "./picture";

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
  const svg = picture(panels(root), words, resolve);
  if (format === "svg") save(new Blob([svgText(svg)], { type: "image/svg+xml" }), `${name}.svg`);
  else save(await png(svg), `${name}.png`);
}

/** The figures of a view under the headings that they stand under on the page. */
function panels(root: ParentNode): Panel[] {
  const found = new Map<Element | null, Panel>();
  for (const figure of root.querySelectorAll<Figure>("undercut-figure")) {
    const plate = plateOf(figure);
    if (plate === null) continue;
    const section = figure.closest(".row");
    const panel = found.get(section) ?? { ...headOf(section), plates: [] };
    panel.plates.push(plate);
    found.set(section, panel);
  }
  return [...found.values()];
}

function plateOf(figure: Figure): Plate | null {
  const svg = figure.picture();
  const { chart, at } = figure;
  if (svg === null || chart === null) return null;
  const { title, colour } = chart;
  const note = chart.noteAt?.(at) ?? chart.note;
  return { title, colour, note, readout: chart.readout(at), svg };
}

/** What a section says above its figures: heading, words, month, and what the hues mean. */
function headOf(section: Element | null): Omit<Panel, "plates"> {
  const words = (name: string): string =>
    section?.querySelector(`:scope > header ${name}`)?.textContent?.trim() ?? "";
  const hues = [...(section?.querySelectorAll(":scope > header .hues li") ?? [])].map((item) => ({
    name: item.textContent?.trim() ?? "",
    colour: item.querySelector("rect")?.getAttribute("fill") ?? "",
  }));
  return { title: words("h2"), detail: words("p.soft"), when: words(".when"), hues };
}
