import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { ANOTHER, followed, loaded } from "./opened";
import { atFirst, atRest, runsOpened, SHORT, SHORTEST, serve, shown } from "./site";

describe("a link", () => {
  it("brings another browser to the same numbers", async () => {
    const { page } = await loaded(SHORT);
    await atFirst(page);
    await page.getByRole("link", { name: /Cost/ }).click();
    const field = page.getByLabel(/^tokens a day$/i);
    await field.fill("250M");
    await field.press("Enter");
    await runsOpened(page);
    const seed = page.getByLabel("seed", { exact: true });
    await seed.fill("7");
    await seed.press("Enter");
    await page.waitForFunction(() => /seed=7/.test(location.hash));
    await atRest(page);
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByText("Link copied.").waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toContain("tokens_per_day=250M");
    expect(link).toBe(page.url());

    const other = await loaded(new URL(link).hash, ANOTHER);
    await atRest(other.page);
    const [a, b] = [await shown(page), await shown(other.page)];
    expect(b.summary).toEqual(a.summary);
    expect(b.bands).toEqual(a.bands);
    expect(await other.page.getByRole("heading", { level: 1 }).innerText()).toContain(
      "What does the workload cost",
    );
    expect(other.complaints).toEqual([]);
  });

  it("is followed when only its hash changes", async () => {
    const { page } = await followed(SHORT);
    await atRest(page);
    await page.evaluate(() => {
      location.hash = "#scenario=coding-assistant&view=cost&seed=9&horizon_months=6";
    });
    await page.waitForFunction(() => {
      const { bench } = document.querySelector("undercut-explorer") as unknown as {
        bench: { result: { spec: { scenario: string; seed: number } } };
      };
      return bench.result.spec.scenario === "coding-assistant" && bench.result.spec.seed === 9;
    });
    await page.goBack();
    await page.waitForFunction(() => {
      const { bench } = document.querySelector("undercut-explorer") as unknown as {
        bench: { session: { state: { seed: number } } };
      };
      return bench.session.state.seed === 42;
    });
  });

  it("with a path that does not exist says so, and Reset puts it right", async () => {
    const { page } = await loaded(`${SHORT}&workload.no_such=4`);
    await page.getByText("workload.no_such").first().waitFor();
    await page.getByRole("button", { name: "Reset", exact: true }).click();
    await atFirst(page);
    expect(await page.getByText("workload.no_such").count()).toBe(0);
  });

  it("that is changed before the core has come shows the change", async () => {
    const { page } = await loaded("", ANOTHER);
    const core = /undercut_bg[^/]*\.wasm$/;
    let come = (): void => undefined;
    const coming = new Promise<void>((resolve) => (come = resolve));
    await page.route(core, async (route) => {
      await coming;
      await route.continue();
    });
    try {
      await loaded(`${SHORT}&market.closed_response=match`, ANOTHER);
      await page.getByRole("button", { name: "Reset", exact: true }).click();
      come();
      await atFirst(page);
    } finally {
      come();
      await page.unroute(core);
    }
  });
});

