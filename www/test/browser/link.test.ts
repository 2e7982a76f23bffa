import { describe, expect, it } from "vitest";
import { ANOTHER, followed, loaded } from "./opened";
import { atFirst, atRest, SHORT, SHORTEST, serve, shown } from "./site";

describe("a link", () => {
  it("brings another browser to the same numbers", async () => {
    const { page } = await loaded(SHORT);
    await atFirst(page);
    await page.getByRole("link", { name: /Cost/ }).click();
    const field = page.getByLabel(/^tokens a day$/i);
    await field.fill("250M");
    await field.press("Enter");
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
});

describe("a link that cannot be computed", () => {
  it("with a bad input says so at once and offers the way back", async () => {
    const { page } = await loaded(`${SHORT}&workload.tokens_per_day=many`);
    await page.getByText("Nothing is shown until it is put right.").waitFor();
    expect(await page.getByText("Running the first draws").count()).toBe(0);
    expect(await page.locator(".skeleton").count()).toBe(0);
    await page.getByRole("button", { name: "Take the changes back" }).click();
    await atFirst(page);
    expect(await page.locator(".banner").count()).toBe(0);
  });

  it("of no scenario says so, and leads to one", async () => {
    const { page } = await loaded("#scenario=nope");
    await page.getByText("is not in the list").waitFor();
    expect(await page.getByText("Running the first draws").count()).toBe(0);
    await page.getByRole("button", { name: /^Open/ }).click();
    await page.locator("undercut-figure svg.chart").first().waitFor();
  });
});

describe("an embed", () => {
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
