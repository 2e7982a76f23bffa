import { html, nothing, type TemplateResult } from "lit";
import { controls } from "../inputs/controls";
import { START } from "../state/session";
import { problemsOf, type Result, type Workbench, withTexts } from "../state/workbench";
import { headline, sentencesOf, smallPrint, sourceLines } from "../views/headline";
import type { Frame, RunView } from "../views/view";
import { type Entry, viewOf } from "../views/views";
import { changes } from "./changes";
import { footnotes } from "./footnotes";
import { messages } from "./messages";
import { runs } from "./runs";

/** What the page does for a view of the run. */
interface Page {
  frame(result: Result, view: RunView): Frame;
  tell(words: string): void;
  openAssumptions(): void;
}

/** What a view of the run shows. */
export function aboutRun(bench: Workbench, entry: Entry, page: Page): TemplateResult {
  const { state } = bench.session;
  const view = viewOf(entry);
  const result = bench.result?.spec.scenario === state.scenario ? bench.result : null;
  const on = result === null || view?.of !== "run" ? null : { view, result };
  const frame = on === null ? null : page.frame(on.result, on.view);
  const lines = on === null ? null : sentencesOf(on.view.id, on.result);
  const stuck = bench.refused !== null && result === null;
  const known = bench.presets.some(({ id }) => id === state.scenario);
  return html`
      ${runs(bench, page.tell)}
      <main id="main">
        ${messages({
          notice: bench.notice,
          left: bench.left,
          refused: bench.refused,
          below: stuck
            ? "Nothing is shown until it is put right."
            : "The numbers below are the last that could be.",
          elsewhere: new Set(bench.base?.inputs.map(({ path }) => path)),
          mend: !stuck
            ? null
            : known
              ? { name: "Take the changes back", do: () => bench.session.reset() }
              : {
                  name: `Open “${bench.presets.find(({ id }) => id === START.scenario)?.title ?? START.scenario}”`,
                  do: () => bench.session.choose(START.scenario),
                },
        })}
        ${headline(entry.question, lines, stuck ? "" : "Running the first draws", on === null || frame === null ? nothing : html`<div class="switches">${on.view.switches(frame)}</div>`)}
        <div class="view" id="view">${stuck ? nothing : on === null || frame === null ? html`<div class="skeleton"></div>` : on.view.charts(frame)}</div>
      </main>
      <aside class="side" aria-label="Inputs"><div class="dock">
        ${controls({
          base: bench.base,
          scenario: bench.scenario,
          swings: bench.swings,
          overrides: state.overrides,
          problems: problemsOf(bench),
          metric: on?.view.moved ?? "it",
          set: (path, text) => bench.session.set(path, text),
          own: bench.presets.find(({ id }) => id === state.scenario)?.world ?? "",
          play: (world) => bench.session.play(world, bench.presets),
        })}
        ${changes(bench, page.openAssumptions)}
      </div></aside>
      <undercut-assumptions
        .base=${bench.base}
        .scenario=${withTexts(bench)}
        .problems=${problemsOf(bench)}
      ></undercut-assumptions>
      <footer class="small-print">${result === null ? nothing : footnotes([...smallPrint(result), ...sourceLines(bench.scenario?.credits ?? [])], result.summary.notes)}</footer>
    `;
}
