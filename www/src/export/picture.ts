import type { Chart } from "../charts/chart";
import type { Drawn } from "../views/panel";

/** One chart of a picture: its words and its drawing. */
interface Plate {
  title: string;
  readout: string;
  note: string;
  colour: string;
  svg: SVGSVGElement;
}

/** A panel as a picture shows it, and the month that its charts read. */
export interface Shot {
  drawn: Drawn;
  at: string | null;
}

/** The words around the charts of a picture. */
export interface Words {
  question: string;
  sentence: string;
  /** What differs from the scenario, one assumption to an item. */
  differs: readonly string[];
  small: string;
}

const GAP = 28;
const EDGE = 24;
const FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif";
const SVG = "http://www.w3.org/2000/svg";

/** The charts of a view as one SVG that stands on its own: colours resolved, no outer style. */
export function picture(
  shots: readonly Shot[],
  words: Words,
  resolve: (colour: string) => string,
): SVGSVGElement {
  const laid = shots.map((shot) => ({ ...shot.drawn, rows: inRows(platesOf(shot)) }));
  const rows = laid.flatMap((panel) => panel.rows);
  const width = Math.max(
    ...rows.map((row) => row.reduce((sum, { svg }) => sum + widthOf(svg) + GAP, EDGE * 2 - GAP)),
    480,
  );
  const root = element("svg", {
    xmlns: SVG,
    "font-family": FONT,
    "font-size": 11,
    fill: resolve("var(--ink)"),
  });
  let y = EDGE + 18;
  /** Writes lines of words from `y` on within a width, and says where the next would stand. */
  const written = (
    text: string,
    look: Look,
    x = EDGE,
    room = width - EDGE * 2,
    from = y,
  ): number => {
    const { size, weight = 400, colour } = look;
    const lines = text === "" ? [] : wrapped(text, room, size);
    for (const [index, part] of lines.entries()) {
      const at = from + index * size * 1.35;
      const style = { "font-size": size, "font-weight": weight, fill: resolve(colour) };
      root.append(label(part, x, at, style));
    }
    return from + lines.length * size * 1.35;
  };
  const line = (text: string, look: Look): void => {
    y = written(text, look);
  };
  line(words.question, { size: 20, weight: 650, colour: "var(--ink)" });
  line(words.sentence, { size: 14, colour: "var(--soft)" });
  if (words.differs.length > 0)
    line(`Differs from the scenario: ${words.differs.join("; ")}.`, {
      size: 12,
      colour: "var(--ink)",
    });
  for (const { title, detail, when, hues, rows, lead, none } of laid) {
    y += 16;
    line([title, when].filter((one) => one !== "").join(", "), {
      size: 15,
      weight: 650,
      colour: "var(--ink)",
    });
    line(detail, { size: 11, colour: "var(--soft)" });
    for (const one of lead ?? []) line(one, { size: 12, colour: "var(--ink)" });
    if (none !== undefined && none !== "") line(none, { size: 12, colour: "var(--ink)" });
    if (hues.length > 0) {
      root.append(...legend(hues, y, resolve));
      y += 16;
    }
    y += 8;
    for (const row of rows) {
      // Titles stand on one line, readouts below them, so that neither runs into the other.
      const places = row.map((_, index) =>
        row.slice(0, index).reduce((sum, { svg }) => sum + widthOf(svg) + GAP, EDGE),
      );
      const each = (write: (plate: Plate, x: number, room: number) => number): number =>
        Math.max(...row.map((plate, i) => write(plate, places[i] ?? EDGE, widthOf(plate.svg))));
      y = each(({ title: name, colour }, x, room) =>
        written(name, { size: 13, weight: 650, colour }, x, room),
      );
      y = each(({ readout }, x, room) =>
        written(readout, { size: 11, colour: "var(--soft)" }, x, room),
      );
      y = each(({ svg }, x) => {
        root.append(standalone(svg, x, y - 8, resolve));
        return y + Number(svg.getAttribute("height")) + 4;
      });
      y =
        each(({ note }, x, room) => written(note, { size: 11, colour: "var(--soft)" }, x, room)) +
        18;
    }
  }
  line(words.small, { size: 10, colour: "var(--faint)" });
  root.setAttribute("width", String(width));
  root.setAttribute("height", String(Math.ceil(y + EDGE / 2)));
  root.setAttribute("viewBox", `0 0 ${width} ${Math.ceil(y + EDGE / 2)}`);
  root.prepend(element("rect", { width: "100%", height: "100%", fill: resolve("var(--page)") }));
  return root as SVGSVGElement;
}

