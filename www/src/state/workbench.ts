import type { Problem, ScenarioView, Swing } from "../engine/core";
import { Engine, type Watcher } from "../engine/engine";
import { library, SCENARIOS } from "../engine/facts";
import type { Refused, Snapshot, Spec } from "../engine/protocol";
import { groundOf, overridesOf, type Session, type State, sameNumbers, specOf } from "./session";

/** A snapshot with the spec it belongs to. */
export interface Result extends Snapshot {
  readonly spec: Spec;
  readonly complete: boolean;
}

/** The curves whose swings choose the sliders, asked of a result by the view on show. */
export type SwingCurves = (result: Result, state: State) => number[];

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
  notice = "";
  progress: { draws: number; of: number } | null = null;
  swings: Swing[] = [];
  private engine: Engine | null = null;
  private shown: State | null = null;
  private described = "";
  private swung = "";
  private moving = false;
  private readonly wanted: (state: State) => boolean;

  /** `wanted` says whether the view on show is about the run at all. */
  constructor(session: Session, swingCurves: SwingCurves, wanted: (state: State) => boolean) {
    super();
    this.session = session;
    this.swingCurves = swingCurves;
    this.wanted = wanted;
    session.addEventListener("change", () => this.follow());
  }

  async start(): Promise<void> {
    const { state } = this.session;
    library.pin(state.catalog);
    const watcher: Watcher = {
      progress: (draws, of) => this.put({ progress: { draws, of } }),
      result: (snapshot, spec, complete) => this.received({ ...snapshot, spec, complete }),
      refused: (refused) => {
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

  /** The text of the scenario's file. */
  async text(): Promise<string> {
    return (await library.scenario(this.session.state.scenario)) ?? "";
  }

  /** Brings the whole catalogue, and with it the document of each number. */
  async documents(): Promise<void> {
    try {
      await library.whole();
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      this.put({ notice: `The documents behind the numbers are missing: ${words}.` });
      return;
    }
    this.described = "";
    this.base = null;
    await this.describe();
  }

  private get draws(): number {
    return this.scenario?.draws ?? 16_384;
  }

  private follow(): void {
    const state = this.session.state;
    library.pin(state.catalog);
    if (!this.wanted(state)) {
      this.put({});
      return;
    }
    const before = this.shown;
    this.shown = state;
    if (before !== null && groundKey(before) !== groundKey(state)) {
      this.base = null;
      this.swings = [];
      if (before.scenario !== state.scenario) this.scenario = null;
    }
    if (before === null || !sameNumbers(before, state)) {
      this.refused = null;
      this.left = [];
      // What was said while the first seats started is about this state.
      if (before !== null) this.notice = "";
      const first = before === null || before.scenario !== state.scenario;
      this.engine?.show(specOf(state), this.draws, first || !this.moving);
      if (!first && !this.moving) this.engine?.settle();
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
      if (groundKey(this.session.state) === ground) this.put({ base, scenario: view });
    }
    await this.swing();
  }

  /** Asks which inputs move the view on show most, once for each scenario, choice and view. */
  private async swing(): Promise<void> {
    const { engine, result, scenario } = this;
    const state = this.session.state;
    if (engine === null || result === null || scenario === null || this.moving) return;
    if (result.spec.scenario !== state.scenario) return;
    const choices = scenario.choices.map(({ path }) => state.overrides[path] ?? "");
    const key = JSON.stringify([groundKey(state), state.view, state.margin, choices]);
    if (key === this.swung) return;
    this.swung = key;
    const answers = await engine.swings(this.swingCurves(result, state)).catch(() => null);
    if (this.swung !== key) return;
    if (answers === null) this.swung = "";
    else this.put({ swings: largest(answers) });
  }

  private put(patch: Partial<Workbench>): void {
    Object.assign(this, patch);
    this.dispatchEvent(new Event("change"));
  }
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
