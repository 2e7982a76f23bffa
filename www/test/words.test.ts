import { describe, expect, it } from "vitest";
import { type Point, pointAt, seriesOf } from "../src/charts/bands";
import { monthName, percent, usd } from "../src/style/number";
import { policies, quality } from "../src/views/cost/panels";
import { savingCharts } from "../src/views/cost/savingcharts";
import { view as cost } from "../src/views/cost/view";
import { type Bought, billSentences, boughtIn, nameOf, savingWords } from "../src/views/cost/words";
import { driverWords, share, spreadSentence } from "../src/views/drivers/words";
import { LEVELS } from "../src/views/margins/options";
import { metricOf } from "../src/views/margins/panels";
import { view as margins } from "../src/views/margins/view";
import { fallSentence } from "../src/views/margins/words";
import { lab, on, ran, scenarioText } from "./ran";

const SCENARIO = "first-steps";
const SHORT = { horizon_months: "12" };
type Ran = ReturnType<typeof ran>;
const held = ran(SCENARIO, SHORT);
const undercut = ran(SCENARIO, { ...SHORT, "market.closed_response": "undercut" }, 1);

/** The sentences of the margins for some switches. */
function margin({ result, base }: Ran, options: Record<string, string> = {}): string[] {
  return margins.sentences(on(result, options, { base, at: result.summary.months.at(-1) ?? "" }));
}

describe("the sentence about margins", () => {
  it.each(["gross", "operating"])("says the %s margin that is drawn", (metric) => {
    const options = { "margins.metric": metric };
    const [first = ""] = margin(held, options);
    const { summary, bands } = held.result;
    const closed = seriesOf(summary, bands, metricOf({ options }), "group").find(
      ({ curve }) => curve.subject.id === "closed-labs",
    );
    const [now, then] = [closed?.points[0], closed?.points.at(-1)];
    expect(first).toContain(`their ${metric} margin goes from ${percent(now?.p50 ?? 0)} to `);
    expect(first).toContain(percent(then?.p50 ?? 0));
    expect(first).toContain(`${percent(then?.p95 ?? 0)})`);
    expect(first).toContain(`by ${monthName(summary.months.at(-1) ?? "")}.`);
    expect(first.split(" ").length).toBeLessThanOrEqual(26);
  });

  it("names the response of the run that is drawn", () => {
    expect(margin(held)[0]).toMatch(/^If closed labs hold their prices, /);
    expect(margin(undercut)[0]).toMatch(/^If closed labs undercut open prices, /);
    // Without a difference it is the scenario's own.
    const said = held.base.choices.find(({ path }) => path === "market.closed_response")?.value;
    expect(said).toBe("hold");
    expect(held.result.spec.overrides.map(({ path }) => path)).toEqual(["horizon_months"]);
  });

  it.each(["gross", "operating"])("is about providers where they are drawn: %s", (metric) => {
    const options = { "margins.by": "provider", "margins.metric": metric };
    const [first = "", ...others] = margin(held, options);
    const { summary, bands } = held.result;
    const all = seriesOf(summary, bands, metricOf({ options }), "provider");
    const last = all.map(({ curve, points }) => ({
      name: curve.subject.name,
      p50: pointAt(points, null)?.p50 ?? Number.NaN,
    }));
    const known = last.filter(({ p50 }) => Number.isFinite(p50));
    const highest = known.reduce((a, b) => (b.p50 > a.p50 ? b : a));
    const lowest = known.reduce((a, b) => (b.p50 < a.p50 ? b : a));
    expect(first).toContain(
      `${highest.name} has the highest ${metric} margin, ${percent(highest.p50)}`,
    );
    expect(first).toContain(`${lowest.name} the lowest, ${percent(lowest.p50)}`);
    expect(first).not.toContain("closed labs");
    expect(others).toEqual([]);
  });
});

