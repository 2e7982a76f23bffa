import type { Override, Preset, Problem, ScenarioView, Summary, Swing } from "./core";

/** Everything that decides the numbers of a run. */
export interface Spec {
  scenario: string;
  overrides: Override[];
  seed: number;
}

/** The merged result so far. */
export interface Snapshot {
  summary: Summary;
  bands: Float64Array<ArrayBuffer>;
}

/** How a worker gets its WebAssembly: compiled already, or, where that failed, by address. */
export interface Load {
  module: WebAssembly.Module | null;
  url: string;
}

/** The calls a seat answers: what each is asked with and what it answers. */
export interface Calls {
  load: { ask: Load; answer: null };
  presets: { ask: null; answer: Preset[] };
  text: { ask: string; answer: string };
  describe: { ask: Omit<Spec, "seed">; answer: ScenarioView };
  open: { ask: Spec; answer: null };
  block: { ask: number; answer: null };
  take: { ask: null; answer: Uint32Array<ArrayBuffer> };
  merge: { ask: Uint32Array<ArrayBuffer>; answer: null };
  snapshot: { ask: null; answer: Snapshot };
  swings: { ask: number; answer: Swing[] };
}

export type Kind = keyof Calls;

export interface Request<K extends Kind = Kind> {
  id: number;
  kind: K;
  ask: Calls[K]["ask"];
}

export type Reply =
  | { id: number; answer: Calls[Kind]["answer"] }
  | { id: number; problems: Problem[] }
  | { id: number; failure: string };

/** The core refused the input; every problem at once. */
export class Refused extends Error {
  readonly problems: Problem[];
  constructor(problems: Problem[]) {
    super(
      problems
        .map((p) => (p.value === "" ? `${p.path}: ${p.rule}` : `${p.path} = ${p.value}: ${p.rule}`))
        .join("\n"),
    );
    this.problems = problems;
  }
}

/** A seat broke: its worker stopped or its WebAssembly trapped. It answers no more. */
export class Broken extends Error {}
