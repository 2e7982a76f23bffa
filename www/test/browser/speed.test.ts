import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { loaded } from "./opened";
import { atFirst, SHORTEST, until } from "./site";

/** Moves the first slider step by step: milliseconds until each step's band is drawn, and long tasks. */
function dragged(page: Page, steps: number): Promise<{ waits: number[]; long: number[] }> {
  return page.evaluate(async (count) => {
    const root = document.querySelector("undercut-explorer")?.shadowRoot as ShadowRoot;
    const slider = root.querySelector("undercut-quantity input[type=range]") as HTMLInputElement;
    const picture = (): Element | null => root.querySelector("undercut-figure svg.chart");
    const long: number[] = [];
    const watch = (list: PerformanceObserverEntryList): void => {
      long.push(...list.getEntries().map(({ duration }) => duration));
    };
    new PerformanceObserver(watch).observe({ type: "longtask" });
    const waits: number[] = [];
    for (let step = 0; step < count; step += 1) {
      const before = picture();
      const start = performance.now();
      slider.value = String(150 + step * 5);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise<void>((resolve) => {
        const look = (): void => {
          if (picture() !== before) resolve();
          else requestAnimationFrame(look);
        };
        look();
      });
      waits.push(performance.now() - start);
      await new Promise((pause) => setTimeout(pause, 60));
    }
    slider.dispatchEvent(new Event("change", { bubbles: true }));
    return { waits: waits.sort((a, b) => a - b), long };
  }, steps);
}

const STEPS = 15;
const median = (waits: number[]): number => waits[Math.floor(waits.length / 2)] ?? Number.NaN;

// The times are said, not asserted: on a busy machine they would say more of it than of the page.
describe("while a control moves", () => {
  for (const [name, hash] of [
    ["one month", SHORTEST],
    ["the default scenario", ""],
  ] as const) {
    it(`a new band follows every step: ${name}`, async ({ annotate }) => {
      const { page } = await loaded(hash);
      // No draws and no swings are under way when the first step is taken.
      await atFirst(page);
      await until(page, () => {
        const { bench } = document.querySelector("undercut-explorer") as unknown as {
          bench: { swings: unknown[] };
        };
        return bench.swings.length > 0;
      });
      const { waits, long } = await dragged(page, STEPS);
      await annotate(
        `${name}: first band after ${median(waits).toFixed(0)} ms (median; goal 100), ` +
          `${long.length} tasks over 50 ms`,
      );
      expect(waits).toHaveLength(STEPS);
    });
  }
});
