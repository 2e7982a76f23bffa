import { html, nothing, type TemplateResult } from "lit";
import "../charts/figure";
import type { AnyPanel, Drawn } from "../views/panel";

/** The month that figures share, and whether their numbers are at rest. */
export interface Cursor {
  month: string | null;
  at: string | null;
  rest: boolean;
}

/** A panel as a section of the page; `waiting` where its answer is not there yet. */
export function section(panel: AnyPanel, drawn: Drawn | null, cursor: Cursor): TemplateResult {
  if (drawn === null) return html`<div class="skeleton ${panel.id.replace(".", "-")}-wait"></div>`;
  if (drawn.none === "") return html``;
  const { title, detail, when, hues, kind = "" } = drawn;
  const [lead, ...others] = drawn.lead ?? [];
  return html`
    <section class="row ${kind}" aria-label=${panel.name} data-panel=${panel.id}>
      <header>
        <h2>${title}</h2>
        <p class="soft">${detail}</p>
        ${when === "" ? nothing : html`<p class="when">${when}</p>`}
        ${hues.length === 0 ? nothing : html`<ul class="hues">${hues.map(([name, colour]) => html`<li><svg viewBox="0 0 14 4" aria-hidden="true"><rect width="14" height="4" fill=${colour}></rect></svg>${name}</li>`)}</ul>`}
      </header>
      ${lead === undefined ? nothing : html`<p class="lead">${lead}</p>`}
      ${others.length === 0 ? nothing : html`<ul class="also">${others.map((words) => html`<li>${words}</li>`)}</ul>`}
      ${
        drawn.none === undefined
          ? drawn.beside === undefined
            ? figures(drawn, cursor)
            : html`<div class="beside">${figures(drawn, cursor)}${drawn.beside}</div>`
          : html`<p class="soft">${drawn.none}</p>`
      }
      ${drawn.below ?? nothing}
    </section>
  `;
}

function figures({ charts }: Drawn, { month, at, rest }: Cursor): TemplateResult {
  return html`
    <div class="charts">
      ${charts.map(
        (chart) =>
          html`<undercut-figure .chart=${chart} .month=${month} .at=${at} .rest=${rest}></undercut-figure>`,
      )}
    </div>
  `;
}
