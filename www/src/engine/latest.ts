import { type Answer, type Ask, Broken } from "./protocol";
import type { Seat } from "./seat";

/**
 * Questions to one seat, one at a time. Of several of a topic that wait only the latest is asked; the others
 * are answered with null. A seat that breaks is replaced, and its question asked once more.
 */
export class Latest<Q> {
  private seat: Seat<Q>;
  private readonly another: () => Promise<Seat<Q>>;
  private readonly turns = new Map<unknown, number>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(seat: Seat<Q>, another: () => Promise<Seat<Q>>) {
    this.seat = seat;
    this.another = another;
  }

  /** The answer, or null where a later question took its place; throws `Refused` or `Broken`. */
  ask<K extends keyof Q>(
    kind: K,
    ask: Ask<Q, K>,
    topic: unknown = kind,
  ): Promise<Answer<Q, K> | null> {
    const turn = (this.turns.get(topic) ?? 0) + 1;
    this.turns.set(topic, turn);
    const answer = this.last.then(() =>
      this.turns.get(topic) === turn ? this.answer(kind, ask) : null,
    );
    this.last = answer.catch(() => undefined);
    return answer;
  }

  private async answer<K extends keyof Q>(kind: K, ask: Ask<Q, K>): Promise<Answer<Q, K>> {
    try {
      return await this.seat.call(kind, ask);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      this.seat.close();
      this.seat = await this.another();
      return await this.seat.call(kind, ask);
    }
  }
}
