import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Subject } from "../../src/engine/core";
import { atRest, launch, type Site, serve, shown, visit } from "./site";

const CLI = fileURLToPath(new URL("../../../target/release/undercut", import.meta.url));
const run = promisify(execFile);

/** What `undercut run --format json` writes: each curve with its eight numbers for each month. */
interface Written {
  months: string[];
  curves: { metric: string; subject: Subject; bands: (number | null)[][] }[];
}

let browser: Browser;
let site: Site;
beforeAll(async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

describe("the page and the terminal", () => {
  it.each([
    ["deepseek-v4-april-2026", 42],
    ["first-steps", 7],
    ["coding-assistant", 42],
    ["regulated-in-house", 4_294_967_295],
  ])("give the same numbers for %s with seed %i, to the last bit", async (scenario, seed) => {
    const { page } = await visit(browser, `${site.url}#scenario=${scenario}&seed=${seed}`);
    await atRest(page);
    const { summary, bands } = await shown(page);
    await page.context().close();

    const { stdout } = await run(
      CLI,
      [
        "run",
        scenario,
        "--format",
        "json",
        "--draws",
        String(summary.draws),
        "--seed",
        String(seed),
      ],
      { maxBuffer: 1 << 28 },
    );
    const written = JSON.parse(stdout) as Written;
    expect(summary.months).toEqual(written.months);
    const months = summary.months.length;
    const page_curves = summary.curves.map(({ metric, subject, offset }) => ({
      metric,
      subject,
      bands: Array.from({ length: months }, (_, month) =>
        bands.slice(offset + month * 8, offset + month * 8 + 8),
      ),
    }));
    expect(page_curves).toEqual(
      written.curves.map(({ metric, subject, bands: numbers }) => ({
        metric,
        subject,
        bands: numbers,
      })),
    );
  });
});
