import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Hardware, Inquiry } from "../src/engine/lab";
import { csv, joined } from "../src/export/csv";
import * as lab from "../src/lab/undercut.js";
import { START, type State } from "../src/state/session";
import { inquiryOf, numberIn } from "../src/views/hardware/inquiry";
import * as rows from "../src/views/hardware/rows";
import { USUAL } from "../src/views/hardware/usual";
import { blackwell } from "../src/views/machines/blackwell";
import { fastest } from "../src/views/machines/curve";
import { namesOf } from "../src/views/machines/names";
import { predicted } from "../src/views/machines/predicted";
import { prices } from "../src/views/machines/prices";
import { savings } from "../src/views/machines/savings";
import { sharing } from "../src/views/machines/sharing";
import { absent, throughput } from "../src/views/machines/throughput";

/** The lab's answer about hardware, by the one way to ask. */
function hardware(inquiry: Inquiry): Hardware {
  const { kind, answer } = lab.ask({ kind: "hardware", ask: inquiry });
  if (kind !== "hardware") throw new Error(`an answer about ${kind}`);
  return answer;
}

beforeAll(() => {
  const file = new URL("../src/lab/undercut_bg.wasm", import.meta.url);
  lab.initSync({ module: new WebAssembly.Module(readFileSync(file)) });
  const whole = new URL("../src/catalog/whole.toml", import.meta.url);
  lab.take_catalog("whole", readFileSync(whole, "utf8"));
});

const asked = (options: Record<string, string>): State => ({ ...START, view: "hardware", options });

describe("the question about hardware", () => {
  it("is the lab's usual one where no control says otherwise", () => {
    expect(inquiryOf(START)).toEqual(USUAL);
    expect(lab.usual_inquiry()).toEqual(USUAL);
  });

  it("is what the controls of the link say", () => {
    const inquiry = inquiryOf(
      asked({ "hardware.isl": "8192", "hardware.apart": "true", "hardware.engine": "vllm" }),
    );
    expect(inquiry).toEqual({ ...USUAL, isl: 8192, apart: true, engine: "vllm" });
  });

  it("takes numbers as people write them", () => {
    for (const [text, value] of [
      ["2k", 2000],
      ["1.5K", 1500],
      ["8,192", 8192],
      ["1e3", 1000],
      ["1M", 1_000_000],
      ["20%", 0.2],
    ] as const)
      expect(numberIn(text), text).toBe(value);
    for (const text of ["", "abc", "k", "NaN", "1 2", "-", "e5", "Infinity"])
      expect(numberIn(text), text).toBeNaN();
    expect(inquiryOf(asked({ "hardware.isl": "2k" })).isl).toBe(2000);
    // What is left empty is no number, so it is told as such and not as 0.
    expect(inquiryOf(asked({ "hardware.isl": "" })).isl).toBeNaN();
  });

  it("names models as the lab's sentences do", () => {
    // One answer takes a tenth of a second: every seventh model stands for all.
    const models = lab.ask({ kind: "models" });
    if (models.kind !== "models") throw new Error("no models");
    const some = models.answer.filter((_, place) => place % 7 === 0);
    expect(some.length).toBeGreaterThan(5);
    for (const { id, name } of some) {
      const answer = hardware(inquiryOf(asked({ "hardware.model": id })));
      expect(answer.steps[0]?.assumption).toContain(`${name}, `);
      expect(namesOf(answer)(id)).toBe(name);
    }
  });

  it("is refused with every problem where it is wrong", () => {
    const wrong = inquiryOf(asked({ "hardware.isl": "many", "hardware.model": "nobody" }));
    let thrown: unknown;
    try {
      hardware(wrong);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ problems: [{ path: "model" }, { path: "isl" }] });
  });
});

