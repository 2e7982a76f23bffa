import type { Result } from "./result";

/**
 * The result that words and scales go by: the first draws of a state, then, once, all of them. What arrives between them
 * changes the picture and not the sentence.
 */
export class Steady {
  private kept: Result | null = null;

  /** `result` as it is now; `idle` where no more draws come. */
  of(result: Result, idle: boolean): Result {
    const same = this.kept !== null && this.kept.spec === result.spec;
    if (!same || result.complete || idle) this.kept = result;
    return this.kept ?? result;
  }
}
