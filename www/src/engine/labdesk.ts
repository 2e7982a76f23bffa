import type {
  FrontierAsk,
  FrontierView,
  Hardware,
  Inquiry,
  Named,
  PriceHistory,
  SavingMonth,
} from "../lab/undercut";
import type { Facts } from "./facts";
import {
  type Ask,
  type Given,
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
interface AboutRouting {
  ask: FrontierAsk;
  draws: number;
}

/** The same as the page asks it. */
export type FrontierQuestion = Spec & AboutRouting;

/** A question about the catalogue itself. */
interface Of<T> {
  facts: Facts;
  ask: T;
}

/** The lab's module, as far as the page uses it. */
export type LabModule = Pick<
  Generated,
  "take_catalog" | "serving_models" | "hardware" | "savings" | "prices_over_time"
> & {
  Routing: new (...given: ConstructorParameters<Generated["Routing"]>) => Routing;
  initSync(input: { module: WebAssembly.Module }): unknown;
};

/** The questions that the lab answers: what each is asked with and what it answers. */
export interface LabCalls {
  load: { ask: Load; answer: null };
  facts: { ask: Facts; answer: null };
  models: { ask: Of<null>; answer: Named[] };
  frontier: { ask: Given & AboutRouting; answer: FrontierView };
  savings: { ask: Given; answer: SavingMonth[] };
  hardware: { ask: Of<Inquiry>; answer: Hardware };
  prices: { ask: Of<string>; answer: PriceHistory };
}

/** The same questions as the page asks them: the lab adds the catalogue and the scenario's text. */
export interface LabQuestions {
  models: { ask: null; answer: Named[] };
  frontier: { ask: FrontierQuestion; answer: FrontierView };
  savings: { ask: Spec; answer: SavingMonth[] };
  hardware: { ask: Inquiry; answer: Hardware };
  prices: { ask: string; answer: PriceHistory };
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
      case "facts": {
        const { name, text } = ask as Facts;
        this.forget();
        this.module.take_catalog(name, text);
        return null;
      }
      case "models":
        return this.module.serving_models();
      case "frontier":
        return this.frontier(ask as LabCalls["frontier"]["ask"]);
      case "savings": {
        const { text, overrides, seed } = ask as Given;
        return this.module.savings(text, overrides, seed);
      }
      case "hardware":
        return this.module.hardware((ask as Of<Inquiry>).ask);
      case "prices":
        return this.module.prices_over_time((ask as Of<string>).ask);
      default:
        throw new Error(`no such question: ${kind}`);
    }
  }

  private forget(): void {
    this.routing?.of.free();
    this.routing = null;
  }

  private frontier({ text, overrides, seed, ask, draws }: Given & AboutRouting): FrontierView {
    const key = JSON.stringify([text, overrides, seed]);
    if (this.routing?.key !== key) {
      this.forget();
      this.routing = { key, of: new this.module.Routing(text, overrides, seed) };
    }
    return this.routing.of.frontier(ask, draws);
  }
}
