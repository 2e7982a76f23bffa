import { ENTRIES } from "./entries";
import type { Entry } from "./entry";
import { view as margins } from "./margins/view";
import type { AnyView } from "./panel";

/** The views whose code is here. That of the first view comes with the page. */
const loaded = new Map<string, AnyView>([[margins.id, margins]]);

/** The entry of an id; the margins where there is none. */
export function entryOf(id: string): Entry {
  const entry =
    ENTRIES.find((one) => one.id === id) ?? ENTRIES.find((one) => one.id === margins.id);
  if (entry === undefined) throw new Error("the list has no margins");
  return entry;
}

/** The view of an entry, if its code is here. */
export function viewOf({ id }: Entry): AnyView | null {
  return loaded.get(id) ?? null;
}

/** Takes a view whose code has come. */
export function take(view: AnyView): void {
  loaded.set(view.id, view);
}
