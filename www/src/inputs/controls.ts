import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ChoiceView, InputView, ScenarioView, Swing } from "../engine/core";
import { WORLDS } from "../engine/facts";
import { monthName } from "../style/number";
import type { Inputs } from "../views/panel";
import { choice } from "./choice";
import "./quantity";

const HORIZON = "horizon_months";
/** What a fit leaves unexplained, by its label: it moves every number, and nobody sets it. */
const MODEL_ERROR = /^(?:.*: )?error of /i;

/** Inputs shown as sliders because they move the view on show most. */
export const SLIDERS = 5;

/** What the controls show and what they do. */
export interface Controls {
  base: ScenarioView | null;
  scenario: ScenarioView | null;
  swings: readonly Swing[];
  overrides: Readonly<Record<string, string>>;
  problems: ReadonlyMap<string, string>;
  /** What the view on show has inputs for. */
  inputs: Inputs;
  set(path: string, text: string | null): void;
  /** The world of the scenario's file. */
  own: string;
  /** Plays the scenario at the prices of a world. */
  play(world: string): void;
}

/** The few controls that matter: the decision, what moves the view most, the visitor's own facts, and, folded, the world. */
export function controls(all: Controls): TemplateResult {
  const { base, scenario, inputs } = all;
  if (base === null || scenario === null) return html`<div class="controls waiting"></div>`;
  const facts = base.inputs.filter(({ path }) => inputs.facts.some((fact) => fact.test(path)));
  const taken = new Set([...facts.map(({ path }) => path), ...inputs.elsewhere]);
  const { moving, errors } = sliders(all, taken);
  return html`
    <div class="controls">
      <div class="choices">${choices(all, scenario.choices, inputs.decision)}</div>
      <section aria-label="Inputs that matter most">
        <h2>What moves ${inputs.moved} most</h2>
        <div class="quantities">${quantities(all, moving)}</div>
        ${errors.length === 0 ? nothing : html`<p class="soft model-error">Model error, which nobody sets, moves them too: ${errors.map(({ label }) => label).join("; ")}.</p>`}
      </section>
      ${
        facts.length === 0
          ? nothing
          : html`
            <section aria-label="Your facts">
              <h2>Your facts</h2>
              <div class="quantities">${quantities(all, facts)}</div>
            </section>
          `
      }
      <details class="world" ?open=${worldChanged(all)}>
        <summary>The world: prices, market, horizon</summary>
        ${worlds(all, scenario.world)}
        <div class="choices">${choices(all, scenario.choices, worldOf(all))}</div>
        <div class="quantities">${quantities(all, [horizon(base.horizon_months)])}</div>
      </details>
    </div>
  `;
}

/** Inputs as quantities, wherever they stand. */
export function quantities(all: Controls, inputs: readonly InputView[]): unknown {
  return repeat(
    inputs,
    ({ path }) => path,
    (input) => quantity(all, input),
  );
}

function choices(
  all: Controls,
  found: readonly ChoiceView[],
  wanted: readonly string[],
): TemplateResult[] {
  return wanted.flatMap((path) => {
    const view = found.find((one) => one.path === path);
    if (view === undefined) return [];
    const usual = all.base?.choices.find((one) => one.path === path)?.value;
    const value = all.overrides[path] ?? view.value;
    return [
      choice({ ...view, value }, value !== usual, (option) =>
        all.set(path, option === usual ? null : option),
      ),
    ];
  });
}

/** Whether something that is folded differs from the scenario. */
function worldChanged(all: Controls): boolean {
  return [HORIZON, "world", ...worldOf(all)].some((path) => path in all.overrides);
}

/** Choices that are neither the decision nor without effect on the view. */
function worldOf({ scenario, inputs: { decision, inert } }: Controls): string[] {
  const paths = scenario?.choices.map(({ path }) => path) ?? [];
  return paths.filter((path) => !decision.includes(path) && !inert.includes(path));
}

/** Which month's prices are played, and what was on sale then. */
function worlds({ own, overrides, play }: Controls, shown: string): TemplateResult {
  const value = overrides["world"] ?? shown;
  const world = WORLDS.find(({ id }) => id === value);
  return html`
    <section class="worlds" aria-label="Prices">
      <label class="pick">
        <span>Prices as of${value === own ? "" : html`<span class="dot" title="changed"></span>`}</span>
        <select data-name="world" .value=${value} @change=${(event: Event) => play((event.target as HTMLSelectElement).value)}>
          ${[...WORLDS]
            .sort((a, b) => (a.id < b.id ? 1 : -1))
            .map(
              ({ id }) =>
                html`<option value=${id} ?selected=${id === value}>${monthName(id)}</option>`,
            )}
        </select>
      </label>
      ${
        world === undefined
          ? nothing
          : html`
            <details>
              <summary>${world.lines} lines on sale, ${world.main} of them the main ones</summary>
              <p class="soft">${world.text}</p>
            </details>
          `
      }
    </section>
  `;
}

function quantity({ scenario, overrides, problems }: Controls, base: InputView): TemplateResult {
  const now = nowOf(base, scenario);
  const text = overrides[base.path] ?? base.text;
  const view = text === now.text ? now : { ...now, text };
  return html`<undercut-quantity .base=${base} .view=${view} .problem=${problems.get(base.path) ?? ""}></undercut-quantity>`;
}

function nowOf(base: InputView, scenario: ScenarioView | null): InputView {
  if (scenario === null) return base;
  if (base.path === HORIZON) return horizon(scenario.horizon_months);
  return scenario.inputs.find(({ path }) => path === base.path) ?? base;
}

/** The months simulated, which are no input of the model but of the run. */
function horizon(months: number): InputView {
  return {
    path: HORIZON,
    label: "horizon",
    unit: "months",
    group: "scenario",
    text: String(months),
    low: months,
    median: months,
    high: months,
    basis: "assumed",
    document: "",
    url: "",
    as_of: "",
    note: "Months simulated after the first, up to 120.",
    rule: "",
  };
}

/** The inputs that move the view most, but for those that stand elsewhere and for errors of a fit, which are told apart. */
function sliders(
  { base, swings }: Controls,
  taken: ReadonlySet<string>,
): { moving: InputView[]; errors: InputView[] } {
  const found = swings
    .filter(({ path }) => !taken.has(path))
    .flatMap(({ path }) => base?.inputs.filter((input) => input.path === path) ?? []);
  const isError = ({ label }: InputView): boolean => MODEL_ERROR.test(label);
  const moving = found.filter((input) => !isError(input)).slice(0, SLIDERS);
  const last = moving.at(-1);
  const before = last === undefined ? [] : found.slice(0, found.indexOf(last));
  return { moving, errors: before.filter(isError) };
}
