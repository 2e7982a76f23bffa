import { describe, expect, it } from "vitest";
import { named } from "../src/charts/tradeoff";
import type { FrontierView } from "../src/engine/lab";
import { csv } from "../src/export/csv";
import { decode, encode } from "../src/state/link";
import { START } from "../src/state/session";
import { routingChart } from "../src/views/cost/routingchart";
import { routingRows } from "../src/views/cost/routingrows";
import { savingCharts } from "../src/views/cost/savingcharts";

const point = (usd: number, success: number, shares: number[][]) => ({
  usd,
  success,
  served: 1,
  shares,
});
const answer: FrontierView = {
  month: "2026-04",
  tasks: [{ name: "chat, long", share: 1, threshold: 0.7 }],
  classes: [{ name: "chat, long", share: 1, threshold: 0.7 }],
  compared: 1,
  need_strong_auc: 0.6,
  own_thresholds: true,
  names: ["Small", "Large", "Poor"],
  models: [
    { model: "Poor", kind: "open", usd: 0.0005, success: 0.1, best: false },
    { model: "Small", kind: "open", usd: 0.001, success: 0.68, best: false },
    { model: "Large", kind: "closed", usd: 0.02, success: 0.81, best: true },
  ],
  policies: [
    {
      id: "threshold-router",
      name: "Router",
      curve: [
        { usd: 0.001, success: 0.68 },
        { usd: 0.008, success: 0.76 },
        { usd: 0.02, success: 0.82 },
      ],
      at: point(0.002, 0.7, [[0.95, 0.05, 0]]),
      at_equal_quality: point(0.016, 0.81, [[0.21, 0.79, 0]]),
      saving: 0.2,
    },
    {
      id: "shuffled",
      name: "Shuffled router",
      curve: [],
      at: point(0.002, 0.6865, [[0.95, 0.05, 0]]),
    },
  ] as FrontierView["policies"],
  break_even: [
    { task: "chat, long", weak: "Small", strong: "Large", usd: 0.146, error_usd: 1, text: "" },
  ],
  savings: undefined,
  sentences: [],
};

describe("the picture of a frontier", () => {
  it("says where each policy operates, and names what it leaves out", () => {
    const chart = routingChart(answer, undefined);
    expect(chart.summary).toContain("Router, at the threshold: $0.0020 at 70%");
    expect(chart.summary).toContain("Router, as good as the best single model: $0.016 at 81%");
    expect(chart.note).toContain("Below the picture: Poor (10%)");
    const { rows } = chart.table();
    expect(rows).toContainEqual(["Large", "best single model", "$0.020", "81%"]);
    expect(rows).toContainEqual(["Router", "best", "$0.020", "82%"]);
    expect(rows).toContainEqual(["Shuffled router", "at the threshold", "$0.0020", "69%"]);
  });

  it("places no name over another or over a point", () => {
    const wanted = ["one", "another", "a third"].map((name) => ({
      name,
      bold: false,
      anchors: [{ x: 100, y: 50 }],
    }));
    const occupied = [{ left: 95, right: 105, top: 45, foot: 55 }];
    const labels = named(wanted, occupied, { width: 300, height: 100 });
    expect(labels).toHaveLength(3);
    const boxes = labels.map(({ name, x, y, anchor }) => {
      const left = anchor === "start" ? x : x - name.length * 5.9;
      return { left, right: left + name.length * 5.9, top: y - 6, foot: y + 6 };
    });
    for (const [index, box] of boxes.entries()) {
      for (const other of [...occupied, ...boxes.slice(0, index)]) {
        const apart =
          box.right < other.left ||
          box.left > other.right ||
          box.foot < other.top ||
          box.top > other.foot;
        expect(apart).toBe(true);
      }
    }
    expect(named(wanted, occupied, { width: 20, height: 20 })).toEqual([]);
    // Lines all over: a narrow picture leaves points' names out, and keeps those of lines.
    const lines = [{ left: 0, right: 300, top: 0, foot: 100 }];
    expect(named(wanted, occupied, { width: 300, height: 100 }, lines)).toEqual([]);
    const [one] = wanted.map((it) => ({ ...it, bold: true }));
    expect(one && named([one], occupied, { width: 300, height: 100 }, lines)).toHaveLength(1);
  });
});

describe("the numbers of a frontier", () => {
  it("are all in its file, once each", () => {
    const lines = csv(routingRows(answer)).trimEnd().split("\n");
    expect(lines).toContain("model,best-constant,,,Large,0.02,0.81,,");
    expect(lines).toContain("operating,threshold-router,equal-quality,,,0.016,0.81,1,0.2");
    expect(lines).toContain('share,threshold-router,equal-quality,"chat, long",Large,,,0.79,');
    expect(lines).toContain('error-price,break-even,,"chat, long",Large,0.146,,,');
    expect(lines.filter((it) => it.startsWith("curve,"))).toHaveLength(3);
    expect(new Set(lines).size).toBe(lines.length);
  });
});

describe("savings over the months", () => {
  const saving = (p50: number) => ({
    p5: p50 - 0.2,
    p25: p50 - 0.1,
    p50,
    p75: p50 + 0.1,
    p95: p50 + 0.15,
  });
  const months = [
    { month: "2026-04", own: saving(0.18), perfect: saving(0.8) },
    { month: "2026-07", own: saving(0.1), perfect: saving(0.82) },
  ];

  it("stand beside what a perfect router saves, month by month", () => {
    const [own, perfect] = savingCharts(months);
    expect(own?.readout("2026-04")).toBe("18% [−2.0 to 33%]");
    expect(perfect?.readout("2026-07")).toBe("82% [62 to 97%]");
    expect(own?.months).toEqual(["2026-04", "2026-07"]);
    expect(own?.summary).toMatch(
      /^The scenario's own policy: median saving at equal quality goes from 18%/,
    );
    expect(own?.table().rows.length).toBe(2);
  });
});

describe("questions about routing", () => {
  it("are kept in the link", () => {
    const options = { "frontier.auc": "0.75", "frontier.class": "2" };
    const state = { ...START, view: "cost", options };
    expect(encode(state)).toContain("frontier.auc=0.75&frontier.class=2");
    expect(decode(`#${encode(state)}`)).toEqual(state);
  });
});
