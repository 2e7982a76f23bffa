import { html, nothing, type TemplateResult } from "lit";
import type { FrontierView } from "../../engine/lab";
import { dial } from "../../inputs/dial";
import { monthName, percent } from "../../style/number";
import { chosen, type Option } from "../option";
import { chartsOf, type On, type Panel } from "../panel";
import { toggle } from "../toggle";
import {
  AUC,
  CLASS,
  COST_OPTIONS,
  FPR,
  INPUTS,
  numberOf,
  POINT,
  POLICY,
  SHOWN,
  THRESHOLD,
  TPR,
} from "./options";
import { routingChart } from "./routingchart";
import { routingRows } from "./routingrows";
import { breakEven, operatingTable, sharesTable, type Which } from "./routingtables";

/** What a scenario without a cascade is asked with; see MODEL.md, section 16. */
const VERIFIER = { tpr: 0.9, fpr: 0.2 };

/** Cost against quality of routing: the frontier with every control, who answers what, and what an error must cost. */
export const routing: Panel<"routing"> = {
  id: "cost.routing",
  name: "Does routing pay?",
  from: "routing",
  options: COST_OPTIONS,
  draw(on) {
    const { answer, state } = on;
    const threshold = numberOf(chosen(state, THRESHOLD));
    const spread =
      answer.savings == null ? "" : `; brackets: nine in ten of ${answer.savings.draws} draws`;
    return {
      title: "Does routing pay?",
      detail: `Every input at its median${spread}. With what deciding costs, where the policy says it.`,
      when: monthName(answer.month),
      at: answer.month,
      hues: [],
      charts: chartsOf(answer, `routing ${threshold}`, () => [routingChart(answer, threshold)]),
      kind: "routing",
      lead: answer.sentences,
      beside: controls(on),
      below: tables(on),
    };
  },
  rows: ({ answer }) => routingRows(answer),
};

function tables(on: On<FrontierView>): TemplateResult {
  const { answer, state, option } = on;
  const which = chosen(state, POINT) as Which;
  const policy = chosen(state, POLICY);
  return html`
    <div class="beside tables">
      ${operatingTable(answer)}
      <div>
        <div class="switches">
          ${toggle(
            POINT.name,
            [
              ["equal", "As good as the best model"],
              ["threshold", "At the threshold"],
            ],
            which,
            (value: Which) => option(POINT, value),
          )}
          <label class="policy">
            <span>${POLICY.name}</span>
            <select aria-label="Policy whose traffic is shown" @change=${(event: Event) => option(POLICY, (event.target as HTMLSelectElement).value)}>
              ${answer.policies.filter(({ id }) => (SHOWN as readonly string[]).includes(id)).map(({ id, name }) => html`<option value=${id} ?selected=${id === policy}>${name}</option>`)}
            </select>
          </label>
        </div>
        ${sharesTable(answer, policy, which)}
      </div>
    </div>
    ${breakEven(answer)}
    <p class="saves"><button class="link" @click=${() => on.saveRows("cost.routing")}>Numbers of this part, CSV</button></p>
  `;
}

function controls(on: On<FrontierView>): TemplateResult {
  const { answer, state, base } = on;
  const { classes } = answer;
  const place = numberOf(chosen(state, CLASS));
  const own = place === undefined ? null : (classes[place] ?? null);
  const threshold = numberOf(chosen(state, THRESHOLD));
  // An input of the scenario has one control, which is its own.
  const inputs = new Set(base?.inputs.map(({ path }) => path));
  const [router, ...verifier] = INPUTS.map(([option, path]) => ({ option, path }));
  const isOwn = ({ path }: { path: string }): boolean => inputs.has(path);
  // What is written goes before what was answered, which follows behind a slider that moves.
  const at = (option: Option, answered: number): number =>
    numberOf(chosen(state, option)) ?? answered;
  const auc = at(AUC, answer.need_strong_auc ?? Number.NaN);
  const rate = (option: Option, answered: number, note: string): TemplateResult => {
    const value = at(option, answered);
    return dialOf(on, option, { value, min: 0, text: percent(value), note });
  };
  return html`
    <div class="dials">
      ${
        classes.length < 2
          ? nothing
          : html`
            <label class="policy">
              <span>${CLASS.name}</span>
              <select aria-label="Requests shown" @change=${(event: Event) => classed(on, (event.target as HTMLSelectElement).value)}>
                <option value="" ?selected=${place === undefined}>The whole mix</option>
                ${classes.map(({ name, share }, index) => html`<option value=${index} ?selected=${index === place}>${name} (${percent(share)})</option>`)}
              </select>
            </label>
          `
      }
      ${
        router !== undefined && isOwn(router)
          ? on.quantities([router.path])
          : dialOf(on, AUC, {
              value: auc,
              min: 0.5,
              text: auc.toFixed(2),
              note: "How well it ranks requests that only the stronger model gets right. 0.5 is chance, 1 is perfect. 0.60 is assumed: this scenario has no router of its own.",
            })
      }
      ${dialOf(on, THRESHOLD, {
        value: threshold ?? own?.threshold ?? meanThreshold(classes),
        min: 0,
        text:
          threshold !== undefined
            ? percent(threshold)
            : own === null
              ? "each class its own"
              : percent(own.threshold),
        note:
          own === null
            ? "Moved, it is the mean over the mix; the scenario gives each class a threshold of its own."
            : "The scenario's threshold for this class, unless moved.",
      })}
      <details ?open=${[TPR, FPR].some((option) => chosen(state, option) !== "")}>
        <summary>Verifier of the cascade</summary>
        ${
          verifier.every(isOwn)
            ? on.quantities(verifier.map(({ path }) => path))
            : html`
              ${rate(TPR, VERIFIER.tpr, "90% is assumed: this scenario has no cascade of its own.")}
              ${rate(FPR, VERIFIER.fpr, "20% is assumed.")}
            `
        }
      </details>
    </div>
  `;
}

/** A slider of an option. */
function dialOf(
  { state, option }: On<FrontierView>,
  of: Option,
  look: { value: number; min: number; text: string; note: string },
): TemplateResult {
  const usual = chosen(state, of) === of.usual;
  return dial({
    id: `routing-${of.key.split(".")[1]}`,
    label: of.name,
    max: 1,
    step: 0.01,
    ...look,
    reset: usual ? null : of === THRESHOLD ? "back to the scenario's" : "back to what is assumed",
    move: (to, moving) => option(of, to === null ? null : String(to), moving),
  });
}

/** Another class has another threshold. */
function classed({ option }: On<FrontierView>, value: string): void {
  option(THRESHOLD, null);
  option(CLASS, value === "" ? null : value);
}

function meanThreshold(classes: FrontierView["classes"]): number {
  return classes.reduce((sum, { share, threshold }) => sum + share * threshold, 0);
}
