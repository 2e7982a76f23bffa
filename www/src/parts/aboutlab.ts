import { html, nothing, type TemplateResult } from "lit";
import type { Missing } from "../state/chunks";
import type { Workbench } from "../state/workbench";
import type { Entry } from "../views/entry";
import { headline } from "../views/headline";
import { labChanges } from "./changes";
import { footnotes } from "./footnotes";
import { messages } from "./messages";
import { strip } from "./strip";
import { frameOf, panels, type Shown } from "./view";

/** What a view of the lab shows, of what has been asked of it so far. */
export function aboutLab(
  bench: Workbench,
  entry: Entry,
  shown: Shown | null,
  missing: Missing | null,
): TemplateResult {
  const inquiry = shown?.inquiries.get(entry.from);
  const on = shown === null ? null : frameOf(shown, entry.from);
  const view = shown?.view ?? null;
  const ready = on === null || view === null || shown === null ? null : { on, view, shown };
  const retry = (): void => {
    inquiry?.again();
    bench.dispatchEvent(new Event("change"));
  };
  return html`
      ${strip(bench, false, [])}
      <main id="main">
        ${messages({
          notice: missing?.words ?? (inquiry?.notice || bench.notice),
          again: missing?.again ?? (inquiry?.notice ? retry : null),
          dropped: bench.dropped,
          refused: inquiry?.refused ?? null,
          below: inquiry?.standsIn
            ? "The numbers below answer the usual question."
            : "The numbers below are those of the last question that could be.",
          mend: {
            name: "Ask the usual question",
            do: () => bench.session.resetOptions(entry.id),
          },
          ...(view?.control === undefined
            ? {}
            : {
                named: ({ path }) =>
                  view.control?.(path, bench.session.state) ?? { label: path, text: "" },
              }),
        })}
        ${headline(entry.question, ready === null ? null : ready.view.sentences(ready.on), inquiry?.notice || missing !== null ? "" : "Asking the lab", ready === null ? nothing : html`<div class="switches">${ready.view.switches(ready.on)}</div>`)}
        <div class="view" id="view">${ready === null ? html`<div class="skeleton"></div>` : panels(ready.shown)}</div>
      </main>
      <aside class="side" aria-label="Inputs"><div class="dock">
        ${ready === null ? html`<div class="controls waiting"></div>` : ready.view.controls?.(ready.on)}
        ${labChanges(bench, entry.id)}
      </div></aside>
      <footer class="small-print">
        ${ready === null ? nothing : footnotes(ready.view.small(ready.on))}
      </footer>
    `;
}
