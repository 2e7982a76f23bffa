import { describe, expect, it } from "vitest";
import { percent } from "../../src/style/number";
import { browser, followed, loaded, site } from "./opened";
import { atRest, runsOpened, SHORT, shown } from "./site";

describe("the page", () => {
  it("answers its first question from all draws, without a complaint", async () => {
    const { page, complaints } = await loaded("");
    await atRest(page);
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Where do margins go?");
    const { summary, bands } = await shown(page);
    expect(summary.draws).toBe(16_384);
    const closed = summary.curves.find(
      ({ metric, subject }) => metric === "gross_margin" && subject.id === "closed-labs",
    );
    const median = (month: number): string =>
      percent(bands[(closed?.offset ?? 0) + month * 8 + 2] ?? Number.NaN);
    const headline = await page.locator(".answer .first").innerText();
    expect(headline).toContain(
      `gross margin goes from ${median(0)} to ${median(summary.months.length - 1)} (9 in 10: `,
    );
    for (const name of ["Closed labs", "Open labs", "Hosts"]) {
      const figure = page
        .locator(".row", { hasText: "Gross margin" })
        .first()
        .getByRole("figure", { name: new RegExp(name, "i") });
      expect(await figure.locator("svg.chart path").count()).toBeGreaterThan(2);
    }
    expect(complaints).toEqual([]);
  });

  it("says what goes unserved in the month that it shows", async () => {
    const { page } = await followed("#scenario=deepseek-v4-april-2026&view=cost");
    await atRest(page);
    const { summary, bands } = await shown(page);
    // The one model that stands for everything may not serve every request in the first month.
    const curve = summary.curves.find(
      ({ metric, subject }) => metric === "unserved_share" && subject.id === "single",
    );
    const first = bands[(curve?.offset ?? 0) + 4] ?? 0;
    const last = bands[(curve?.offset ?? 0) + (summary.months.length - 1) * 8 + 4] ?? 0;
    expect(first).toBeGreaterThan(0);
    expect(last).toBe(0);
    const single = page.locator(".row.four figure", { hasText: "Single" }).first();
    expect(await single.locator(".note").innerText()).toMatch(
      /^Apr 2026: nothing feasible serves .* of requests\.$/,
    );
    await single.locator(".plot").focus();
    await page.keyboard.press("End");
    await expect
      .poll(() => single.locator(".note").innerText())
      .toMatch(/^Apr 20\d\d: every request can be served\.$/);
  });

  it("loads nothing but its own files and sets no cookie", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const foreign: string[] = [];
    page.on("request", (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(site.url))
        foreign.push(request.url());
    });
    await page.goto(site.url + SHORT);
    await atRest(page);
    expect(foreign).toEqual([]);
    expect(await context.cookies()).toEqual([]);
    await context.close();
  });

  it("shows what the workload costs", async () => {
    const { page, complaints } = await followed(SHORT);
    await atRest(page);
    await page.getByRole("link", { name: /Cost/ }).click();
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(
      "What does the workload cost, and at what quality?",
    );
    expect(new URL(page.url()).hash).toContain("view=cost");
    const { summary } = await shown(page);
    const policies = summary.curves
      .filter(({ metric }) => metric === "bill_usd_per_month")
      .map(({ subject }) => subject.name);
    expect(policies).toHaveLength(4);
    for (const title of ["Cost per accepted task", "Success", "Unserved"]) {
      const figure = page.getByRole("figure", { name: new RegExp(title) }).last();
      await figure.locator("svg.chart circle").first().waitFor();
      expect(await figure.locator("svg.chart circle").count()).toBe(policies.length);
    }
    await page.goBack();
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Where do margins go?");
    expect(complaints).toEqual([]);
  });

  it("says which value is wrong, keeps the last numbers, and takes the value back", async () => {
    // The margins do not move with the buyer's tokens, so their view has no such control.
    const { page } = await followed(SHORT);
    await atRest(page);
    const tokens = page.locator("undercut-quantity").filter({ hasText: "Tokens a day" });
    expect(await tokens.count()).toBe(0);
    await page.getByRole("link", { name: /Cost/ }).click();
    await tokens.first().waitFor();
    const before = await shown(page);
    // What moves the margins most stands in another order after every run.
    const days = page.locator("undercut-quantity").filter({ hasText: "Tokens a day" });
    const field = days.locator("input.field");
    const was = await field.inputValue();
    await field.fill("9 to 4");
    await field.press("Enter");
    await page.getByText("interval is reversed").first().waitFor();
    expect((await shown(page)).bands).toEqual(before.bands);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => field.inputValue()).toBe(was);
    await expect.poll(() => page.getByText("interval is reversed").count()).toBe(0);
  });

  it("keeps what is being typed, and its field's place, while numbers arrive", async () => {
    const { page } = await loaded(SHORT);
    const field = page.locator("undercut-quantity input.field").first();
    await field.waitFor();
    const id = (await field.getAttribute("id")) ?? "";
    const typed = page.locator(`#${id}`);
    await typed.focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("0.5");
    await atRest(page);
    await page.evaluate(() => {
      const explorer = document.querySelector("undercut-explorer");
      for (const one of explorer?.shadowRoot?.querySelectorAll("undercut-quantity") ?? [])
        (one as HTMLElement & { requestUpdate(): void }).requestUpdate();
    });
    await page.keyboard.type("5");
    expect(await typed.inputValue()).toBe("0.55");
    const text = (): Promise<string> => page.evaluate(() => decodeURIComponent(location.hash));
    expect(await text()).not.toContain("0.55");
    await page.keyboard.press("Enter");
    await expect.poll(text).toContain("=0.55");
  });

  it("is worked by keys alone: months, sliders, undo", async () => {
    const { page } = await followed(SHORT);
    await atRest(page);
    const chart = page.locator(".plot").first();
    await chart.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    const { summary } = await shown(page);
    const [year, month] = (summary.months[1] ?? "").split("-");
    const said = page.locator("undercut-figure [aria-live]").first();
    await expect.poll(() => said.innerText()).toMatch(new RegExp(`^\\w{3} ${year}: `));
    expect(month).toMatch(/^\d\d$/);
    expect(await page.locator(".cursor:not([hidden])").count()).toBeGreaterThan(0);

    const before = await shown(page);
    const slider = page.locator("undercut-quantity input[type=range]").first();
    await slider.focus();
    for (let i = 0; i < 10; i += 1) await page.keyboard.press("ArrowRight");
    await expect
      .poll(async () => JSON.stringify((await shown(page)).bands) === JSON.stringify(before.bands))
      .toBe(false);
    await atRest(page);
    await page.keyboard.press("Control+z");
    await expect.poll(() => page.locator(".counted").innerText()).toMatch(/^changed: \d+$/);
  });

  it("stops at Escape and keeps what it has", async () => {
    const { page } = await followed(SHORT);
    await atRest(page);
    await runsOpened(page);
    await page.getByRole("button", { name: "Another seed" }).click();
    await page.waitForFunction(() => {
      const { bench } = document.querySelector("undercut-explorer") as unknown as {
        bench: {
          progress: { draws: number } | null;
          result: { spec: { seed: number } };
          session: { state: { seed: number } };
        };
      };
      return bench.progress !== null && bench.result.spec.seed === bench.session.state.seed;
    });
    await page.keyboard.press("Escape");
    const stopped = await shown(page);
    expect(stopped.complete).toBe(false);
    expect(stopped.summary.draws).toBeLessThan(16_384);
    await page.waitForTimeout(500);
    expect((await shown(page)).summary.draws).toBe(stopped.summary.draws);
  });

  it("mends a worker that stopped, and says so", async () => {
    const { page } = await followed(SHORT);
    await atRest(page);
    const whole = await shown(page);
    await page.evaluate(() => {
      const { bench } = document.querySelector("undercut-explorer") as unknown as {
        bench: { engine: { pool: { seats: { seat: { worker: Worker } }[] } } };
      };
      const worker = bench.engine.pool.seats.at(-1)?.seat.worker;
      worker?.terminate();
      worker?.dispatchEvent(new ErrorEvent("error", { message: "out of memory" }));
    });
    await runsOpened(page);
    const seed = page.getByLabel("seed", { exact: true });
    await seed.fill("43");
    await seed.press("Enter");
    await page.getByText("A worker stopped (out of memory). It was replaced").waitFor();
    await seed.fill("42");
    await seed.press("Enter");
    await page.waitForFunction(() => {
      const { bench } = document.querySelector("undercut-explorer") as unknown as {
        bench: { result: { spec: { seed: number } } };
      };
      return bench.result.spec.seed === 42;
    });
    await atRest(page);
    expect((await shown(page)).bands).toEqual(whole.bands);
  });

  it("replaces a worker that ended without a word, ten seconds later", async () => {
    const { page } = await followed(`${SHORT}&seed=44`);
    await atRest(page);
    await page.evaluate(() => {
      const { bench } = document.querySelector("undercut-explorer") as unknown as {
        bench: { engine: { pool: { seats: { seat: { worker: Worker } }[] } } };
      };
      bench.engine.pool.seats.at(-1)?.seat.worker.terminate();
    });
    await runsOpened(page);
    const seed = page.getByLabel("seed", { exact: true });
    await seed.fill("45");
    await seed.press("Enter");
    // Ten seconds, or longer where the machine has been slow.
    await page.getByText(/it gave nothing for \d+ seconds/).waitFor({ timeout: 80_000 });
    await atRest(page);
    expect((await shown(page)).summary.draws).toBe(16_384);
  });

  it("asks once more for a view that did not come, and says so where it does not come at all", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const code = /assets\/view[^/]*\.js/;
    let [asked, broken] = [0, Number.POSITIVE_INFINITY];
    await page.route(code, (route) => {
      asked += 1;
      return broken-- > 0 ? route.abort() : route.continue();
    });
    await page.goto(site.url + SHORT);
    await atRest(page);
    const told = page.locator(".banner", { hasText: "could not be loaded" });
    await page.getByRole("link", { name: /Hardware/ }).click();
    const again = told.getByRole("button", { name: "Try again" });
    await again.waitFor();
    const after = asked;
    expect(after).toBeGreaterThan(1);
    await page.waitForTimeout(1500);
    expect(asked).toBe(after);
    // The network is back: the state is in the address.
    broken = 0;
    await again.click();
    await page.locator(".row.lab svg.chart").first().waitFor({ timeout: 60_000 });
    expect(await told.count()).toBe(0);
    // One hiccup mends itself.
    broken = 1;
    await page.getByRole("link", { name: /Cost/ }).click();
    await page.locator('[data-panel="cost.routing"] svg.chart').waitFor({ timeout: 60_000 });
    expect(await told.count()).toBe(0);
    await context.close();
  });

  it("has the ground of the theme that is chosen, whatever the system's", async () => {
    const context = await browser.newContext({ colorScheme: "dark" });
    const page = await context.newPage();
    await page.goto(site.url + SHORT);
    const scheme = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    const theme = page.locator("button.theme");
    while ((await theme.getAttribute("aria-label")) !== "Theme: light") await theme.click();
    await expect.poll(scheme).toBe("light");
    await context.close();
  });

  it("is called after what it shows", async () => {
    const { page } = await followed(SHORT);
    await atRest(page);
    const margins = await page.title();
    expect(margins).toMatch(/^Where do margins go\? .*, undercut$/);
    await page.getByRole("link", { name: /Cost/ }).click();
    await expect.poll(() => page.title()).toMatch(/^What does the workload cost/);
  });

  it("opens the list of all inputs at its search field, at the first click", async () => {
    const { page } = await loaded(SHORT);
    await page.locator("undercut-quantity").first().waitFor();
    await page.getByRole("button", { name: /^All \d+ inputs/ }).click();
    await expect
      .poll(() =>
        page.evaluate(() => {
          const root = document.querySelector("undercut-explorer")?.shadowRoot;
          return (root?.activeElement as HTMLInputElement | null)?.type;
        }),
      )
      .toBe("search");
  });

  it("asks for what moves a view when one comes to it first from another", async () => {
    const { page } = await loaded(SHORT);
    await atRest(page);
    await page.getByRole("link", { name: /Cost/ }).click();
    const moving = page.locator('section[aria-label="Inputs that matter most"] undercut-quantity');
    await moving.first().waitFor();
    expect(await moving.count()).toBeGreaterThan(2);
  });

  it("obeys the draws of a link at the first load", async () => {
    const { page } = await loaded(`${SHORT}&draws=1024`);
    await atRest(page);
    expect((await shown(page)).summary.draws).toBe(1024);
  });

  it("questions a value far outside its range, and takes what was meant", async () => {
    const { page } = await loaded(`${SHORT}&view=cost`);
    await atRest(page);
    const field = page.getByLabel(/^tokens a day$/i);
    await field.fill("100");
    await field.press("Enter");
    const doubt = page.locator(".doubt").first();
    await doubt.waitFor();
    expect(await doubt.innerText()).toMatch(/^Far from the usual .*\. 100M\?$/);
    await doubt.getByRole("button").click();
    await expect.poll(() => page.locator(".doubt").count()).toBe(0);
  });

  it("goes through every scenario of its list", async () => {
    const { page, complaints } = await followed(SHORT);
    await atRest(page);
    const ids = await page
      .locator(".scenario option")
      .evaluateAll((options) => options.map((o) => (o as HTMLOptionElement).value));
    expect(ids.length).toBeGreaterThanOrEqual(4);
    const titles = new Set<string>();
    for (const id of ids) {
      await page.getByLabel("Scenario").selectOption(id);
      await page.waitForFunction((text) => {
        const element = document.querySelector("undercut-explorer") as unknown as {
          bench: { result: { spec: { scenario: string } } };
        };
        return element.bench.result.spec.scenario === text;
      }, id);
      titles.add((await shown(page)).summary.title);
    }
    await atRest(page);
    expect(titles.size).toBe(ids.length);
    expect(complaints).toEqual([]);
  });
});
