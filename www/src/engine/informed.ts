import type { Facts } from "./facts";
import type { Answer, Ask } from "./protocol";
import type { Seat } from "./seat";

/** A seat that is handed the catalogue before a question that is asked of another one than the last. */
export class Informed<Q extends { facts: { ask: Facts; answer: null } }> implements Seat<Q> {
  private readonly seat: Seat<Q>;
  private held = "";

  constructor(seat: Seat<Q>) {
    this.seat = seat;
  }

  /** The answer; `facts` of the question stays here. */
  async call<K extends keyof Q>(
    kind: K,
    ask: Ask<Q, K>,
    transfer: Transferable[] = [],
  ): Promise<Answer<Q, K>> {
    const { facts, ...rest } = apart(ask);
    const question = rest as Ask<Q, K>;
    if (facts === undefined) return this.seat.call(kind, ask, transfer);
    if (facts.name === this.held) return this.seat.call(kind, question, transfer);
    this.held = facts.name;
    // Seats answer in the order of the calls.
    const told = this.seat.call("facts", facts as Ask<Q, "facts">);
    const answer = this.seat.call(kind, question, transfer);
    try {
      await told;
    } catch (error) {
      this.held = "";
      answer.catch(() => undefined);
      throw error;
    }
    return answer;
  }

  close(): void {
    this.seat.close();
  }
}

/** A question with its catalogue, if it has one. */
function apart(ask: unknown): { facts?: Facts } {
  return typeof ask === "object" && ask !== null && "facts" in ask ? (ask as { facts: Facts }) : {};
}
