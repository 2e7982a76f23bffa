import type { Override } from "../engine/core";
import { SCENARIOS } from "../engine/facts";
import type { Spec } from "../engine/protocol";
import { optionOf } from "../views/options";
import { History } from "./history";
import type { State } from "./state";

export type { State };

export const START: State = {
  scenario: SCENARIOS[0]?.id ?? "",
  view: "margins",
  seed: 42,
  catalog: "",
  overrides: {},
  options: {},
};

/** The part of a state that decides the numbers. */
export function specOf(state: State): Spec {
  return { scenario: state.scenario, overrides: overridesOf(state), seed: state.seed };
}

/** The differences in the order of their paths, so that equal states are equal texts. */
export function overridesOf(state: State): Override[] {
  return Object.entries(state.overrides)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([path, text]) => ({ path, text }));
}

/** Differences that say in which month's world the scenario plays: the rest is looked at in that world. */
export function groundOf(state: State): Override[] {
  return overridesOf(state).filter(({ path }) => path === "world" || path === "start");
}

/** Whether two states give the same numbers. */
export function sameNumbers(a: State, b: State): boolean {
  return a.catalog === b.catalog && JSON.stringify(specOf(a)) === JSON.stringify(specOf(b));
}

/** The options that are no ways to look: those that a step of undo is about. */
function asked({ options }: State): Record<string, string> {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !isLook(key)));
}

function isLook(key: string): boolean {
  return optionOf(key)?.look === true;
}

function sameOptions(a: State, b: State): boolean {
  return JSON.stringify(asked(a)) === JSON.stringify(asked(b));
}

/** The view where a difference of options is seen. */
function viewOf(left: State, now: State): string {
  const keys = Object.keys({ ...left.options, ...now.options });
  const moved = keys.find((key) => left.options[key] !== now.options[key]);
  return optionOf(moved ?? "")?.view ?? left.view;
}

/** The state of one page, with undo. Tells `change` after each step. */
export class Session extends EventTarget {
  private history: History<State>;

  constructor(state: State) {
    super();
    this.history = new History(state);
  }

  get state(): State {
    return this.history.now;
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  /** Steps to a state changed by `patch`. Steps of one `gesture`, such as a drag, are undone together. */
  change(patch: Partial<State>, gesture: string | null = null): void {
    const next = { ...this.state, ...patch };
    if (JSON.stringify(next) === JSON.stringify(this.state)) return;
    if (sameNumbers(next, this.state) && sameOptions(next, this.state)) this.history.amend(next);
    else this.history.push(next, gesture);
    this.tell();
  }

  /** Sets the value at `path`; null puts back the scenario's own. */
  set(path: string, text: string | null, gesture: string | null = null): void {
    const { [path]: _, ...others } = this.state.overrides;
    this.change({ overrides: text === null ? others : { ...others, [path]: text } }, gesture);
  }

  /** Sets an option; null puts back what is usual. */
  setOption(key: string, value: string | null, gesture: string | null = null): void {
    const { [key]: _, ...others } = this.state.options;
    const usual = value === null || value === optionOf(key)?.usual;
    this.change({ options: usual ? others : { ...others, [key]: value } }, gesture);
  }

  /** Puts back what is usual in the options of a view, but for ways to look. */
  resetOptions(view: string): void {
    const kept = Object.entries(this.state.options).filter(
      ([key]) => optionOf(key)?.view !== view || isLook(key),
    );
    this.change({ options: Object.fromEntries(kept) });
  }

  /** Takes another state for the present one, without a step: what a link said and cannot be. */
  amend(patch: Partial<State>): void {
    this.history.amend({ ...this.state, ...patch });
    this.tell();
  }

  /** Ends the gesture under way: the next step is undone on its own. */
  endGesture(): void {
    this.history.endGesture();
  }

  /** Another scenario, as it stands. */
  choose(scenario: string): void {
    this.change({ scenario, overrides: {} });
  }

  /** Plays the scenario at the prices of a world, from that month on; its own world is no difference. */
  play(world: string, scenarios: readonly { id: string; world: string; start: string }[]): void {
    const own = scenarios.find(({ id }) => id === this.state.scenario);
    const { world: _, start: __, ...others } = this.state.overrides;
    this.change({ overrides: own?.world === world ? others : { ...others, world, start: world } });
  }

  reset(): void {
    this.change({ overrides: {} });
  }

  undo(): void {
    this.step(() => this.history.undo());
  }

  redo(): void {
    this.step(() => this.history.redo());
  }

  /** Takes over a state from outside, such as a link that was followed. */
  load(state: State): void {
    this.change(state);
  }

  /** Undo brings back numbers, not the place where one looks at them, unless they are seen at another alone. */
  private step(move: () => boolean): void {
    const left = this.state;
    if (!move()) return;
    const looks = Object.entries(left.options).filter(([key]) => isLook(key));
    const options = { ...asked(this.state), ...Object.fromEntries(looks) };
    const now = { ...this.state, options };
    const view = sameNumbers(left, now) ? viewOf(left, now) : left.view;
    this.history.amend({ ...now, view });
    this.tell();
  }

  private tell(): void {
    this.dispatchEvent(new Event("change"));
  }
}
