import { html, type TemplateResult } from "lit";
import type { Chart } from "../charts/chart";
import "../charts/figure";
import { monthName } from "../style/number";
import type { Frame } from "./view";

/** Figures side by side, under a heading that says what they have in common. */
export function figures(
  title: string,
  detail: string,
  charts: Chart[],
  frame: Frame,
  kind = "",
): TemplateResult {
  return html`
    <section class="row ${kind}">
      <header><h2>${title}</h2><p class="soft">${detail}</p><p class="when">${monthName(frame.at)}</p></header>
      <div class="charts">
        ${charts.map(
          (chart) =>
            html`<undercut-figure .chart=${chart} .month=${frame.month} .at=${frame.at} .rest=${frame.result.complete}></undercut-figure>`,
        )}
      </div>
    </section>
  `;
}

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
