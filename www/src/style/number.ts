/** How numbers are written on the page. */

const SCALES: readonly [number, string][] = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
];

/** `digits` significant digits with a scale letter: 1234567 is "1.23M". */
export function compact(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size < 1e-3) return rounded.toExponential(digits - 1).replace("e-", "e−");
  for (const [scale, letter] of SCALES) {
    if (size >= scale) return `${plain(rounded / scale, digits)}${letter}`;
  }
  return plain(rounded, digits);
}

function plain(value: number, digits: number): string {
  const whole = Math.floor(Math.log10(Math.abs(value))) + 1;
  return minus(value.toFixed(Math.max(0, digits - whole)));
}

/** A share as a percentage: whole from 10 on, one decimal below. */
export function percent(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const points = value * 100;
  // What is nearly everything is not everything.
  if (points >= 99.5 && points < 100) return `${Math.min(points, 99.9).toFixed(1)}%`;
  const tenths = Math.abs(points) < 9.95 && Math.abs(points) >= 0.05;
  return `${minus(points.toFixed(tenths ? 1 : 0))}%`;
}

/** The words with a capital letter at their start. */
export function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** Whole percent, for the ticks of an axis. */
export function percentTick(value: number): string {
  const points = value * 100;
  return `${minus(Number.isInteger(Number(points.toFixed(6))) ? points.toFixed(0) : points.toFixed(1))}%`;
}

export function usd(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const sign = value < 0 ? "−" : "";
  const size = Math.abs(value);
  if (size > 0 && size < 1) return `${sign}$${trimmed(size.toPrecision(2))}`;
  return `${sign}$${compact(size)}`;
}

export function usdTick(value: number): string {
  if (value === 0) return "$0";
  return usd(value)
    .replace(/(\.\d*?)0+(?=[kMBT]|$)/, "$1")
    .replace(/\.(?=[kMBT]|$)/, "");
}

function trimmed(text: string): string {
  return text.includes("e") ? Number(text).toFixed(6).replace(/0+$/, "") : text;
}

function minus(text: string): string {
  return text.replace("-", "−");
}

/** Whole numbers with separators: "16,384". */
export function count(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/** The writer for a metric or a unit. */
export function writer(unit: string): (value: number) => string {
  if (/^(fraction|share|probability|%)$/i.test(unit)) return percent;
  if (/usd|\$/i.test(unit)) return usd;
  return (value) => compact(value);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "2026-04" as "Apr 2026". */
export function monthName(month: string): string {
  const [year = "", number = ""] = month.split("-");
  return `${MONTHS[Number(number) - 1] ?? number} ${year}`;
}

/** "2026-04-30" as "30 April 2026", so that no reader takes it for another order. */
export function dayName(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return day;
  return date.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
}

/** "28% [12–45]": a median and its 5th and 95th percentiles, the unit written once where it allows. */
export function interval(
  median: number,
  low: number,
  high: number,
  write: (value: number) => string,
): string {
  if (!Number.isFinite(median)) return "not defined";
  const [a, m, b] = [write(low), write(median), write(high)];
  if (a === m && m === b) return m;
  const bare = a.endsWith("%") && b.endsWith("%") ? `${a.slice(0, -1)} to ${b}` : `${a} to ${b}`;
  return `${m} [${bare}]`;
}
