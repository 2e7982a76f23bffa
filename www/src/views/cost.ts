import { html } from "lit";
import { curvesOf, extent, pointAt, type Series, seriesOf } from "../charts/bands";
import type { Chart } from "../charts/chart";
import { fan } from "../charts/fan";
import { frontier, type Spot } from "../charts/frontier";
import type { Scale } from "../charts/plot";
import { type Row, ranges } from "../charts/ranges";
import { linearTicks, logTicks, niceLogRange, niceRange } from "../charts/ticks";
import type { Result } from "../state/workbench";
import { percent, percentTick, sentence, usd, usdTick } from "../style/number";
import { figures } from "./figures";
import { unservedSentence } from "./headline";
import "./routing";
import "./routingsaves";
import { chartsOf, type RunView } from "./view";

/** The policy whose bill stands for the view where one number is asked for. */
const CHOSEN = "cheapest-meeting-threshold";
/** Policies that decide on a signal: they are computed where the buyer follows one, and stand out as the chosen one does. */
const SIGNALLED = ["threshold-router", "cascade"];

/** What does my workload cost? */
export const cost: RunView = {
  of: "run",
  id: "cost",
  at: "first",
  moved: "this bill",

  swings({ summary }) {
    const bills = curvesOf(summary, "bill_usd_per_month", "policy");
    const bill = bills.find((curve) => curve.subject.id === CHOSEN) ?? bills[0];
    return bill === undefined ? [] : [summary.curves.indexOf(bill)];
  },

  switches: () => html``,

  charts(frame) {
    const { result, at, state, option } = frame;
    const bills = chartsOf(result, "bills", () => billFans(result));
    const spots = chartsOf(result, `frontier ${at}`, () => costFrontier(result, at));
    const rows = chartsOf(result, `policies ${at}`, () => policyRanges(result, at));
    const set = (name: string, value: string | null, moving?: boolean): void =>
      option(`frontier.${name}`, value, moving);
    return html`
      <undercut-routing .state=${state} .set=${set}></undercut-routing>
      <undercut-routing-saves .state=${state} .at=${at}></undercut-routing-saves>
      <div class="pair-of-rows cost">
        ${figures("The bill against quality", "Bars: nine in ten of the draws.", spots, frame)}
        ${figures("Policies side by side", "Dot: median. Dark bar: half of the draws. Light bar: nine in ten.", rows, frame)}
      </div>
      ${figures("Bill per month", "Line: median. Dark band: half of the draws. Light band: nine in ten.", bills, frame, "four")}
    `;
  },
};

function policyColour(id: string): string {
  return id === CHOSEN || SIGNALLED.includes(id) ? "var(--ink)" : "var(--house)";
}

function usdScale(all: Series[]): Scale {
  const domain = niceLogRange(extent(all, ["p5", "p95"]) ?? [1, 10]);
  return { type: "log", domain, ticks: logTicks(domain), tick: usdTick };
}

function shareScale(all: Series[]): Scale {
  const [low, high] = extent(all, ["p5", "p95"]) ?? [0, 1];
  const domain = niceRange([Math.max(0, low), Math.min(1, Math.max(high, low + 0.01))], 4);
  return { type: "linear", domain, ticks: linearTicks(domain, 4), tick: percentTick };
}

/** The series in one month alone. */
function within(all: Series[], month: string): Series[] {
  return all.map(({ curve, points }) => ({
    curve,
    points: points.filter((point) => point.month === month),
  }));
}

function billFans({ summary, bands }: Result): Chart[] {
  const all = seriesOf(summary, bands, "bill_usd_per_month", "policy");
  const unserved = seriesOf(summary, bands, "unserved_share", "policy");
  const y = usdScale(all);
  return all.map((series) => {
    const { subject } = series.curve;
    const points = unserved.find((one) => one.curve.subject.id === subject.id)?.points ?? [];
    const noteAt = (month: string | null): string => {
      const point = pointAt(points, month);
      return point === undefined ? "" : unservedSentence(point);
    };
    return fan(series, {
      title: sentence(subject.name),
      colour: policyColour(subject.id),
      measure: "bill per month",
      y,
      write: usd,
      rule: null,
      note: "",
      noteAt,
      height: 120,
    });
  });
}

function costFrontier({ summary, bands }: Result, month: string): Chart[] {
  const bills = seriesOf(summary, bands, "bill_usd_per_month", "policy");
  const successes = seriesOf(summary, bands, "success", "policy");
  const spots: Spot[] = bills.flatMap((bill) => {
    const { subject } = bill.curve;
    const success = successes.find((one) => one.curve.subject.id === subject.id);
    const [x, y] = [
      pointAt(bill.points, month),
      success === undefined ? undefined : pointAt(success.points, month),
    ];
    if (x === undefined || y === undefined || !(x.p50 > 0) || !Number.isFinite(y.p50)) return [];
    return [
      { name: sentence(subject.name), cost: x, success: y, colour: policyColour(subject.id) },
    ];
  });
  return [
    frontier(spots, {
      title: "Bill per month and success",
      measure: "by policy",
      cost: usdScale(within(bills, month)),
      success: shareScale(within(successes, month)),
      note: "",
      height: 206,
    }),
  ];
}

function policyRanges(result: Result, month: string): Chart[] {
  const { summary, bands } = result;
  const rowsOf = (all: Series[]): Row[] =>
    all.map(({ curve, points }) => ({
      name: sentence(curve.subject.name),
      point: pointAt(points, month) ?? null,
      colour: policyColour(curve.subject.id),
    }));
  const shareOf = (title: string, all: Series[]): Chart =>
    ranges(rowsOf(all), {
      title,
      measure: "share of requests",
      write: percent,
      x: shareScale(within(all, month)),
      note: "",
    });
  const accepted = seriesOf(summary, bands, "usd_per_accepted_task", "policy");
  const success = seriesOf(summary, bands, "success", "policy");
  const unserved = seriesOf(summary, bands, "unserved_share", "policy");
  return [
    ranges(rowsOf(accepted), {
      title: "Cost per accepted task",
      measure: "USD",
      write: usd,
      x: usdScale(within(accepted, month)),
      note: "",
    }),
    shareOf("Success", success),
    shareOf("Unserved", unserved),
  ];
}
