import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { browser, loaded, site } from "./opened";
import { atRest, SHORT, shown, worldOpened } from "./site";

/** Texts of the catalogue that a page asked for, by name. */
function texts(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    const name = /assets\/(\d{4}-\d\d|whole)-[0-9a-f]{16}\.toml/.exec(request.url())?.[1];
    if (name !== undefined) asked.push(name);
  });
  return asked;
}

async function opened(
  hash: string,
  before: (page: Page) => Promise<unknown> = async () => undefined,
) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  const asked = texts(page);
  await before(page);
  await page.goto(site.url + hash);
  return { page, asked, close: () => context.close() };
}

const world = (page: Page) => page.locator('select[data-name="world"]');

describe("the catalogue", () => {
  it("comes as the scenario's world alone, then as the world that is chosen", async () => {
    const { page, asked, close } = await opened(SHORT);
    await atRest(page);
    expect(asked).toEqual(["2026-04"]);
    const before = await shown(page);
    expect(await world(page).inputValue()).toBe("2026-04");
    await worldOpened(page);
    await world(page).selectOption("2026-11");
    await expect
      .poll(async () => (await shown(page)).summary.prices_as_of, { timeout: 20_000 })
      .toBe("2026-11-30");
    await atRest(page);
    const after = await shown(page);
    expect(after.summary.months[0]).toBe("2026-11");
    expect(after.bands).not.toEqual(before.bands);
    await expect.poll(() => page.evaluate(() => location.hash)).toContain("world=2026-11");
    await page.getByText("changed: 2").waitFor();
    await world(page).selectOption("2026-04");
    await expect
      .poll(async () => (await shown(page)).summary.prices_as_of, { timeout: 20_000 })
      .toBe("2026-04-30");
    await atRest(page);
    expect((await shown(page)).bands).toEqual(before.bands);
    await page.getByText("changed: 1").waitFor();
    await close();
  });

  it("comes whole where a link names what the world lacks, once", async () => {
    const link = `${SHORT}&workload.reference_model=gpt-6-sol`;
    const { page, asked, close } = await opened(link);
    await atRest(page);
    expect(asked.filter((name) => name === "whole")).toHaveLength(1);
    expect(await page.locator(".banner").count()).toBe(0);
    await close();
  });

  it("comes whole with the panel of assumptions, which then has documents and rules", async () => {
    const { page, asked, close } = await opened(SHORT);
    await atRest(page);
    await page.getByRole("button", { name: /^All \d+ inputs/ }).click();
    await page.getByPlaceholder(/^Search/).fill("catalog.models.claude-opus-4.6");
    const rows = page.locator("undercut-assumptions .rows li");
    await rows.locator(".source", { hasText: "Artificial Analysis, page of" }).first().waitFor();
    await rows.locator(".rule").first().waitFor();
    expect(asked).toContain("whole");
    await page.getByPlaceholder(/^Search/).fill("catalog.offers.deepseek/deepseek-v4-pro");
    await page.getByRole("button", { name: "Prices over time" }).first().click();
    const history = page.locator("undercut-price-history");
    await history.locator("svg.chart").first().waitFor();
    expect(await history.locator("svg.chart").count()).toBe(2);
    expect(await history.getByRole("heading", { level: 4 }).innerText()).toContain(
      "DeepSeek V4-Pro",
    );
    await close();
  });

  it("that breaks on the way is asked for once more, and the page says so", async () => {
    let broken = 1;
    const { page, asked, close } = await opened(SHORT, async (page) => {
      await page.route(/2026-04-[0-9a-f]{16}\.toml/, (route) =>
        broken-- > 0 ? route.abort() : route.continue(),
      );
    });
    await page.getByText("The catalogue did not load").waitFor();
    await atRest(page);
    expect(asked).toEqual(["2026-04", "2026-04"]);
    await close();
  });

  it("that cannot be had is told in words", async () => {
    const { page, close } = await opened(SHORT, (page) =>
      page.route(/2026-04-[0-9a-f]{16}\.toml/, (route) => route.abort()),
    );
    await page.getByText("could not be loaded").waitFor();
    await close();
  });

  it("of another hash is named where it is gone, and taken where it is there", async () => {
    const lost = await opened(`${SHORT}&catalog=00000000000000ff`);
    await lost.page.getByText("made with another catalogue (00000000000000ff)").waitFor();
    await atRest(lost.page);
    await lost.close();

    const file = new URL("../../src/catalog/2026-04.toml", import.meta.url);
    const text = await readFile(file, "utf8");
    const there = await opened(`${SHORT}&catalog=00000000000000ff`, (page) =>
      page.route(/2026-04-00000000000000ff\.toml/, (route) => route.fulfill({ body: text })),
    );
    await atRest(there.page);
    expect(there.asked).toEqual(["2026-04"]);
    expect(await there.page.locator(".banner").count()).toBe(0);
    await there.close();
  });

  it("that lost a corrected number names it, and the rest stays", async () => {
    const gone = "catalog.models.claude-opus-4.6.scores.no_such_benchmark";
    const link = `${SHORT}&${gone}=0.5&market.closed_response=match`;
    const { page, complaints } = await loaded(link);
    await page.locator(".left-out").getByText(`${gone} = 0.5`).waitFor();
    await atRest(page);
    expect(await page.locator("input[value=match], input:checked").first().isVisible()).toBe(true);
    expect(await page.evaluate(() => location.hash)).toContain(gone);
    expect(complaints).toEqual([]);
  });

  it("names who asks to be named, beside the numbers and in what is saved", async () => {
    const { page, close } = await opened(SHORT);
    await atRest(page);
    await page.locator(".small-print").getByText("Source: Artificial Analysis").waitFor();
    await page.getByRole("button", { name: "Download" }).click();
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "All numbers, CSV" }).click();
    const file = await (await saving).path();
    expect(await readFile(file, "utf8")).toMatch(/\nsource,,,,Source: Artificial Analysis,/);
    await close();
  });
});
