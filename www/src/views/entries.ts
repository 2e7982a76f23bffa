import type { Entry } from "./entry";

/** Every folder beside this file that has a question. */
const FOUND = import.meta.glob<Entry>("./*/entry.ts", { eager: true, import: "entry" });

/** The questions that the page answers, in the order of its list. */
export const ENTRIES: readonly Entry[] = Object.values(FOUND).sort((a, b) => a.place - b.place);
