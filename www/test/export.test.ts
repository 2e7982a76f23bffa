import { describe, expect, it } from "vitest";
import type { Summary } from "../src/engine/core";
import { csv } from "../src/export/csv";
import { embedCode } from "../src/export/embed";
import { still } from "../src/export/still";
import { toml } from "../src/export/toml";

describe("CSV", () => {
  const summary = {
    months: ["2026-04", "2026-05"],
    curves: [
      {
        metric: "success",
        unit: "",
        subject: { kind: "policy", id: "single", name: 'One, "best"', group: "" },
        offset: 0,
      },
    ],
  } as unknown as Summary;
  const bands = new Float64Array([
    0.1,
    0.2,
    1 / 3,
    0.4,
    0.5,
    0.3,
    Number.NaN,
    1,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    0,
  ]);

  it("holds every number to its last digit and leaves holes empty", () => {
    expect(csv(summary, bands)).toBe(
      [
        "metric,unit,kind,id,name,group,month,p5,p25,p50,p75,p95,mean,error,defined",
        'success,,policy,single,"One, ""best""",,2026-04,0.1,0.2,0.3333333333333333,0.4,0.5,0.3,,1',
        'success,,policy,single,"One, ""best""",,2026-05,1,2,3,4,5,6,7,0',
        "",
      ].join("\n"),
    );
  });
});

describe("TOML", () => {
  const text = [
    "horizon_months = 36 # three years",
    "[workload]",
    'tokens_per_day = "100M"',
    "[[workload.task]]",
    'name = "a"',
    "share = 0.5",
    "[workload.task.quality]",
    "threshold = 0.70",
    "[[workload.task]]",
    'name = "b"',
    "share = 0.5",
  ].join("\n");

  it("writes differences where their values stand", () => {
    const written = toml(
      text,
      [
        { path: "horizon_months", text: "24" },
        { path: "workload.task[0].quality.threshold", text: "60 to 70%" },
        { path: "workload.task[1].share", text: "0.4" },
        { path: "workload.tokens_per_day", text: "1B" },
      ],
      "mine",
      7,
    );
    expect(written).toContain("# undercut run mine.toml --seed 7\n");
    expect(written).toContain("horizon_months = 24 # three years");
    expect(written).toContain('tokens_per_day = "1B"');
    expect(written).toContain('threshold = "60 to 70%"');
    expect(written).toContain('name = "b"\nshare = 0.4');
    expect(written).toContain('name = "a"\nshare = 0.5');
  });

  it("names the rest in the command that gives the same numbers", () => {
    expect(toml(text, [{ path: "model.x.price", text: "it's 4" }], "mine", 42).split("\n")[0]).toBe(
      "# undercut run mine.toml --seed 42 --set 'model.x.price=it'\\''s 4'",
    );
  });

  it("is the text itself where nothing changed", () => {
    expect(toml(text, [], "mine", 42)).toBe(`# undercut run mine.toml --seed 42\n\n${text}`);
  });
});

describe("embed code", () => {
  it("shows the page at its state, in an attribute that cannot be broken out of", () => {
    expect(embedCode("https://a.example/u/#scenario=x&view=cost", 'He said "so"')).toBe(
      '<iframe src="https://a.example/u/?embed#scenario=x&amp;view=cost" title="He said &quot;so&quot;" width="100%" height="720" loading="lazy" style="border:0" allow="clipboard-write"></iframe>',
    );
  });
});

describe("what the build computes for browsers that cannot", () => {
  const months = Array.from({ length: 8 }, (_, i) => `2026-0${i + 1}`);
  const curve = (id: string, name: string, offset: number) => ({
    metric: "gross_margin",
    unit: "share",
    subject: { kind: "group", id, name, group: id },
    offset,
  });
  const summary = {
    title: "Labs <& hosts>",
    months,
    curves: [curve("closed-labs", "closed labs", 0), curve("hosts", "hosts", 64)],
    headlines: [{ view: "margins", text: "It falls." }],
    prices_as_of: "2026-04-30",
    draws: 4096,
    seed: 42,
    model_version: "0.1.0",
  } as unknown as Summary;
  const bands = Float64Array.from(
    { length: 128 },
    (_, i) => [0.1, 0.3, 0.5, 0.6, 0.8, 0.5, 0, 1][i % 8] ?? 0,
  );
  const html = still(summary, bands);

  it("holds the sentences, a fan for each group and every sixth month", () => {
    expect(html).toContain("<h2>Labs &lt;&amp; hosts></h2>");
    expect(html).toContain("<p>It falls.</p>");
    expect(html.match(/<polygon/g)).toHaveLength(4);
    expect(html.match(/<tr><th scope="row">[^<]*/g)?.map((row) => row.slice(-8))).toEqual([
      "Jan 2026",
      "Jul 2026",
      "Aug 2026",
    ]);
    expect(html).toContain("<td>50% [10 to 80%]</td><td>50% [10 to 80%]</td>");
    expect(html).toContain("30 April 2026, 4,096 draws, seed 42");
  });

  it("breaks no policy against inline style", () => {
    expect(html).not.toMatch(/style=|<style|<script/);
  });
});
