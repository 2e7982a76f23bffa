import { describe, expect, it } from "vitest";
import { browser, LAPTOP, loaded, site } from "./opened";
import { atRest, SHORTEST, serve, shown } from "./site";

async function place(
  policy: string,
): Promise<{ place: string; complaints: string[]; draws: number }> {
  const strict = await serve({ "content-security-policy": policy });
  const { page, complaints } = await loaded(SHORTEST, LAPTOP, strict.url);
  await atRest(page);
  const found = await page.evaluate(() => {
    const { bench } = document.querySelector("undercut-explorer") as unknown as {
      bench: { engine: { place: string } };
    };
    return bench.engine.place;
  });
  const { summary } = await shown(page);
  await strict.close();
  return { place: found, complaints: [...complaints], draws: summary.draws };
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
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(() => {
      Reflect.deleteProperty(globalThis, "WebAssembly");
    });
    await page.goto(site.url);
    await page.getByText("This browser does not run WebAssembly").waitFor();
    expect(await page.getByText("undercut run november-2026").isVisible()).toBe(true);
    expect(await page.locator(".computed svg polygon:visible").count()).toBe(6);
    expect(await page.locator(".computed table:visible tbody tr").count()).toBe(7);
    await context.close();
  });
});

describe("a browser without scripts", () => {
  it("shows what was computed before", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(site.url);
    expect(await page.locator(".computed table:visible tbody tr").count()).toBe(7);
    expect(await page.getByText("needs JavaScript and WebAssembly").isVisible()).toBe(true);
    await context.close();
  });
});
