import wasmUrl from "../core/undercut_bg.wasm?url";
import type { Load } from "./protocol";
import { LocalSeat, type Seat, WorkerSeat } from "./seat";
import UrlWorker from "./worker?worker";
import BlobWorker from "./worker?worker&inline";

/** How the seats of a pool are run. */
export type Place = "blob" | "url" | "main";

/** Share-nothing seats, all alike; the first one merges. */
export class Pool {
  readonly seats: Seat[];
  readonly place: Place;
  private readonly load: Load;

  private constructor(seats: Seat[], place: Place, load: Load) {
    this.seats = seats;
    this.place = place;
    this.load = load;
  }

  /** Starts `size` seats: in blob workers, else in workers by address, else one on the main thread. */
  static async start(size: number): Promise<Pool> {
    const load: Load = { module: await compiled(), url: wasmUrl };
    for (const place of ["blob", "url"] as const) {
      const first = await seated(place, load).catch(() => null);
      if (first === null) continue;
      const others = await Promise.all(Array.from({ length: size - 1 }, () => seated(place, load)));
      return new Pool([first, ...others], place, load);
    }
    return new Pool([await seated("main", load)], "main", load);
  }

  /** Puts a new seat in the place of each one given. */
  async replace(broken: Iterable<Seat>): Promise<void> {
    for (const seat of broken) {
      const at = this.seats.indexOf(seat);
      if (at < 0) continue;
      seat.close();
      this.seats[at] = await seated(this.place, this.load);
    }
  }
}

/** Whether this browser can run the core at all. */
export function hasWebAssembly(): boolean {
  return typeof WebAssembly === "object" && typeof WebAssembly.instantiate === "function";
}

async function compiled(): Promise<WebAssembly.Module | null> {
  try {
    const response = await fetch(wasmUrl);
    const copy = response.clone();
    // Servers that send the wrong type stop the streaming compiler, not the other one.
    return await WebAssembly.compileStreaming(response).catch(async () =>
      WebAssembly.compile(await copy.arrayBuffer()),
    );
  } catch {
    // A policy of this page may forbid compiling here and still allow it in a worker.
    return null;
  }
}

async function seated(place: Place, load: Load): Promise<Seat> {
  const seat = await empty(place);
  try {
    await seat.call("load", load);
  } catch (error) {
    seat.close();
    throw error;
  }
  return seat;
}

async function empty(place: Place): Promise<Seat> {
  switch (place) {
    case "blob":
      return new WorkerSeat(new BlobWorker());
    case "url":
      return new WorkerSeat(new UrlWorker());
    case "main": {
      const { localDesk } = await import("./local");
      return new LocalSeat(localDesk());
    }
  }
}