describe("the sentence about falling below", () => {
  it.each(LEVELS)("is about the visitor's own level, %s", (level) => {
    const [, fall = ""] = margin(held, { "margins.level": level });
    const { summary } = held.result;
    const passage = summary.passages.find(
      ({ subject, metric, level: at, direction }) =>
        subject.id === "closed-labs" &&
        metric === "gross_margin" &&
        direction === "below" &&
        Math.abs(at - Number.parseFloat(level) / 100) < 1e-9,
    );
    if (passage === undefined) throw new Error("no passage");
    const fallen = passage.by_month.reduce((sum, count) => sum + count, 0);
    const runs = fallen + passage.already + passage.never;
    expect(runs).toBe(summary.draws);
    const later = fallen === 0 ? "; no more" : ` and falls below in ${percent(fallen / runs)} more`;
    expect(fall).toContain(
      `It starts below ${level} in ${percent(passage.already / runs)} of runs${later}`,
    );
  });

  it("keeps its level whatever closed labs do, and follows the metric", () => {
    for (const one of [held, undercut]) {
      expect(margin(one)[1]).toContain("below 50% in ");
      expect(margin(one, { "margins.metric": "operating" })[1]).toContain("below 0% in ");
    }
  });

  it("counts those that start below apart, and says by when half of the others have fallen", () => {
    const said = { level: 0.5, already: 0.069, later: 0.1, half: "2028-07" };
    expect(fallSentence(said)).toBe(
      "It starts below 50% in 6.9% of runs and falls below in 10% more, half of these by Jul 2028.",
    );
    expect(fallSentence({ ...said, later: 0, half: "" })).toMatch(
      /in 6\.9% of runs; no more fall below later\.$/,
    );
  });
});

describe("the sentences about the bill", () => {
  const said = ({ result, base }: Ran, month: string): string[] =>
    cost.sentences(on(result, {}, { base, at: month }));

  it("say the bills of the month that is drawn, with what each serves", () => {
    const { result } = held;
    const [first = "", last = ""] = [result.summary.months[0], result.summary.months.at(-1)];
    for (const month of [first, last]) {
      const lines = said(held, month);
      const bought = boughtIn(result, month);
      for (const [place, id] of [ownOf(held), "single", "oracle"].entries()) {
        const one = bought.find((it) => it.id === id);
        expect(lines[place], id).toContain(usd(one?.bill.p50 ?? 0));
        const serves = /serves (\S+) of requests/.exec(lines[place] ?? "")?.[1];
        if ((one?.unserved ?? 0) >= 0.005) expect(serves).toBe(percent(1 - (one?.unserved ?? 0)));
        else expect(serves).toBeUndefined();
      }
      expect(lines[0]).toContain(`In ${monthName(month)} `);
      // One saving on the screen, which is that of the picture below.
      expect(lines.join(" ")).not.toMatch(/saves/);
    }
    expect(said(held, first)).not.toEqual(said(held, last));
  });

  it("follow the buyer's policy", () => {
    const router = ran(SCENARIO, { ...SHORT, "policy.kind": "threshold-router" }, 1);
    const [month = ""] = router.result.summary.months;
    expect(said(router, month)[0]).toContain("a router that meets each threshold costs");
    const cheapest = { ...SHORT, "policy.kind": "cheapest-meeting-threshold" };
    expect(said(ran(SCENARIO, cheapest, 1), month)[0]).toContain("the cheapest line that");
    const [own = "", other = ""] = said(
      ran(SCENARIO, { ...SHORT, "policy.kind": "single" }, 1),
      month,
    );
    expect(own).toContain(`${held.base.single_line} for everything costs`);
    expect(other).toMatch(/^The cheapest line that meets each threshold costs .* success against /);
  });
});

describe("a bill that serves less", () => {
  const point = (p50: number) => ({ p50, p5: p50 / 2, p95: p50 * 2 }) as Point;
  const all: Bought[] = [
    { id: "single", bill: point(16_600), success: point(0.7), unserved: 0.4 },
    { id: "cheapest-meeting-threshold", bill: point(193_000), success: point(0.6), unserved: 0 },
  ];

  it("says so in its sentence and in its name beside others", () => {
    const [own = "", single = ""] = billSentences(
      all,
      "2026-11",
      "cheapest-meeting-threshold",
      "GPT-6",
    );
    expect(own).not.toContain("serves");
    expect(single).toMatch(
      /^GPT-6 for everything costs \$16\.6k .* a month and serves 60% of requests, /,
    );
    expect(nameOf("single", 0.4)).toBe("Single, serves 60%");
    expect(nameOf("single", 0.001)).toBe("Single");
  });

  it("says so at every mark of a picture that has it on one axis with others", () => {
    // What must stay in the house cannot all be sent to one model.
    const { result } = ran("deepseek-v4-april-2026", { horizon_months: "1" }, 1);
    const month = result.summary.months[0] ?? "";
    const less = boughtIn(result, month).filter(({ unserved }) => unserved >= 0.005);
    expect(less.map(({ id }) => id)).toContain("single");
    for (const panel of [quality, policies]) {
      const { charts } = panel.draw(on(result, {}, { at: month }));
      for (const chart of charts.filter(({ title }) => title !== "Unserved")) {
        const names = chart.table().rows.map(([name = ""]) => name);
        expect(names.filter((name) => name.includes(", serves ")).length, chart.title).toBe(
          less.length,
        );
      }
    }
  });
});

