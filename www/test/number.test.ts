import { describe, expect, it } from "vitest";
import {
  compact,
  dayName,
  interval,
  monthName,
  percent,
  percentTick,
  usd,
  usdTick,
  writer,
} from "../src/style/number";

describe("numbers as words", () => {
  it("keeps three digits and a scale letter", () => {
    expect(compact(1234567)).toBe("1.23M");
    expect(compact(999_950)).toBe("1.00M");
    expect(compact(16_384)).toBe("16.4k");
    expect(compact(0)).toBe("0");
    expect(compact(-4200)).toBe("−4.20k");
    expect(compact(0.0123)).toBe("0.0123");
    expect(compact(1.5e-5)).toBe("1.50e−5");
    expect(compact(Number.NaN)).toBe("–");
  });

  it("writes shares with one decimal only where it matters", () => {
    expect(percent(0.415)).toBe("42%");
    expect(percent(0.0312)).toBe("3.1%");
    expect(percent(0.0004)).toBe("0%");
    expect(percent(-0.12)).toBe("−12%");
    expect(percent(0.0996)).toBe("10%");
    expect(percentTick(0.005)).toBe("0.5%");
    expect(percentTick(0.25)).toBe("25%");
  });

  it("writes dollars from cents to billions", () => {
    expect(usd(0.0087)).toBe("$0.0087");
    expect(usd(0.27)).toBe("$0.27");
    expect(usd(3.1)).toBe("$3.10");
    expect(usd(12_345)).toBe("$12.3k");
    expect(usd(-1e9)).toBe("−$1.00B");
    expect(usdTick(30_000)).toBe("$30k");
    expect(usdTick(2_500_000)).toBe("$2.5M");
    expect(usdTick(1)).toBe("$1");
    expect(usdTick(0.1)).toBe("$0.1");
  });

  it("says no more digits than an interval holds", () => {
    expect(interval(0.28, 0.12, 0.45, percent)).toBe("28% [12 to 45%]");
    expect(interval(5, 5, 5, usd)).toBe("$5.00");
    expect(interval(Number.NaN, Number.NaN, Number.NaN, usd)).toBe("not defined");
  });

  it("chooses the writer by unit", () => {
    expect(writer("fraction")(0.5)).toBe("50%");
    expect(writer("USD/Mtok")(0.5)).toBe("$0.50");
    expect(writer("months")(36)).toBe("36.0");
  });

  it("names months and days so that nobody mistakes their order", () => {
    expect(monthName("2026-04")).toBe("Apr 2026");
    expect(dayName("2026-04-03")).toBe("3 April 2026");
    expect(dayName("soon")).toBe("soon");
  });
});
