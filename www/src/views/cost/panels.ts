import { extent, pointAt, type Series, seriesOf } from "../../charts/bands";
import type { Chart } from "../../charts/chart";
import { fan } from "../../charts/fan";
import { frontier, type Spot } from "../../charts/frontier";
import type { Scale } from "../../charts/plot";
import { type Row, ranges } from "../../charts/ranges";
import { linearTicks, logTicks, niceLogRange, niceRange } from "../../charts/ticks";
import type { Metric } from "../../engine/core";
import type { Result } from "../../state/result";
import { monthName, percent, percentTick, sentence, usd, usdTick } from "../../style/number";
import { curveRows } from "../curverows";
import { unservedSentence } from "../headline";
import { chartsOf, type Panel } from "../panel";
import { boughtIn, nameOf, SIGNALLED } from "./words";

/** The policy whose bill stands for the view where one number is asked for. */
export const CHOSEN = "cheapest-meeting-threshold";

const ofPolicies = (metrics: readonly Metric[]) => (result: Result) =>
  curveRows(result, ({ metric, subject }) => subject.kind === "policy" && metrics.includes(metric));

/** The bill of each policy against its success, in a month. */
export const quality: Panel<"run"> = {
  id: "cost.quality",
  name: "The bill against quality",
  from: "run",
  options: [],
  draw: ({ answer, steady, at }) => ({
    title: "The bill against quality",
    detail: "Bars: nine in ten of the draws.",
    when: monthName(at),
    hues: [],
    charts: chartsOf(answer, `frontier ${at} ${steady.summary.draws}`, () =>
      costFrontier(answer, steady, at),
    ),
  }),
  rows: ({ answer }) => ofPolicies(["bill_usd_per_month", "success"])(answer),
};

/** The policies side by side, in a month. */
export const policies: Panel<"run"> = {
  id: "cost.policies",
  name: "Policies side by side",
  from: "run",
  options: [],
  draw: ({ answer, steady, at }) => ({
    title: "Policies side by side",
    detail: "Dot: median. Dark bar: half of the draws. Light bar: nine in ten.",
    when: monthName(at),
    hues: [],
    charts: chartsOf(answer, `policies ${at} ${steady.summary.draws}`, () =>
      policyRanges(answer, steady, at),
    ),
  }),
  rows: ({ answer }) =>
    ofPolicies(["usd_per_accepted_task", "success", "failures_usd_per_month", "unserved_share"])(
      answer,
    ),
};

/** The bill of each policy over the months. */
export const bills: Panel<"run"> = {
  id: "cost.bills",
  name: "Bill per month",
  from: "run",
  options: [],
  draw: ({ answer, steady, at }) => ({
    title: "Bill per month",
    detail: "Line: median. Dark band: half of the draws. Light band: nine in ten.",
    when: monthName(at),
    hues: [],
    charts: chartsOf(answer, `bills ${steady.summary.draws}`, () => billFans(answer, steady)),
    kind: "four",
  }),
  rows: ({ answer }) => ofPolicies(["bill_usd_per_month", "unserved_share"])(answer),
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

/** The series of the policies in one month alone, which its axis is made of. */
function within({ summary, bands }: Result, metric: Metric, month: string): Series[] {
  return seriesOf(summary, bands, metric, "policy").map(({ curve, points }) => ({
    curve,
    points: points.filter((point) => point.month === month),
  }));
}

function billFans({ summary, bands }: Result, steady: Result): Chart[] {
  const unserved = seriesOf(summary, bands, "unserved_share", "policy");
  const y = usdScale(seriesOf(steady.summary, steady.bands, "bill_usd_per_month", "policy"));
  return seriesOf(summary, bands, "bill_usd_per_month", "policy").map((series) => {
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

function costFrontier(result: Result, steady: Result, month: string): Chart[] {
  const { summary } = result;
  const names = new Map(summary.curves.map(({ subject }) => [subject.id, subject.name]));
  const spots: Spot[] = boughtIn(result, month).flatMap(({ id, bill, success, unserved }) =>
    success === undefined || !(bill.p50 > 0) || !Number.isFinite(success.p50)
      ? []
      : [
          {
            name: nameOf(names.get(id) ?? id, unserved),
            cost: bill,
            success,
            colour: policyColour(id),
          },
        ],
  );
  return [
    frontier(spots, {
      title: "Bill per month and success",
      measure: "by policy",
      cost: usdScale(within(steady, "bill_usd_per_month", month)),
      success: shareScale(within(steady, "success", month)),
      note: "",
      height: 206,
    }),
  ];
}

function policyRanges(result: Result, steady: Result, month: string): Chart[] {
  const { summary, bands } = result;
  const unserved = new Map(boughtIn(result, month).map((it) => [it.id, it.unserved]));
  const rowsOf = (metric: Metric): Row[] =>
    seriesOf(summary, bands, metric, "policy").map(({ curve, points }) => ({
      name: nameOf(
        curve.subject.name,
        metric === "unserved_share" ? 0 : (unserved.get(curve.subject.id) ?? 0),
      ),
      point: pointAt(points, month) ?? null,
      colour: policyColour(curve.subject.id),
    }));
  const shareOf = (title: string, metric: Metric): Chart =>
    ranges(rowsOf(metric), {
      title,
      measure: "share of requests",
      write: percent,
      x: shareScale(within(steady, metric, month)),
      note: "",
    });
  return [
    ranges(rowsOf("usd_per_accepted_task"), {
      title: "Cost per accepted task",
      measure: "USD",
      write: usd,
      x: usdScale(within(steady, "usd_per_accepted_task", month)),
      note: "",
    }),
    shareOf("Success", "success"),
    shareOf("Unserved", "unserved_share"),
  ];
}
