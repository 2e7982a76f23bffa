import type { Core, Running } from "./core";
import type { Facts } from "./facts";
import {
  type Calls,
  type Given,
  type Kind,
  type Load,
  type Reply,
  type Request,
  refusal,
  turnOn,
} from "./protocol";

/**
 * Answers requests over the core. The same desk stands in every worker and, where there is none, on the
 * main thread. It holds one simulation: opening another frees it.
 */
export class Desk {
  private readonly core: Core;
  private simulation: Running | null = null;

  constructor(core: Core) {
    this.core = core;
  }

  async reply(request: Request): Promise<Reply> {
    const { id, kind, ask } = request;
    try {
      const answer =
        kind === "load" ? await turnOn(this.core, ask as Load) : this.answer(kind, ask);
      return { id, answer };
    } catch (error) {
      return refusal(id, error);
    }
  }

  private answer(kind: Kind, ask: Calls[Kind]["ask"]): Calls[Kind]["answer"] {
    switch (kind) {
      case "facts": {
        const { name, text } = ask as Facts;
        this.core.take_catalog(name, text);
        return null;
      }
      case "describe": {
        const { text, overrides } = ask as Given;
        return this.core.describe(text, overrides);
      }
      case "open": {
        const { text, overrides, seed } = ask as Given;
        this.simulation?.free();
        this.simulation = null;
        this.simulation = new this.core.Simulation(text, overrides, seed);
        return null;
      }
      case "block":
        this.open().run_block(ask as number);
        return null;
      case "take":
        return this.open().take() as Uint32Array<ArrayBuffer>;
      case "merge":
        this.open().merge(ask as Uint32Array);
        return null;
      case "snapshot": {
        const simulation = this.open();
        // The core reports on what was merged; blocks run here count once they are merged too.
        simulation.keep();
        return {
          summary: simulation.summary(),
          bands: simulation.bands() as Float64Array<ArrayBuffer>,
        };
      }
      case "swings":
        return this.open().swings(ask as number);
      default:
        throw new Error(`no such request: ${kind}`);
    }
  }

  private open(): Running {
    if (this.simulation === null) throw new Error("no simulation is open");
    return this.simulation;
  }
}

/** The arrays of an answer whose memory moves to the receiver rather than being copied. */
export function transfers(reply: Reply): Transferable[] {
  if (!("answer" in reply) || reply.answer === null || typeof reply.answer !== "object") return [];
  if (reply.answer instanceof Uint32Array) return [reply.answer.buffer];
  if ("bands" in reply.answer) return [reply.answer.bands.buffer];
  return [];
}