describe("the sentence about a saving", () => {
  const saving = (p50: number) => ({ p5: p50 / 2, p25: p50, p50, p75: p50, p95: p50 * 2 });
  const months = [
    { month: "2026-04", own: saving(0.2), perfect: saving(0.4) },
    { month: "2026-07", own: saving(0.1), perfect: saving(0.45) },
  ];

  it("is of the month that is read, with its baseline, as it is drawn", () => {
    expect(savingWords(months, "2026-07")).toEqual([
      "In Jul 2026 the scenario's own policy saves 10% (9 in 10: 5.0 to 20%) against the best single model of each task class, at equal quality; a free and perfect router 45%.",
    ]);
    const [own] = savingCharts(months);
    expect(savingWords(months, "2026-04")[0]).toContain(
      `saves ${own?.readout("2026-04").split(" ")[0]} `,
    );
    expect(savingWords(months, undefined)).toEqual([]);
  });
});

function ownOf({ base }: Ran): string {
  return base.choices.find(({ path }) => path === "policy.kind")?.value ?? "";
}

describe("the sentences about what drives a margin", () => {
  const asked = (target: string, by: "causes" | { inputs: number }) => {
    const about = {
      text: scenarioText(SCENARIO),
      overrides: [{ path: "horizon_months", text: "12" }],
      seed: 42,
    };
    const { answer } = lab.ask({ kind: "drivers", ask: { about, target, by, base_points: 64 } });
    return answer as Parameters<typeof driverWords>[0];
  };

  it.each(["gross_margin:closed-labs", "list_margin:hosts"])("name the widest of %s", (target) => {
    const answer = asked(target, "causes");
    const [first = "", second = ""] = driverWords(answer);
    const [one, two] = answer.drivers;
    expect(first).toContain(`comes from ${one?.group}: ${share(one?.total ?? never())}`);
    expect(first).toContain(`${share(one?.first ?? never())} by itself.`);
    expect(second).toBe(`Next is ${two?.group}, with ${share(two?.total ?? never())}.`);
    expect(one?.total.value).toBeGreaterThanOrEqual(two?.total.value ?? 0);
  });

  it("say what is in no group alone, and nothing of it where there is none", () => {
    const answer = asked("gross_margin:closed-labs", { inputs: 4 });
    expect(answer.drivers).toHaveLength(4);
    const alone = (value: number) => {
      const drivers = answer.drivers.map((one, place) => ({
        ...one,
        first: { ...one.first, value: place === 0 ? value : 0 },
      }));
      return driverWords({ ...answer, drivers }).join(" ");
    };
    expect(alone(0.7)).toContain("30% is in no group alone, but in several at once.");
    expect(alone(0.95)).not.toContain("in no group alone");
    expect(driverWords({ ...answer, drivers: [] })).toEqual([
      `In ${monthName(answer.target.month_name)} it does not vary, or does not exist.`,
    ]);
    expect(driverWords({ ...answer, defined: 0.9 }).at(-1)).toBe(
      "Without the 10% of points without a margin.",
    );
  });

  it("say the margin that is drawn", () => {
    const { summary, bands } = held.result;
    const hosts = seriesOf(summary, bands, "list_margin", "group").find(
      ({ curve }) => curve.subject.id === "hosts",
    );
    const last = hosts?.points.at(-1);
    const said = spreadSentence("Hosts", "list_margin", last?.month ?? "", last);
    expect(said).toContain(`Hosts’ list margin in ${monthName(last?.month ?? "")} is `);
    expect(said).toContain(percent(last?.p50 ?? 0));
    expect(said).toContain(percent(last?.p95 ?? 0));
    expect(spreadSentence("Hosts", "list_margin", "2027-01", undefined)).toBe(
      "Hosts sell nothing in Jan 2027, and so have no margin.",
    );
  });
});

function never(): never {
  throw new Error("there is no such group");
}
