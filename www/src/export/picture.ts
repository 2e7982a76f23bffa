/** One chart of a picture: its words and its drawing. */
export interface Plate {
  title: string;
  readout: string;
  colour: string;
  svg: SVGSVGElement;
}

/** The words around the charts of a picture. */
export interface Words {
  question: string;
  sentence: string;
  small: string;
}

const GAP = 28;
const EDGE = 24;
const FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif";
const SVG = "http://www.w3.org/2000/svg";

/** The charts of a view as one SVG that stands on its own: colours resolved, no outer style. */
export function picture(
  plates: Plate[],
  words: Words,
  resolve: (colour: string) => string,
): SVGSVGElement {
  const rows = inRows(plates);
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
  const line = (text: string, size: number, weight: number, colour: string): void => {
    for (const part of wrapped(text, width - EDGE * 2, size)) {
      root.append(
        label(part, EDGE, y, { "font-size": size, "font-weight": weight, fill: resolve(colour) }),
      );
      y += size * 1.4;
    }
  };
  line(words.question, 20, 650, "var(--ink)");
  line(words.sentence, 14, 400, "var(--soft)");
  y += 12;
  for (const row of rows) {
    let x = EDGE;
    for (const { title, readout, colour, svg } of row) {
      root.append(
        label(title, x, y, { "font-weight": 650, "font-size": 13, fill: resolve(colour) }),
      );
      root.append(
        label(readout, x + widthOf(svg), y, { "text-anchor": "end", fill: resolve("var(--soft)") }),
      );
      root.append(standalone(svg, x, y + 8, resolve));
      x += widthOf(svg) + GAP;
    }
    y += Math.max(...row.map(({ svg }) => Number(svg.getAttribute("height")))) + 40;
  }
  line(words.small, 10, 400, "var(--faint)");
  root.setAttribute("width", String(width));
  root.setAttribute("height", String(Math.ceil(y + EDGE / 2)));
  root.setAttribute("viewBox", `0 0 ${width} ${Math.ceil(y + EDGE / 2)}`);
  root.prepend(element("rect", { width: "100%", height: "100%", fill: resolve("var(--page)") }));
  return root as SVGSVGElement;
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
