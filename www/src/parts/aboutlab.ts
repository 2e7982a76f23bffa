import { html, nothing, type TemplateResult } from "lit";
import type { Inquiry } from "../state/inquiry";
import type { Workbench } from "../state/workbench";
import { headline } from "../views/headline";
import type { LabFrame, LabView } from "../views/view";
import type { Entry } from "../views/views";
import { labChanges } from "./changes";
import { footnotes } from "./footnotes";
import { messages } from "./messages";

/** What a view of the lab shows, of what has been asked of it so far; `set` sets one of its controls. */
export function aboutLab(
  bench: Workbench,
  entry: Entry,
  inquiry: Inquiry | undefined,
  set: LabFrame<never>["set"],
): TemplateResult {
  const answer = inquiry?.answer ?? null;
  const on = inquiry === undefined || answer === null ? null : { view: inquiry.view, answer };
  const frame: LabFrame<never> | null = on && {
    answer: on.answer as never,
    state: bench.session.state,
    problems: new Map(inquiry?.refused?.problems.map(({ path, rule }) => [path, rule])),
    set,
  };
  const view: LabView<never> | undefined = inquiry?.view as LabView<never> | undefined;
  const ready = frame === null || view === undefined ? null : { frame, view };
  return html`
      <main id="main">
        ${messages({
          notice: inquiry?.notice || bench.notice,
          refused: inquiry?.refused ?? null,
          below: inquiry?.standsIn
            ? "The numbers below answer the usual question."
            : "The numbers below are those of the last question that could be.",
          mend: {
            name: "Ask the usual question",
            do: () => bench.session.resetOptions(entry.id),
          },
          ...(view === undefined
            ? {}
            : { named: ({ path }) => view.control(path, bench.session.state) }),
        })}
        ${headline(entry.question, ready?.view.sentences(ready.frame.answer) ?? null, inquiry?.notice ? "" : "Asking the lab", ready === null ? nothing : html`<div class="switches">${ready.view.switches(ready.frame)}</div>`)}
        <div class="view" id="view">${ready === null ? html`<div class="skeleton"></div>` : ready.view.charts(ready.frame)}</div>
      </main>
      <aside class="side" aria-label="Inputs"><div class="dock">
        ${ready === null ? html`<div class="controls waiting"></div>` : ready.view.controls(ready.frame)}
        ${labChanges(bench, entry.id)}
      </div></aside>
      <footer class="small-print">
        ${ready === null ? nothing : footnotes(ready.view.smallPrint(ready.frame.answer))}
      </footer>
    `;
}
