import { describe, expect, it } from "vitest";
import { overridesOf, Session, START, specOf } from "../src/state/session";

function session(): { session: Session; changes: () => number } {
  const made = new Session(START);
  let count = 0;
  made.addEventListener("change", () => (count += 1));
  return { session: made, changes: () => count };
}

describe("session", () => {
  it("undoes and redoes step by step", () => {
    const { session: s } = session();
    s.set("a", "1");
    s.set("b", "2");
    s.undo();
    expect(s.state.overrides).toEqual({ a: "1" });
    s.undo();
    expect(s.state).toEqual(START);
    expect(s.canUndo).toBe(false);
    s.redo();
    s.redo();
    expect(s.state.overrides).toEqual({ a: "1", b: "2" });
    expect(s.canRedo).toBe(false);
  });

  it("takes a drag as one step", () => {
    const { session: s } = session();
    for (const text of ["1", "2", "3"]) s.set("a", text, "a");
    s.endGesture();
    s.set("a", "4", "a");
    s.undo();
    expect(s.state.overrides).toEqual({ a: "3" });
    s.undo();
    expect(s.state.overrides).toEqual({});
  });

  it("forgets the future once something else is done", () => {
    const { session: s } = session();
    s.set("a", "1");
    s.undo();
    s.set("b", "2");
    expect(s.canRedo).toBe(false);
  });

  it("undoes numbers, not the place where one looks at them", () => {
    const { session: s } = session();
    s.set("a", "1");
    s.change({ view: "cost" });
    s.undo();
    expect(s.state.view).toBe("cost");
    expect(s.state.overrides).toEqual({});
  });

  it("undoes controls of the lab too, and goes where they are seen", () => {
    const { session: s } = session();
    s.change({ view: "hardware" });
    s.setOption("hardware.isl", "2k");
    for (const hits of ["0.1", "0.2"]) s.setOption("hardware.prefix_hit_rate", hits, "slider");
    s.endGesture();
    s.change({ view: "margins" });
    s.undo();
    expect(s.state).toMatchObject({ view: "hardware", options: { "hardware.isl": "2k" } });
    s.undo();
    expect(s.state.options).toEqual({});
    s.redo();
    s.setOption("frontier.auc", "0.8");
    s.resetOptions("hardware");
    expect(s.state.options).toEqual({ "frontier.auc": "0.8" });
    s.undo();
    expect(s.state.options).toEqual({ "frontier.auc": "0.8", "hardware.isl": "2k" });
  });

  it("leaves ways to look alone when it undoes, and makes no step of them", () => {
    const { session: s } = session();
    s.set("a", "1");
    s.setOption("margins.metric", "operating");
    expect(s.state.options).toEqual({ "margins.metric": "operating" });
    s.undo();
    expect(s.state).toMatchObject({ overrides: {}, options: { "margins.metric": "operating" } });
    expect(s.canUndo).toBe(false);
    // What is usual again is no option.
    s.setOption("margins.metric", "gross");
    expect(s.state.options).toEqual({});
  });

  it("is silent where nothing changes", () => {
    const { session: s, changes } = session();
    s.set("a", "1");
    s.set("a", "1");
    s.change({ seed: START.seed });
    expect(changes()).toBe(1);
  });

  it("drops the differences with the scenario, and brings them back with undo", () => {
    const { session: s } = session();
    s.set("a", "1");
    s.choose("first-steps");
    expect(specOf(s.state)).toEqual({ scenario: "first-steps", overrides: [], seed: 42 });
    s.undo();
    expect(s.state.overrides).toEqual({ a: "1" });
  });

  it("orders the differences by path", () => {
    const { session: s } = session();
    s.set("b", "2");
    s.set("a", "1");
    expect(overridesOf(s.state).map(({ path }) => path)).toEqual(["a", "b"]);
  });
});
