import { cost } from "./cost";
import { margins } from "./margins";
import type { View } from "./view";

/** The questions that the page answers, in the order of its list. */
export const VIEWS: readonly View[] = [cost, margins];

/** The view of an id; the margins where there is none. */
export function viewOf(id: string): View {
  return VIEWS.find((view) => view.id === id) ?? margins;
}
