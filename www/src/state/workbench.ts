import type { Problem, ScenarioView, Swing } from "../engine/core";
import { Engine, type Watcher } from "../engine/engine";
import { library, SCENARIOS } from "../engine/facts";
import { messageOf } from "../engine/failure";
import type { Refused } from "../engine/protocol";
import { INPUTS } from "../views/cost/options";
import type { Result } from "./result";
import { groundOf, overridesOf, type Session, type State, sameNumbers, specOf } from "./session";
import { Steady } from "./steady";

export type { Result };

/** The curves whose swings choose the sliders, asked of a result by the view on show; null until its code is here. */
export type SwingCurves = (result: Result, state: State) => number[] | null;

/**
 * Keeps the numbers in step with a session: asks the engine, keeps what it answers. Tells `change` when
 * anything that can be shown has changed.
 */
export class Workbench extends EventTarget {
  readonly session: Session;
  readonly swingCurves: SwingCurves;
  readonly presets = SCENARIOS;
  /** The scenario as it stands in its file, in the world that the session chose. */
  base: ScenarioView | null = null;
  /** The scenario with the differences of the session. */
  scenario: ScenarioView | null = null;
  result: Result | null = null;
  refused: Refused | null = null;
  /** Corrections of numbers that the catalogue does not have; the result is without them. */
  left: readonly Problem[] = [];
  /** Parts of the link that cannot be, and were dropped from the state; told until something is changed. */
  dropped: readonly Problem[] = [];
  notice = "";
  progress: { draws: number; of: number } | null = null;
  swings: Swing[] = [];
  private engine: Engine | null = null;
  private shown: State | null = null;
  private described = "";
  private swung = "";
  private moving = false;
  /** Whether the keyboard or the pointer is in an input. */
  private inUse = false;
  /** Swings that came meanwhile. */
  private held: Swing[] | null = null;
  /** The state as its link gave it, while nothing else was done: what is wrong in it is dropped and named. */
  private linked: State | null;
  private asked = 0;
  private readonly steadily = new Steady();
  private readonly wanted: (state: State) => boolean;

  /** `wanted` says whether the view on show is about the run at all. */
  constructor(session: Session, swingCurves: SwingCurves, wanted: (state: State) => boolean) {
    super();
    this.session = session;
    this.swingCurves = swingCurves;
    this.wanted = wanted;
    this.linked = session.state;
    session.addEventListener("change", () => this.follow());
  }

  async start(): Promise<void> {
    const { session } = this;
    const { state } = session;
    library.pin(state.catalog);
    const watcher: Watcher = {
      progress: (draws, of) => this.put({ progress: { draws, of } }),
      result: (snapshot, spec, complete) => this.received({ ...snapshot, spec, complete }),
      refused: (refused, spec) => {
        // What an earlier state asked is answered too, and no longer of interest.
        if (JSON.stringify(spec) !== JSON.stringify(specOf(session.state))) return;
        if (this.drop(refused)) return;
        this.put({ refused, progress: null });
        void this.describe();
      },
      left: (left) => this.put({ left }),
      notice: (notice) => this.put({ notice }),
      idle: () => this.put({ progress: null }),
    };
    this.engine = await Engine.start(watcher, this.wanted(state) ? specOf(state) : null);
    this.follow();
  }

  /** Where the draws are run. */
  get place(): string {
    const engine = this.engine;
    if (engine === null) return "";
    if (engine.place === "main") return "on the main thread";
    return engine.workers === 1 ? "1 worker" : `${engine.workers} workers`;
  }

  /** A control starts or stops moving; at rest the run goes on to all draws. */
  move(moving: boolean): void {
    this.moving = moving;
    if (moving) return;
    this.session.endGesture();
    this.engine?.settle();
  }

  cancel(): void {
    if (this.progress === null) return;
    this.engine?.cancel();
    this.put({ progress: null });
  }

