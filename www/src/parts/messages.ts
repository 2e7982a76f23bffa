import { html, nothing, type TemplateResult } from "lit";
import type { Workbench } from "../state/workbench";

/** What is amiss: a notice, and the problems of what was refused. */
export function messages(
  bench: Pick<Workbench, "notice" | "refused"> & Partial<Pick<Workbench, "base">>,
): TemplateResult {
  const known = new Set(bench.base?.inputs.map(({ path }) => path));
  const elsewhere = bench.refused?.problems.filter(({ path }) => !known.has(path)) ?? [];
  return html`
    ${bench.notice === "" ? nothing : html`<p class="banner" role="alert">${bench.notice}</p>`}
    ${
      bench.refused === null
        ? nothing
        : html`
          <div class="banner" role="alert">
            <p>This cannot be computed as it stands; the numbers below are the last that could.</p>
            <ul>
              ${(elsewhere.length > 0 ? elsewhere : bench.refused.problems).map(
                ({ path, value, rule }) =>
                  html`<li class="broken-rule"><code>${path}${value === "" ? "" : ` = ${value}`}</code>: ${rule}</li>`,
              )}
            </ul>
          </div>
        `
    }
  `;
}
