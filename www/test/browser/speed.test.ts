import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { atRest, launch, type Site, serve, visit } from "./site";

let browser: Browser;
let site: Site;
beforeAll(async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

describe("while a control moves", () => {
  it("the first band follows within 100 ms and no task holds the page for 50", async ({
    annotate,
  }) => {
    const { page } = await visit(browser, site.url);
    await atRest(page);
    const { waits, long } = await page.evaluate(async () => {
      const root = document.querySelector("undercut-explorer")?.shadowRoot as ShadowRoot;
      const slider = root.querySelector("undercut-quantity input[type=range]") as HTMLInputElement;
      const picture = (): Element | null => root.querySelector("undercut-figure svg.chart");
      const long: number[] = [];
      new PerformanceObserver((list) =>
        long.push(...list.getEntries().map(({ duration }) => duration)),
      ).observe({ type: "longtask" });
      const waits: number[] = [];
      for (let step = 0; step < 20; step += 1) {
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
    });
    const median = waits[10] ?? Number.NaN;
    await annotate(
      `first band after ${median.toFixed(0)} ms (median), ${(waits[18] ?? 0).toFixed(0)} ms (95%)`,
    );
    expect(median).toBeLessThanOrEqual(100);
    expect(long).toEqual([]);
    await page.context().close();
  });
});
