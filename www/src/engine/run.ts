import { BLOCK_DRAWS } from "./core";
import { Broken, type Given, type Snapshot } from "./protocol";
import type { Seat } from "./seat";

/** What a run tells while it goes on. */
export interface Listener {
  /** Draws done so far, of the draws asked for. */
  progress(draws: number): void;
  /** The merged result of all blocks up to the end of a phase. */
  snapshot(snapshot: Snapshot, complete: boolean): void;
}

/** Ends of phases in blocks: 512 draws first, then four times as many each time, up to `blocks`. */
export function phases(blocks: number): number[] {
  const ends: number[] = [];
  for (let end = 2; end < blocks; end *= 4) ends.push(end);
  return [...ends, blocks];
}

/**
 * One run of a scenario over the seats of a pool. Seats race for blocks; at the end of a phase each hands its
 * part to the first seat, which merges them and answers with a snapshot. The set of blocks behind a
 * snapshot depends on nothing but its phase, and merging on no order, so the numbers are the same for any
 * number of seats.
 */
export class Run {
  private readonly given: Given;
  private readonly seats: readonly Seat[];
  private readonly ends: number[];
  private readonly listener: Listener;
  private readonly delivered: Gate[];
  private readonly settled = new Gate(1);
  private next = 0;
  private done = 0;
  private stopped = false;

  constructor(given: Given, draws: number, seats: readonly Seat[], listener: Listener) {
    this.given = given;
    this.seats = [...seats];
    this.ends = phases(Math.ceil(draws / BLOCK_DRAWS));
    this.listener = listener;
    this.delivered = this.ends.map(() => new Gate(this.seats.length - 1));
  }

  /** Runs to the end, or until `stop`; throws what the core refuses and `Broken` where a seat breaks. */
  async finish(): Promise<void> {
    try {
      await Promise.all(this.seats.map((seat) => seat.call("open", this.given)));
      await Promise.all(this.seats.map((seat, index) => this.work(seat, index)));
    } catch (error) {
      if (!this.stopped) throw error;
    } finally {
      this.stop();
    }
  }

  /** Goes on past the first phase: the control has come to rest. */
  settle(): void {
    this.settled.open();
  }

  /** Starts no further block. */
  stop(): void {
    this.stopped = true;
    this.settled.open();
    for (const gate of this.delivered) gate.open();
  }

  private async work(seat: Seat, index: number): Promise<void> {
    for (const [phase, end] of this.ends.entries()) {
      if (phase === 1) await this.settled.passed;
      let ran = false;
      while (this.next < end && !this.stopped) {
        const block = this.next++;
        await seat.call("block", block);
        ran = true;
        this.done += 1;
        if (!this.stopped) this.listener.progress(this.done * BLOCK_DRAWS);
      }
      if (this.stopped) return;
      if (index > 0) await this.deliver(seat, ran, phase);
      else await this.collect(seat, phase);
    }
  }

  private async deliver(seat: Seat, ran: boolean, phase: number): Promise<void> {
    const first = this.seats[0];
    if (ran && first !== undefined) {
      const partial = await seat.call("take", null);
      if (this.stopped) return;
      await first.call("merge", partial, [partial.buffer]);
    }
    this.delivered[phase]?.arrive();
  }

  private async collect(first: Seat, phase: number): Promise<void> {
    await this.delivered[phase]?.passed;
    if (this.stopped) return;
    const snapshot = await first.call("snapshot", null);
    if (!this.stopped) this.listener.snapshot(snapshot, phase === this.ends.length - 1);
  }
}

/** Lets everybody through once as many as expected have arrived, or once it is opened. */
class Gate {
  readonly passed: Promise<void>;
  private pass: () => void = () => undefined;
  private missing: number;

  constructor(expected: number) {
    this.missing = expected;
    this.passed = new Promise((resolve) => (this.pass = resolve));
    if (expected === 0) this.pass();
  }

  arrive(): void {
    this.missing -= 1;
    if (this.missing <= 0) this.pass();
  }

  open(): void {
    this.pass();
  }
}

/** Whether an error means that a seat has to be replaced. */
export function isBroken(error: unknown): error is Broken {
  return error instanceof Broken;
}
