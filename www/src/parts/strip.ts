import { html, nothing, type TemplateResult } from "lit";
import { WORLDS } from "../engine/facts";
import type { State } from "../state/session";
import type { Workbench } from "../state/workbench";
import { dayName, monthName, sentence } from "../style/number";
import { optionOf } from "../views/options";

/** One difference from what is usual: its name, what it was and is, and the way back. */
export interface Chip {
  name: string;
  was: string;
  is: string;
  remove(): void;
}

/** Every difference of a state, that a reader can see what was changed: inputs, choices, the world, options of the view. */
export function chipsOf(
  { session, base, presets }: Pick<Workbench, "session" | "base" | "presets">,
  ofRun: boolean,
): Chip[] {
  const { state } = session;
  const chips: Chip[] = [];
  const own = presets.find(({ id }) => id === state.scenario)?.world ?? "";
  for (const [path, is] of ofRun ? Object.entries(state.overrides).sort() : []) {
    // The month of the prices is one change, whatever it sets.
    if (path === "start" && "world" in state.overrides) continue;
    if (path === "world") {
      const remove = (): void => session.play(own, presets);
      chips.push({ name: "Prices as of", was: monthName(own), is: monthName(is), remove });
      continue;
    }
    chips.push({ ...named(base, path), is, remove: () => session.set(path, null) });
  }
  for (const [key, is] of Object.entries(state.options).sort()) {
    const option = optionOf(key);
    if (option === undefined || option.look || option.view !== state.view) continue;
    const was = option.usual === "" ? "as the scenario has it" : option.usual;
    chips.push({ name: option.name, was, is, remove: () => session.setOption(key, null) });
  }
  return chips;
}

/** An input or a choice by the name that the page has for it, and what the scenario's file says. */
function named(base: Workbench["base"], path: string): Pick<Chip, "name" | "was"> {
  const input = base?.inputs.find((one) => one.path === path);
  if (input !== undefined) return { name: sentence(input.label), was: input.text };
  const choice = base?.choices.find((one) => one.path === path);
  if (choice !== undefined) return { name: sentence(choice.label), was: choice.value };
  if (path === "horizon_months")
    return { name: "Horizon", was: base === null ? "" : `${base.horizon_months} months` };
  if (path === "draws") return { name: "Draws", was: "" };
  return { name: path, was: "" };
}

/** "Thinking factor: 2 (was 1.5)" */
export function chipWords({ name, was, is }: Chip): string {
  return was === "" ? `${name}: ${is}` : `${name}: ${is} (was ${was})`;
}

/** What stands below the bar and above the answer: whose prices, which version, and what differs. */
export function strip(
  bench: Workbench,
  ofRun: boolean,
  about: readonly string[],
  runs: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  const chips = chipsOf(bench, ofRun);
  if (about.length === 0 && chips.length === 0) return html``;
  return html`
    <section class="strip" aria-label="What is shown">
      <ul class="state">${about.map((words) => html`<li>${words}</li>`)}</ul>
      ${
        chips.length === 0
          ? nothing
          : html`
            <p class="differs">${chips.length === 1 ? "1 assumption differs:" : `${chips.length} assumptions differ:`}</p>
            <ul class="chips">
              ${chips.map(
                (chip) => html`
                  <li>
                    <span>${chip.name} <strong>${chip.is}</strong>${chip.was === "" ? nothing : html` <s>${chip.was}</s>`}</span>
                    <button class="quiet" aria-label="Remove ${chip.name}" title="Back to ${chip.was}" @click=${chip.remove}>×</button>
                  </li>
                `,
              )}
            </ul>
          `
      }
      ${runs}
    </section>
  `;
}

/** Scenario, the day of its prices, and the version of the model, as far as they are known. */
export function stateWords(bench: Workbench, state: State, ofRun: boolean): string[] {
  if (!ofRun) return [];
  const { result, presets } = bench;
  const title = presets.find(({ id }) => id === state.scenario)?.title ?? bench.scenario?.title;
  const world = WORLDS.find(({ id }) => id === state.overrides["world"]);
  const day = world?.last_day ?? result?.summary.prices_as_of ?? "";
  return [
    ...(title === undefined ? [] : [title]),
    ...(day === "" ? [] : [`prices as of ${dayName(day)}`]),
    ...(result === null ? [] : [`model ${result.summary.model_version}`]),
  ];
}
