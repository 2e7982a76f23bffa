import { html, type TemplateResult } from "lit";
import { sentence } from "../../style/number";
import { type Chosen, chosen, type Option } from "../option";
import type { On } from "../panel";
import { MARGINS } from "./options";
import { MEASURES } from "./words";

/** The choice of the margin that a view is about. */
export function marginChoice(
  metric: Option,
  state: Chosen,
  option: On<unknown>["option"],
): TemplateResult {
  return html`
    <label class="level">
      <span>${metric.name}</span>
      <select aria-label=${metric.name} @change=${(event: Event) => option(metric, (event.target as HTMLSelectElement).value)}>
        ${Object.entries(MARGINS).map(
          ([word, each]) =>
            html`<option value=${word} ?selected=${word === chosen(state, metric)}>${sentence(MEASURES[each])}</option>`,
        )}
      </select>
    </label>
  `;
}
