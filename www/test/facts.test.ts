import { describe, expect, it } from "vitest";
import { asked } from "../src/engine/asked";
import type { Override } from "../src/engine/core";
import { type Facts, HASH, Library, SCENARIOS, Unfetched, WORLDS } from "../src/engine/facts";
import { Informed } from "../src/engine/informed";
import { type Calls, type Given, Refused } from "../src/engine/protocol";
import type { Seat } from "../src/engine/seat";

const [FIRST] = SCENARIOS;
if (FIRST === undefined) throw new Error("no scenario");
const spec = (overrides: Override[] = []) => ({ scenario: FIRST.id, overrides, seed: 1 });
const problem = (path: string, rule: string) => new Refused([{ path, value: "x", rule }]);

/** A library that answers with the address, counts what it is asked, and fails as often as told. */
function shelf(failures = 0): { library: Library; urls: string[]; told: string[] } {
  const [urls, told]: [string[], string[]] = [[], []];
  let left = failures;
  const library = new Library(async (url) => {
    urls.push(url);
    if (left-- > 0) throw new Error("offline");
    return `text of ${url}`;
  });
  library.tell = (words) => told.push(words);
  return { library, urls, told };
}

describe("the list of scenarios and worlds", () => {
  it("names a world and a first month for each scenario", () => {
    expect(SCENARIOS.length).toBeGreaterThanOrEqual(5);
    for (const { world, start, title } of SCENARIOS) {
      expect(WORLDS.map(({ id }) => id)).toContain(world);
      expect(start >= world && title !== "").toBe(true);
    }
    expect(HASH).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe("the library", () => {
  it("fetches a world once, and answers from the whole once that was asked for", async () => {
    const { library, urls } = shelf();
    const facts = await library.world("2026-04");
    expect(await library.world("2026-04")).toEqual(facts);
    expect(urls.length).toBe(1);
    expect(facts).toMatchObject({ name: `${HASH}/2026-04`, whole: false });
    const all = await library.whole();
    expect(all).toMatchObject({ name: `${HASH}/whole`, whole: true });
    expect(await library.world("2026-02")).toEqual(all);
    expect(urls.length).toBe(2);
  });

  it("asks the whole about a world that it does not know", async () => {
    const { library } = shelf();
    expect((await library.world("1999-01")).whole).toBe(true);
  });

  it("says that a fetch broke, asks once more, and may be asked again after that", async () => {
    const once = shelf(1);
    expect((await once.library.world("2026-04")).whole).toBe(false);
    expect(once.told).toEqual(["The catalogue did not load (offline). It is asked for once more."]);
    const twice = shelf(2);
    await expect(twice.library.world("2026-04")).rejects.toThrow(Unfetched);
    expect(twice.urls.length).toBe(2);
    expect((await twice.library.world("2026-04")).whole).toBe(false);
  });

  it("says that the catalogue of a link is gone, and answers from its own", async () => {
    const { library, told } = shelf();
    library.pin("00000000000000ff");
    expect((await library.world("2026-04")).name).toBe(`${HASH}/2026-04`);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("made with another catalogue (00000000000000ff)");
    // Said once.
    library.pin("00000000000000ff");
    await library.world("2026-04");
    expect(told).toHaveLength(1);
  });

  it("knows no scenario but its own", async () => {
    const { library } = shelf();
    expect(await library.scenario("nobody")).toBe(null);
    expect(await library.scenario(FIRST.id)).toMatch(/^text of .*\.toml/);
  });
});

describe("a spec", () => {
  it("is asked over its world, and over the whole where a name is refused", async () => {
    const seen: string[] = [];
    const answer = await asked(spec(), shelf().library, async ({ facts }: Given) => {
      seen.push(facts.name);
      if (!facts.whole) throw problem("workload.reference_model", "is not a known model");
      return 7;
    });
    expect(answer).toBe(7);
    expect(seen).toEqual([`${HASH}/${FIRST.world}`, `${HASH}/whole`]);
  });

  it("goes by the world that it was given", async () => {
    const given = await asked(
      spec([{ path: "world", text: "2026-02" }]),
      shelf().library,
      async (it: Given) => it,
    );
    expect(given.facts.name).toBe(`${HASH}/2026-02`);
  });

  it("is refused at once where a value is out of range", async () => {
    const { library, urls } = shelf();
    const refused = asked(spec(), library, async () => {
      throw problem("horizon_months", "must be a whole number from 1 to 120");
    });
    await expect(refused).rejects.toThrow(Refused);
    expect(urls.some((url) => url.includes("whole"))).toBe(false);
  });

  it("loses corrections of what the catalogue does not have, and nothing else", async () => {
    const [gone, kept] = [
      { path: "catalog.models.m.scores.s", text: "0.5" },
      { path: "market.elasticity", text: "1" },
    ];
    const left: string[] = [];
    const answer = await asked(
      spec([gone, kept]),
      shelf().library,
      async ({ overrides }: Given) => {
        if (overrides.includes(gone))
          throw problem(gone.path, "is not a number of the catalogue that this scenario uses");
        return overrides;
      },
      (problems) => left.push(...problems.map(({ path }) => path)),
    );
    expect(answer).toEqual([kept]);
    expect(left).toEqual([gone.path]);
  });

  it("of no known scenario is refused by name", async () => {
    const refused = asked({ ...spec(), scenario: "nobody" }, shelf().library, async () => 1);
    await expect(refused).rejects.toMatchObject({ problems: [{ path: "scenario" }] });
  });
});

describe("a seat", () => {
  const facts = (name: string): Facts => ({ name, text: `text of ${name}`, whole: false });
  const given = (name: string): Given => ({
    facts: facts(name),
    text: "t",
    overrides: [],
    seed: 1,
  });

  it("is handed a catalogue before the first question of it, and no text twice", async () => {
    const log: unknown[] = [];
    const seat = {
      call: async (kind: string, ask: unknown) => void log.push([kind, ask]),
      close: () => undefined,
    } as unknown as Seat<Calls>;
    const informed = new Informed<Calls>(seat);
    await informed.call("open", given("a"));
    await informed.call("open", given("a"));
    await informed.call("block", 0);
    await informed.call("open", given("b"));
    const question = { text: "t", overrides: [], seed: 1 };
    expect(log).toEqual([
      ["facts", facts("a")],
      ["open", question],
      ["open", question],
      ["block", 0],
      ["facts", facts("b")],
      ["open", question],
    ]);
  });

  it("is handed it again where that failed", async () => {
    let fails = true;
    const kinds: string[] = [];
    const seat = {
      call: async (kind: string) => {
        kinds.push(kind);
        if (kind === "facts" && fails) throw problem("catalog", "is broken");
      },
      close: () => undefined,
    } as unknown as Seat<Calls>;
    const informed = new Informed<Calls>(seat);
    await expect(informed.call("open", given("a"))).rejects.toThrow(Refused);
    fails = false;
    await informed.call("open", given("a"));
    expect(kinds).toEqual(["facts", "open", "facts", "open"]);
  });
});
