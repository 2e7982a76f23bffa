import { html, nothing, type TemplateResult } from "lit";
import type { InputView } from "../engine/core";
import { compact, percent } from "../style/number";

/** What is asked about a value far outside what the scenario has: the usual range, and what may have been meant. */
export interface Doubt {
  words: string;
  meant: string | null;
}

/** How many times outside its range a value is questioned. */
const FAR = 10;
/** What people leave out. */
const LETTERS: readonly [number, string][] = [
  [1e3, "k"],
  [1e6, "M"],
  [1e9, "B"],
  [1e12, "T"],
  [0.01, "%"],
];

type Spread = Pick<InputView, "text" | "low" | "median" | "high">;

/** The doubt about a value that lies ten times outside the range that the scenario has; null where it does not. */
export function doubtOf(base: Spread | undefined, now: Spread): Doubt | null {
  if (base === undefined || now.text === base.text) return null;
  const { low, high } = base;
  const { median } = now;
  const far = median > FAR * high || median * FAR < low;
  if (!(low > 0) || !Number.isFinite(median) || !(median > 0) || !far) return null;
  const bare = /^[\d.,_]+$/.test(now.text.trim());
  const fits = ([factor]: [number, string]): boolean =>
    median * factor <= FAR * high && median * factor * FAR >= low;
  const letter = bare
    ? LETTERS.map(([a, b]): [number, string] => [a, b]).find(fits)?.[1]
    : undefined;
  return {
    words: `Far from the usual ${low === high ? written(low, base.text) : `${written(low, base.text)} to ${written(high, base.text)}`}.`,
    meant: letter === undefined ? null : `${now.text.trim()}${letter}`,
  };
}

function written(value: number, like: string): string {
  return like.includes("%") ? percent(value) : compact(value);
}

/** The question under a field, with what may have been meant. */
export function doubtful(
  doubt: Doubt | null,
  take: (text: string) => void,
): TemplateResult | typeof nothing {
  if (doubt === null) return nothing;
  const { words, meant } = doubt;
  return html`<p class="doubt" role="status">${words}${meant === null ? nothing : html` <button class="link" @click=${() => take(meant)}>${meant}?</button>`}</p>`;
}
