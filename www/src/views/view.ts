import type { TemplateResult } from "lit";
import type { Chart } from "../charts/chart";
import type { State } from "../state/session";
import type { Result } from "../state/workbench";

/** What a view is given to show. */
export interface Frame {
  result: Result;
  state: State;
  /** The month under the cursor, if any. */
  month: string | null;
  /** The month whose values are written: the one under the cursor, or the view's own. */
  at: string;
  change(patch: Partial<State>): void;
}

/** One question of the page: what it asks of the core, its controls, its charts. */
export interface View {
  id: string;
  /** Its name in the list of questions. */
  name: string;
  question: string;
  /** The month whose values are written while the cursor is elsewhere. */
  at: "first" | "last";
  /** Places in the summary's list of the curves whose swings choose the sliders. */
  swings(result: Result, state: State): number[];
  /** Switches that belong to the picture rather than to the scenario. */
  switches(frame: Frame): TemplateResult;
  charts(frame: Frame): TemplateResult;
}

const drawn = new WeakMap<Result, Map<string, Chart[]>>();

/** The charts built for `key` from a result; built once, so that an unchanged picture is not drawn again. */
export function chartsOf(result: Result, key: string, build: () => Chart[]): Chart[] {
  const known = drawn.get(result) ?? new Map<string, Chart[]>();
  drawn.set(result, known);
  const charts = known.get(key) ?? build();
  known.set(key, charts);
  return charts;
}
