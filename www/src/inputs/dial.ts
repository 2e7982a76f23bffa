import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

/** A plain number under a slider, which is not an input of the scenario. */
export interface Dial {
  id: string;
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  /** The value in words. */
  text: string;
  /** What it is, or where its usual value comes from. */
  note: string;
  /** Words of the button that puts back what is usual; none where it stands there. */
  reset: string | null;
  /** A new value; null for the usual one. `moving` while the slider is under way. */
  move(value: number | null, moving: boolean): void;
}

/** A slider with its label, its value in words and a way back. */
export function dial(one: Dial): TemplateResult {
  const numberOf = (event: Event): number => Number((event.target as HTMLInputElement).value);
  return html`
    <div class="dial">
      <div class="named">
        <label for=${one.id}>${one.label}</label>
        <output for=${one.id}>${one.text}</output>
        ${
          one.reset === null
            ? nothing
            : html`<button class="quiet" title=${one.reset} aria-label="${one.label}: ${one.reset}" @click=${() => one.move(null, false)}>↺</button>`
        }
      </div>
      <input
        id=${one.id}
        type="range"
        min=${one.min}
        max=${one.max}
        step=${one.step}
        .value=${live(String(one.value))}
        aria-valuetext=${one.text}
        aria-describedby="${one.id}-note"
        @input=${(event: Event) => one.move(numberOf(event), true)}
        @change=${(event: Event) => one.move(numberOf(event), false)}
      />
      <p class="soft" id="${one.id}-note">${one.note}</p>
    </div>
  `;
}
