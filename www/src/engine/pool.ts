import wasmUrl from "../core/undercut_bg.wasm?url";
import { Informed } from "./informed";
import { compiled, firstSeat, type Place, type Program, seated } from "./place";
import type { Calls, Load } from "./protocol";
import type { Seat } from "./seat";
import BlobWorker from "./worker?worker&inline";

const CORE: Program = {
  url: wasmUrl,
  blob: () => new BlobWorker(),
  byUrl: async () => (await import("./addressed")).addressed(),
  local: async () => (await import("./local")).localDesk(),
};

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

  /** Starts `size` seats, all in the place where the first one starts; on the main thread one alone. */
  static async start(size: number): Promise<Pool> {
    const load = await compiled(CORE.url);
    const { seat, place } = await firstSeat<Calls>(CORE, load);
    const others = place === "main" ? 0 : size - 1;
    const more = Array.from({ length: others }, () => seated<Calls>(CORE, place, load));
    const seats = [seat, ...(await Promise.all(more))].map((one) => new Informed(one));
    return new Pool(seats, place, load);
  }

  /** Puts a new seat in the place of each one given. */
  async replace(broken: Iterable<Seat>): Promise<void> {
    for (const seat of broken) {
      const at = this.seats.indexOf(seat);
      if (at < 0) continue;
      seat.close();
      this.seats[at] = new Informed(await seated<Calls>(CORE, this.place, this.load));
    }
  }
}

/** Whether this browser can run the core at all. */
export function hasWebAssembly(): boolean {
  return typeof WebAssembly === "object" && typeof WebAssembly.instantiate === "function";
}
