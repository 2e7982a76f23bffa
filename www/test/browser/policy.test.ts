import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { atRest, launch, SHORT, serve, shown, visit } from "./site";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

async function place(
  policy: string,
): Promise<{ place: string; complaints: string[]; draws: number }> {
  const site = await serve(policy === "" ? {} : { "content-security-policy": policy });
  const { page, complaints } = await visit(browser, site.url + SHORT);
  await atRest(page);
  const found = await page.evaluate(() => {
    const { bench } = document.querySelector("undercut-explorer") as unknown as {
      bench: { engine: { place: string } };
    };
    return bench.engine.place;
  });
  const { summary } = await shown(page);
  await page.context().close();
  await site.close();
  return { place: found, complaints, draws: summary.draws };
}

describe("a page that is watched by a policy", () => {
  it("runs in blob workers where these are allowed, without a complaint", async () => {
    const strict =
      "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; img-src 'self' blob: data:";
    expect(await place(strict)).toEqual({ place: "blob", complaints: [], draws: 16_384 });
  });

  it("falls back to workers by address", async () => {
    const found = await place(
      "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'",
    );
    expect(found).toMatchObject({ place: "url", draws: 16_384 });
  });

  it("falls back to the main thread", async () => {
    const found = await place(
      "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'",
    );
    expect(found).toMatchObject({ place: "main", draws: 16_384 });
  });
});

describe("a browser without WebAssembly", () => {
  it("says so in words and shows what was computed before", async () => {
    const site = await serve();
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(() => {
      Reflect.deleteProperty(globalThis, "WebAssembly");
    });
    await page.goto(site.url);
    await page.getByText("This browser does not run WebAssembly").waitFor();
    expect(await page.getByText("undercut run deepseek-v4-april-2026").isVisible()).toBe(true);
    expect(await page.locator(".computed svg polygon:visible").count()).toBe(6);
    expect(await page.locator(".computed table:visible tbody tr").count()).toBe(7);
    await context.close();
    await site.close();
  });
});

describe("a browser without scripts", () => {
  it("shows what was computed before", async () => {
    const site = await serve();
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(site.url);
    expect(await page.locator(".computed table:visible tbody tr").count()).toBe(7);
    expect(await page.getByText("needs JavaScript and WebAssembly").isVisible()).toBe(true);
    await context.close();
    await site.close();
  });
});
