import type { LineHistory, PriceHistory, PriceStep } from "../engine/lab";
import { dayName, monthName, usd, usdTick } from "../style/number";
import type { Chart } from "./chart";
import { type Line, lines } from "./lines";
import type { Scale } from "./plot";
import { logTicks, niceLogRange } from "./ticks";

const SIDES = [
  ["input_usd_per_mtok", "Input"],
  ["output_usd_per_mtok", "Output"],
] as const satisfies readonly (readonly [keyof PriceStep, string])[];

const time = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const day = (at: number): string => dayName(new Date(at).toISOString().slice(0, 10));

/** What a model has cost, input and output apart: each line a staircase, up to the day `until`. */
export function priceSteps({ name, lines: sold }: PriceHistory, until: string): Chart[] {
  const days = sold.flatMap(({ steps }) => steps.map(({ from }) => time(from)));
  const x = years(Math.min(...days), Math.max(time(until), ...days));
  return SIDES.map(([side, title]) => {
    const values = sold.flatMap(({ steps }) => steps.map((step) => step[side]));
    const known = values.filter((value) => value > 0);
    const domain = niceLogRange(
      known.length === 0 ? [1, 10] : [Math.min(...known), Math.max(...known)],
    );
    const [first] = sold;
    return lines(
      sold.map((line) => stairs(line, side, x.domain[1])),
      [],
      {
        title: `${title}, USD per million tokens`,
        colour: "var(--ink)",
        measure: `${title.toLowerCase()} list price of ${name} over time`,
        summary: `${title} list prices of ${name}, by seller: ${sold.map((one) => `${one.provider} ${words(one, side)}`).join("; ")}.`,
        head: first === undefined ? "" : `${first.provider} ${words(first, side)}`,
        note: "",
        x,
        y: { type: "log", domain, ticks: logTicks(domain), tick: usdTick },
        across: "",
        up: "",
        mark: null,
        read: { place: day, value: usd },
        height: 150,
        table: {
          caption: `${title} list prices of ${name}, USD per million tokens`,
          head: ["Seller", "From", "USD", "Document", "As of"],
          rows: sold.flatMap(({ provider, steps }) =>
            steps.map((step) => [
              provider,
              dayName(step.from),
              written(step[side]),
              step.document,
              step.as_of === "" ? "" : dayName(step.as_of),
            ]),
          ),
        },
      },
    );
  });
}

/** "$25.0", or "$0.27, then $0.55 from 1 February 2025". */
function words({ steps }: LineHistory, side: "input_usd_per_mtok" | "output_usd_per_mtok"): string {
  return steps
    .map((step, place) => (place === 0 ? "" : `from ${dayName(step.from)} `) + written(step[side]))
    .join(", ");
}

function written(value: number): string {
  return Number.isFinite(value) ? usd(value) : "not sold";
}

function stairs(
  { provider, first_party: own, steps }: LineHistory,
  side: "input_usd_per_mtok" | "output_usd_per_mtok",
  end: number,
): Line {
  const spots = steps.map((step) => ({ x: time(step.from), y: step[side] }));
  const last = spots.at(-1);
  return {
    name: provider,
    colour: own ? "var(--open)" : "var(--hosts)",
    // The maker's own list is the thick line.
    anchored: own,
    band: false,
    stairs: true,
    spots: last === undefined || last.x >= end ? spots : [...spots, { x: end, y: last.y }],
  };
}

/** An axis of days, with at most four ticks at the turns of months, quarters or years. */
function years(low: number, high: number): Scale {
  const from = new Date(low).getUTCFullYear();
  const to = new Date(high).getUTCFullYear() + 1;
  const turns = (months: number): number[] =>
    Array.from({ length: ((to - from) * 12) / months + 1 }, (_, place) =>
      Date.UTC(from, place * months, 1),
    ).filter((at) => at >= low && at <= high);
  return {
    type: "linear",
    domain: [low, high > low ? high : low + 1],
    ticks: [1, 3, 6, 12].map(turns).find((ticks) => ticks.length <= 4) ?? turns(12),
    tick: (at) => monthName(new Date(at).toISOString().slice(0, 7)),
  };
}
