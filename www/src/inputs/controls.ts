import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { InputView, ScenarioView, Swing } from "../engine/core";
import { choice } from "./choice";
import "./quantity";

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
}

/** The few controls that matter: the response, the inputs with the largest swing, the buyer. */
export function controls(all: Controls): TemplateResult {
  const { base, scenario } = all;
  if (base === null || scenario === null) return html`<div class="controls waiting"></div>`;
  const buyer = buyerInputs(base.inputs);
  const moving = sliders(all, new Set(buyer.map(({ path }) => path)));
  return html`
    <div class="controls">
      <div class="choices">
        ${scenario.choices.map((view) => {
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

function quantity({ scenario, overrides, problems }: Controls, base: InputView): TemplateResult {
  const now = scenario?.inputs.find(({ path }) => path === base.path) ?? base;
  const text = overrides[base.path] ?? base.text;
  const view = text === now.text ? now : { ...now, text };
  return html`<undercut-quantity .base=${base} .view=${view} .problem=${problems.get(base.path) ?? ""}></undercut-quantity>`;
}

/** Volume, quality and horizon, which every view depends on. */
function buyerInputs(inputs: readonly InputView[]): InputView[] {
  const wanted = [/(^|\.)tokens_per_day$/, /(^|[._])threshold$/, /(^|\.)horizon_months$/];
  return wanted.flatMap((pattern) => inputs.filter(({ path }) => pattern.test(path)));
}

function sliders({ base, swings }: Controls, taken: ReadonlySet<string>): InputView[] {
  return swings
    .filter(({ path }) => !taken.has(path))
    .flatMap(({ path }) => base?.inputs.filter((input) => input.path === path) ?? [])
    .slice(0, SLIDERS);
}
