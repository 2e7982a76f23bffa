import type { Override, Problem, ScenarioView, Summary, Swing } from "./core";
import type { Facts } from "./facts";
import { messageOf } from "./failure";

/** Everything that decides the numbers of a run. */
export interface Spec {
  scenario: string;
  overrides: Override[];
  seed: number;
}

/** The same as a seat is asked: the scenario's text, and the catalogue that it is read against. */
export interface Given {
  facts: Facts;
  text: string;
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
  facts: { ask: Facts; answer: null };
  describe: { ask: Given; answer: ScenarioView };
  open: { ask: Given; answer: null };
  block: { ask: number; answer: null };
  take: { ask: null; answer: Uint32Array<ArrayBuffer> };
  merge: { ask: Uint32Array<ArrayBuffer>; answer: null };
  snapshot: { ask: null; answer: Snapshot };
  swings: { ask: number; answer: Swing[] };
}

export type Kind = keyof Calls;

/** Calls by name, as those of the core or of the lab. Every seat is loaded first. */
export interface Questions {
  load: { ask: Load; answer: null };
}
/** What a call is asked with, and what it answers. */
export type Ask<Q, K extends keyof Q> = Q[K] extends { ask: infer A } ? A : never;
export type Answer<Q, K extends keyof Q> = Q[K] extends { answer: infer A } ? A : never;

export interface Request<Q = Calls, K extends keyof Q = keyof Q> {
  id: number;
  kind: K;
  ask: Ask<Q, K>;
}

export type Reply<Q = Calls> = { id: number; answer: Answer<Q, keyof Q> } | Refusal;

export type Refusal = { id: number; problems: Problem[] } | { id: number; failure: string };

/** The reply to a call that threw `error`: problems of the input, or a failure. */
export function refusal(id: number, error: unknown): Refusal {
  if (typeof error === "object" && error !== null && "problems" in error) {
    if (Array.isArray(error.problems)) return { id, problems: error.problems as Problem[] };
  }
  return { id, failure: messageOf(error) };
}

/** Turns on a generated module, compiled here where the page could not. */
export async function turnOn(
  generated: { initSync(input: { module: WebAssembly.Module }): unknown },
  load: Load,
): Promise<null> {
  const module =
    load.module ?? (await WebAssembly.compile(await (await fetch(load.url)).arrayBuffer()));
  generated.initSync({ module });
  return null;
}

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
