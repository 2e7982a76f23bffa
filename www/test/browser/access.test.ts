import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { accessible } from "./axe";
import { followed, LAPTOP, loaded, type Screen } from "./opened";
import { atRest, SHORT, SHORTEST } from "./site";

const DARK: Screen = { viewport: { width: 1366, height: 768 }, colorScheme: "dark" };
const screens: [string, Screen][] = [
  ["a laptop, light", LAPTOP],
  ["a laptop, dark", DARK],
  ["a phone, light", { viewport: { width: 390, height: 844 }, colorScheme: "light" }],
  ["a phone, dark", { viewport: { width: 390, height: 844 }, colorScheme: "dark" }],
  [
    "a wide screen, with reduced motion",
    { viewport: { width: 1920, height: 1080 }, reducedMotion: "reduce" },
  ],
];

/** Clicks open what is folded, if it is. */
async function unfold(page: Page, details: string): Promise<void> {
  const first = page.locator(details).first();
  await first.waitFor({ state: "attached" });
  const open = await first.evaluate((element) => (element as HTMLDetailsElement).open);
  if (!open) await first.locator("> summary").click();
}

describe.each(screens)("on %s", (_name, screen) => {
  it.each(["margins", "cost"])("axe finds nothing wrong with the view %s", async (view) => {
    const { page, complaints } = await followed(`${SHORTEST}&view=${view}`, screen);
    await atRest(page);
    await unfold(page, "undercut-assumptions details.panel");
    await unfold(page, "undercut-assumptions details.group");
    await page.locator("undercut-figure table").first().waitFor({ state: "attached" });
    await accessible(page);
    expect(complaints).toEqual([]);
  });
});

describe("for those who do not see the pictures", () => {
  it("every figure has a name, a sentence and its numbers as a table", async () => {
    const { page } = await loaded(SHORT);
    await atRest(page);
    const tables = page.locator("undercut-figure table");
    await expect.poll(() => tables.count()).toBe(8);
    const figures = await page.locator("undercut-figure").evaluateAll((all) =>
      all.map((figure) => {
        const plot = figure.querySelector(".plot");
        const table = figure.querySelector(
          `#${plot?.getAttribute("aria-details")} table`,
        ) as HTMLTableElement | null;
        return {
          sentence: plot?.getAttribute("aria-label") ?? "",
          caption: table?.caption?.textContent ?? "",
          rows: table?.tBodies[0]?.rows.length ?? 0,
        };
      }),
    );
    expect(figures).toHaveLength(8);
    for (const { sentence, caption, rows } of figures) {
      expect(sentence).toMatch(/^.{20,}\./);
      expect(caption).not.toBe("");
      expect(rows).toBe(7);
    }
  });

  it("prints the picture in light colours, without the bar of buttons", async () => {
    const { page } = await followed(SHORT, DARK);
    await atRest(page);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".actions").isVisible()).toBe(false);
    expect(await page.locator(".small-print").isVisible()).toBe(true);
    const ground = await page
      .locator("undercut-explorer")
      .evaluate((element) => getComputedStyle(element).backgroundColor);
    expect(ground).toBe("rgb(253, 252, 250)");
    await page.emulateMedia({ media: null });
  });
});
