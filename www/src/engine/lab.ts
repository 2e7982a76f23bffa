import type { About, Answer, Question } from "../lab/undercut";
import wasmUrl from "../lab/undercut_bg.wasm?url";
import { asked } from "./asked";
import { type Facts, library } from "./facts";
import { Informed } from "./informed";
import type { AnswerTo, Asked, Kind, LabCalls } from "./labdesk";
import BlobWorker from "./labworker?worker&inline";
import { Latest } from "./latest";
import { compiled, firstSeat, type Place, type Program, seated } from "./place";
import type { Spec } from "./protocol";

/** The types of everything that crosses from the lab, as the build generates them. */
export type * from "../lab/undercut";
export type { AnswerTo, Asked, Kind } from "./labdesk";

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
   * The answer, or null where a later question of the kind took its place; throws `Refused` or `Broken`. What is about a
   * scenario is read against its world's catalogue, what is about the catalogue against the whole.
   */
  async ask<K extends Kind>(question: Asked<K>): Promise<AnswerTo<K> | null> {
    const spec = specIn(question);
    const put = (facts: Facts, full: unknown): Promise<Answer | null> =>
      this.latest.ask("ask", { facts, question: full as Question }, question.kind);
    const answer =
      spec === null
        ? await put(await library.whole(), question)
        : await asked(spec, library, ({ facts, ...about }) =>
            put(facts, withText(question, about)),
          );
    return answer === null ? null : (answer.answer as unknown as AnswerTo<K>);
  }
}

/** The scenario that a question is about, if it is about one. */
function specIn(question: Asked): Spec | null {
  if (question.kind === "savings") return question.ask;
  return "ask" in question && typeof question.ask === "object" && "about" in question.ask
    ? question.ask.about
    : null;
}

/** The question with the text of its scenario in place of the name. */
function withText(question: Asked, about: About): unknown {
  const { kind } = question;
  if (kind === "savings") return { kind, ask: about };
  return "ask" in question ? { kind, ask: { ...(question.ask as object), about } } : question;
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