interface Look {
  size: number;
  weight?: number;
  colour: string;
}

/** What hues mean, in one line. */
function legend(hues: Drawn["hues"], y: number, resolve: (colour: string) => string): SVGElement[] {
  let x = EDGE;
  return hues.flatMap(([name, colour]) => {
    const fill = resolve(colour);
    const bar = element("rect", { x, y: y - 6, width: 14, height: 4, fill });
    const words = label(name, x + 19, y, { "font-size": 11, fill: resolve("var(--ink)") });
    x += 19 + name.length * 6.4 + 16;
    return [bar, words];
  });
}

/** The text of an SVG file. */
export function svgText(svg: SVGSVGElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;
}

/** The SVG drawn onto a canvas at twice its size. */
export async function png(svg: SVGSVGElement, scale = 2): Promise<Blob> {
  const image = new Image();
  const address = URL.createObjectURL(new Blob([svgText(svg)], { type: "image/svg+xml" }));
  try {
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Number(svg.getAttribute("width")) * scale;
    canvas.height = Number(svg.getAttribute("height")) * scale;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        (blob) =>
          blob === null ? reject(new Error("the picture could not be drawn")) : resolve(blob),
        "image/png",
      ),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Saves a file under a name. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Width of a picture without its edges, which a panel's charts share. */
const WIDTH = 1232;

/** The charts of a panel, drawn for the picture and not read off the page: the same on every screen. */
function platesOf({ drawn, at }: Shot): Plate[] {
  if (drawn.none !== undefined) return [];
  const { charts } = drawn;
  const across = Math.min(4, Math.max(2, charts.length));
  const width = Math.floor((WIDTH - GAP * (across - 1)) / across);
  return charts.map((chart: Chart) => ({
    title: chart.title,
    colour: chart.colour,
    readout: chart.readout(at),
    note: chart.noteAt?.(at) ?? chart.note,
    svg: chart.draw(width, chart.height).svg,
  }));
}

/** Plates in rows as they stand on the page: up to four across, about one page wide. */
function inRows(plates: Plate[]): Plate[][] {
  const rows: Plate[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const plate of plates) {
    const width = widthOf(plate.svg) + GAP;
    if (used + width > 1280) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(plate);
    used += width;
  }
  return rows;
}

function widthOf(svg: SVGSVGElement): number {
  return Number(svg.getAttribute("width"));
}

function standalone(
  svg: SVGSVGElement,
  x: number,
  y: number,
  resolve: (colour: string) => string,
): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("x", String(x));
  copy.setAttribute("y", String(y));
  copy.removeAttribute("class");
  for (const one of [copy, ...copy.querySelectorAll("*")]) {
    for (const name of ["fill", "stroke"]) {
      const value = one.getAttribute(name);
      if (value?.startsWith("var(")) one.setAttribute(name, resolve(value));
      else if (value === "currentColor") one.setAttribute(name, resolve("var(--ink)"));
    }
  }
  return copy;
}

function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function label(
  text: string,
  x: number,
  y: number,
  attributes: Record<string, string | number>,
): SVGElement {
  const made = element("text", { x, y, ...attributes });
  made.textContent = text;
  return made;
}

function wrapped(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && (last.length + word.length + 1) * size * 0.52 <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
