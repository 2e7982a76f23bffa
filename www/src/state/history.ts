const LIMIT = 200;

/** A value with its past and future. */
export class History<T> {
  private past: T[] = [];
  private future: T[] = [];
  private present: T;
  private gesture: string | null = null;

  constructor(value: T) {
    this.present = value;
  }

  get now(): T {
    return this.present;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** A new step, or a continuation of the last one if both belong to the same gesture. */
  push(value: T, gesture: string | null): void {
    if (gesture === null || gesture !== this.gesture) {
      this.past.push(this.present);
      if (this.past.length > LIMIT) this.past.shift();
    }
    this.gesture = gesture;
    this.future = [];
    this.present = value;
  }

  /** Replaces the present without a step. */
  amend(value: T): void {
    this.present = value;
  }

  endGesture(): void {
    this.gesture = null;
  }

  undo(): boolean {
    return this.step(this.past, this.future);
  }

  redo(): boolean {
    return this.step(this.future, this.past);
  }

  private step(from: T[], to: T[]): boolean {
    const value = from.pop();
    if (value === undefined) return false;
    this.gesture = null;
    to.push(this.present);
    this.present = value;
    return true;
  }
}
