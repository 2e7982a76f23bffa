import { sentence } from "../style/number";
import { asked, worldOf } from "./asked";
import type { Problem, ScenarioView, Swing } from "./core";
import { library, Unfetched } from "./facts";
import type { Place } from "./place";
import { Pool } from "./pool";
import { type Given, Refused, type Snapshot, type Spec } from "./protocol";
import { isBroken, Run } from "./run";
import type { Seat } from "./seat";

/** How often a run whose seats broke is begun again. */
const RETRIES = 2;

/** What the engine tells whoever shows its numbers. */
export interface Watcher {
  progress(draws: number, of: number): void;
  result(snapshot: Snapshot, spec: Spec, complete: boolean): void;
  refused(refusal: Refused, spec: Spec): void;
  /** Corrections of numbers that the catalogue does not have; the result is without them. */
  left(problems: readonly Problem[]): void;
  /** Something went wrong and was mended, or could not be; in plain words. */
  notice(message: string): void;
  idle(): void;
}

/** Runs the latest spec it was given; an earlier one gives way. */
export class Engine {
  private readonly pool: Pool;
  private readonly watcher: Watcher;
  private run: Run | null = null;
  private waiting: { spec: Spec; draws: number } | null = null;
  /** Whether the run under way has not shown its first band yet. */
  private quick = false;
  /** Whether the control has come to rest. */
  private settled = false;
  private working: Promise<void> | null = null;

  private constructor(pool: Pool, watcher: Watcher) {
    this.pool = pool;
    this.watcher = watcher;
  }

  /** Starts seats; what the first spec needs is fetched meanwhile. */
  static async start(watcher: Watcher, first: Spec | null): Promise<Engine> {
    library.tell = (words) => watcher.notice(words);
    if (first !== null) {
      for (const coming of [
        library.scenario(first.scenario),
        library.world(worldOf(first.scenario, first.overrides)),
      ])
        coming.catch(() => undefined);
    }
    const cores = navigator.hardwareConcurrency || 2;
    return new Engine(await Pool.start(Math.min(Math.max(cores, 1), 8)), watcher);
  }

  get place(): Place {
    return this.pool.place;
  }

  get workers(): number {
    return this.pool.seats.length;
  }

  /** A scenario's numbers and choices; over the whole catalogue with their documents. */
  describe(spec: Omit<Spec, "seed">): Promise<ScenarioView> {
    return asked({ ...spec, seed: 0 }, library, (given) => this.last.call("describe", given));
  }

  /**
   * Swings of curves of the run that is open, curve by curve, so that a change has to wait for one at most.
   * The last seat is asked: the first one merges.
   */
  async swings(curves: number[]): Promise<Swing[][]> {
    const answers: Swing[][] = [];
    for (const curve of curves) answers.push(await this.last.call("swings", curve));
    return answers;
  }

  /**
   * Shows `spec`: the first 512 draws, and all `draws` if `rest`. While one quick run is under way the next
   * waits for its band, so that a moving control always shows something; a long run gives way at once.
   */
  show(spec: Spec, draws: number, rest: boolean): void {
    this.waiting = { spec, draws };
    this.settled = rest;
    if (this.run !== null && !this.quick) this.run.stop();
    this.working ??= this.work().finally(() => {
      this.working = null;
      this.watcher.idle();
    });
  }

  /** The control has come to rest: go on to all draws. */
  settle(): void {
    this.settled = true;
    if (this.waiting === null) this.run?.settle();
  }

  /** Stops at the last snapshot. */
  cancel(): void {
    this.waiting = null;
    this.run?.stop();
  }

  private async work(): Promise<void> {
    while (this.waiting !== null) {
      const { spec, draws } = this.waiting;
      this.waiting = null;
      await this.finish(spec, draws, RETRIES);
    }
  }

  private async finish(spec: Spec, draws: number, retries: number): Promise<void> {
    try {
      const left: Problem[] = [];
      await asked(
        spec,
        library,
        (given) => this.runOnce(given, spec, draws),
        (problems) => left.push(...problems),
      );
      this.watcher.left(left);
    } catch (error) {
      if (error instanceof Refused) this.watcher.refused(error, spec);
      else if (error instanceof Unfetched) this.watcher.notice(`${sentence(error.message)}.`);
      else await this.mend(error, spec, draws, retries);
    }
  }

  private async runOnce(given: Given, spec: Spec, draws: number): Promise<void> {
    const run = new Run(given, draws, this.pool.seats, {
      progress: (done) => this.watcher.progress(done, draws),
      snapshot: (snapshot, complete) => {
        this.quick = false;
        this.watcher.result(snapshot, spec, complete);
        if (this.waiting !== null) run.stop();
        else if (this.settled) run.settle();
      },
    });
    this.run = run;
    this.quick = true;
    try {
      await run.finish();
    } finally {
      if (this.run === run) this.run = null;
    }
  }

  /** Replaces broken seats and runs the spec once more. */
  private async mend(error: unknown, spec: Spec, draws: number, retries: number): Promise<void> {
    if (!isBroken(error)) throw error;
    await this.pool.replace(this.pool.seats);
    if (retries === 0) {
      this.watcher.notice(
        `The run failed ${RETRIES + 1} times and was given up: ${error.message}.`,
      );
      return;
    }
    this.watcher.notice(
      `A worker stopped (${error.message}). It was replaced and the run starts again.`,
    );
    if (this.waiting === null) await this.finish(spec, draws, retries - 1);
  }

  /** The seat that answers questions: the first one merges. */
  private get last(): Seat {
    const seat = this.pool.seats.at(-1);
    if (seat === undefined) throw new Error("the pool has no seat");
    return seat;
  }
}
