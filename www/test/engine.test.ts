import { describe, expect, it } from "vitest";
import type { Core, Override, Summary } from "../src/engine/core";
import { Desk } from "../src/engine/desk";
import { Broken, Refused, type Snapshot } from "../src/engine/protocol";
import { phases, Run } from "../src/engine/run";
import { LocalSeat, type Seat } from "../src/engine/seat";
import { largest } from "../src/state/workbench";

/** A core whose result is the list of blocks behind it: enough to see who ran what, and how often. */
function counting(trap: (block: number) => boolean = () => false): Core {
  return {
    take_catalog: () => undefined,
    describe: () => {
      throw { problems: [{ path: "a.b", value: "-1", rule: "must be above 0" }] };
    },
    initSync: () => undefined,
    Simulation: class {
      private blocks: number[] = [];
      constructor(_text: string, overrides: Override[]) {
        if (overrides.length > 0)
          throw { problems: [{ path: "x", value: "", rule: "is not an input" }] };
      }
      run_block(index: number): number {
        if (trap(index)) throw new Error("unreachable");
        this.blocks.push(index);
        return 0;
      }
      take(): Uint32Array {
        return Uint32Array.from(this.blocks.splice(0));
      }
      merge(partial: Uint32Array | number[]): void {
        this.blocks.push(...partial);
      }
      summary(): Summary {
        return { draws: this.blocks.length * 256 } as Summary;
      }
      bands(): Float64Array {
        return Float64Array.from(this.blocks).sort();
      }
      keep = () => undefined;
      swings = () => [];
      free = () => undefined;
    },
  };
}

const facts = { name: "hash/world", text: "[[model]]", whole: false };
const given = { facts, text: "title = 's'", overrides: [], seed: 1 };

async function run(seats: Seat[], draws: number, until?: (run: Run, done: number) => void) {
  const snapshots: Snapshot[] = [];
  let completed = false;
  const made: Run = new Run(given, draws, seats, {
    progress: (done) => until?.(made, done),
    snapshot: (snapshot, complete) => {
      snapshots.push(snapshot);
      completed = complete;
    },
  });
  made.settle();
  await made.finish();
  return { snapshots, completed };
}

const seats = (count: number): Seat[] =>
  Array.from({ length: count }, () => new LocalSeat(new Desk(counting())));
const upTo = (end: number): number[] => Array.from({ length: end }, (_, i) => i);

describe("run", () => {
  it("has 512 draws first, then four times as many each time", () => {
    expect(phases(64)).toEqual([2, 8, 32, 64]);
    expect(phases(2)).toEqual([2]);
    expect(phases(1)).toEqual([1]);
  });

  it.each([1, 2, 3, 5])("merges the same blocks at each phase with %i seats", async (count) => {
    const { snapshots, completed } = await run(seats(count), 16_384);
    expect(snapshots.map(({ bands }) => [...bands])).toEqual([
      upTo(2),
      upTo(8),
      upTo(32),
      upTo(64),
    ]);
    expect(completed).toBe(true);
  });

  it("waits after the first phase until the control rests", async () => {
    const snapshots: number[] = [];
    const made = new Run(given, 2048, seats(2), {
      progress: () => undefined,
      snapshot: ({ summary }) => snapshots.push(summary.draws),
    });
    const finished = made.finish();
    await expect.poll(() => snapshots).toEqual([512]);
    await new Promise((wait) => setTimeout(wait, 60));
    expect(snapshots).toEqual([512]);
    made.settle();
    await finished;
    expect(snapshots).toEqual([512, 2048]);
  });

  it("starts no block after it was stopped, and shows no more", async () => {
    const { snapshots, completed } = await run(seats(2), 16_384, (made, done) => {
      if (done >= 2560) made.stop();
    });
    expect(completed).toBe(false);
    expect(snapshots.map(({ summary }) => summary.draws)).toEqual([512, 2048]);
  });

  it("tells a trap as a broken seat", async () => {
    const seat = new LocalSeat(new Desk(counting((block) => block === 3)));
    await expect(run([seat], 2048)).rejects.toThrow(Broken);
  });

  it("passes on what the core refuses, problem by problem", async () => {
    const seat = new LocalSeat(new Desk(counting()));
    const made = new Run({ ...given, overrides: [{ path: "x", text: "1" }] }, 512, [seat], {
      progress: () => undefined,
      snapshot: () => undefined,
    });
    await expect(made.finish()).rejects.toThrow(Refused);
    await expect(seat.call("describe", given)).rejects.toMatchObject({
      problems: [{ path: "a.b", value: "-1", rule: "must be above 0" }],
    });
  });
});

describe("sliders", () => {
  it("are the inputs with the largest swing over all curves in view, each once", () => {
    const swing = (path: string, low: number, high: number) => ({
      path,
      label: path,
      input_low: 0,
      input_high: 1,
      low,
      high,
      base: 0,
    });
    const order = largest([
      [swing("a", 0, 0.1), swing("b", 0.3, 0)],
      [swing("a", 0, 0.5), swing("c", Number.NaN, 1)],
    ]);
    expect(order.map(({ path }) => path)).toEqual(["a", "b", "c"]);
  });
});
