import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ChoiceView, InputView, ScenarioView, Swing } from "../engine/core";
import { WORLDS } from "../engine/facts";
import { monthName } from "../style/number";
import { choice } from "./choice";
import "./quantity";

const HORIZON = "horizon_months";
/** The choice that stands first. */
const RESPONSE = "market.closed_response";

/** Inputs shown as sliders because they move the view on show most. */
export const SLIDERS = 5;

/** What the controls show and what they do. */
export interface Controls {
  base: ScenarioView | null;
  scenario: ScenarioView | null;
  swings: readonly Swing[];
  overrides: Readonly<Record<string, string>>;
  problems: ReadonlyMap<string, string>;
  metric: string;
  set(path: string, text: string | null): void;
  /** The world of the scenario's file. */
  own: string;
  /** Plays the scenario at the prices of a world. */
  play(world: string): void;
}

/** The few controls that matter: the response, the inputs with the largest swing, the buyer. */
export function controls(all: Controls): TemplateResult {
  const { base, scenario } = all;
  if (base === null || scenario === null) return html`<div class="controls waiting"></div>`;
  const buyer = buyerInputs(base);
  const moving = sliders(all, new Set(buyer.map(({ path }) => path)));
  return html`
    <div class="controls">
      ${worlds(all, scenario.world)}
      <div class="choices">
        ${responseFirst(scenario.choices).map((view) => {
          const usual = base.choices.find(({ path }) => path === view.path)?.value;
          const value = all.overrides[view.path] ?? view.value;
          return choice({ ...view, value }, value !== usual, (option) =>
            all.set(view.path, option === usual ? null : option),
          );
        })}
      </div>
      <section aria-label="Inputs that matter most">
        <h2>What moves ${all.metric} most</h2>
        <div class="quantities">${repeat(
          moving,
          ({ path }) => path,
          (input) => quantity(all, input),
        )}</div>
      </section>
      ${
        buyer.length === 0
          ? nothing
          : html`
            <section aria-label="The buyer">
              <h2>The buyer and the horizon</h2>
              <div class="quantities">${repeat(
                buyer,
                ({ path }) => path,
                (input) => quantity(all, input),
              )}</div>
            </section>
          `
      }
    </div>
  `;
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

function responseFirst(choices: readonly ChoiceView[]): ChoiceView[] {
  return [...choices].sort((a, b) => Number(b.path === RESPONSE) - Number(a.path === RESPONSE));
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

/** Volume, quality and horizon, which every view depends on. */
function buyerInputs({ inputs, horizon_months: months }: ScenarioView): InputView[] {
  const wanted = [/^workload\.tokens_per_day$/, /^workload\..*threshold$/];
  const found = wanted.flatMap((pattern) => inputs.filter(({ path }) => pattern.test(path)));
  return [...found, horizon(months)];
}

function sliders({ base, swings }: Controls, taken: ReadonlySet<string>): InputView[] {
  return swings
    .filter(({ path }) => !taken.has(path))
    .flatMap(({ path }) => base?.inputs.filter((input) => input.path === path) ?? [])
    .slice(0, SLIDERS);
}
