import type { FrontierAsk, FrontierView, Hardware, Inquiry, SavingMonth } from "../lab/undercut";
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

/** A scenario prepared for questions about routing. */
type Routing = Omit<InstanceType<Generated["Routing"]>, typeof Symbol.dispose>;

/** A question about routing in a scenario; `draws` for the spread of its savings. */
export interface FrontierQuestion extends Spec {
  ask: FrontierAsk;
  draws: number;
}

/** The lab's module, as far as the page uses it. */
export type LabModule = Pick<
  Generated,
  "serving_models" | "hardware" | "preset_text" | "savings"
> & {
  Routing: new (...given: ConstructorParameters<Generated["Routing"]>) => Routing;
  initSync(input: { module: WebAssembly.Module }): unknown;
};

/** The questions that the lab answers: what each is asked with and what it answers. */
export interface LabCalls {
  load: { ask: Load; answer: null };
  models: { ask: null; answer: string[] };
  frontier: { ask: FrontierQuestion; answer: FrontierView };
  savings: { ask: Spec; answer: SavingMonth[] };
  hardware: { ask: Inquiry; answer: Hardware };
}

/** Answers questions over the lab's module, in its worker or on the main thread. */
export class LabDesk {
  private readonly module: LabModule;
  /** The scenario that routing was asked about last, prepared. */
  private routing: { key: string; of: Routing } | null = null;

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
      case "frontier":
        return this.frontier(ask as FrontierQuestion);
      case "savings":
        return this.savings(ask as Spec);
      case "hardware":
        return this.module.hardware(ask as Inquiry);
      default:
        throw new Error(`no such question: ${kind}`);
    }
  }

  private savings({ scenario, overrides, seed }: Spec): SavingMonth[] {
    return this.module.savings(this.module.preset_text(scenario), overrides, seed);
  }

  private frontier({ scenario, overrides, seed, ask, draws }: FrontierQuestion): FrontierView {
    const key = JSON.stringify([scenario, overrides, seed]);
    if (this.routing?.key !== key) {
      this.routing?.of.free();
      this.routing = null;
      const text = this.module.preset_text(scenario);
      this.routing = { key, of: new this.module.Routing(text, overrides, seed) };
    }
    return this.routing.of.frontier(ask, draws);
  }
}
