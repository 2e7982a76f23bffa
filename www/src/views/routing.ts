import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Chart } from "../charts/chart";
import "../charts/figure";
import { type FrontierView, lab } from "../engine/lab";
import type { FrontierQuestion } from "../engine/labdesk";
import { Refused } from "../engine/protocol";
import { dial } from "../inputs/dial";
import { type State, specOf } from "../state/session";
import { monthName, percent } from "../style/number";
import { toggle } from "./figures";
import { routingChart } from "./routingchart";
import { breakEven, operatingTable, SHOWN, sharesTable, type Which } from "./routingtables";
import { option } from "./view";

/** Draws behind the spread of a saving. */
const DRAWS = 256;
/** Milliseconds of rest after which a moved slider counts as put down. */
const REST_MS = 250;

/** AUC of a usual router, and what a usual verifier accepts; assumptions, see MODEL.md. */
const USUAL = { auc: 0.6, tpr: 0.9, fpr: 0.2 };

/**
 * Cost against quality of routing, from the lab: the frontier with every control, sliders that move it, who
 * answers what, and what an error must cost.
 */
export class RoutingPart extends LitElement {
  static override properties = {
    state: { attribute: false },
    set: { attribute: false },
    answer: { state: true },
    failed: { state: true },
  };

  /** The page's state, of which options `frontier.*` are this part's. */
  declare state: State;
  /** Sets one of its controls; null puts back what is usual. */
  declare set: (name: string, value: string | null, moving?: boolean) => void;
  declare answer: FrontierView | null;
  declare failed: string;

  private asked = "";
  private resting = 0;
  private moving = false;
  private spec = "";
  private charted: { of: FrontierView; charts: Chart } | null = null;

