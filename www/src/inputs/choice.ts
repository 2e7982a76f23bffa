import { html, type TemplateResult } from "lit";
import type { ChoiceView } from "../engine/core";
import { sentence } from "../style/number";

/** A few exclusive options as a row of radio buttons. */
export function choice(
  view: ChoiceView,
  changed: boolean,
  choose: (value: string) => void,
): TemplateResult {
  return html`
    <fieldset class="choice">
      <legend>${sentence(view.label)}${changed ? html`<span class="dot" title="changed"></span>` : ""}</legend>
      <div class="segments">
        ${view.options.map(
          (option) => html`
            <label>
              <input
                type="radio"
                name=${view.path}
                .value=${option}
                .checked=${option === view.value}
                @change=${() => choose(option)}
              />
              <span>${option.replaceAll("-", " ").replaceAll("_", " ")}</span>
            </label>
          `,
        )}
      </div>
    </fieldset>
  `;
}