describe("charts of hardware", () => {
  const answer = (options: Record<string, string> = {}) => hardware(inquiryOf(asked(options)));

  it("give every accelerator that holds the model a chart, and name the others", () => {
    const made = answer();
    const charts = throughput(made);
    const held = new Set(made.curves.map(({ accelerator }) => accelerator));
    expect(charts.map(({ title }) => title)).toEqual(
      made.machines.filter(({ id }) => held.has(id)).map(({ name }) => name),
    );
    expect(absent(made)).toMatch(/H100/);
    expect(held.has("h100-sxm")).toBe(false);
  });

  it("say of every curve whether it is anchored", () => {
    const made = answer();
    const [charts, nameOf] = [throughput(made), namesOf(made)];
    for (const { accelerator, engine, anchored } of made.curves) {
      const chart = charts.find(({ title }) => title === nameOf(accelerator));
      const rows = chart?.table().rows.filter(([name]) => name === nameOf(engine)) ?? [];
      expect(rows.length).toBeGreaterThan(0);
      expect(new Set(rows.map(([, words]) => words))).toEqual(
        new Set([anchored ? "anchored" : "extrapolated"]),
      );
    }
  });

  it("read the fastest engine at a speed off the curves", () => {
    const { curves } = answer();
    const own = curves.filter(({ accelerator }) => accelerator === "h200-sxm");
    const best = fastest(own, 50);
    const values = own.map(({ points }) => points.find((one) => one.tokens_per_s_per_user === 50));
    expect(best?.value).toBe(
      Math.max(...values.map((point) => point?.output_tokens_per_s_per_gpu ?? 0)),
    );
    expect(fastest(own, 1e9)).toBe(null);
  });

  it("have a table with a row for each number, and a sentence", () => {
    const made = answer({ "hardware.prefix_hit_rate": "0.5" });
    const charts = [
      ...throughput(made),
      ...prices(made),
      ...blackwell(made),
      sharing(made),
      savings(made),
      predicted(made),
    ];
    for (const chart of charts) {
      const { head, rows } = chart.table();
      expect(rows.length, chart.title).toBeGreaterThan(0);
      for (const row of rows) expect(row.length).toBe(head.length);
      expect(chart.summary).toMatch(/\.$/);
    }
    expect(predicted(made).table().rows.length).toBe(made.dots.length);
    expect(sharing(made).table().rows.length).toBe(30);
  });

  it("stand where nothing can serve", () => {
    const made = answer({
      "hardware.model": "kimi-k2",
      "hardware.precision": "bf16",
      "hardware.accelerator": "h100",
      "hardware.baseline": "h100",
    });
    expect(() => [
      throughput(made),
      prices(made),
      blackwell(made),
      sharing(made),
      savings(made),
    ]).not.toThrow();
    expect(made.curves.some(({ accelerator }) => accelerator === "h100-sxm")).toBe(false);
  });

  it("come as a table of every number", () => {
    const made = answer();
    const parts = [rows.throughput, rows.prices, rows.blackwell, rows.sharing, rows.savings];
    const all = joined([...parts, rows.predicted].map((of) => of(made)));
    const lines = csv(all).trimEnd().split("\n");
    const columns = lines[0]?.split(",").length;
    expect(
      lines.every((line) => line.replaceAll(/"[^"]*"/g, "").split(",").length === columns),
    ).toBe(true);
    const points = made.curves.reduce((sum, { points }) => sum + points.length, 0);
    expect(lines.filter((line) => line.startsWith("throughput,")).length).toBe(points * 5);
    for (const [figure, fitted] of [
      ["measured,", true],
      ["never fitted,", false],
    ] as const) {
      const dots = made.dots.filter((dot) => dot.fitted === fitted);
      expect(dots.length).toBeGreaterThan(100);
      expect(lines.filter((line) => line.startsWith(figure)).length).toBe(dots.length * 2);
    }
    expect(lines.filter((line) => line.startsWith("held out,")).length).toBe(
      made.held_out.length * 5,
    );
  });
});
