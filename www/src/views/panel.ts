import type { TemplateResult } from "lit";
import type { Chart } from "../charts/chart";
import type { ScenarioView } from "../engine/core";
import type { AnswerTo, Asked, Kind } from "../engine/lab";
import type { Result } from "../state/result";
import type { State } from "../state/state";
import type { Option } from "./option";

/** What a panel is drawn from: the run of the scenario, or the lab's answer of a kind. */
export type Source = "run" | Kind;
export type From<S extends Source> = S extends Kind ? AnswerTo<S> : Result;

/** What a panel or a view is given to show. */
export interface On<A> {
  answer: A;
  /**
   * What words and scales go by: the answer, or, while draws still arrive, that of the first draws, so that sentences and axes
   * change once and not with every snapshot.
   */
  steady: A;
  state: State;
  /** The scenario as it stands in its file, once it is described. */
  base: ScenarioView | null;
  /** The month under the cursor, if any. */
  month: string | null;
  /** The month whose values are written: the one under the cursor, or the view's own. */
  at: string;
  /** Whether the answer is that to the present state, in full. */
  complete: boolean;
  /** The rule that each refused option breaks, by the name that its question gives it. */
  problems: ReadonlyMap<string, string>;
  /** Sets an option, kept in the link; null puts back what is usual. `moving` while it is under way. */
  option(option: Option, value: string | null, moving?: boolean): void;
  /** Inputs of the scenario as quantities, for a panel that their control belongs to. */
  quantities(paths: readonly string[]): TemplateResult;
  /** Saves the rows of a panel as a file. */
  saveRows(panel: string): void;
}

/** What a panel shows, on the page, in an embed and in a picture alike. */
export interface Drawn {
  title: string;
  /** What lines, bands and marks mean. */
  detail: string;
  /** The month that is read, where there is one. */
  when: string;
  /** That month, where it is not the page's. */
  at?: string;
  /** What hues mean: name and colour. */
  hues: readonly (readonly [string, string])[];
  charts: readonly Chart[];
  /** Words in place of the charts where nothing can be drawn. */
  none?: string;
  /** How its figures stand side by side. */
  kind?: string;
  /** Sentences of its own, the answer first. */
  lead?: readonly string[];
  /** On a page: controls beside the charts, and what stands below them. */
  beside?: TemplateResult;
  below?: TemplateResult | undefined;
}

/** A number of a file, or words; nothing where there is none. */
export type Cell = string | number | null | undefined;

/** Rows of a file: the head, then one for each number. */
export interface Rows {
  head: readonly string[];
  rows: readonly (readonly Cell[])[];
}

/** A part of an answer that can be shown, embedded, saved and cited alone. */
export interface Panel<S extends Source> {
  id: string;
  /** Its name where it stands alone. */
  name: string;
  from: S;
  /** The options that it reads. */
  options: readonly Option[];
  draw(on: On<From<S>>): Drawn;
  rows(on: On<From<S>>): Rows;
}

/** What is asked of the lab for a state; null while that can wait. `settled`: nothing has moved for a while. */
export type Asks<S extends Source> = (
  state: State,
  settled: boolean,
) => Asked<Extract<S, Kind>> | null;

/** A panel of a view, whatever it is drawn from. */
// biome-ignore lint/suspicious/noExplicitAny: each panel knows the answer to its own question only
export type AnyPanel = Panel<any>;

/** A view: one question, its sentences, its panels in the order of the page; two in a list stand side by side. */
export interface View<S extends Source = Source> {
  id: string;
  from: S;
  panels: readonly (AnyPanel | readonly AnyPanel[])[];
  /** The questions to the lab behind its panels, by kind. */
  asks: Partial<Record<Kind, Asks<Source>>>;
  /** Style that it needs beside the page's. */
  css: string;
  /** The month whose values are written while the cursor is elsewhere. */
  at: "first" | "last";
  /** The answer in sentences, the headline first. */
  sentences(on: On<From<S>>): string[];
  /** Switches beside the question. */
  switches(on: On<From<S>>): TemplateResult;
  /** What a reader has to know to weigh the numbers. */
  small(on: On<From<S>>): string[];
  /** What its inputs are chosen by; none for a view with controls of its own. */
  inputs: Inputs | null;
  /** Controls of its own, in place of inputs of a scenario. */
  controls?(on: On<From<S>>): TemplateResult;
  /** An option as its question names it. */
  control?(name: string, state: State): { label: string; text: string };
}

/** Which inputs of a scenario a view shows: what moves something in it. */
export interface Inputs {
  /** What its sliders move most, in two words. */
  moved: string;
  /** Places in the summary's list of the curves whose swings choose the sliders. */
  swings(result: Result, state: State): number[];
  /** Choices that are the decision. */
  decision: readonly string[];
  /** The visitor's own facts. */
  facts: readonly RegExp[];
  /** Choices that move nothing in it; every other one is about the world, and folded. */
  inert: readonly string[];
  /** Inputs whose control stands in a panel, and so not beside it. */
  elsewhere: readonly string[];
}

// biome-ignore lint/suspicious/noExplicitAny: each view knows the answer to its own question only
export type AnyView = View<any>;

/** The panels of a view, one after the other. */
export function panelsOf({ panels }: Pick<AnyView, "panels">): AnyPanel[] {
  return panels.flat() as AnyPanel[];
}

const drawn = new WeakMap<object, Map<string, Chart[]>>();

/** The charts built for `key` from a result; built once, so that an unchanged picture is not drawn again. */
export function chartsOf(result: object, key: string, build: () => Chart[]): Chart[] {
  const known = drawn.get(result) ?? new Map<string, Chart[]>();
  drawn.set(result, known);
  const charts = known.get(key) ?? build();
  known.set(key, charts);
  return charts;
}
