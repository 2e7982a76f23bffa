import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { browser, site } from "./opened";

/** What `make size` counts; it is plain JavaScript. */
const { firstView } = (await import(
  // @ts-expect-error: a script without types
  "../../../tools/size.mjs"
)) as { firstView(folder: string): { file: string; kind: string; bytes: number }[] };

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));

describe("what make size counts", () => {
  it("is what a browser requests before the first band of the default view", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const first: string[] = [];
    await page.exposeFunction("bandIsDrawn", () => {
      if (first.length === 0) first.push(...asked);
    });
    await page.addInitScript(() => {
      const look = (): void => {
        const root = document.querySelector("undercut-explorer")?.shadowRoot;
        if (root?.querySelector("undercut-figure svg.chart"))
          (globalThis as unknown as { bandIsDrawn(): void }).bandIsDrawn();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.goto(site.url);
    await expect.poll(() => first.length, { timeout: 30_000 }).toBeGreaterThan(0);
    const files = first
      .filter((url) => url.startsWith(site.url))
      .map((url) => url.slice(site.url.length).split(/[?#]/)[0] || "index.html");
    const counted = firstView(DIST);
    expect([...new Set(files)].sort()).toEqual(counted.map(({ file }) => file).sort());
    await context.close();
  });
});
