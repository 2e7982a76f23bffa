import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch } from "./site";

// What each chart of `sheet.ts` draws is kept in `drawings/`. `make drawings` writes it anew, by UPDATE_GOLDEN=1,
// which `make test` takes away; the difference is the review.

let browser: Browser;
let server: ViteDevServer;
let page: Page;
beforeAll(async () => {
  server = await createServer({
    root: fileURLToPath(new URL("../..", import.meta.url)),
    configFile: false,
    logLevel: "error",
    server: { host: "127.0.0.1", port: 0 },
    optimizeDeps: { noDiscovery: true, include: ["@observablehq/plot"] },
  });
  await server.listen();
  browser = await launch();
  page = await browser.newPage();
  const url = `${server.resolvedUrls?.local[0]}blank`;
  await page.route(url, (route) =>
    route.fulfill({ contentType: "text/html", body: "<!doctype html>" }),
  );
  await page.goto(url);
  const content = 'import { drawn } from "/test/browser/sheet.ts"; globalThis.drawn = drawn;';
  await page.addScriptTag({ type: "module", content });
  await page.waitForFunction(() => "drawn" in globalThis);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

describe("a chart", () => {
  it.each(["fan", "fan-with-hole", "gap", "shares", "ranges", "frontier"])(
    "draws a %s as before",
    async (kind) => {
      const svg = await page.evaluate(
        (name) => (globalThis as unknown as { drawn(kind: string): string }).drawn(name),
        kind,
      );
      expect(svg).not.toMatch(/NaN|undefined|aria-label=|<style/);
      const file = new URL(`drawings/${kind}.svg`, import.meta.url);
      if (process.env["UPDATE_GOLDEN"] === "1") await writeFile(file, svg);
      expect(svg).toBe(await readFile(file, "utf8"));
    },
  );
});