  constructor() {
    super();
    this.answer = null;
    this.failed = "";
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.resting);
  }

  protected override willUpdate(): void {
    const spec = JSON.stringify(specOf(this.state));
    // The picture first; the spread over draws once the scenario stands still.
    if (spec !== this.spec) this.restLater();
    this.spec = spec;
    this.inquire(this.moving ? 0 : DRAWS);
  }

  /** Asks what the controls say, unless that was asked last. */
  private inquire(draws: number): void {
    const question: FrontierQuestion = {
      ...specOf(this.state),
      draws,
      ask: {
        class: this.whole("class"),
        need_strong_auc: this.number("auc") ?? USUAL.auc,
        threshold: this.number("threshold"),
        tpr: this.number("tpr") ?? USUAL.tpr,
        fpr: this.number("fpr") ?? USUAL.fpr,
      },
    };
    const key = JSON.stringify(question);
    if (key === this.asked) return;
    this.asked = key;
    void this.ask(key, question);
  }

  private async ask(key: string, question: FrontierQuestion): Promise<void> {
    try {
      const answer = await (await lab()).ask("frontier", question);
      if (answer === null) return;
      this.answer = answer;
      this.failed = "";
    } catch (error) {
      if (key !== this.asked) return;
      // What the scenario's own run refuses is told there.
      const words = error instanceof Error ? error.message : String(error);
      this.failed = error instanceof Refused ? "" : `The lab could not answer: ${words}.`;
    }
  }

  /** A control's value within 0 and 1; undefined where it is as usual. */
  private number(name: string): number | undefined {
    const text = option(this.state, "frontier", name, "");
    const value = Number(text);
    return text !== "" && value >= (name === "auc" ? 0.5 : 0) && value <= 1 ? value : undefined;
  }

  /** The class on show; undefined for the whole mix. */
  private whole(name: string): number | undefined {
    const text = option(this.state, "frontier", name, "");
    const classes = this.answer?.classes.length ?? Number.POSITIVE_INFINITY;
    return /^\d{1,3}$/.test(text) && Number(text) < classes ? Number(text) : undefined;
  }

  private readonly move = (name: string, value: number | null, moving: boolean): void => {
    if (moving) this.restLater();
    else this.rest();
    this.set(name, value === null ? null : String(value), moving);
  };

  private restLater(): void {
    clearTimeout(this.resting);
    this.moving = true;
    this.resting = window.setTimeout(() => this.rest(), REST_MS);
  }

  private rest(): void {
    clearTimeout(this.resting);
    this.moving = false;
    this.requestUpdate();
  }

  protected override render(): unknown {
    const { answer } = this;
    if (this.failed !== "") return html`<p class="banner" role="alert">${this.failed}</p>`;
    if (answer === null) return html`<div class="skeleton routing-wait"></div>`;
    if (this.charted?.of !== answer)
      this.charted = { of: answer, charts: routingChart(answer, this.number("threshold")) };
    const [lead, ...others] = answer.sentences;
    const which = this.which;
    return html`
      <section class="row routing" aria-label="Routing">
        <header>
          <h2>Does routing pay?</h2>
          <p class="soft">Every input at its median; brackets: nine in ten of ${DRAWS} draws. With what deciding costs, where the policy says it.</p>
          <p class="when">${monthName(answer.month)}</p>
        </header>
        <p class="lead">${lead}</p>
        <ul class="also">${others.map((words) => html`<li>${words}</li>`)}</ul>
        <div class="beside">
          <div class="charts">
            <undercut-figure .chart=${this.charted.charts} .month=${null} .at=${answer.month} .rest=${!this.moving}></undercut-figure>
          </div>
          ${this.controls(answer)}
        </div>
        <div class="beside tables">
          ${operatingTable(answer)}
          <div>
            <div class="switches">
              ${toggle(
                "Point",
                [
                  ["equal", "As good as the best model"],
                  ["threshold", "At the threshold"],
                ],
                which,
                (value: Which) => this.set("point", value === "equal" ? null : value),
              )}
              <label class="policy">
                <span>Policy</span>
                <select aria-label="Policy whose traffic is shown" @change=${(event: Event) => this.chosen((event.target as HTMLSelectElement).value)}>
                  ${answer.policies.filter(({ id }) => SHOWN.has(id)).map(({ id, name }) => html`<option value=${id} ?selected=${id === this.policy}>${name}</option>`)}
                </select>
              </label>
            </div>
            ${sharesTable(answer, this.policy, which)}
          </div>
        </div>
        ${breakEven(answer)}
        <p class="saves"><button class="link" @click=${() => void this.save(answer)}>Numbers of this part, CSV</button></p>
      </section>
    `;
  }

  private async save(answer: FrontierView): Promise<void> {
    const [{ save }, { routingCsv }] = await Promise.all([
      import("../export/picture"),
      import("../export/routingcsv"),
    ]);
    const name = `undercut-${this.state.scenario}-routing.csv`;
    save(new Blob([routingCsv(answer)], { type: "text/csv" }), name);
  }

  private get policy(): string {
    const id = option(this.state, "frontier", "policy", "threshold-router");
    return SHOWN.has(id) ? id : "threshold-router";
  }

  private get which(): Which {
    return option(this.state, "frontier", "point", "equal") === "threshold" ? "threshold" : "equal";
  }

  private chosen(id: string): void {
    this.set("policy", id === "threshold-router" ? null : id);
  }

  private controls({ classes }: FrontierView): TemplateResult {
    const [auc, tpr, fpr] = [
      this.number("auc") ?? USUAL.auc,
      this.number("tpr") ?? USUAL.tpr,
      this.number("fpr") ?? USUAL.fpr,
    ];
    const threshold = this.number("threshold");
    const place = this.whole("class");
    const own = place === undefined ? null : (classes[place] ?? null);
    const usual = (name: string): boolean => this.number(name) === undefined;
    const rate = (name: "tpr" | "fpr", label: string, value: number): TemplateResult =>
      dial({
        id: `routing-${name}`,
        label,
        value,
        min: 0,
        max: 1,
        step: 0.01,
        text: percent(value),
        note: `Assumed ${percent(USUAL[name])}.`,
        reset: usual(name) ? null : `back to ${percent(USUAL[name])}`,
        move: (to, moving) => this.move(name, to, moving),
      });
    return html`
      <div class="dials">
        ${
          classes.length < 2
            ? nothing
            : html`
              <label class="policy">
                <span>Requests</span>
                <select aria-label="Requests shown" @change=${(event: Event) => this.classed((event.target as HTMLSelectElement).value)}>
                  <option value="" ?selected=${place === undefined}>The whole mix</option>
                  ${classes.map(({ name, share }, index) => html`<option value=${index} ?selected=${index === place}>${name} (${percent(share)})</option>`)}
                </select>
              </label>
            `
        }
        ${dial({
          id: "routing-auc",
          label: "Router's AUC",
          value: auc,
          min: 0.5,
          max: 1,
          step: 0.01,
          text: auc.toFixed(2),
          note: "How well it ranks requests that only the stronger model gets right. 0.5 is chance, 1 is perfect. 0.60 is assumed.",
          reset: usual("auc") ? null : `back to ${USUAL.auc.toFixed(2)}`,
          move: (value, moving) => this.move("auc", value, moving),
        })}
        ${dial({
          id: "routing-threshold",
          label: "Success wanted",
          value: threshold ?? own?.threshold ?? meanThreshold(classes),
          min: 0,
          max: 1,
          step: 0.01,
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
          reset: threshold === undefined ? null : "back to the scenario's",
          move: (value, moving) => this.move("threshold", value, moving),
        })}
        <details ?open=${!usual("tpr") || !usual("fpr")}>
          <summary>Verifier of the cascade</summary>
          ${rate("tpr", "Right answers accepted", tpr)}
          ${rate("fpr", "Wrong answers accepted", fpr)}
        </details>
      </div>
    `;
  }

  /** Another class has another threshold. */
  private classed(value: string): void {
    this.set("threshold", null);
    this.set("class", value === "" ? null : value);
  }
}

function meanThreshold(classes: FrontierView["classes"]): number {
  return classes.reduce((sum, { share, threshold }) => sum + share * threshold, 0);
}

customElements.define("undercut-routing", RoutingPart);
