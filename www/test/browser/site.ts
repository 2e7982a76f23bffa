import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { State } from "../../src/state/session";
import type { Result } from "../../src/state/workbench";

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".toml": "application/toml",
};

/** A state that is done soon, for what does not depend on the numbers. */
export const SHORT = "#scenario=first-steps&horizon_months=6";
/** One that is done sooner, for what does not depend on the months either. */
export const SHORTEST = "#scenario=first-steps&horizon_months=1";

/** A static host on loopback. */
export interface Site {
  url: string;
  close(): Promise<void>;
}

/** Serves the built page, or `html` at the root, with extra headers; any port that is free. */
export async function serve(headers: Record<string, string> = {}, html?: string): Promise<Site> {
  const server: Server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://x").pathname);
    const name = path.endsWith("/") ? `${path}index.html` : path;
    try {
      const body =
        html !== undefined && name === "/index.html" ? html : await readFile(join(DIST, name));
      response
        .writeHead(200, { "content-type": TYPES[extname(name)] ?? "text/plain", ...headers })
        .end(body);
    } catch {
      // Every browser asks for this one; a host need not have it.
      response.writeHead(name === "/favicon.ico" ? 204 : 404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the site has no port");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The Chromium that `tools/chromium.sh` found. */
export async function launch(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"];
  if (executablePath === undefined)
    throw new Error("CHROMIUM does not name a browser; use `make test-browser`");
  // The sandbox of Chromium does not start under root, as in most build machines.
  return chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
}

/** A page and everything it complained about. */
export interface Visit {
  page: Page;
  complaints: string[];
}

/** Opens an empty page in a context of its own; what it logs as an error or a warning is kept. */
export async function visit(browser: Browser, options: BrowserContextOptions): Promise<Visit> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => complaints.push(`${request.url()} failed`));
  return { page, complaints };
}

interface Explorer extends HTMLElement {
  bench: {
    result: Result | null;
    progress: unknown;
    session: { state: Pick<State, "scenario" | "seed" | "overrides"> };
  };
}

/** Waits until something holds in the page. (The browser driver's own way is refused by strict policies.) */
export async function until(page: Page, holds: () => boolean, seconds = 30): Promise<void> {
  for (let waited = 0; !(await page.evaluate(holds)); waited += 0.05) {
    if (waited > seconds) throw new Error(`not within ${seconds} s: ${holds}`);
    await page.waitForTimeout(50);
  }
}

/** Whether the result on show is that of the present state, and not only of the one before. */
function current(): boolean {
  const bench = document.querySelector<Explorer>("undercut-explorer")?.bench;
  if (bench === undefined || bench.result === null) return false;
  const { state } = bench.session;
  const { scenario, seed, overrides } = bench.result.spec;
  return (
    scenario === state.scenario &&
    seed === state.seed &&
    overrides.length === Object.keys(state.overrides).length &&
    overrides.every(({ path, text }) => state.overrides[path] === text)
  );
}

/** Waits until all draws of the present state are done. */
export async function atRest(page: Page): Promise<void> {
  await until(page, current);
  const done = (): boolean => {
    const bench = document.querySelector<Explorer>("undercut-explorer")?.bench;
    return bench?.result?.complete === true && bench.progress === null;
  };
  await until(page, done, 100);
}

/** Waits for the first draws of the present state and stops there, for what does not depend on their number. */
export async function atFirst(page: Page): Promise<void> {
  await until(page, current);
  await page.keyboard.press("Escape");
  await until(page, () => {
    const bench = document.querySelector<Explorer>("undercut-explorer")?.bench;
    return bench?.progress === null;
  });
}

/** The result on show: its summary and its numbers, holes as null. */
export function shown(
  page: Page,
): Promise<{ summary: Result["summary"]; bands: (number | null)[]; complete: boolean }> {
  return page.evaluate(() => {
    const result = document.querySelector<Explorer>("undercut-explorer")?.bench.result;
    if (result === undefined || result === null) throw new Error("no result is shown");
    const bands = Array.from(result.bands, (value) => (Number.isFinite(value) ? value : null));
    return { summary: result.summary, bands, complete: result.complete };
  });
}

/** Unfolds what hangs at the dot of the draws: their seed, and where they run. */
export async function runsOpened(page: Page): Promise<void> {
  const runs = page.locator("details.runs");
  if ((await runs.getAttribute("open")) === null) await runs.locator("summary").click();
}

/** Unfolds the world: prices, market, horizon. */
export async function worldOpened(page: Page): Promise<void> {
  const world = page.locator("details.world");
  if ((await world.getAttribute("open")) === null) await world.locator("> summary").click();
}
