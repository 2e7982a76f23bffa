import { describe, expect, it } from "vitest";
import { decode, encode, OLD_KEYS, readLink } from "../src/state/link";
import { START, type State } from "../src/state/session";
import { optionOf } from "../src/views/options";

const state: State = {
  scenario: "first-steps",
  view: "cost",
  seed: 7,
  catalog: "0123456789abcdef",
  overrides: {
    "workload.task[0].share": "0.4",
    "market.gap_half_life_months": "4 to 9",
    "model.x.price": "$0.27/Mtok",
    "a.note": "50% & more = # ± ü",
  },
  options: {
    "hardware.isl": "8192",
    "hardware.model": "gpt-oss-120b",
    "margins.by": "provider",
    "margins.metric": "operating",
  },
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

/** Links as the page of e1a8997 wrote them, and what each says. */
const OLD_LINKS: readonly [string, Partial<State>][] = [
  ["#scenario=november-2026", { scenario: "november-2026", view: "margins" }],
  ["#scenario=first-steps&view=cost&seed=7", { scenario: "first-steps", view: "cost", seed: 7 }],
  ["#scenario=november-2026&margin=operating", { options: { "margins.metric": "operating" } }],
  ["#scenario=november-2026&by=provider", { options: { "margins.by": "provider" } }],
  [
    "#scenario=november-2026&margin=operating&by=provider&market.closed_response=undercut",
    {
      options: { "margins.metric": "operating", "margins.by": "provider" },
      overrides: { "market.closed_response": "undercut" },
    },
  ],
  [
    "#scenario=november-2026&view=cost&frontier.auc=0.95",
    { view: "cost", options: { "frontier.auc": "0.95" } },
  ],
  [
    "#scenario=coding-assistant&view=cost&frontier.class=2&frontier.point=threshold&frontier.policy=oracle",
    {
      options: {
        "frontier.class": "2",
        "frontier.point": "threshold",
        "frontier.policy": "oracle",
      },
    },
  ],
  [
    "#scenario=november-2026&view=hardware&hardware.isl=2k&hardware.model=gpt-oss-120b",
    { view: "hardware", options: { "hardware.isl": "2k", "hardware.model": "gpt-oss-120b" } },
  ],
  [
    "#scenario=first-steps&catalog=1e36dd81e4d459f7&draws=1000&workload.task[0].share=40+to+50%25",
    {
      catalog: "1e36dd81e4d459f7",
      overrides: { draws: "1000", "workload.task[0].share": "40 to 50%" },
    },
  ],
  [
    "#scenario=november-2026&start=2026-04&world=2026-04&catalog.models.claude-opus-4.6.scores.gpqa=0.9",
    {
      overrides: {
        start: "2026-04",
        world: "2026-04",
        "catalog.models.claude-opus-4.6.scores.gpqa": "0.9",
      },
    },
  ],
];

describe("links of earlier pages", () => {
  it.each(OLD_LINKS)("%s is obeyed in every part", (link, expected) => {
    const { state, dropped } = readLink(link);
    expect(dropped).toEqual([]);
    expect(state).toMatchObject(expected);
    // Written anew it says the same.
    expect(decode(`#${encode(state)}`)).toEqual(state);
  });

  it("are led on by a table of keys, each to an option that there is", () => {
    for (const [old, now] of Object.entries(OLD_KEYS)) {
      expect(optionOf(old)).toBeUndefined();
      expect(optionOf(now)).toBeDefined();
    }
  });
});

describe("every part of a link", () => {
  it.each([
    ["view=nonsense", "view"],
    ["seed=-3", "seed"],
    ["seed=1.5", "seed"],
    ["catalog=../../x", "catalog"],
    ["hardware.nonsense=3", "hardware.nonsense"],
    ["frontier.auc=7", "frontier.auc"],
    ["frontier.policy=mine", "frontier.policy"],
    ["margin=net", "margin"],
    ["margins.level=55%25", "margins.level"],
    ["alone", "alone"],
  ])("%s is named where it is not obeyed, and the rest is", (part, path) => {
    const { state, dropped } = readLink(`#scenario=first-steps&${part}&margins.by=provider`);
    expect(dropped.map((one) => one.path)).toEqual([path]);
    expect(dropped[0]?.rule).not.toBe("");
    expect(state).toEqual({
      ...START,
      scenario: "first-steps",
      options: { "margins.by": "provider" },
    });
  });
});
