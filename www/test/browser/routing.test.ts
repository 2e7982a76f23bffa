import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { FrontierView } from "../../src/engine/lab";
import { accessible } from "./axe";
import { ANOTHER, followed, LAPTOP, loaded, type Screen } from "./opened";
import { atRest, until } from "./site";
import { CLI, run } from "./terminal";

const MIX = "#scenario=coding-assistant&view=cost&horizon_months=1";

interface Explorer extends HTMLElement {
  inquiries: Map<string, { complete: boolean; answer: FrontierView | null }>;
}

/** Waits for the answer with its spread: the controls are at rest. */
async function answered(page: Page): Promise<void> {
  await until(page, () => {
    const page = document.querySelector<Explorer>("undercut-explorer");
    const routing = page?.inquiries.get("routing");
    const panel = page?.shadowRoot?.querySelector('[data-panel="cost.routing"]');
    return (
      routing?.complete === true &&
      routing.answer?.savings != null &&
      panel?.querySelector("svg.chart") != null
    );
  });
}

function answerOf(page: Page): Promise<FrontierView> {
  return page.evaluate(() => {
    const routing = document.querySelector<Explorer>("undercut-explorer")?.inquiries.get("routing");
    if (routing?.answer == null) throw new Error("no answer is shown");
    return routing.answer;
  });
}

const ROUTING = '[data-panel="cost.routing"]';
const picture = (page: Page): Promise<string> =>
  page.locator(`${ROUTING} svg.chart`).first().innerHTML();

const routerAt = ({ policies }: FrontierView): number =>
  policies.find(({ id }) => id === "threshold-router")?.at_equal_quality?.usd ?? Number.NaN;

