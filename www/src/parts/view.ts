import { html, type TemplateResult } from "lit";
import type { Inquiry } from "../state/inquiry";
import type { Result, Workbench } from "../state/workbench";
import { type AnyPanel, type AnyView, type Drawn, type On, panelsOf } from "../views/panel";
import { section } from "./panels";

/** What a page has to show a view with. */
export interface Shown {
  bench: Workbench;
  view: AnyView;
  inquiries: ReadonlyMap<string, Inquiry>;
  /** The month under the cursor, if any. */
  month: string | null;
  /** The one panel to show; all where empty. */
  only: string;
  option: On<never>["option"];
  quantities: On<never>["quantities"];
  saveRows: On<never>["saveRows"];
}

/** The result of the present scenario. */
export function resultOf({ result, session }: Workbench): Result | null {
  return result?.spec.scenario === session.state.scenario ? result : null;
}

/** What a panel of a view is given, once its answer is there; `from` is the run or a kind of question. */
export function frameOf(shown: Shown, from: string): On<never> | null {
  const { bench, view, inquiries, option, quantities, saveRows } = shown;
  const result = resultOf(bench);
  const inquiry = inquiries.get(from);
  const answer = from === "run" ? result : (inquiry?.answer ?? null);
  if (answer === null) return null;
  const months = result?.summary.months ?? [];
  const month = shown.month !== null && months.includes(shown.month) ? shown.month : null;
  const at = month ?? (view.at === "first" ? months[0] : months.at(-1)) ?? "";
  return {
    answer: answer as never,
    steady: (from === "run" ? (bench.steady ?? answer) : answer) as never,
    state: bench.session.state,
    base: bench.base,
    month,
    at,
    complete: from === "run" ? (result?.complete ?? false) : (inquiry?.complete ?? false),
    problems: new Map(inquiry?.refused?.problems.map(({ path, rule }) => [path, rule])),
    option,
    quantities,
    saveRows,
  };
}

/** The panels of a view that can be drawn, as they are drawn. */
export function drawnOf(shown: Shown): { panel: AnyPanel; drawn: Drawn; on: On<never> }[] {
  return panelsOf(shown.view).flatMap((panel) => {
    if (shown.only !== "" && panel.id !== shown.only) return [];
    const on = frameOf(shown, panel.from);
    return on === null ? [] : [{ panel, drawn: panel.draw(on), on }];
  });
}

/** Every panel of a view in its place. */
export function panels(shown: Shown): TemplateResult {
  const one = (panel: AnyPanel): TemplateResult => {
    const on = frameOf(shown, panel.from);
    const drawn = on === null ? null : panel.draw(on);
    const amiss = on === null ? troubleOf(shown, panel.from) : null;
    if (amiss !== null) return amiss;
    const at = panel.from === "run" ? (on?.at ?? null) : (drawn?.at ?? null);
    const month = panel.from === "run" ? (on?.month ?? null) : at;
    return section(panel, drawn, { month, at, rest: on?.complete ?? false });
  };
  if (shown.only !== "") {
    const panel = panelsOf(shown.view).find(({ id }) => id === shown.only);
    if (panel !== undefined) return one(panel);
    const known = panelsOf(shown.view).map(({ id }) => id);
    return html`<p class="banner" role="alert">This page has no panel <code>${shown.only}</code>. This view's are ${known.join(", ")}.</p>`;
  }
  return html`
    ${shown.view.panels.map((each) =>
      Array.isArray(each)
        ? html`<div class="pair-of-rows ${shown.view.id}">${each.map(one)}</div>`
        : one(each as AnyPanel),
    )}
  `;
}

/** Why a panel of a run's view has no answer, where that is not told with the run. */
function troubleOf({ bench, view, inquiries }: Shown, from: string): TemplateResult | null {
  const inquiry = inquiries.get(from);
  if (view.from !== "run" || from === "run" || inquiry === undefined) return null;
  const again = (): void => {
    inquiry.again();
    bench.dispatchEvent(new Event("change"));
  };
  if (inquiry.notice !== "")
    return html`<p class="banner" role="alert">${inquiry.notice} <button class="link" @click=${again}>Ask again</button></p>`;
  const problems = bench.refused === null ? (inquiry.refused?.problems ?? []) : [];
  return problems.length === 0
    ? null
    : html`<div class="banner" role="alert"><ul>${problems.map(({ path, value, rule }) => html`<li><code>${path} = ${value}</code> ${rule}</li>`)}</ul></div>`;
}
