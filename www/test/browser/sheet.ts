import type { Point, Series } from "../../src/charts/bands";
import type { Chart } from "../../src/charts/chart";
import { fan } from "../../src/charts/fan";
import { frontier } from "../../src/charts/frontier";
import { gap } from "../../src/charts/gap";
import type { Scale } from "../../src/charts/plot";
import { ranges } from "../../src/charts/ranges";
import { shares } from "../../src/charts/shares";
import { percent } from "../../src/style/number";

// One of each chart, drawn of made-up numbers in the browser under test.

const MONTHS = Array.from({ length: 25 }, (_, i) => {
  const month = 3 + i;
  return `${2026 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
});

/** Numbers that fall from `level` to half of it, their bands widening; nothing in the month `hole`. */
function series(name: string, level: number, hole = -1): Series {
  const points = MONTHS.map((month, i): Point => {
    const p50 = i === hole ? Number.NaN : level / (1 + i / 24);
    const spread = 0.1 + i / 60;
    return {
      month,
      date: new Date(`${month}-01T00:00:00Z`),
      p5: p50 * (1 - spread),
      p25: p50 * (1 - spread / 2),
      p50,
      p75: p50 * (1 + spread / 2),
      p95: p50 * (1 + spread),
      mean: p50,
      error: 0.001,
      defined: 1,
    };
  });
  const subject = { kind: "group", id: name, name, group: name } as const;
  return { curve: { metric: "gross_margin", unit: "share", subject, offset: 0 }, points };
}

function start(level: number): Point {
  const [point] = series("x", level).points;
  if (point === undefined) throw new Error("no months");
  return point;
}

const share: Scale = { type: "linear", domain: [0, 1], ticks: [0, 0.5, 1], tick: percent };
const price: Scale = {
  type: "log",
  domain: [0.1, 10],
  ticks: [0.1, 0.3, 1, 3, 10],
  tick: (value) => `$${value}`,
};
const words = {
  title: "Closed labs",
  colour: "var(--closed)",
  measure: "m",
  note: "",
  height: 160,
};
const ink = "var(--ink)";

const CHARTS: Record<string, () => Chart> = {
  fan: () => fan(series("a", 0.8), { ...words, y: share, write: percent, rule: 0 }),
  "fan-with-hole": () =>
    fan(series("a", 0.8, 12), { ...words, y: share, write: percent, rule: null }),
  gap: () => gap(series("a", 4), series("a", 0.9), { ...words, y: price }),
  shares: () =>
    shares([series("closed labs", 0.6), series("hosts", 0.58), series("open labs", 0.1)], {
      ...words,
      colour: () => ink,
    }),
  ranges: () =>
    ranges(
      [
        { name: "Single", colour: ink, point: start(0.9) },
        { name: "A name that is much too long for its row", colour: ink, point: start(0.5) },
        { name: "None", colour: ink, point: null },
      ],
      { ...words, write: percent, x: share },
    ),
  frontier: () =>
    frontier(
      [
        { name: "Single", cost: start(8), success: start(0.9), colour: ink },
        { name: "Oracle", cost: start(7.5), success: start(0.88), colour: ink },
        { name: "Random mix", cost: start(0.6), success: start(0.5), colour: ink },
      ],
      { ...words, cost: price, success: share },
    ),
};

/** The SVG of a chart, an element to a line, its numbers rounded to what can be seen. */
export function drawn(kind: string): string {
  const chart = CHARTS[kind]?.();
  if (chart === undefined) throw new Error(`no chart ${kind}`);
  const text = new XMLSerializer().serializeToString(chart.draw(320, 160).svg);
  const rounded = text.replace(/\d+\.\d{2,}/g, (number) =>
    String(Number(Number(number).toFixed(2))),
  );
  return `${rounded.replaceAll("><", ">\n<")}\n`;
}
