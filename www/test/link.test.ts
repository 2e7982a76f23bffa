import { describe, expect, it } from "vitest";
import { decode, encode } from "../src/state/link";
import { START, type State } from "../src/state/session";

const state: State = {
  scenario: "first-steps",
  view: "cost",
  seed: 7,
  catalog: "0123456789abcdef",
  margin: "operating_margin",
  by: "provider",
  overrides: {
    "workload.task[0].share": "0.4",
    "market.gap_half_life_months": "4 to 9",
    "model.x.price": "$0.27/Mtok",
    "a.note": "50% & more = # ± ü",
  },
  options: { "hardware.isl": "8192", "hardware.model": "gpt-oss-120b" },
};

describe("link", () => {
  it("brings back every part of a state", () => {
    expect(decode(`#${encode(state)}`)).toEqual(state);
    expect(decode(encode(START))).toEqual(START);
  });

  it("can be read", () => {
    const overrides = { "workload.tokens_per_day": "200M", "workload.task[0].share": "4 to 9" };
    expect(encode({ ...START, overrides })).toBe(
      "scenario=november-2026&workload.task[0].share=4+to+9&workload.tokens_per_day=200M",
    );
  });

  it("leaves out what is as usual, and takes it from the element", () => {
    expect(encode(START)).toBe("scenario=november-2026");
    expect(decode("", { ...START, scenario: "other", view: "cost" }).scenario).toBe("other");
    expect(decode("#seed=3", { ...START, view: "cost" }).view).toBe("cost");
  });

  it("keeps a catalogue's hash apart from corrections of its numbers", () => {
    const number = "catalog.models.m.scores.gpqa";
    const read = decode(`#catalog=00000000000000ff&${number}=0.5`);
    expect(read.catalog).toBe("00000000000000ff");
    expect(read.overrides).toEqual({ [number]: "0.5" });
    expect(decode("#catalog=../../x").catalog).toBe("");
  });

  it("refuses seeds and views that are none", () => {
    expect(decode("#seed=-1").seed).toBe(START.seed);
    expect(decode("#seed=1.5").seed).toBe(START.seed);
    expect(decode("#seed=4294967296").seed).toBe(START.seed);
    expect(decode("#seed=4294967295").seed).toBe(4294967295);
    expect(decode("#view=<b>").view).toBe(START.view);
  });

  it("survives a broken escape", () => {
    expect(decode("#scenario=%E0%A4%A").scenario).toBe("%E0%A4%A");
  });
});
