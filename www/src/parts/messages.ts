import { html, nothing, type TemplateResult } from "lit";
import type { Problem } from "../engine/core";
import type { Workbench } from "../state/workbench";

/** Parts of a link that are named one by one. */
const MOST = 8;

function short(value: string): string {
  return value.length > 80 ? `${value.slice(0, 80)}…` : value;
}

/** What is amiss, and what stands below it. */
export interface Amiss extends Pick<Workbench, "notice" | "refused"> {
  /** Corrections of numbers that the catalogue does not have. */
  left?: readonly Problem[];
  /** Parts of the link that were dropped. */
  dropped?: readonly Problem[];
  /** Asks again for what did not come, which the notice is about. */
  again?: (() => void) | null;
  /** What the numbers below are, where something was refused. */
  below: string;
  /** Paths whose problems are told elsewhere, unless there are no others. */
  elsewhere?: ReadonlySet<string>;
  /** A problem as the page names it. */
  named?(problem: Problem): { label: string; text: string };
  /** A way out, and its name. */
  mend?: { name: string; do(): void } | null;
}

/** What is amiss: a notice, and the problems of what was refused. */
export function messages(amiss: Amiss): TemplateResult {
  const { notice, refused, left = [], dropped = [], below, elsewhere, named, mend, again } = amiss;
  const others = refused?.problems.filter(({ path }) => !elsewhere?.has(path)) ?? [];
  const told = (problem: Problem): TemplateResult => {
    const { rule } = problem;
    if (named !== undefined) {
      const { label, text } = named(problem);
      return text === ""
        ? html`${label} is empty and ${rule}.`
        : html`${label}: <code>${text}</code> ${rule}.`;
    }
    const { path, value } = problem;
    return html`<code>${path}${value === "" ? "" : ` = ${value}`}</code>: ${rule}`;
  };
  return html`
    ${notice === "" ? nothing : html`<p class="banner" role="alert">${notice}${again == null ? nothing : html` <button class="link" @click=${again}>Try again</button>`}</p>`}
    ${
      dropped.length === 0
        ? nothing
        : html`
          <div class="banner dropped" role="status">
            <p>These parts of the link cannot be, and were left out; the rest is shown:</p>
            <ul>${dropped.slice(0, MOST).map(({ path, value, rule }) => html`<li><code>${path}${value === "" ? "" : ` = ${short(value)}`}</code> ${rule}</li>`)}</ul>
            ${dropped.length > MOST ? html`<p>and ${dropped.length - MOST} more.</p>` : nothing}
          </div>
        `
    }
    ${
      left.length === 0
        ? nothing
        : html`
          <div class="banner left-out" role="status">
            <p>The catalogue of this world has no such number, so the numbers below are without:</p>
            <ul>${left.map(({ path, value }) => html`<li><code>${path} = ${value}</code></li>`)}</ul>
          </div>
        `
    }
    ${
      refused === null
        ? nothing
        : html`
          <div class="banner" role="alert">
            <p>This cannot be computed as it stands. ${below}</p>
            <ul>
              ${(others.length > 0 ? others : refused.problems).map(
                (problem) => html`<li class="broken-rule">${told(problem)}</li>`,
              )}
            </ul>
            ${mend == null ? nothing : html`<p class="mend"><button @click=${mend.do}>${mend.name}</button></p>`}
          </div>
        `
    }
  `;
}
