import { html, type TemplateResult } from "lit";
import { extent, pointAt, type Series, seriesOf } from "../../charts/bands";
import type { Chart } from "../../charts/chart";
import { fan } from "../../charts/fan";
import { gap } from "../../charts/gap";
import type { Scale } from "../../charts/plot";
import { shares } from "../../charts/shares";
import { linearTicks, logTicks, niceLogRange, niceRange } from "../../charts/ticks";
import type { Result } from "../../state/result";
import { interval, monthName, percent, percentTick, sentence, usdTick } from "../../style/number";
import { groupColour } from "../../style/palette";
import { curveRows } from "../curverows";
import { unservedSentence } from "../headline";
import { type Chosen, chosen } from "../option";
import { chartsOf, type On, type Panel } from "../panel";
import { BY, LEVEL, MARGINS, METRIC } from "./options";
import { DEFINITIONS, fallOf, fallSentence, MEASURES, type Metric } from "./words";

/** The margin that a state shows, in the core's name for it: by the option of this view, or of another about a margin. */
export function metricOf(state: Chosen, option = METRIC): Metric {
  return MARGINS[chosen(state, option) as keyof typeof MARGINS];
}

/** Whose margins a state shows. */
export function kindOf(state: Chosen): "group" | "provider" {
  return chosen(state, BY) === "provider" ? "provider" : "group";
}

/** The level whose passages are told: the visitor's own, and for operating margins the point where a seller loses money. */
export function levelOf(state: Chosen): number {
  return metricOf(state) === "operating_margin" ? 0 : Number.parseFloat(chosen(state, LEVEL)) / 100;
}

/** The margins over the months. */
export const fans: Panel<"run"> = {
  id: "margins.fans",
  name: "Margins over time",
  from: "run",
  options: [METRIC, BY, LEVEL],
  draw(on) {
    const { answer, steady, state, at } = on;
    const [metric, kind, level] = [metricOf(state), kindOf(state), levelOf(state)];
    const y = marginScale(steady, metric, kind);
    const key = `fans ${metric} ${kind} ${level} ${y.domain.join()}`;
    return {
      title: sentence(MEASURES[metric]),
      detail: `${DEFINITIONS[metric]} Line: median. Dark band: half of the draws. Light band: nine in ten. ${cutWords(steady, metric, kind)}${unservedWords(answer, at)}`,
      when: monthName(at),
      hues: [],
      charts: chartsOf(answer, key, () => marginFans(on, y)),
      kind: kind === "provider" ? "many" : "",
      ...(kind === "group" ? { below: endsTable(on) } : {}),
    };
  },
  rows: ({ answer, state }) => {
    const [metric, kind] = [metricOf(state), kindOf(state)];
    return curveRows(answer, (curve) => curve.metric === metric && curve.subject.kind === kind);
  },
};

/** What a token costs its buyer and its seller. */
export const prices: Panel<"run"> = {
  id: "margins.prices",
  name: "Price over serving cost",
  from: "run",
  options: [],
  draw: ({ answer, steady, at }) => {
    const y = priceScale(steady);
    return {
      title: "Price over serving cost",
      detail: "USD per million tokens. Solid: price. Dashed: cost. Bars: nine in ten of the draws.",
      when: monthName(at),
      hues: [],
      charts: chartsOf(answer, `gaps ${y.domain.join()}`, () => priceGaps(answer, y)),
    };
  },
  rows: ({ answer }) =>
    curveRows(
      answer,
      ({ metric, subject }) =>
        subject.kind === "group" &&
        (metric === "price_usd_per_mtok" || metric === "cost_usd_per_mtok"),
    ),
};

/** Who sells how much. */
export const market: Panel<"run"> = {
  id: "margins.shares",
  name: "Shares of the market",
  from: "run",
  options: [],
  draw: ({ answer, at }) => ({
    title: "Shares of the market",
    detail: "Median, with nine in ten of the draws.",
    when: monthName(at),
    hues: [],
    charts: chartsOf(answer, "shares", () => marketShares(answer)),
  }),
  rows: ({ answer }) =>
    curveRows(
      answer,
      ({ metric, subject }) =>
        subject.kind === "group" && (metric === "token_share" || metric === "revenue_share"),
    ),
};