  /** Brings the whole catalogue, and with it the document of each number. */
  async documents(): Promise<void> {
    try {
      await library.whole();
    } catch (error) {
      const notice = `The documents behind the numbers are missing: ${messageOf(error)}.`;
      this.put({ notice });
      return;
    }
    this.described = "";
    this.base = null;
    await this.describe();
  }

  /** What words and scales go by: changed once, from the first draws to all. */
  get steady(): Result | null {
    return this.result === null ? null : this.steadily.of(this.result, this.progress === null);
  }

  /** A link was read: the parts of it that no state can hold. */
  linkRead(state: State, dropped: readonly Problem[]): void {
    this.linked = state;
    this.dropped = dropped;
  }

  /** Asks for what surrounds the numbers again: the code of the view has come. */
  surround(): void {
    if (this.scenario !== null) void this.swing();
  }

  private get draws(): number {
    const own = Number(this.session.state.overrides["draws"]);
    return Number.isInteger(own) && own > 0 ? own : (this.scenario?.draws ?? 16_384);
  }

  /** Takes what a link said and the core refuses out of the state; false where it is not the link's. */
  private drop({ problems }: Refused): boolean {
    const { state } = this.session;
    if (this.linked !== state) return false;
    const paths = Object.keys(state.overrides);
    const wrong = paths.filter((path) => problems.some((one) => concerns(one.path, path)));
    if (wrong.length === 0) return false;
    const told = problems
      .filter((one) => wrong.some((path) => concerns(one.path, path)))
      .map((one) => ({ ...one, value: state.overrides[one.path] ?? one.value }));
    const overrides = Object.fromEntries(
      Object.entries(state.overrides).filter(([path]) => !wrong.includes(path)),
    );
    this.dropped = [...this.dropped, ...told];
    this.linked = { ...state, overrides };
    this.session.amend({ overrides });
    return true;
  }

  private follow(): void {
    const state = this.session.state;
    library.pin(state.catalog);
    if (this.linked !== null && this.linked !== state) {
      // What was dropped leaves an equal state; anything else is a change of the visitor's.
      const same = JSON.stringify(this.linked) === JSON.stringify(state);
      this.linked = same ? state : null;
      if (!same && (this.shown === null || !sameNumbers(this.shown, state))) this.dropped = [];
    }
    // What is changed before the engine stands is asked of it when it does.
    if (this.engine === null || !this.wanted(state)) {
      this.put({});
      return;
    }
    const before = this.shown;
    this.shown = state;
    if (before !== null && groundKey(before) !== groundKey(state)) {
      this.base = null;
      this.swings = [];
      this.held = null;
      if (before.scenario !== state.scenario) this.scenario = null;
    }
    if (before === null || !sameNumbers(before, state)) {
      this.refused = null;
      this.left = [];
      // What was said while the first seats started is about this state.
      if (before !== null) this.notice = "";
      const first = before === null || before.scenario !== state.scenario;
      this.asked = this.draws;
      this.engine.show(specOf(state), this.asked, first || !this.moving);
      if (!first && !this.moving) this.engine.settle();
    } else {
      void this.swing();
    }
    this.put({});
  }

  private received(result: Result): void {
    this.put({ result });
    void this.describe();
  }

  /** Asks what surrounds the numbers, once the first are there: the scenario's inputs, the list, the swings. */
  private async describe(): Promise<void> {
    const engine = this.engine;
    if (engine === null) return;
    const { state } = this.session;
    const { scenario, overrides } = state;
    const ground = groundKey(state);
    const key = JSON.stringify([ground, overrides]);
    if (key !== this.described) {
      this.described = key;
      const base =
        this.base ??
        (await engine.describe({ scenario, overrides: groundOf(state) }).catch(() => null));
      // What is refused is told by its run; the last that was accepted stays on show.
      const given = { scenario, overrides: overridesOf(state) };
      const view = await engine.describe(given).catch(() => this.scenario ?? base);
      if (groundKey(this.session.state) === ground) {
        this.put({ base, scenario: view });
        this.adopt();
        // Only the scenario knows how many draws it asks for.
        if (this.session.state === state && this.draws !== this.asked) {
          this.asked = this.draws;
          this.engine?.show(specOf(state), this.asked, !this.moving);
        }
      }
    }
    await this.swing();
  }

