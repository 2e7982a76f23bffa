import { html, nothing, type TemplateResult } from "lit";
import { type Controls, controls } from "../inputs/controls";
import type { Missing } from "../state/chunks";
import { START } from "../state/session";
import { problemsOf, type Workbench, withTexts } from "../state/workbench";
import type { Entry } from "../views/entry";
import { headline, smallPrint, sourceLines } from "../views/headline";
import type { AnyView, Inputs } from "../views/panel";
import { changes } from "./changes";
import { footnotes } from "./footnotes";
import { messages } from "./messages";
import { runs } from "./runs";
import { stateWords, strip } from "./strip";
import { frameOf, panels, resultOf, type Shown } from "./view";

/** What the page does for a view of the run. */
interface Page {
  shown: Shown | null;
  /** Why the view's code is not here, and the way to ask again. */
  missing: Missing | null;
  tell(words: string): void;
  openAssumptions(): void;
}

/** What the controls of a view show and do. */
export function controlsOf(bench: Workbench, inputs: Inputs): Controls {
  const { state } = bench.session;
  return {
    base: bench.base,
    scenario: bench.scenario,
    swings: bench.swings,
    overrides: state.overrides,
    problems: problemsOf(bench),
    inputs,
    set: (path, text) => bench.session.set(path, text),
    own: bench.presets.find(({ id }) => id === state.scenario)?.world ?? "",
    play: (world) => bench.session.play(world, bench.presets),
  };
}

/** What a view of the run shows. */
export function aboutRun(bench: Workbench, entry: Entry, page: Page): TemplateResult {
  const { state } = bench.session;
  const { shown } = page;
  const result = resultOf(bench);
  const frame = shown === null ? null : frameOf(shown, "run");
  const view: AnyView | null = shown?.view ?? null;
  const stuck = bench.refused !== null && result === null;
  // Sentences name the response, which the scenario's description brings.
  const lines = frame === null || bench.base === null ? null : (view?.sentences(frame) ?? null);
  return html`
      ${strip(bench, true, stateWords(bench, state, true), runs(bench, page.tell))}
      <main id="main">
        ${amiss(bench, stuck, page.missing)}
        ${headline(entry.question, lines, stuck ? "" : "Running the first draws", frame === null || view === null ? nothing : html`<div class="switches">${view.switches(frame)}</div>`)}
        <div class="view" id="view">${stuck ? nothing : frame === null || shown === null ? html`<div class="skeleton"></div>` : panels(shown)}</div>
      </main>
      <aside class="side" aria-label="Inputs"><div class="dock">
        ${view?.inputs == null ? html`<div class="controls waiting"></div>` : controls(controlsOf(bench, view.inputs))}
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

function amiss(bench: Workbench, stuck: boolean, missing: Page["missing"]): TemplateResult {
  const known = bench.presets.some(({ id }) => id === bench.session.state.scenario);
  const start = bench.presets.find(({ id }) => id === START.scenario)?.title ?? START.scenario;
  return messages({
    notice: missing?.words ?? bench.notice,
    left: bench.left,
    dropped: bench.dropped,
    refused: bench.refused,
    below: stuck
      ? "Nothing is shown until it is put right."
      : "The numbers below are the last that could be.",
    elsewhere: new Set(bench.base?.inputs.map(({ path }) => path)),
    again: missing?.again ?? null,
    mend: !stuck
      ? null
      : known
        ? { name: "Take the changes back", do: () => bench.session.reset() }
        : { name: `Open “${start}”`, do: () => bench.session.choose(START.scenario) },
  });
}