describe("routing in the cost view", () => {
  it("says what it saves, beside every control", async () => {
    const { page, complaints } = await loaded(MIX);
    await answered(page);
    const answer = await answerOf(page);
    const part = page.locator(ROUTING);
    expect(await part.locator(".lead").textContent()).toBe(answer.sentences[0]);
    expect(answer.sentences[0]).toMatch(
      /at the success of the best single model for all requests.*: it costs \$.*, a router of AUC 0\.60 \$.*, a perfect router \$/,
    );
    const text = await part.locator("svg.chart").textContent();
    for (const name of ["Router", "Oracle", "Cascade", "Random mix"]) expect(text).toContain(name);
    expect(await part.locator("table.plain tbody tr").count()).toBe(7);
    expect(await part.locator("table.heat tbody tr").count()).toBe(3);
    expect(await part.locator(".break-even dd").allTextContents()).toEqual(
      answer.break_even.map(({ text }) => text),
    );
    expect(complaints).toEqual([]);
  });

  it("saves its numbers", async () => {
    const { page } = await followed(MIX);
    await answered(page);
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Numbers of this part, CSV" }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe("undercut-coding-assistant-cost-routing.csv");
    const text = await readFile(await file.path(), "utf8");
    const answer = await answerOf(page);
    expect(text).toContain(`operating,threshold-router,equal-quality,,,${routerAt(answer)},`);
  });

  it.each([
    ["a laptop, light", LAPTOP],
    ["a phone, dark", { viewport: { width: 390, height: 844 }, colorScheme: "dark" }],
  ] satisfies [string, Screen][])("pleases axe on %s, and fits", async (_name, screen) => {
    const { page } = await followed(MIX, screen);
    await answered(page);
    await page.locator(`${ROUTING} details summary`).click();
    await accessible(page);
  });

  it("moves its curve with the AUC, by keyboard too, and keeps it in the link", async () => {
    const { page, complaints } = await followed(MIX);
    await answered(page);
    const [before, drawn] = [await answerOf(page), await picture(page)];
    const slider = page.getByRole("slider", { name: "Router's AUC" });
    await slider.focus();
    for (let press = 0; press < 20; press += 1) await page.keyboard.press("ArrowRight");
    await expect.poll(() => new URL(page.url()).hash).toContain("frontier.auc=0.8");
    await expect.poll(() => picture(page)).not.toBe(drawn);
    await expect.poll(async () => routerAt(await answerOf(page))).toBeLessThan(routerAt(before));
    await answered(page);
    const moved = await answerOf(page);
    expect(await slider.getAttribute("aria-valuetext")).toBe("0.80");

    const again = await loaded(new URL(page.url()).hash, ANOTHER);
    await answered(again.page);
    expect(routerAt(await answerOf(again.page))).toBe(routerAt(moved));

    await page.getByRole("button", { name: "Router's AUC: back to what is assumed" }).click();
    await expect.poll(async () => routerAt(await answerOf(page))).toBe(routerAt(before));
    await expect.poll(() => new URL(page.url()).hash).not.toContain("frontier.auc");
    expect(complaints).toEqual([]);
  });

  it("has one AUC where the scenario has a router: the input's, which moves bill and picture", async () => {
    const link =
      "#scenario=coding-assistant&view=cost&horizon_months=1&policy.kind=threshold-router";
    // An earlier link's own AUC of the picture is that of the scenario now.
    const { page, complaints } = await loaded(`${link}&frontier.auc=0.9`);
    await answered(page);
    await expect
      .poll(() => page.evaluate(() => location.hash))
      .toContain("policy.need_strong_auc=0.9");
    expect(await page.evaluate(() => location.hash)).not.toContain("frontier.auc");
    await expect.poll(async () => (await answerOf(page)).need_strong_auc).toBeCloseTo(0.9, 12);
    const controls = page.getByLabel(/^router's AUC$/i);
    expect(await controls.count()).toBe(1);
    const before = routerAt(await answerOf(page));
    await controls.fill("0.6");
    await controls.press("Enter");
    await expect.poll(async () => routerAt(await answerOf(page))).toBeGreaterThan(before);
    await atRest(page);
    expect((await answerOf(page)).need_strong_auc).toBeCloseTo(0.6, 12);
    expect(complaints).toEqual([]);
  });

  it("shows one class with its own threshold, which a slider moves", async () => {
    const { page, complaints } = await loaded(MIX);
    await answered(page);
    await page.getByRole("combobox", { name: "Requests shown" }).selectOption({ index: 3 });
    await expect.poll(async () => (await answerOf(page)).tasks.length).toBe(1);
    const before = await answerOf(page);
    const own = before.tasks[0]?.threshold ?? Number.NaN;
    const slider = page.getByRole("slider", { name: "Success wanted" });
    expect(Number(await slider.inputValue())).toBeCloseTo(own, 2);
    await slider.focus();
    for (let press = 0; press < 10; press += 1) await page.keyboard.press("ArrowRight");
    const at = async () =>
      (await answerOf(page)).policies.find(({ id }) => id === "threshold-router")?.at?.success;
    await expect.poll(at).toBeCloseTo(own + 0.1, 6);
    await page.getByRole("button", { name: "At the threshold" }).click();
    const shares = await page.locator("table.heat tbody td").allTextContents();
    const sum = shares.reduce((total, text) => total + (Number.parseFloat(text) || 0), 0);
    expect(sum).toBeGreaterThan(98);
    expect(sum).toBeLessThan(102);
    expect(complaints).toEqual([]);
  });

  it("shows what is left of the saving every third month", async () => {
    const link = "#scenario=deepseek-v4-april-2026&view=cost&horizon_months=6";
    const { page, complaints } = await loaded(link);
    const part = page.locator('[data-panel="cost.saves"]');
    // What is far below is drawn when it comes near.
    await part
      .getByRole("heading", { name: "How long does routing pay?" })
      .scrollIntoViewIfNeeded();
    const own = part.locator("undercut-figure").first();
    await own.locator("svg.chart").waitFor();
    const months = await own.evaluate(
      (figure) => (figure as HTMLElement & { chart: { months: string[] } }).chart.months,
    );
    expect(months).toEqual(["2026-04", "2026-07", "2026-10"]);
    // One saving is in words, that of this picture, with its baseline.
    const text = (await own.textContent()) ?? "";
    const shown = /(\d+%) \[/.exec(text)?.[1];
    expect(shown).toBeDefined();
    expect(await part.locator(".lead").innerText()).toMatch(
      new RegExp(
        `^In Apr 2026 the scenario's own policy saves ${shown} .* against the best single model of each task class, at equal quality; `,
      ),
    );
    const set = ["--set", "horizon_months=6", "--format", "json"];
    const { stdout } = await run(CLI, ["run", "deepseek-v4-april-2026", ...set], {
      maxBuffer: 1 << 28,
    });
    const { headlines } = JSON.parse(stdout) as { headlines: { text: string }[] };
    expect(headlines.map(({ text }) => text).join(" ")).toContain(`saves ${shown}`);
    expect(complaints).toEqual([]);
  });
});
