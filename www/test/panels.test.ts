import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { encode, readLink } from "../src/state/link";
import { START } from "../src/state/session";
import { ENTRIES } from "../src/views/entries";
import { OPTIONS, optionOf } from "../src/views/options";
import { type AnyView, panelsOf } from "../src/views/panel";
import { lab, on, ran, scenarioText } from "./ran";

const SCENARIO = "coding-assistant";
const overrides = [{ path: "horizon_months", text: "7" }];
const run = ran(SCENARIO, { horizon_months: "7" });

/** The answer that a panel is drawn from. */
function answerTo(view: AnyView, from: string): unknown {
  if (from === "run") return run.result;
  const ask = view.asks[from as keyof AnyView["asks"]]?.(START, true);
  const about = { text: scenarioText(SCENARIO), overrides, seed: 42 };
  const full =
    from === "savings"
      ? { kind: from, ask: about }
      : { ...ask, ask: { ...(ask as { ask: object }).ask, about } };
  return lab.ask(full as Parameters<typeof lab.ask>[0]).answer;
}

describe("the list of views", () => {
  it("has every folder's question once, and each brings its own", async () => {
    const folders = readdirSync(fileURLToPath(new URL("../src/views/", import.meta.url)), {
      recursive: true,
      encoding: "utf8",
    }).filter((name) => name.endsWith("/entry.ts"));
    expect(folders.length).toBe(ENTRIES.length);
    expect(ENTRIES.map(({ id }) => id)).toEqual(["cost", "margins", "drivers", "hardware"]);
    for (const entry of ENTRIES)
      expect((await entry.load()).view).toMatchObject({ id: entry.id, from: entry.from });
  });
});

const views = await Promise.all(ENTRIES.map(async (entry) => (await entry.load()).view));
const all = views.flatMap((view) => panelsOf(view).map((panel) => ({ view, panel })));

describe.each(all.map((one) => [one.panel.id, one] as const))(
  "the panel %s",
  (id, { view, panel }) => {
    const frame = on(
      answerTo(view, panel.from) as never,
      {},
      {
        base: run.base,
        at: run.result.summary.months.at(-1) ?? "",
        // Controls stand on the page alone.
        quantities: () => "" as never,
      },
    );

    it("can be shown, said and drawn", () => {
      const drawn = panel.draw(frame);
      expect(drawn.title).not.toBe("");
      if (drawn.none === "") {
        // Nothing to review where the buyer has no router of its own.
        expect(id).toBe("cost.saves");
        return;
      }
      expect(drawn.charts.length).toBeGreaterThan(0);
      for (const chart of drawn.charts) {
        expect(chart.summary, chart.title).toMatch(/\.$/);
        expect(chart.table().rows.length, chart.title).toBeGreaterThan(0);
        expect(chart.height).toBeGreaterThan(0);
      }
    });

    it("has its numbers as rows", () => {
      const { head, rows } = panel.rows(frame);
      if (rows.length === 0) expect(id).toBe("cost.saves");
      for (const row of rows) expect(row.length).toBe(head.length);
    });

    it("has an address, a name and options of the one table", () => {
      expect(id.startsWith(`${view.id}.`)).toBe(true);
      expect(panel.name).not.toBe("");
      for (const option of panel.options) expect(optionOf(option.key)).toBe(option);
      expect(view.asks[panel.from as never] !== undefined || panel.from === "run").toBe(true);
    });
  },
);

describe.each(views.filter(({ inputs }) => inputs !== null))(
  "the choices of the view $id",
  (view) => {
    const short = { horizon_months: "12" };
    const shown = (scenario: string, overrides: Record<string, string> = {}): string => {
      const { result, base } = ran(scenario, { ...short, ...overrides }, 1);
      const { months } = result.summary;
      const frame = on(result, {}, { base, at: months.at(view.at === "first" ? 0 : -1) ?? "" });
      const parts = panelsOf(view).filter(({ from }) => from === "run");
      return JSON.stringify([view.sentences(frame), parts.map((panel) => panel.rows(frame).rows)]);
    };
    const scenarios = ["first-steps", "routed-market"];
    const inert: readonly string[] = view.inputs?.inert ?? [];
    /** What can be chosen in a scenario, other than what it says itself. */
    const others = (scenario: string): [string, string][] =>
      ran(scenario, short, 1).base.choices.flatMap(({ path, value, options }) =>
        options.filter((one) => one !== value).map((option): [string, string] => [path, option]),
      );
    const own = (scenario: string, of: string): string | undefined =>
      ran(scenario, short, 1).base.choices.find(({ path }) => path === of)?.value;
    const acts = (scenario: string, [path, option]: [string, string], usual: string): boolean =>
      shown(scenario, { [path]: option }) !== usual;

    it("move something in it, each in each of its options", () => {
      const moved = new Map<string, boolean>();
      for (const scenario of scenarios) {
        const usual = shown(scenario);
        for (const one of others(scenario)) {
          if (inert.includes(one[0])) continue;
          const does = acts(scenario, one, usual);
          // Two options that differ do so both.
          for (const option of [one[1], own(scenario, one[0])]) {
            const key = `${one[0]}=${option}`;
            moved.set(key, moved.get(key) === true || does);
          }
        }
      }
      expect(moved.size).toBeGreaterThan(5);
      expect([...moved].filter(([, does]) => !does)).toEqual([]);
    }, 60_000);

    it("are not shown where they move nothing", () => {
      for (const scenario of scenarios) {
        const usual = shown(scenario);
        const still = others(scenario).filter(([path]) => inert.includes(path));
        expect(still.filter((one) => acts(scenario, one, usual))).toEqual([]);
      }
    }, 60_000);
  },
);

describe("the table of options", () => {
  it("has each key once, and each option in a panel of its view", () => {
    expect(new Set(OPTIONS.map(({ key }) => key)).size).toBe(OPTIONS.length);
    for (const option of OPTIONS) {
      const view = views.find(({ id }) => id === option.view);
      const held = view === undefined ? [] : panelsOf(view).flatMap(({ options }) => options);
      expect(held, option.key).toContain(option);
    }
  });

  it("is what a link is read by", () => {
    for (const option of OPTIONS.filter(({ rule }) => rule("no such") !== "")) {
      const { dropped } = readLink(`#${option.key}=no+such`);
      expect(dropped.map(({ path }) => path)).toEqual([option.key]);
    }
    const options = { "frontier.auc": "0.75", "margins.by": "provider" };
    expect(readLink(`#${encode({ ...START, options })}`).state.options).toEqual(options);
  });
});

describe("the sources of the page", () => {
  it("import each other in no circle", () => {
    const root = fileURLToPath(new URL("../src/", import.meta.url));
    const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
      (name) => name.endsWith(".ts") && !/^(core|lab)\//.test(name),
    );
    const known = new Set(files);
    const imports = new Map(
      files.map((name) => {
        const text = readFileSync(join(root, name), "utf8");
        const found = [...text.matchAll(/(?:from|import)\s+"(\.[^"?]*)"/g)].map(([, path = ""]) =>
          relative(root, join(root, dirname(name), `${path}.ts`)),
        );
        return [name, found.filter((path) => known.has(path))];
      }),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const walk = (name: string, path: string[]): void => {
      if (path.includes(name)) {
        circles.push([...path.slice(path.indexOf(name)), name].join(" > "));
        return;
      }
      if (done.has(name)) return;
      for (const next of imports.get(name) ?? []) walk(next, [...path, name]);
      done.add(name);
    };
    for (const name of files) walk(name, []);
    expect(files.length).toBeGreaterThan(80);
    expect(circles).toEqual([]);
  });
});