  /** An option in whose place the scenario has an input becomes that input: one number, one control. */
  private adopt(): void {
    const { options, overrides } = this.session.state;
    const inputs = new Set(this.scenario?.inputs.map(({ path }) => path));
    const moved = INPUTS.filter(([{ key }, path]) => key in options && inputs.has(path));
    if (moved.length === 0) return;
    const keys = new Set(moved.map(([{ key }]) => key));
    this.session.amend({
      options: Object.fromEntries(Object.entries(options).filter(([key]) => !keys.has(key))),
      overrides: {
        ...overrides,
        ...Object.fromEntries(moved.map(([{ key }, path]) => [path, options[key] ?? ""])),
      },
    });
  }

  /** Asks which inputs move the view on show most, once for each scenario, choice and view. */
  private async swing(): Promise<void> {
    const { engine, result, scenario } = this;
    const state = this.session.state;
    if (engine === null || result === null || scenario === null || this.moving) return;
    if (result.spec.scenario !== state.scenario) return;
    const choices = scenario.choices.map(({ path }) => state.overrides[path] ?? "");
    const curves = this.swingCurves(result, state);
    if (curves === null) return;
    const key = JSON.stringify([groundKey(state), state.view, curves, choices]);
    if (key === this.swung) return;
    this.swung = key;
    const answers = await engine.swings(curves).catch(() => null);
    if (this.swung !== key) return;
    if (answers === null) this.swung = "";
    else this.held = largest(answers);
    this.order();
  }

  /** While one input is in use, all keep their places: a field that moves loses what is being typed into it. */
  use(inUse: boolean): void {
    this.inUse = inUse;
    this.order();
  }

  private order(): void {
    const { held: swings } = this;
    if (swings === null || this.inUse) return;
    this.held = null;
    this.put({ swings });
  }

  private put(patch: Partial<Workbench>): void {
    Object.assign(this, patch);
    this.dispatchEvent(new Event("change"));
  }
}

/** Whether a problem at `at` is about what a link put at `path`. */
function concerns(at: string, path: string): boolean {
  const below = (whole: string, part: string): boolean =>
    whole.startsWith(part) && /^[.[]/.test(whole.slice(part.length));
  return at === path || below(at, path) || below(path, at);
}

/** What decides which numbers a scenario has at all: the scenario, its world, the catalogue. */
function groundKey(state: State): string {
  return JSON.stringify([state.scenario, state.catalog, groundOf(state)]);
}

/** One list of swings over several curves: each input where it moves a curve most, the largest first. */
export function largest(answers: readonly (readonly Swing[])[]): Swing[] {
  const best = new Map<string, Swing>();
  for (const swing of answers.flat()) {
    const known = best.get(swing.path);
    if (known === undefined || width(swing) > width(known)) best.set(swing.path, swing);
  }
  return [...best.values()].sort((a, b) => width(b) - width(a));
}

function width(swing: Swing): number {
  const size = Math.abs(swing.high - swing.low);
  return Number.isFinite(size) ? size : 0;
}

/** The rule that the text at each refused path breaks. */
export function problemsOf({ refused }: Workbench): Map<string, string> {
  return new Map(refused?.problems.map(({ path, rule }) => [path, rule]) ?? []);
}

/** The scenario with the texts of the session, also those that the core has not read yet or refused. */
export function withTexts({ scenario, session }: Workbench): Workbench["scenario"] {
  if (scenario === null) return null;
  const { overrides } = session.state;
  return {
    ...scenario,
    inputs: scenario.inputs.map((input) => ({
      ...input,
      text: overrides[input.path] ?? input.text,
    })),
  };
}
