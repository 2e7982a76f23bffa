import { describe, expect, it } from "vitest";
import { dark, light, type Palette } from "../src/style/palette";

type Rgb = [number, number, number];

/** Linear light of a "#rrggbb" colour. */
function linear(hex: string): Rgb {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** Contrast ratio of WCAG 2. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string): number => {
    const [r, g, blue] = linear(hex);
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear light. */
const SEEN: Record<string, [Rgb, Rgb, Rgb]> = {
  "full colour": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seen(hex: string, kind: string): Rgb {
  const colour = linear(hex);
  const rows = SEEN[kind] as [Rgb, Rgb, Rgb];
  const clipped = (x: number): number => Math.min(1, Math.max(0, x));
  return rows.map((row) =>
    clipped(row[0] * colour[0] + row[1] * colour[1] + row[2] * colour[2]),
  ) as Rgb;
}

/** Distance in Oklab, where 0.02 is about the least that can be told apart side by side. */
function distance(a: Rgb, b: Rgb): number {
  const lab = ([r, g, blue]: Rgb): Rgb => {
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * blue);
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * blue);
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * blue);
    return [
      0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ];
  };
  const [p, q] = [lab(a), lab(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

const themes: [string, Palette][] = [
  ["light", light],
  ["dark", dark],
];

describe.each(themes)("colours of the %s theme", (_name, palette) => {
  const grounds = [palette.page, palette.raised, palette.sunken];

  it.each(["ink", "soft", "faint", "warn", "closed", "open", "hosts", "house"] as const)(
    "%s can be read as text on every ground",
    (name) => {
      for (const ground of grounds) {
        expect(contrast(palette[name], ground)).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it.each(Object.keys(SEEN))("tells the groups apart with %s", (kind) => {
    const groups = [palette.closed, palette.open, palette.hosts].map((hex) => seen(hex, kind));
    for (const [i, a] of groups.entries()) {
      for (const b of groups.slice(i + 1)) expect(distance(a, b)).toBeGreaterThan(0.1);
    }
  });
});
