/**
 * A control of a view that is no input of the scenario. One table of them (`options.ts`) is what links, undo, reset, the
 * strip, files and embeds read.
 */
export interface Option {
  /** Its key in a link. */
  readonly key: string;
  /** Its name on the page. */
  readonly name: string;
  readonly usual: string;
  /** The view that shows what it changes. */
  readonly view: string;
  /** Whether it is a way to look at the same numbers, which undo leaves alone. */
  readonly look: boolean;
  /** The rule that a text breaks; empty where it breaks none, and where its question judges. */
  rule(text: string): string;
}

/** What a state holds of the options: those that are not as usual. */
export interface Chosen {
  readonly options: Readonly<Record<string, string>>;
}

/** What an option says, or what is usual. */
export function chosen({ options }: Chosen, option: Option): string {
  return options[option.key] ?? option.usual;
}

/** A rule of a few words. */
export function among(words: readonly string[]): Option["rule"] {
  return (text) => (words.includes(text) ? "" : `is not one of ${words.join(", ")}`);
}

/** A rule of a number. */
export function within(low: number, high: number): Option["rule"] {
  return (text) =>
    text.trim() !== "" && Number(text) >= low && Number(text) <= high
      ? ""
      : `must be a number from ${low} to ${high}`;
}

/** No rule here: the question judges. */
export const judged: Option["rule"] = () => "";
