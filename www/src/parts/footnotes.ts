import { html, nothing, type TemplateResult } from "lit";

/** What one has to know to weigh the numbers, with the notes folded. */
export function footnotes(words: readonly string[], notes: readonly string[] = []): TemplateResult {
  return html`
    <ul>${words.map((one) => html`<li>${one}</li>`)}</ul>
    ${
      notes.length === 0
        ? nothing
        : html`
          <details>
            <summary>${notes.length === 1 ? "1 note" : `${notes.length} notes`}</summary>
            <ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>
          </details>
        `
    }
  `;
}