describe("a link of which a part cannot be", () => {
  it("shows the rest at once, and names the part", async () => {
    const bad = "workload.tokens_per_day=many&market.closed_response=match&view=nonsense&seed=-3";
    const { page, complaints } = await loaded(`${SHORT}&${bad}`);
    const told = page.locator(".dropped");
    await told.getByText("workload.tokens_per_day = many").waitFor();
    await told.getByText("view = nonsense").waitFor();
    await told.getByText("seed = -3").waitFor();
    await atFirst(page);
    expect(await page.locator(".skeleton").count()).toBe(0);
    await expect
      .poll(() => page.locator(".chips li").allInnerTexts())
      .toEqual([expect.stringContaining("Horizon"), expect.stringContaining("response")]);
    // What the visitor does next is about the rest.
    await page.locator(".chips li", { hasText: "response" }).getByRole("button").click();
    await expect.poll(() => page.locator(".dropped").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("shows the rest in an embed too", async () => {
    const host = await serve();
    const { page } = await loaded(`?embed${SHORT}&workload.no_such=4`, ANOTHER, host.url);
    await page.locator(".dropped").getByText("workload.no_such").waitFor();
    await page.locator("undercut-figure svg.chart").first().waitFor();
    await host.close();
  });

  it("of no scenario says so, and leads to one", async () => {
    const { page } = await loaded("#scenario=nope");
    await page.getByText("is not in the list").waitFor();
    expect(await page.getByText("Running the first draws").count()).toBe(0);
    await page.getByRole("button", { name: /^Open/ }).click();
    await page.locator("undercut-figure svg.chart").first().waitFor();
  });
});

describe("what differs from the scenario", () => {
  const link = `${SHORT}&policy.model=deepseek-v4-pro&market.closed_response=match`;

  it("is in sight above the answer, and can be taken back one by one", async () => {
    const { page } = await loaded(link);
    await atFirst(page);
    await page.getByText("3 assumptions differ:").waitFor();
    const chips = page.locator(".chips li");
    await expect
      .poll(() => chips.allInnerTexts())
      .toContainEqual(expect.stringMatching(/response match hold/i));
    const [strip, answer] = [page.locator(".strip"), page.locator(".answer")];
    expect((await strip.boundingBox())?.y).toBeLessThan((await answer.boundingBox())?.y ?? 0);
    await chips.filter({ hasText: "response" }).getByRole("button").click();
    await page.getByText("2 assumptions differ:").waitFor();
    await expect.poll(() => page.evaluate(() => location.hash)).not.toContain("closed_response");
  });

  it("is in the picture, in print and in an embed", async () => {
    const { page } = await loaded(link);
    await atFirst(page);
    await page.getByText("3 assumptions differ:").waitFor();
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".chips").isVisible()).toBe(true);
    await page.emulateMedia({ media: null });
    await page.getByRole("button", { name: "Download" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Picture, SVG" }).click(),
    ]);
    const svg = await readFile(await download.path(), "utf8");
    expect(svg).toContain("Differs from the scenario: ");
    expect(svg).toContain("match (was hold)");
    const embed = await loaded(`?embed${link}`, ANOTHER);
    await embed.page.getByText("3 assumptions differ:").waitFor();
  });
});

describe("an embed", () => {
  it("of one panel goes to its view, and says where there is none of that name", async () => {
    const { page } = await loaded(`?embed&panel=cost.bills${SHORT}`);
    await page.locator('[data-panel="cost.bills"] svg.chart').first().waitFor();
    expect(await page.locator("[data-panel]").count()).toBe(1);
    const none = await loaded(`?embed&panel=margins.nonsense${SHORT}`);
    await none.page.getByText("This page has no panel").waitFor();
  });

  it("of one panel shows that alone, with its sentence and what differs", async () => {
    const { page, complaints } = await loaded(`?embed&panel=margins.prices${SHORT}`);
    await page.locator("undercut-figure svg.chart").first().waitFor();
    expect(
      await page
        .locator("[data-panel]")
        .evaluateAll((all) => all.map((one) => one.getAttribute("data-panel"))),
    ).toEqual(["margins.prices"]);
    await expect.poll(() => page.locator(".answer .first").innerText()).toContain("gross margin");
    expect(await page.locator(".strip").isVisible()).toBe(true);
    expect(complaints).toEqual([]);
  });

  it("of the hardware view is called after its question", async () => {
    const { page } = await loaded("#scenario=first-steps&view=hardware");
    await page.locator(".row.lab").first().waitFor();
    await page.getByRole("button", { name: "Embed" }).click();
    await page.getByText("Embed code copied.").waitFor();
    const code = await page.evaluate(() => navigator.clipboard.readText());
    expect(code).toContain('title="undercut: Hardware &amp; engines"');
  });

  it("runs in a foreign page as an iframe, at its state", async () => {
    const { page } = await loaded(`${SHORTEST}&view=cost&seed=5`);
    await atFirst(page);
    await page.getByRole("button", { name: "Embed" }).click();
    await page.getByText("Embed code copied.").waitFor();
    const code = await page.evaluate(() => navigator.clipboard.readText());
    const host = await serve({}, `<!doctype html><title>a post</title><h1>A post</h1>${code}`);
    const foreign = await loaded("", ANOTHER, host.url);
    const frame = foreign.page.frameLocator("iframe");
    await frame.getByRole("heading", { name: /What does the workload cost/ }).waitFor();
    await frame.getByRole("contentinfo").getByText("16,384 draws").waitFor();
    expect(await frame.getByText("seed 5").count()).toBe(1);
    expect(await frame.locator(".theme").isVisible()).toBe(false);
    expect(foreign.complaints).toEqual([]);
    await host.close();
  });

  it("runs in a foreign page as an element, with the script of this origin", async () => {
    const open = await serve({ "access-control-allow-origin": "*" });
    const index = await (await fetch(open.url)).text();
    const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(index)?.[1] ?? "";
    const host = await serve(
      {},
      `<!doctype html><title>a post</title><script type="module" src="${open.url}${script}"></script><undercut-explorer scenario="first-steps" view="cost"></undercut-explorer>`,
    );
    const foreign = await loaded("", ANOTHER, host.url);
    await atRest(foreign.page);
    const { summary } = await shown(foreign.page);
    expect(summary.draws).toBe(16_384);
    expect(new URL(foreign.page.url()).hash).toBe("");
    expect(foreign.complaints).toEqual([]);
    await host.close();
    await open.close();
  });
});
