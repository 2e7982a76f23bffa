import { describe, expect, it } from "vitest";
import { outline, placeOn, trackOf, valueAt } from "../src/inputs/drawing";
import {
  AUC,
  familyOf,
  LINEAR,
  LOG,
  LOGIT,
  moved,
  type Spread,
  straightOf,
  written,
} from "../src/inputs/shape";

const fixed: Spread = { text: "100M", low: 1e8, median: 1e8, high: 1e8 };
const positive: Spread = { text: "4 to 9", low: 4, median: 6, high: 9 };
const share: Spread = {
  text: "15 to 30%",
  low: 0.15,
  median: LOGIT.from((LOGIT.to(0.15) + LOGIT.to(0.3)) / 2),
  high: 0.3,
};
const auc: Spread = {
  text: "0.55 to 0.65",
  low: 0.55,
  median: AUC.from((AUC.to(0.55) + AUC.to(0.65)) / 2),
  high: 0.65,
};
const plusMinus: Spread = { text: "10 ± 2", low: 8, median: 10, high: 12 };
const uniform: Spread = { text: "uniform(2, 40)", low: 3.9, median: 21, high: 38.1 };

describe("shape of a quantity", () => {
  it("knows families by their text", () => {
    expect([fixed, positive, plusMinus, uniform].map(familyOf)).toEqual([
      "fixed",
      "interval",
      "plus-minus",
      "uniform",
    ]);
    expect(familyOf({ text: "beta(8, 2)", low: 0.5, median: 0.8, high: 0.9 })).toBe("other");
    expect(familyOf({ text: "lognormal(10, 0.5)", low: 4.4, median: 10, high: 22.8 })).toBe(
      "interval",
    );
  });

  it("finds the scale on which the median is in the middle", () => {
    expect(straightOf(positive)).toBe(LOG);
    expect(straightOf(share)).toBe(LOGIT);
    expect(straightOf(auc)).toBe(AUC);
    expect(straightOf(plusMinus)).toBe(LINEAR);
    expect(straightOf({ text: "-2 to 4", low: -2, median: 1, high: 4 })).toBe(LINEAR);
  });

  it("moves the centre and keeps the spread", () => {
    const twice = moved(positive, 12);
    expect(twice.text).toBe("8 to 18");
    expect(twice.low).toBeCloseTo(8, 12);
    expect(twice.high).toBeCloseTo(18, 12);
    expect(moved(plusMinus, 20).text).toBe("20 ± 2");
    expect(moved(uniform, 31).text).toBe("uniform(12, 50)");
    expect(moved(fixed, 2.5e8).text).toBe("250M");
    expect(moved({ text: "36", low: 36, median: 36, high: 36 }, 24).text).toBe("24");
  });

  it("never leaves the unit interval, nor an AUC its half", () => {
    const high = moved(share, 0.97);
    expect(high.high).toBeLessThan(1);
    expect(high.text).toMatch(/^[\d.]+ to [\d.]+%$/);
    expect(moved(auc, 0.51).low).toBeGreaterThan(0.5);
  });

  it("comes back to where it was", () => {
    for (const spread of [positive, share, auc, plusMinus, uniform]) {
      const back = moved(moved(spread, spread.median * 1.1), spread.median);
      expect(back.low).toBeCloseTo(spread.low, 10);
      expect(back.high).toBeCloseTo(spread.high, 10);
    }
  });

  it("writes in the way of the old text", () => {
    expect(written(0.1234, "15%")).toBe("12.3%");
    expect(written(8000, "8k to 60k")).toBe("8k");
    expect(written(999_999, "100M")).toBe("1M");
    expect(written(2.345, "$2.0 to $3.2")).toBe("2.35");
    expect(written(60, "4 to 9 months")).toBe("60");
  });
});

describe("drawing of a quantity", () => {
  it("puts every value where the slider finds it again", () => {
    for (const spread of [positive, share, auc, plusMinus, uniform]) {
      const track = trackOf(spread, straightOf(spread), "other");
      expect(placeOn(track, spread.median)).toBeCloseTo(0.5, 6);
      for (const part of [0.1, 0.5, 0.9])
        expect(placeOn(track, valueAt(track, part))).toBeCloseTo(part, 10);
    }
  });

  it("draws the mode highest, inside the box", () => {
    const track = trackOf(positive, LOG, "other");
    const points = [...outline(positive, track, 240, 26).matchAll(/([\d.]+),([\d.]+)/g)].map(
      ([, x, y]) => [Number(x), Number(y)],
    );
    const top = points.reduce((a, b) => ((b[1] ?? 0) < (a[1] ?? 0) ? b : a));
    expect(top[0]).toBeCloseTo(120, 0);
    for (const [x = 0, y = 0] of points) {
      expect(x >= 0 && x <= 240 && y >= 0.9 && y <= 26).toBe(true);
    }
  });

  it("draws a uniform as a box and a fixed number not at all", () => {
    const heights = new Set(
      [
        ...outline(uniform, trackOf(uniform, LINEAR, "other"), 240, 26).matchAll(
          /L[\d.]+,([\d.]+)/g,
        ),
      ].map(([, y]) => y),
    );
    expect(heights).toEqual(new Set(["26.0", "1.0", "26"]));
    expect(outline(fixed, trackOf(fixed, LOG, "count"), 240, 26)).toBe("");
  });
});
