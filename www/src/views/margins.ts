import { html } from "lit";
import { curvesOf, extent, pointAt, type Series, seriesOf } from "../charts/bands";
import type { Chart } from "../charts/chart";
import { fan } from "../charts/fan";
import { gap } from "../charts/gap";
import type { Scale } from "../charts/plot";
import { shares } from "../charts/shares";
import { linearTicks, logTicks, niceLogRange, niceRange } from "../charts/ticks";
import type { Summary } from "../engine/core";
import type { MarginMetric, State } from "../state/session";
import type { Result } from "../state/workbench";
import { percent, percentTick, sentence, usdTick } from "../style/number";
import { groupColour } from "../style/palette";
import { figures, toggle } from "./figures";
import { unservedSentence } from "./headline";
import { chartsOf, type RunView } from "./view";

const MEASURES: Record<MarginMetric, string> = {
  gross_margin: "gross margin",
  operating_margin: "operating margin",
};

/** Where do margins go? */
export const margins: RunView = {
  of: "run",
  id: "margins",
  at: "last",
  moved: "these margins",

  swings({ summary }, state) {
    const curves = curvesOf(summary, state.margin, "group");
    return curves.map((curve) => summary.curves.indexOf(curve));
  },

  switches({ state, change }) {
    return html`
      ${toggle(
        "Margin",
        [
          ["gross_margin", "Gross"],
          ["operating_margin", "Operating"],
        ],
        state.margin,
        (margin) => change({ margin }),
      )}
      ${toggle(
        "Sellers",
        [
          ["group", "Groups"],
          ["provider", "Providers"],
        ],
        state.by,
        (by) => change({ by }),
      )}
    `;
  },

  charts(frame) {
    const { result, state } = frame;
    const { margin, by } = state;
    const fans = chartsOf(result, `fans ${margin} ${by}`, () => marginFans(result, state));
    const gaps = chartsOf(result, "gaps", () => priceGaps(result));
    const parts = chartsOf(result, "shares", () => marketShares(result));
    const measure = MEASURES[margin];
    const unserved = unservedWords(result, frame.at);
    return html`
      ${figures(
        sentence(measure),
        `Line: median. Dark band: half of the draws. Light band: nine in ten. ${cutWords(result, state)}${unserved}`,
        fans,
        frame,
        by === "provider" ? "many" : "",
      )}
      <div class="pair-of-rows">
        ${figures("Price over serving cost", "USD per million tokens. Solid: price. Dashed: cost. Bars: nine in ten of the draws.", gaps, frame)}
        ${figures("Shares of the market", "Median, with nine in ten of the draws.", parts, frame)}
      </div>
    `;
  },
};

function marginFans({ summary, bands }: Result, { margin, by }: State): Chart[] {
  const all = seriesOf(summary, bands, margin, by);
  const groups = seriesOf(summary, bands, margin, "group");
  // Providers keep the groups' scale unless they leave it, so that switching shows the same heights.
  const y = marginScale([...all, ...groups]);
  return all.map((series) =>
    fan(series, {
      title: sentence(series.curve.subject.name),
      colour: groupColour(series.curve.subject.group || series.curve.subject.id),
      measure: MEASURES[margin],
      y,
      write: percent,
      rule: 0,
      note: passageWords(summary, series),
      height: by === "group" ? 168 : 116,
    }),
  );
}

/** Lowest margin drawn: what lies lower says no more than that more than all revenue is lost. */
const CUT = -1;

/** Says that something lies below the lowest margin drawn. */
function cutWords({ summary, bands }: Result, { margin, by }: State): string {
  const [low] = extent(seriesOf(summary, bands, margin, by), ["p5"]) ?? [0];
  return low < CUT ? `Cut at ${percentTick(CUT)}. ` : "";
}

/** Margins on one scale. */
function marginScale(all: Series[]): Scale {
  const [low, high] = extent(all, ["p5", "p95"]) ?? [0, 1];
  const domain = niceRange([Math.max(CUT, Math.min(0, low)), Math.min(1, Math.max(0.2, high))], 5);
  return { type: "linear", domain, ticks: linearTicks(domain, 5), tick: percentTick };
}

/** Levels whose first passage is told: half of the revenue, and the point where a seller loses money. */
const LEVELS: Record<MarginMetric, number> = { gross_margin: 0.5, operating_margin: 0 };

/** "Below 50% in 62% of draws, in 3% from the start." */
function passageWords(summary: Summary, { curve, points }: Series): string {
  const { id, kind } = curve.subject;
  const passage = summary.passages.find(
    ({ subject, metric, level, direction }) =>
      subject.id === id &&
      subject.kind === kind &&
      metric === curve.metric &&
      level === LEVELS[metric as MarginMetric] &&
      direction === "below",
  );
  const words: string[] = [];
  if (passage !== undefined) {
    const { level, already, never, by_month } = passage;
    const draws = by_month.reduce((sum, count) => sum + count, already + never);
    const start = already > 0 ? `, in ${percent(already / draws)} from the start` : "";
    words.push(
      `Below ${percentTick(level)} in ${percent((draws - never) / draws)} of draws${start}.`,
    );
  }
  const last = points.at(-1);
  if (last !== undefined && last.defined < 0.9995)
    words.push(`Defined in ${percent(last.defined)} of draws.`);
  return words.join(" ");
}

function unservedWords({ summary, bands }: Result, month: string): string {
  const market = seriesOf(summary, bands, "unserved_share", "market")[0];
  const point = market === undefined ? undefined : pointAt(market.points, month);
  if (point === undefined) return "";
  return unservedSentence(point);
}

function priceGaps({ summary, bands }: Result): Chart[] {
  const prices = seriesOf(summary, bands, "price_usd_per_mtok", "group");
  const costs = seriesOf(summary, bands, "cost_usd_per_mtok", "group");
  const range = extent([...prices, ...costs], ["p5", "p95"]);
  const domain = niceLogRange(range ?? [0.1, 10]);
  const y: Scale = { type: "log", domain, ticks: logTicks(domain), tick: usdTick };
  return prices.flatMap((price) => {
    const { subject } = price.curve;
    const cost = costs.find((one) => one.curve.subject.id === subject.id);
    if (cost === undefined) return [];
    return [
      gap(price, cost, {
        title: sentence(subject.name),
        colour: groupColour(subject.id),
        y,
        note: "",
        height: 140,
      }),
    ];
  });
}

function marketShares({ summary, bands }: Result): Chart[] {
  return [
    { metric: "token_share", title: "of tokens" } as const,
    { metric: "revenue_share", title: "of revenue" } as const,
  ].flatMap(({ metric, title }) => {
    const all = seriesOf(summary, bands, metric, "group");
    if (all.length === 0) return [];
    const colour = ({ curve }: Series): string => groupColour(curve.subject.id);
    return [shares(all, { title, measure: `share ${title}`, colour, note: "", height: 140 })];
  });
}
