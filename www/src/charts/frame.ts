/** A picture of one number against another: its axes, and where a pair of numbers stands in it. */
import { type Markish, plot } from "@observablehq/plot";
import type { Drawing, Stop } from "./chart";
import { cleaned, MARGIN, type Scale } from "./plot";

/** Width and height in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** A place in pixels from the left and the top. */
export interface Place {
  x: number;
  y: number;
}

export interface Frame extends Size {
  x: Scale;
  y: Scale;
  margin?: { top: number; right: number; bottom: number; left: number };
  /** Where the cursor stops, told where a pair of numbers stands. */
  stops?(at: (x: number, y: number) => Place): Stop[];
}

/** Draws marks between the two axes; there are no months to walk over. */
export function framed(
  { width, height, x, y, margin = MARGIN, stops }: Frame,
  marks: Markish[],
): Drawing {
  const svg = plot({
    width,
    height,
    marginTop: margin.top,
    marginRight: margin.right,
    marginBottom: margin.bottom,
    marginLeft: margin.left,
    x: { type: x.type, domain: x.domain, clamp: true },
    y: { type: y.type, domain: y.domain, clamp: true },
    marks,
  }) as SVGSVGElement & { scale(name: string): { apply(value: number): number } };
  const [across, up] = [svg.scale("x"), svg.scale("y")];
  const at = (a: number, b: number): Place => ({ x: across.apply(a), y: up.apply(b) });
  return {
    svg: cleaned(svg),
    ...(stops === undefined ? {} : { stops: stops(at) }),
    at: () => 0,
    marks: () => [],
    span: [margin.top, height - margin.bottom],
  };
}

/** What the margins leave of a picture. */
export function inner({ width, height }: Size): Size {
  return {
    width: width - MARGIN.left - MARGIN.right,
    height: height - MARGIN.top - MARGIN.bottom,
  };
}

/** Where a value of a logarithmic axis and one of a linear axis stand inside the margins. */
export function placer(across: Scale, up: Scale, { width, height }: Size) {
  const [left, right] = across.domain;
  const [bottom, top] = up.domain;
  return (x: number, y: number): Place => ({
    x: (width * Math.log(x / left)) / Math.log(right / left),
    y: (height * (top - y)) / (top - bottom),
  });
}
