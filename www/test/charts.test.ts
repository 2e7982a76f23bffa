import { describe, expect, it } from "vitest";
import { curvesOf, extent, NUMBERS, pointAt, series, seriesOf } from "../src/charts/bands";
import { fan } from "../src/charts/fan";
import { named } from "../src/charts/frontier";
import { monthTick, monthTicks } from "../src/charts/plot";
import { apart } from "../src/charts/shares";
import { nearest } from "../src/charts/stop";
import { linearTicks, logTicks, niceLogRange, niceRange } from "../src/charts/ticks";
import type { Curve, Metric, Summary } from "../src/engine/core";
import { percent, percentTick } from "../src/style/number";

const curve = (id: string, metric: Metric, offset: number): Curve => ({
  metric,
  unit: "",
  subject: { kind: "group", id, name: id, group: id },
  offset,
});
const summary = {
  months: ["2026-12", "2027-01"],
  curves: [
    curve("closed-labs", "gross_margin", 0),
    curve("hosts", "gross_margin", 16),
    curve("hosts", "token_share", 32),
  ],
} as unknown as Summary;
const bands = Float64Array.from({ length: 48 }, (_, i) => i / 100);

describe("bands", () => {
  it("reads each number of each month at its place", () => {
    const [first, second] = series(summary, bands, summary.curves[1] as Curve).points;
    expect(NUMBERS.map((name) => first?.[name])).toEqual([
      0.16, 0.17, 0.18, 0.19, 0.2, 0.21, 0.22, 0.23,
    ]);
    expect(second?.p5).toBe(0.24);
    expect(second?.date.toISOString()).toBe("2027-01-01T00:00:00.000Z");
  });

  it("finds curves by metric and kind, and their extent without holes", () => {
    expect(curvesOf(summary, "gross_margin", "group")).toHaveLength(2);
    expect(curvesOf(summary, "gross_margin", "provider")).toHaveLength(0);
    const all = seriesOf(summary, bands.with(4, Number.NaN), "gross_margin", "group");
    expect(extent(all, ["p5", "p95"])).toEqual([0, 0.28]);
    expect(extent([], ["p5"])).toBeNull();
    expect(pointAt(all[0]?.points ?? [], "2026-12")?.month).toBe("2026-12");
    expect(pointAt(all[0]?.points ?? [], null)?.month).toBe("2027-01");
  });
});

describe("words of a fan", () => {
  const made = (numbers: Float64Array) =>
    fan(series(summary, numbers, summary.curves[0] as Curve), {
      title: "Closed labs",
      colour: "var(--closed)",
      measure: "gross margin",
      y: { type: "linear", domain: [0, 1], ticks: [0, 1], tick: percentTick },
      write: percent,
      rule: 0,
      note: "",
      height: 100,
    });

  it("says what the picture says", () => {
    expect(made(bands).summary).toBe(
      "Closed labs: median gross margin goes from 2.0% in Dec 2026 to 10% in Jan 2027, 90% of draws between 8.0% and 12%.",
    );
    expect(made(bands).readout("2026-12")).toBe("2.0% [0 to 4.0%]");
    expect(made(bands).table().rows[1]).toEqual(["Jan 2027", "8.0%", "9.0%", "10%", "11%", "12%"]);
  });

  it("says so where nothing is defined", () => {
    const none = made(new Float64Array(48).fill(Number.NaN));
    expect(none.summary).toBe("Closed labs: gross margin is not defined in any draw.");
    expect(none.readout(null)).toBe("not defined");
  });
});

describe("ticks", () => {
  it("are round and inside", () => {
    expect(linearTicks([0, 1])).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks([-0.25, 1])).toEqual([-0.25, 0, 0.25, 0.5, 0.75, 1]);
    expect(logTicks([0.1, 10])).toEqual([0.1, 0.3, 1, 3, 10]);
    expect(logTicks([0.01, 100])).toEqual([0.01, 0.1, 1, 10, 100]);
    expect(logTicks([2, 10])).toEqual([2, 5, 10]);
  });

  it("stand on ranges that hold their data", () => {
    const [low, high] = niceRange([-0.11, 0.83]);
    expect(low).toBeLessThanOrEqual(-0.11);
    expect(high).toBeGreaterThanOrEqual(0.83);
    expect(niceLogRange([0.13, 4.4])).toEqual([0.1, 5]);
    expect(niceLogRange([0, 4])).toEqual([0.1, 10]);
  });

  it("name years, and months where these are few", () => {
    const dates = (count: number) =>
      Array.from({ length: count }, (_, i) => new Date(Date.UTC(2026, 3 + i, 1)));
    expect(monthTicks(dates(36)).map(monthTick)).toEqual(["2027", "2028", "2029"]);
    expect(monthTicks(dates(12)).map(monthTick)).toEqual(["Apr", "Jul", "Oct", "2027"]);
    expect(monthTicks(dates(4)).map(monthTick)).toEqual(["Apr", "May", "Jun", "Jul"]);
  });
});

describe("names beside lines and spots", () => {
  it("stand apart and inside", () => {
    const all = ["a", "b", "c"].map((id, i) =>
      series(
        { ...summary, months: ["2026-12"] },
        new Float64Array(8).fill(0.98 + i / 1000),
        curve(id, "token_share", 0),
      ),
    );
    const heights = apart(all, 148).map(({ y }) => y);
    const step = 14 / 120;
    expect(Math.max(...heights)).toBeLessThanOrEqual(1);
    for (let i = 1; i < heights.length; i += 1) {
      expect((heights[i] ?? 0) - (heights[i - 1] ?? 0)).toBeGreaterThanOrEqual(step - 1e-9);
    }
  });

  it("do not cover each other", () => {
    const sides = named(
      [
        { name: "Single model", x: 100, y: 50 },
        { name: "Oracle", x: 105, y: 50 },
      ],
      300,
      100,
    );
    expect(sides[0]).not.toEqual(sides[1]);
    expect(named([{ name: "A long name indeed", x: 290, y: 50 }], 300, 100)[0]?.textAnchor).toBe(
      "end",
    );
  });
});

describe("the cursor of a chart without months", () => {
  const at = (x: number, y?: number) => ({
    x,
    ...(y === undefined ? {} : { y }),
    marks: [],
    words: [],
  });

  it("stops at the nearest place from the left, or at the nearest point", () => {
    const places = [at(10), at(50), at(90)];
    expect(nearest(places, { x: 62, y: 900 })).toBe(places[1]);
    const points = [at(50, 10), at(55, 80)];
    expect(nearest(points, { x: 50, y: 70 })).toBe(points[1]);
    expect(nearest([], { x: 0, y: 0 })).toBe(null);
  });
});
