import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, inject } from "vitest";
import { launch, type Visit, visit } from "./site";

/** What the page is looked at on. */
export type Screen = BrowserContextOptions;

export const LAPTOP: Screen = {
  viewport: { width: 1366, height: 768 },
  permissions: ["clipboard-read", "clipboard-write"],
};
/** A second browser, which knows nothing but the link that it is given, nor may it read the clipboard. */
export const ANOTHER: Screen = { viewport: { width: 1366, height: 768 } };

/** A browser, open for every test of a file that imports it; the built page is on loopback for all files. */
export let browser: Browser;
export const site = { url: inject("site") };

/** One context with one page for each screen of a file. */
const visits = new Map<Screen, Visit>();
let links = 0;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** The page of a screen at a link of it, loaded anew; its complaints begin with this load. */
export async function loaded(
  hash: string,
  screen: Screen = LAPTOP,
  url: string = site.url,
): Promise<Visit> {
  let found = visits.get(screen);
  if (found === undefined) {
    found = await visit(browser, screen);
    visits.set(screen, found);
  }
  // From one hash of a page to another there would be no load.
  await found.page.goto("about:blank");
  found.complaints.length = 0;
  await found.page.goto(url + hash);
  return found;
}

/**
 * The page of a screen at a link of it, followed from where it is: what is computed already stays, and so does
 * what the user has unfolded. For tests that do not ask what a first load does.
 */
export async function followed(hash: string, screen: Screen = LAPTOP): Promise<Visit> {
  const found = visits.get(screen);
  if (found === undefined || !found.page.url().startsWith(site.url)) return loaded(hash, screen);
  found.complaints.length = 0;
  await found.page.mouse.move(0, 0);
  // An empty part at the end makes it another address than the present one, which may lag behind its page.
  links += 1;
  await found.page.evaluate(
    (link) =>
      new Promise<void>((resolve) => {
        const root = document.querySelector("undercut-explorer")?.shadowRoot;
        (root?.activeElement as HTMLElement | null | undefined)?.blur();
        scrollTo(0, 0);
        addEventListener("hashchange", () => resolve(), { once: true });
        location.hash = link;
      }),
    hash + (links % 2 === 0 ? "&" : "&&"),
  );
  return found;
}
