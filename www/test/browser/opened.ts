import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { launch, type Site, serve } from "./site";

/** A browser and the built page on loopback, open for every test of a file that imports them. */
export let browser: Browser;
export let site: Site;

beforeAll(async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});
