import { html, nothing, type TemplateResult } from "lit";
import { encode } from "../state/link";
import type { State } from "../state/session";
import { ENTRIES } from "../views/entries";

/** The list of questions, each a link to itself at the present state. */
export function rail(state: State, current: string, go: (view: string) => void): TemplateResult {
  const followed = (event: MouseEvent, view: string): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(view);
  };
  return html`
    <nav class="rail" aria-label="Questions">
      <ul>
        ${ENTRIES.map(
          ({ id, name }) => html`
            <li>
              <a
                href="#${encode({ ...state, view: id })}"
                aria-current=${id === current ? "page" : nothing}
                @click=${(event: MouseEvent) => followed(event, id)}
              >${name}</a>
            </li>
          `,
        )}
      </ul>
    </nav>
  `;
}
