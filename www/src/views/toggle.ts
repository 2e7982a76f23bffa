import { html, type TemplateResult } from "lit";

/** A few exclusive ways to look at the same numbers. */
export function toggle<T extends string>(
  label: string,
  options: readonly (readonly [T, string])[],
  value: T,
  choose: (value: T) => void,
): TemplateResult {
  return html`
    <div class="toggle" role="group" aria-label=${label}>
      ${options.map(
        ([option, name]) =>
          html`<button aria-pressed=${option === value ? "true" : "false"} @click=${() => choose(option)}>${name}</button>`,
      )}
    </div>
  `;
}
