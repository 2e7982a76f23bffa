/** What every chart has in common: the parts of Observable Plot in use, axes, months, a clean SVG. */
import { axisX, axisY, gridX, gridY, type Markish, plot } from "@observablehq/plot";
import type { Point } from "./bands";
import type { Drawing } from "./chart";

export const MARGIN = { top: 8, right: 12, bottom: 20, left: 40 } as const;

/** An axis: its range, its ticks and how they are written. */
export interface Scale {
  type: "linear" | "log";
  domain: [number, number];
  ticks: number[];
  tick(value: number): string;
}

type Plotted = SVGSVGElement & { scale(name: string): { apply(value: unknown): number } };

/**
 * Ticks and grid lines of the vertical axis. The words of the ticks are given as text: a tick format would
 * lose those of a logarithmic axis that are no powers of ten.
 */
export function vertical({ ticks, tick }: Scale): Markish[] {
  return [
    gridY(ticks, { stroke: "var(--grid)", strokeOpacity: 1 }),
    axisY(ticks, {
      text: (value: number) => tick(value),
      tickSize: 0,
      tickPadding: 6,
      fill: "var(--faint)",
      label: null,
    }),
  ];
}

/** Ticks and grid lines of the horizontal axis. */
export function horizontal({ ticks, tick }: Scale): Markish[] {
  return [
    gridX(ticks, { stroke: "var(--grid)", strokeOpacity: 1 }),
    axisX(ticks, {
      text: (value: number) => tick(value),
      tickSize: 0,
      tickPadding: 6,
      fill: "var(--faint)",
      label: null,
    }),
  ];
}

/** A value that the cursor marks in a month. */
export interface Marked {
  value: number;
  colour: string;
}

/** Draws marks over the months of `points`; `marked` says what the cursor marks in a month. */
export function overMonths(
  points: readonly Point[],
  frame: { width: number; height: number; right?: number; y: Scale },
  marks: Markish[],
  marked: (index: number) => Marked[],
): Drawing {
  const { width, height, y: scale } = frame;
  const dates = points.map((point) => point.date);
  const svg = plot({
    width,
    height,
    marginTop: MARGIN.top,
    marginRight: frame.right ?? MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: { type: "utc", domain: [dates[0], dates.at(-1)] },
    y: { type: scale.type, domain: scale.domain, clamp: true },
    marks: [
      ...vertical(scale),
      axisX(monthTicks(dates), {
        tickFormat: monthTick,
        tickSize: 4,
        tickPadding: 3,
        stroke: "var(--line)",
        fill: "var(--faint)",
        label: null,
      }),
      ...marks,
    ],
  }) as Plotted;
  const [x, y] = [svg.scale("x"), svg.scale("y")];
  const places = new Map(points.map((point, index) => [point.month, index]));
  return {
    svg: cleaned(svg),
    at: (month) => x.apply(dates[places.get(month) ?? dates.length - 1]),
    marks: (month) =>
      marked(places.get(month) ?? -1)
        .filter(({ value }) => Number.isFinite(value))
        .map(({ value, colour }) => ({ y: y.apply(value), colour })),
    span: [MARGIN.top, height - MARGIN.bottom],
  };
}

/** Ticks at the turns of the years, or of the quarters where the months are few. */
export function monthTicks(dates: readonly Date[]): Date[] {
  const place = (date: Date): number => date.getUTCFullYear() * 12 + date.getUTCMonth();
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return [];
  const months = place(last) - place(first) + 1;
  const step = months <= 8 ? 1 : months <= 18 ? 3 : months <= 75 ? 12 : 24;
  return dates.filter((date) => place(date) % step === 0);
}

const SHORT = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export function monthTick(date: Date): string {
  const month = date.getUTCMonth();
  return month === 0 ? String(date.getUTCFullYear()) : (SHORT[month] ?? "");
}

/**
 * Takes out of a drawn SVG what a screen reader would stumble over or a strict page would refuse: labels
 * on elements without a role, and the inline style sheet (the page brings its own).
 */
export function cleaned(svg: SVGSVGElement): SVGSVGElement {
  for (const sheet of svg.querySelectorAll("style")) sheet.remove();
  for (const element of svg.querySelectorAll("[aria-label],[aria-description],[aria-hidden]")) {
    element.removeAttribute("aria-label");
    element.removeAttribute("aria-description");
    element.removeAttribute("aria-hidden");
  }
  svg.setAttribute("class", "chart");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  return svg;
}
