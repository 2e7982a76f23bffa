import type { TemplateResult } from "lit";
import type { Chart } from "../charts/chart";
import type { LabQuestions } from "../engine/labdesk";
import type { Answer, Ask } from "../engine/protocol";
import type { State } from "../state/session";
import type { Result } from "../state/workbench";

/** What a view of the run is given to show. */
export interface Frame {
  result: Result;
  state: State;
  /** The month under the cursor, if any. */
  month: string | null;
  /** The month whose values are written: the one under the cursor, or the view's own. */
  at: string;
  change(patch: Partial<State>): void;
  /** Sets a control that is no input of the scenario, kept in the link; null puts back what is usual. */
  option(key: string, value: string | null, moving?: boolean): void;
}

/** One question about the run: what it asks of the core, its controls, its charts. */
export interface RunView {
  of: "run";
  id: string;
  /** The month whose values are written while the cursor is elsewhere. */
  at: "first" | "last";
  /** What its sliders move most, in two words. */
  moved: string;
  /** Places in the summary's list of the curves whose swings choose the sliders. */
  swings(result: Result, state: State): number[];
  /** Switches that belong to the picture rather than to the scenario. */
  switches(frame: Frame): TemplateResult;
  charts(frame: Frame): TemplateResult;
}

/** The questions of the lab that a view may stand on. */
export type LabKind = keyof LabQuestions;

/** What a view of the lab is given to show; the answer is that to the last question that was answered. */
export interface LabFrame<K extends LabKind> {
  answer: Answer<LabQuestions, K>;
  state: State;
  /** The rule that each refused control breaks, by its name. */
  problems: ReadonlyMap<string, string>;
  /** Sets one of the view's own controls, kept in the link; null puts back what is usual. `moving` while it is under way. */
  set(name: string, value: string | null, moving?: boolean): void;
}

/** One question to the lab, which has controls of its own and does not depend on the scenario. */
export interface LabView<K extends LabKind = LabKind> {
  of: "lab";
  id: string;
  kind: K;
  /** Style that it needs beside the page's. */
  css: string;
  ask(state: State): Ask<LabQuestions, K>;
  /** A control as the page names it, and what was written in it. */
  control(name: string, state: State): { label: string; text: string };
  /** The answer in sentences, as the core words it; the first is the headline. */
  sentences(answer: Answer<LabQuestions, K>): string[];
  switches(frame: LabFrame<K>): TemplateResult;
  controls(frame: LabFrame<K>): TemplateResult;
  charts(frame: LabFrame<K>): TemplateResult;
  /** What a reader has to know to weigh the numbers. */
  smallPrint(answer: Answer<LabQuestions, K>): string[];
  /** Every number on show. */
  csv(answer: Answer<LabQuestions, K>): string;
}

/** A view as the page loads it. */
// biome-ignore lint/suspicious/noExplicitAny: each view knows the answer to its own question only
export type View = RunView | LabView<any>;

const drawn = new WeakMap<object, Map<string, Chart[]>>();

/** The charts built for `key` from a result; built once, so that an unchanged picture is not drawn again. */
export function chartsOf(result: object, key: string, build: () => Chart[]): Chart[] {
  const known = drawn.get(result) ?? new Map<string, Chart[]>();
  drawn.set(result, known);
  const charts = known.get(key) ?? build();
  known.set(key, charts);
  return charts;
}

/** The value of a view's own control, or what is usual. */
export function option(state: State, view: string, name: string, usual: string): string {
  return state.options[`${view}.${name}`] ?? usual;
}
