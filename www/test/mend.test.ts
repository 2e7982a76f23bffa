import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Broken } from "../src/engine/protocol";
import { SILENCE_MS, WorkerSeat } from "../src/engine/seat";
import { doubtOf } from "../src/inputs/doubt";
import { Chunks } from "../src/state/chunks";
import { Steady } from "../src/state/steady";
import type { Result } from "../src/state/workbench";

/** A worker that answers what it is told to, and is silent otherwise. */
class Mute {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: unknown = null;
  onmessageerror: unknown = null;
  sent: { id: number }[] = [];
  terminated = false;
  postMessage(message: { id: number }): void {
    this.sent.push(message);
  }
  answer(id: number): void {
    this.onmessage?.({ data: { id, answer: null } });
  }
  terminate(): void {
    this.terminated = true;
  }
}

const facts = { name: "hash/world", text: "", whole: false };

function seated(): { mute: Mute; seat: WorkerSeat } {
  const mute = new Mute();
  return { mute, seat: new WorkerSeat(mute as unknown as Worker) };
}

describe("a worker that ends without a word", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "setTimeout", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("counts as broken ten seconds later, and not before", async () => {
    const { mute, seat } = seated();
    const first = seat.call("block", 0);
    await vi.advanceTimersByTimeAsync(100);
    mute.answer(0);
    await first;
    const failed = seat.call("block", 1).catch((error: unknown) => error);
    let settled = false;
    void failed.then(() => (settled = true));
    await vi.advanceTimersByTimeAsync(SILENCE_MS - 2500);
    expect(settled).toBe(false);
    await vi.advanceTimersByTimeAsync(5000);
    expect(settled).toBe(true);
    expect(await failed).toBeInstanceOf(Broken);
    await expect(seat.call("block", 2)).rejects.toThrow("gave nothing for 10 seconds");
  });

  it("is given longer for its first answer, which reads a catalogue", async () => {
    const { seat } = seated();
    let settled = false;
    void seat.call("facts", facts).catch(() => (settled = true));
    await vi.advanceTimersByTimeAsync(2 * SILENCE_MS);
    expect(settled).toBe(false);
    await vi.advanceTimersByTimeAsync(2 * SILENCE_MS);
    expect(settled).toBe(true);
  });

  it("is given longer where its answers have taken long: the machine is busy", async () => {
    const { mute, seat } = seated();
    const first = seat.call("block", 0);
    await vi.advanceTimersByTimeAsync(2000);
    mute.answer(0);
    await first;
    let settled = false;
    void seat.call("swings", 0).catch(() => (settled = true));
    await vi.advanceTimersByTimeAsync(1.4 * SILENCE_MS);
    expect(settled).toBe(false);
    await vi.advanceTimersByTimeAsync(SILENCE_MS);
    expect(settled).toBe(true);
  });

  it("is not one that is slow but speaks, nor one that nothing was asked of", async () => {
    const { mute, seat } = seated();
    for (let block = 0; block < 4; block += 1) {
      const call = seat.call("block", block);
      await vi.advanceTimersByTimeAsync(SILENCE_MS - 3000);
      mute.answer(block);
      await call;
    }
    await vi.advanceTimersByTimeAsync(10 * SILENCE_MS);
    const last = seat.call("block", 9);
    mute.answer(4);
    expect(await last).toBeNull();
  });

  it("is not one that still fetches its module", async () => {
    const { mute, seat } = seated();
    const loading = seat.call("load", { module: null, url: "x" });
    await vi.advanceTimersByTimeAsync(5 * SILENCE_MS);
    mute.answer(0);
    expect(await loading).toBeNull();
  });
});

describe("a piece that does not come", () => {
  it("is asked for once more, says so, and is not asked for again", async () => {
    vi.useFakeTimers();
    let asked = 0;
    const chunks: Chunks = new Chunks(() => chunks.bring("cost", load));
    const load = async (): Promise<void> => {
      asked += 1;
      throw new Error("offline");
    };
    chunks.bring("cost", load);
    await vi.advanceTimersByTimeAsync(10);
    expect(chunks.missing("cost")?.words).toContain("offline. It is asked for once more");
    expect(chunks.missing("cost")?.again).toBeNull();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toBe(2);
    expect(chunks.missing("cost")?.words).toBe("A part of this page could not be loaded: offline.");
    expect(chunks.missing("cost")?.again).not.toBeNull();
    expect(chunks.missing("margins")).toBeNull();
    vi.useRealTimers();
  });

  it("that comes the second time is handed over, and no longer missing", async () => {
    vi.useFakeTimers();
    let asked = 0;
    const come = vi.fn();
    const chunks = new Chunks(() => undefined);
    const load = async (): Promise<string> => {
      asked += 1;
      if (asked === 1) throw new Error("a hiccup");
      return "the view";
    };
    chunks.bring("cost", load, come);
    await vi.advanceTimersByTimeAsync(5000);
    expect(come).toHaveBeenCalledWith("the view");
    expect(chunks.missing("cost")).toBeNull();
    vi.useRealTimers();
  });
});

describe("what words and scales go by", () => {
  const spec = { scenario: "a", overrides: [], seed: 1 };
  const result = (draws: number, complete = false, of = spec): Result =>
    ({ summary: { draws }, spec: of, complete }) as unknown as Result;

  it("changes once while draws arrive: from the first to all", () => {
    const steady = new Steady();
    const seen = [512, 2048, 8192].map((draws) => steady.of(result(draws), false).summary.draws);
    expect(seen).toEqual([512, 512, 512]);
    expect(steady.of(result(16_384, true), false).summary.draws).toBe(16_384);
  });

  it("is what is there where a run was stopped, and follows another state at once", () => {
    const steady = new Steady();
    steady.of(result(512), false);
    expect(steady.of(result(2048), true).summary.draws).toBe(2048);
    expect(steady.of(result(512, false, { ...spec, seed: 2 }), false).summary.draws).toBe(512);
  });
});

describe("a value far outside its range", () => {
  const base = { text: "100B to 300B", low: 100e9, median: 180e9, high: 300e9 };
  const now = (text: string, median: number) => ({ text, low: median, median, high: median });

  it("is questioned, with what may have been meant", () => {
    const doubt = doubtOf(base, now("200", 200));
    expect(doubt).toEqual({ words: "Far from the usual 100B to 300B.", meant: "200B" });
    const share = { text: "30 to 40%", low: 0.3, median: 0.35, high: 0.4 };
    expect(doubtOf(share, now("35", 35))?.meant).toBe("35%");
  });

  it("is let alone within ten times of it, and where it is the scenario's", () => {
    expect(doubtOf(base, now("20B", 20e9))).toBeNull();
    expect(doubtOf(base, now("2.9T", 2.9e12))).toBeNull();
    expect(doubtOf(base, now("5T", 5e12))).toMatchObject({ meant: null });
    expect(doubtOf(base, base)).toBeNull();
    expect(doubtOf({ text: "0", low: 0, median: 0, high: 0 }, now("5", 5))).toBeNull();
  });
});
