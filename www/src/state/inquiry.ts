import { lab } from "../engine/lab";
import type { LabQuestions } from "../engine/labdesk";
import { type Answer, type Ask, Refused } from "../engine/protocol";
import type { LabKind, LabView } from "../views/view";
import type { State } from "./session";

/**
 * Keeps the lab's answer to a view in step with the state: asks when the question changes, keeps the last
 * answer until the next is there. Calls `changed` when anything that can be shown has changed.
 */
export class Inquiry<K extends LabKind = LabKind> {
  readonly view: LabView<K>;
  answer: Answer<LabQuestions, K> | null = null;
  refused: Refused | null = null;
  notice = "";
  /** Whether the answer is that to the usual question, the first one having been refused. */
  standsIn = false;
  /** Where the lab runs. */
  place = "";
  private asked = "";
  private waiting = false;
  private readonly changed: () => void;

  constructor(view: LabView<K>, changed: () => void) {
    this.view = view;
    this.changed = changed;
  }

  /** Whether the answer is that to the present question. */
  get complete(): boolean {
    return this.answer !== null && !this.waiting;
  }

  follow(state: State): void {
    const ask = this.view.ask(state);
    const key = JSON.stringify(ask);
    if (key === this.asked) return;
    this.asked = key;
    this.waiting = true;
    void this.inquire(key, ask, this.view.ask({ ...state, options: {} }));
  }

  private async inquire(
    key: string,
    ask: Ask<LabQuestions, K>,
    usual: Ask<LabQuestions, K>,
  ): Promise<void> {
    try {
      const running = await lab();
      this.place = running.place === "main" ? "on the main thread" : "1 worker";
      const answer = await running.ask(this.view.kind, ask);
      if (answer === null || key !== this.asked) return;
      this.answer = answer;
      this.standsIn = false;
      this.refused = null;
      this.notice = "";
    } catch (error) {
      if (key !== this.asked) return;
      this.refused = error instanceof Refused ? error : null;
      const words = error instanceof Error ? error.message : String(error);
      this.notice = error instanceof Refused ? "" : `The lab could not answer: ${words}.`;
      // A question that failed may be asked again.
      if (!(error instanceof Refused)) this.asked = "";
      else if (this.answer === null) await this.standIn(usual);
    }
    this.waiting = false;
    this.changed();
  }

  /** Answers the usual question, so that there are controls to mend a refused one with. */
  private async standIn(usual: Ask<LabQuestions, K>): Promise<void> {
    const running = await lab();
    const answer = await running.ask(this.view.kind, usual).catch(() => null);
    if (answer === null || this.answer !== null) return;
    this.answer = answer;
    this.standsIn = true;
  }
}
