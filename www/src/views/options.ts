import { ENTRIES } from "./entries";
import type { Option } from "./option";

/** Every option of every view. */
export const OPTIONS: readonly Option[] = ENTRIES.flatMap(({ options }) => options);

const BY_KEY = new Map(OPTIONS.map((option) => [option.key, option]));
const FIRSTS = new Set(OPTIONS.map(({ key }) => key.split(".")[0]));

/** The option of a key. */
export function optionOf(key: string): Option | undefined {
  return BY_KEY.get(key);
}

/** Whether a key can only be that of an option: no input of a scenario begins so. */
export function isOption(key: string): boolean {
  return FIRSTS.has(key.split(".")[0]);
}
