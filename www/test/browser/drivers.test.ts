import { describe, expect, it } from "vitest";
import { ANOTHER, loaded } from "./opened";
import { atFirst } from "./site";
import { CLI, run } from "./terminal";

const VIEW = "#scenario=first-steps&horizon_months=6&view=drivers";

describe("the view of what drives a margin", () => {
  it("takes it apart as the terminal does, for whom and into what is chosen", async () => {
    const { page, complaints } = await loaded(VIEW, ANOTHER);
    await atFirst(page);
    const part = page.locator("section", { hasText: "What its spread comes from" }).last();
    await part.getByText("over 256 base points").waitFor();
    const table = (): Promise<string[][]> =>
      part
        .locator("table tbody tr")
        .evaluateAll((rows) =>
          rows.map((row) => [...row.querySelectorAll("th,td")].map((it) => it.textContent ?? "")),
        );
    const asked = "sensitivity first-steps --set horizon_months=6 --draws 256 --format json";
    const { stdout } = await run(CLI, asked.split(" "));
    const said = JSON.parse(stdout) as { drivers: { group: string }[] };
    const [largest] = said.drivers;
    expect((await table())[0]?.[0]?.toLowerCase()).toBe(largest?.group.toLowerCase());
    await page.getByText(`comes from ${largest?.group}: `).waitFor();

    await page.getByRole("button", { name: "Hosts", exact: true }).click();
    await page.getByRole("button", { name: "Single inputs", exact: true }).click();
    await page.waitForFunction(() =>
      /drivers\.by=inputs&drivers\.of=hosts/.test(location.hash.replace(/%2E/g, ".")),
    );
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page
      .getByText(/^Hosts’ gross margin in /)
      .first()
      .waitFor();
    await part.getByText("over 256 base points").waitFor();
    await expect.poll(async () => (await table()).length).toBe(16);
    expect(complaints).toEqual([]);
  });
});
