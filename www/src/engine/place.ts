import type { Ask, Load, Questions } from "./protocol";
import { type Answering, LocalSeat, type Seat, WorkerSeat } from "./seat";

/** How seats are run. */
export type Place = "blob" | "url" | "main";

/** A WebAssembly module and the ways to run it. */
export interface Program {
  /** Address of the module. */
  url: string;
  blob(): Worker;
  byUrl(): Promise<Worker>;
  local(): Promise<Answering>;
}

/** What a new seat is loaded with: the module compiled, or, where that failed, its address alone. */
export async function compiled(url: string): Promise<Load> {
  try {
    const response = await fetch(url);
    const copy = response.clone();
    // Servers that send the wrong type stop the streaming compiler, not the other one.
    const module = await WebAssembly.compileStreaming(response).catch(async () =>
      WebAssembly.compile(await copy.arrayBuffer()),
    );
    return { module, url };
  } catch {
    // A policy of this page may forbid compiling here and still allow it in a worker.
    return { module: null, url };
  }
}

/** The first seat that starts: in a blob worker, else in a worker by address, else on the main thread. */
export async function firstSeat<Q extends Questions>(
  program: Program,
  load: Load,
): Promise<{ seat: Seat<Q>; place: Place }> {
  for (const place of ["blob", "url"] as const) {
    const seat = await seated<Q>(program, place, load).catch(() => null);
    if (seat !== null) return { seat, place };
  }
  return { seat: await seated<Q>(program, "main", load), place: "main" };
}

/** A new seat in a place, loaded. */
export async function seated<Q extends Questions>(
  program: Program,
  place: Place,
  load: Load,
): Promise<Seat<Q>> {
  const seat = await empty<Q>(program, place);
  try {
    await seat.call("load", load as Ask<Q, "load">);
  } catch (error) {
    seat.close();
    throw error;
  }
  return seat;
}

async function empty<Q extends Questions>(program: Program, place: Place): Promise<Seat<Q>> {
  switch (place) {
    case "blob":
      return new WorkerSeat<Q>(program.blob());
    case "url":
      return new WorkerSeat<Q>(await program.byUrl());
    case "main":
      return new LocalSeat<Q>(await program.local());
  }
}
