import type { Hardware, Inquiry } from "../lab/undercut";
import { type Ask, type Load, type Reply, type Request, refusal, turnOn } from "./protocol";

type Generated = typeof import("../lab/undercut");

/** The lab's module, as far as the page uses it. */
export type LabModule = Pick<Generated, "serving_models" | "hardware"> & {
  initSync(input: { module: WebAssembly.Module }): unknown;
};

/** The questions that the lab answers: what each is asked with and what it answers. */
export interface LabCalls {
  load: { ask: Load; answer: null };
  models: { ask: null; answer: string[] };
  hardware: { ask: Inquiry; answer: Hardware };
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

  private answer(
    kind: keyof LabCalls,
    ask: Ask<LabCalls, keyof LabCalls>,
  ): LabCalls[keyof LabCalls]["answer"] {
    switch (kind) {
      case "models":
        return this.module.serving_models();
      case "hardware":
        return this.module.hardware(ask as Inquiry);
      default:
        throw new Error(`no such question: ${kind}`);
    }
  }
}
