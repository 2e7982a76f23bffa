import { describe, expect, it } from "vitest";
import type { Summary } from "../src/engine/core";
import { csv, joined } from "../src/export/csv";
import { embedCode } from "../src/export/embed";
import { still } from "../src/export/still";
import { curveRows } from "../src/views/curverows";

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
    expect(csv(curveRows({ summary, bands }))).toBe(
      [
        "metric,unit,kind,id,name,group,month,p5,p25,p50,p75,p95,mean,error,defined",
        'success,,policy,single,"One, ""best""",,2026-04,0.1,0.2,0.3333333333333333,0.4,0.5,0.3,,1',
        'success,,policy,single,"One, ""best""",,2026-05,1,2,3,4,5,6,7,0',
        "",
      ].join("\n"),
    );
  });

  it("carries what gives the same numbers again, in a column that is asked for", () => {
    const rows = curveRows({ summary, bands }, () => false);
    const lines = csv(rows, [["seed", 42]], 4)
      .trimEnd()
      .split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toBe(`seed,,,,42${",".repeat(10)}`);
  });

  it("of several panels holds those with the columns of the first", () => {
    const head = ["a", "b"];
    const parts = [
      { head, rows: [["1", 2]] },
      { head: ["c"], rows: [["x"]] },
      { head, rows: [["3", null]] },
    ];
    expect(csv(joined(parts))).toBe("a,b\n1,2\n3,\n");
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
