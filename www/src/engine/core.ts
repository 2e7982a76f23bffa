/**
 * The types of everything that crosses from the core. Written by hand to the same shape until the build
 * generates them into ../core; then this file becomes one line: `export type * from "../core/undercut"`.
 */

export interface Preset {
  id: string;
  title: string;
  question: string;
  summary: string;
}

export interface Override {
  path: string;
  text: string;
}

export interface Problem {
  path: string;
  value: string;
  rule: string;
}

export type Basis = "measured" | "published" | "derived" | "assumed";

export interface InputView {
  path: string;
  label: string;
  unit: string;
  group: string;
  text: string;
  low: number;
  median: number;
  high: number;
  basis: Basis;
  document: string;
  url: string;
  as_of: string;
  note: string;
}

export interface ChoiceView {
  path: string;
  label: string;
  value: string;
  options: string[];
}

export interface ScenarioView {
  title: string;
  question: string;
  world: string;
  prices_as_of: string;
  start: string;
  horizon_months: number;
  draws: number;
  inputs: InputView[];
  choices: ChoiceView[];
}

export type SubjectKind = "group" | "provider" | "line" | "policy" | "market";

export interface Subject {
  kind: SubjectKind;
  id: string;
  name: string;
  group: string;
}

export interface Curve {
  metric: string;
  unit: string;
  subject: Subject;
  offset: number;
}

export interface Passage {
  subject: Subject;
  metric: string;
  level: number;
  direction: "below" | "above";
  already: number;
  never: number;
  by_month: number[];
}

export interface Headline {
  view: string;
  text: string;
}

export interface Summary {
  model_version: string;
  title: string;
  question: string;
  world: string;
  prices_as_of: string;
  seed: number;
  draws: number;
  months: string[];
  band: string[];
  curves: Curve[];
  passages: Passage[];
  headlines: Headline[];
  notes: string[];
}

export interface Swing {
  path: string;
  label: string;
  low_text: string;
  high_text: string;
  low: number;
  high: number;
  base: number;
}

export interface Simulation {
  run_block(index: number): void;
  take(): Uint32Array;
  merge(partial: Uint32Array): void;
  summary(): Summary;
  bands(): Float64Array;
  swings(curve: number): Swing[];
  paths(curve: number): Float64Array;
  free(): void;
}

/** What the generated module exports, once it has been given its compiled WebAssembly. */
export interface Core {
  presets(): Preset[];
  preset_text(id: string): string;
  describe(text: string, overrides: Override[]): ScenarioView;
  Simulation: new (text: string, overrides: Override[], seed: number) => Simulation;
}

/** Draws in one block: block i holds draws 256 i to 256 i + 255. */
export const BLOCK_DRAWS = 256;
