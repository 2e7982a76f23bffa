import { margins } from "./margins";
import type { View } from "./view";

/** A question of the list. All but the first view's code comes when it is asked for. */
export interface Entry {
  id: string;
  /** Its name in the list. */
  name: string;
  question: string;
  /** What answers it: the run of a scenario, or the lab. */
  of: View["of"];
  load(): Promise<View>;
}

/** The questions that the page answers, in the order of its list. */
export const VIEWS: readonly Entry[] = [
  {
    id: "cost",
    name: "Cost & routing",
    question: "What does the workload cost, and at what quality?",
    of: "run",
    load: async () => (await import("./cost")).cost,
  },
  {
    id: "margins",
    name: "Margins",
    question: "Where do margins go?",
    of: "run",
    load: async () => margins,
  },
  {
    id: "hardware",
    name: "Hardware & engines",
    question: "Which hardware and engine make a token fastest and cheapest?",
    of: "lab",
    load: async () => (await import("./hardware")).hardware,
  },
];

const loaded = new Map<string, View>([[margins.id, margins]]);

/** The entry of an id; the margins where there is none. */
export function entryOf(id: string): Entry {
  const entry = VIEWS.find((one) => one.id === id) ?? VIEWS.find((one) => one.id === margins.id);
  if (entry === undefined) throw new Error("the list has no margins");
  return entry;
}

/** The view of an entry, if its code is here. */
export function viewOf({ id }: Entry): View | null {
  return loaded.get(id) ?? null;
}

/** Brings the code of an entry's view. */
export async function loadView(entry: Entry): Promise<View> {
  const view = await entry.load();
  loaded.set(entry.id, view);
  return view;
}
