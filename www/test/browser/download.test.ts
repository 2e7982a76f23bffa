import { readFile } from "node:fs/promises";
import type { Download, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { loaded } from "./opened";
import { atRest, SHORT, shown } from "./site";

let page: Page;
beforeAll(async () => {
  ({ page } = await loaded(`${SHORT}&workload.tokens_per_day=80M`));
  await atRest(page);
});

async function saved(name: string): Promise<{ download: Download; bytes: Buffer }> {
  await page.getByRole("button", { name: "Download" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name, exact: false }).click(),
  ]);
  return { download, bytes: await readFile(await download.path()) };
}

describe("downloads", () => {
  it("give an SVG that stands on its own", async () => {
    const { download, bytes } = await saved("Picture, SVG");
    const text = bytes.toString();
    expect(download.suggestedFilename()).toBe("undercut-first-steps-margins.svg");
    expect(text).toContain("Where do margins go?");
    expect(text).toContain("Closed labs");
    expect(text).not.toContain("var(");
    expect(text).not.toContain("<style");
    const drawn = await page.evaluate((source) => {
      const svg = new DOMParser().parseFromString(source, "image/svg+xml");
      return {
        broken: svg.querySelector("parsererror") !== null,
        charts: svg.querySelectorAll("svg > svg").length,
      };
    }, text);
    expect(drawn).toEqual({ broken: false, charts: 8 });
  });

  it("give a PNG of the same picture", async () => {
    const { bytes } = await saved("Picture, PNG");
    expect([...bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(bytes.readUInt32BE(16)).toBeGreaterThan(1200);
    expect(bytes.length).toBeGreaterThan(30_000);
  });

  it("give every number as CSV", async () => {
    const { bytes } = await saved("All numbers, CSV");
    const [head = "", ...all] = bytes.toString().trim().split("\n");
    const rows = all.filter((row) => !/^(source|link|catalogue|seed|draws|version),/.test(row));
    const about = new Map(
      all.slice(rows.length).map((row) => [row.split(",")[0], row.split(",")[4]]),
    );
    expect(about.get("seed")).toBe("42");
    expect(about.get("draws")).toBe("16384");
    expect(about.get("version")).toMatch(/^\d+\.\d+\.\d+$/);
    expect(about.get("link")).toBe(page.url());
    expect(all.slice(rows.length).join()).toContain("Artificial Analysis");
    const { summary, bands } = await shown(page);
    expect(rows).toHaveLength(summary.curves.length * summary.months.length);
    const at = head.split(",").indexOf("p50");
    const curve = summary.curves[3];
    const row = rows[3 * summary.months.length + 2]?.split(",") ?? [];
    expect(Number(row[at])).toBe(bands[(curve?.offset ?? 0) + 2 * 8 + 2]);
  });

  it("give the scenario as TOML with the differences in it", async () => {
    const { download, bytes } = await saved("Scenario, TOML");
    expect(download.suggestedFilename()).toBe("first-steps.toml");
    const text = bytes.toString();
    expect(text).toMatch(/^# undercut run first-steps\.toml --seed 42 --set 'horizon_months=6'\n/);
    expect(text).toMatch(/^tokens_per_day\s*= "80M"/m);
  });

  it("that cannot be made say so", async () => {
    const { page } = await loaded(SHORT);
    await atRest(page);
    await page.route(/\.js$/, (route) => route.abort());
    await page.getByRole("button", { name: "Download" }).click();
    await page.getByRole("button", { name: "Picture, SVG" }).click();
    await page.getByText("Nothing could be saved").waitFor();
    await page.unroute(/\.js$/);
  });
});
