import wasmUrl from "../lab/undercut_bg.wasm?url";
import type { LabCalls } from "./labdesk";
import BlobWorker from "./labworker?worker&inline";
import { Latest } from "./latest";
import { compiled, firstSeat, type Place, type Program, seated } from "./place";

/** The types of everything that crosses from the lab, as the build generates them. */
export type * from "../lab/undercut";

const LAB: Program = {
  url: wasmUrl,
  blob: () => new BlobWorker(),
  byUrl: async () => (await import("./labaddressed")).addressed(),
  local: async () => (await import("./lablocal")).localDesk(),
};

let started: Promise<Lab> | null = null;

/** The page's lab, and where it runs. */
export interface Lab {
  place: Place;
  latest: Latest<LabCalls>;
}

/** The page's lab: its module is fetched and compiled, and its worker started, when it is first asked for. */
export function lab(): Promise<Lab> {
  started ??= start().catch((error: unknown) => {
    started = null;
    throw error;
  });
  return started;
}

async function start(): Promise<Lab> {
  const load = await compiled(LAB.url);
  const { seat, place } = await firstSeat<LabCalls>(LAB, load);
  return { place, latest: new Latest(seat, () => seated<LabCalls>(LAB, place, load)) };
}
