import type { About, Answer, Question } from "../lab/undercut";
import type { Facts } from "./facts";
import {
  type Ask,
  type Load,
  type Reply,
  type Request,
  refusal,
  type Spec,
  turnOn,
} from "./protocol";

type Generated = typeof import("../lab/undercut");

/** What a question is about, by the name that the lab's module gives it. */
export type Kind = Question["kind"];

/** The answer to a question of a kind. */
export type AnswerTo<K extends Kind> = Answers[K];
type Answers = { [A in Answer as A["kind"]]: A["answer"] };

/** A question as the page asks it: it names its scenario, whose text the lab puts in. */
export type Asked<K extends Kind = Kind> = Named<Extract<Question, { kind: K }>>;

type Named<T> = T extends About ? Spec : T extends object ? { [K in keyof T]: Named<T[K]> } : T;

/** The lab's module, as far as the page uses it. */
export type LabModule = Pick<Generated, "take_catalog" | "ask"> & {
  initSync(input: { module: WebAssembly.Module }): unknown;
};

/** The calls that the lab answers. */
export interface LabCalls {
  load: { ask: Load; answer: null };
  facts: { ask: Facts; answer: null };
  ask: { ask: { facts: Facts; question: Question }; answer: Answer };
}

/** Answers questions over the lab's module, in its worker or on the main thread. */
export class LabDesk {
  private readonly module: LabModule;

  constructor(module: LabModule) {
    this.module = module;
  }

  async reply(request: Request<LabCalls>): Promise<Reply<LabCalls>> {
    const { id, kind, ask } = request;
    try {
      const answer =
        kind === "load" ? await turnOn(this.module, ask as Load) : this.answer(kind, ask);
      return { id, answer };
    } catch (error) {
      return refusal(id, error);
    }
  }

  private answer(kind: keyof LabCalls, ask: Ask<LabCalls, keyof LabCalls>): Answer | null {
    switch (kind) {
      case "facts": {
        const { name, text } = ask as Facts;
        this.module.take_catalog(name, text);
        return null;
      }
      case "ask":
        return this.module.ask((ask as LabCalls["ask"]["ask"]).question);
      default:
        throw new Error(`no such call: ${kind}`);
    }
  }
}
