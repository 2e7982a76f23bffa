import { messageOf } from "../engine/failure";
import { type AnswerTo, type Asked, type Kind, lab } from "../engine/lab";
import { Refused } from "../engine/protocol";

/**
 * Keeps the lab's answer to questions of one kind in step with what is asked: asks when the question changes, keeps the last
 * answer until the next is there. Calls `changed` when anything that can be shown has changed.
 */
export class Inquiry<K extends Kind = Kind> {
  answer: AnswerTo<K> | null = null;
  refused: Refused | null = null;
  notice = "";
  /** Whether the answer is that to the usual question, the first one having been refused. */
  standsIn = false;
  /** Where the lab runs. */
  place = "";
  private asked = "";
  private waiting = false;
  private readonly changed: () => void;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** Whether the answer is that to the present question. */
  get complete(): boolean {
    return this.answer !== null && !this.waiting;
  }

  /** Asks a question, unless it was asked last; `usual` stands in for a first one that is refused. */
  follow(ask: Asked<K>, usual: Asked<K> | null = null): void {
    const key = JSON.stringify(ask);
    if (key === this.asked) return;
    this.asked = key;
    this.waiting = true;
    void this.inquire(key, ask, usual);
  }

  /** Forgets what was asked, so that it may be asked again. */
  again(): void {
    this.asked = "";
    this.notice = "";
  }

  private async inquire(key: string, ask: Asked<K>, usual: Asked<K> | null): Promise<void> {
    try {
      const running = await lab();
      this.place = running.place === "main" ? "on the main thread" : "1 worker";
      const answer = await running.ask(ask);
      if (answer === null || key !== this.asked) return;
      this.answer = answer;
      this.standsIn = false;
      this.refused = null;
      this.notice = "";
    } catch (error) {
      if (key !== this.asked) return;
      this.refused = error instanceof Refused ? error : null;
      this.notice =
        error instanceof Refused ? "" : `The lab could not answer: ${messageOf(error)}.`;
      if (error instanceof Refused && this.answer === null && usual !== null)
        await this.standIn(usual);
    }
    this.waiting = false;
    this.changed();
  }

  /** Answers the usual question, so that there are controls to mend a refused one with. */
  private async standIn(usual: Asked<K>): Promise<void> {
    const running = await lab();
    const answer = await running.ask(usual).catch(() => null);
    if (answer === null || this.answer !== null) return;
    this.answer = answer;
    this.standsIn = true;
  }
}
