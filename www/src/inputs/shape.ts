/**
 * The shape of an uncertain number, told from its text and its percentiles: what the drawing of a quantity
 * and the moving of its centre go by. The core alone decides what the text means.
 */

/** What is known of an input's distribution. */
export interface Spread {
  text: string;
  low: number;
  median: number;
  high: number;
}

/** A scale on which the distribution is symmetric. */
export interface Straight {
  name: "linear" | "log" | "logit" | "auc" | "elasticity";
  to(value: number): number;
  from(place: number): number;
}

const logit = (p: number): number => Math.log(p / (1 - p));
const expit = (x: number): number => 1 / (1 + Math.exp(-x));

export const LINEAR: Straight = { name: "linear", to: (x) => x, from: (x) => x };
export const LOG: Straight = { name: "log", to: Math.log, from: Math.exp };
export const LOGIT: Straight = { name: "logit", to: logit, from: expit };
/** Areas under a curve lie between one half and one. */
export const AUC: Straight = {
  name: "auc",
  to: (x) => logit(2 * x - 1),
  from: (x) => (1 + expit(x)) / 2,
};

/** Elasticities of volume lie between 0 and three halves. */
export const ELASTICITY: Straight = {
  name: "elasticity",
  to: (x) => logit(x / 1.5),
  from: (x) => 1.5 * expit(x),
};

export type Family = "fixed" | "interval" | "plus-minus" | "uniform" | "triangular" | "other";

/** The family that a text names. */
export function familyOf({ text, low, high }: Spread): Family {
  const trimmed = text.trim().toLowerCase();
  if (low === high) return "fixed";
  if (trimmed.startsWith("uniform")) return "uniform";
  if (trimmed.startsWith("triangular")) return "triangular";
  if (trimmed.startsWith("normal") || /±|\+\/?-/.test(trimmed)) return "plus-minus";
  if (/\(/.test(trimmed) && !trimmed.startsWith("lognormal")) return "other";
  return "interval";
}

/** The scale on which the median stands in the middle of the percentiles. */
export function straightOf(spread: Spread): Straight {
  const { low, median, high } = spread;
  const family = familyOf(spread);
  if (family === "plus-minus" || family === "uniform") return LINEAR;
  const candidates = [LINEAR, LOG, LOGIT, AUC, ELASTICITY].filter((scale) =>
    [low, median, high].every((value) => Number.isFinite(scale.to(value))),
  );
  if (family === "fixed") return candidates.includes(LOG) ? LOG : LINEAR;
  let best = LINEAR;
  let smallest = Number.POSITIVE_INFINITY;
  for (const scale of candidates) {
    const [a, m, b] = [scale.to(low), scale.to(median), scale.to(high)];
    const off = Math.abs((a + b) / 2 - m) / Math.abs(b - a);
    if (off < smallest - 1e-9) [best, smallest] = [scale, off];
  }
  return best;
}

/** The spread with its centre at `median`, and its text in the grammar of quantities. */
export function moved(spread: Spread, median: number): Spread {
  const scale = straightOf(spread);
  const shift = scale.to(median) - scale.to(spread.median);
  const place = (value: number): number => scale.from(scale.to(value) + shift);
  const next = { low: place(spread.low), median, high: place(spread.high) };
  const write = (value: number): string => written(value, spread.text);
  switch (familyOf(spread)) {
    case "fixed":
      return { low: median, median, high: median, text: write(median) };
    case "plus-minus":
      return { ...next, text: `${write(median)} ± ${write((next.high - next.low) / 2)}` };
    case "uniform": {
      // The 5th and 95th percentiles of a uniform lie a twentieth of its width from its ends.
      const edge = (next.high - next.low) / 18;
      return { ...next, text: `uniform(${write(next.low - edge)}, ${write(next.high + edge)})` };
    }
    default:
      return { ...next, text: `${write(next.low).replace("%", "")} to ${write(next.high)}` };
  }
}

const LETTERS: readonly [number, string][] = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
];

/** A number of three digits in the way of `like`: in percent, or with a letter, if that has one. */
export function written(value: number, like: string): string {
  if (like.includes("%")) return `${digits(value * 100)}%`;
  if (/\d\s?[kKMBT]\b/.test(like)) {
    const [scale, letter] = LETTERS.find(([size]) => Math.abs(value) >= size * 0.9995) ?? [1, ""];
    return `${digits(value / scale)}${letter}`;
  }
  return digits(value);
}

function digits(value: number): string {
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(3));
  return Math.abs(rounded) >= 1e-6 && Math.abs(rounded) < 1e15
    ? String(rounded)
    : rounded.toExponential();
}

/** Density over a scale's places, up to a factor; for drawing only. */
export function density(spread: Spread, scale: Straight): (place: number) => number {
  const [a, m, b] = [scale.to(spread.low), scale.to(spread.median), scale.to(spread.high)];
  switch (familyOf(spread)) {
    case "uniform": {
      const edge = (b - a) / 18;
      return (x) => (x >= a - edge && x <= b + edge ? 1 : 0);
    }
    case "triangular":
    case "other":
    case "interval":
    case "plus-minus": {
      // Halves may differ in width: each percentile is 1.645 of its half's deviations from the median.
      const [left, right] = [(m - a) / 1.645, (b - m) / 1.645];
      return (x) => Math.exp(-0.5 * ((x - m) / (x < m ? left : right)) ** 2);
    }
    case "fixed":
      return () => 0;
  }
}
