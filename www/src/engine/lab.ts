import wasmUrl from "../lab/undercut_bg.wasm?url";
import { asked } from "./asked";
import { library } from "./facts";
import { Informed } from "./informed";
import type { FrontierQuestion, LabCalls, LabQuestions } from "./labdesk";
import BlobWorker from "./labworker?worker&inline";
import { Latest } from "./latest";
import { compiled, firstSeat, type Place, type Program, seated } from "./place";
import type { Answer, Ask, Spec } from "./protocol";

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
export class Lab {
  readonly place: Place;
  private readonly latest: Latest<LabCalls>;

  constructor(place: Place, latest: Latest<LabCalls>) {
    this.place = place;
    this.latest = latest;
  }

  /**
   * The answer, or null where a later question took its place; throws `Refused` or `Broken`. What is about a scenario is read
   * against its world's catalogue, what is about the catalogue against the whole.
   */
  ask<K extends keyof LabQuestions>(
    kind: K,
    question: Ask<LabQuestions, K>,
  ): Promise<Answer<LabQuestions, K> | null>;
  async ask(kind: keyof LabQuestions, question: unknown): Promise<unknown> {
    const { latest } = this;
    if (kind === "savings") {
      return asked(question as Spec, library, (given) => latest.ask("savings", given));
    }
    if (kind === "frontier") {
      const { ask, draws, ...spec } = question as FrontierQuestion;
      return asked(spec, library, (given) => latest.ask("frontier", { ...given, ask, draws }));
    }
    const facts = await library.whole();
    return latest.ask(kind, { facts, ask: question } as never);
  }
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
  const another = async (): Promise<Informed<LabCalls>> =>
    new Informed(await seated<LabCalls>(LAB, place, load));
  return new Lab(place, new Latest(new Informed(seat), another));
}