function marginFans({ answer, state }: On<Result>, y: Scale): Chart[] {
  const { summary, bands } = answer;
  const [metric, kind, level] = [metricOf(state), kindOf(state), levelOf(state)];
  return seriesOf(summary, bands, metric, kind).map((series) => {
    const fall = fallOf(summary.passages, summary.months, series, level);
    const last = series.points.at(-1);
    const words = [
      ...(fall === null ? [] : [fallSentence(fall)]),
      ...(last !== undefined && last.defined < 0.9995
        ? [`Defined in ${percent(last.defined)} of draws.`]
        : []),
    ];
    return fan(series, {
      title: sentence(series.curve.subject.name),
      colour: groupColour(series.curve.subject.group || series.curve.subject.id),
      measure: MEASURES[metric],
      y,
      write: percent,
      rule: 0,
      note: words.join(" "),
      height: kind === "group" ? 168 : 116,
    });
  });
}

/** Lowest margin drawn: what lies lower says no more than that more than all revenue is lost. */
const CUT = -1;

/** Says that something lies below the lowest margin drawn. */
export function cutWords(
  { summary, bands }: Result,
  metric: Metric,
  kind: "group" | "provider",
): string {
  const [low] = extent(seriesOf(summary, bands, metric, kind), ["p5"]) ?? [0];
  return low < CUT ? `Cut at ${percentTick(CUT)}. ` : "";
}

/** Margins on one scale; providers keep the groups' unless they leave it, so that switching shows the same heights. */
export function marginScale(
  { summary, bands }: Result,
  metric: Metric,
  kind: "group" | "provider",
): Scale {
  const all = [
    ...seriesOf(summary, bands, metric, kind),
    ...seriesOf(summary, bands, metric, "group"),
  ];
  const [low, high] = extent(all, ["p5", "p95"]) ?? [0, 1];
  const domain = niceRange([Math.max(CUT, Math.min(0, low)), Math.min(1, Math.max(0.2, high))], 5);
  return { type: "linear", domain, ticks: linearTicks(domain, 5), tick: percentTick };
}

function unservedWords({ summary, bands }: Result, month: string): string {
  const all = seriesOf(summary, bands, "unserved_share", "market")[0];
  const point = all === undefined ? undefined : pointAt(all.points, month);
  return point === undefined ? "" : unservedSentence(point);
}

function priceScale({ summary, bands }: Result): Scale {
  const all = (["price_usd_per_mtok", "cost_usd_per_mtok"] as const).flatMap((metric) =>
    seriesOf(summary, bands, metric, "group"),
  );
  const domain = niceLogRange(extent(all, ["p5", "p95"]) ?? [0.1, 10]);
  return { type: "log", domain, ticks: logTicks(domain), tick: usdTick };
}

function priceGaps({ summary, bands }: Result, y: Scale): Chart[] {
  const costs = seriesOf(summary, bands, "cost_usd_per_mtok", "group");
  return seriesOf(summary, bands, "price_usd_per_mtok", "group").flatMap((price) => {
    const { subject } = price.curve;
    const cost = costs.find((one) => one.curve.subject.id === subject.id);
    if (cost === undefined) return [];
    const title = sentence(subject.name);
    return [gap(price, cost, { title, colour: groupColour(subject.id), y, note: "", height: 140 })];
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

/** The first month and the last of each group, as a small table. */
function endsTable({ steady, state }: On<Result>): TemplateResult | undefined {
  const { summary, bands } = steady;
  const metric = metricOf(state);
  const months = [summary.months[0], summary.months.at(-1)].filter((it) => it !== undefined);
  const groups = seriesOf(summary, bands, metric, "group");
  if (groups.length === 0 || months.length === 0) return undefined;
  const cell = (point: Series["points"][number] | undefined): string =>
    point === undefined ? "–" : interval(point.p50, point.p5, point.p95, percent);
  return html`
    <div class="scrolls" tabindex="0" role="region" aria-label="${sentence(MEASURES[metric])} now and at the end">
    <table class="ends">
      <caption>${sentence(MEASURES[metric])}, median and nine in ten of the draws</caption>
      <thead>
        <tr><th scope="col">Sellers</th>${months.map((month) => html`<th scope="col">${monthName(month)}</th>`)}</tr>
      </thead>
      <tbody>
        ${groups.map(
          ({ curve, points }) => html`
            <tr>
              <th scope="row">${sentence(curve.subject.name)}</th>
              ${months.map((month) => html`<td>${cell(pointAt(points, month))}</td>`)}
            </tr>
          `,
        )}
      </tbody>
    </table>
    </div>
  `;
}
