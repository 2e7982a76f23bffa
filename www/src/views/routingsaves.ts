import { html, LitElement, nothing } from "lit";
import type { Chart } from "../charts/chart";
import "../charts/figure";
import { lab, type SavingMonth } from "../engine/lab";
import type { Spec } from "../engine/protocol";
import { type State, specOf } from "../state/session";
import { monthName } from "../style/number";
import { savingCharts } from "./savingcharts";

/** Milliseconds for which a scenario stands still before its draws are lived through once more. */
const REST_MS = 400;

/** What is left of a router's saving as prices move: the scenario's own policy beside a perfect router, from the lab. */
export class RoutingSaves extends LitElement {
  static override properties = {
    state: { attribute: false },
    at: { attribute: false },
    months: { state: true },
  };

  declare state: State;
  /** The month that the page shows. */
  declare at: string;
  declare months: SavingMonth[];

  private asked = "";
  private resting = 0;
  private charts: Chart[] = [];

  constructor() {
    super();
    this.months = [];
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.resting);
    this.asked = "";
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    const spec = specOf(this.state);
    const key = JSON.stringify(spec);
    if (key !== this.asked) {
      this.asked = key;
      clearTimeout(this.resting);
      this.resting = window.setTimeout(() => void this.ask(key, spec), REST_MS);
    }
    if (changed.has("months")) this.charts = savingCharts(this.months);
  }

  private async ask(key: string, spec: Spec): Promise<void> {
    try {
      const months = await (await lab()).ask("savings", spec);
      if (months !== null && key === this.asked) this.months = months;
    } catch {
      // What fails here fails in the part above, which says so.
      if (key === this.asked) this.months = [];
    }
  }

  protected override render(): unknown {
    const reviewed = this.months.findLast(({ month }) => month <= this.at)?.month;
    if (reviewed === undefined) return nothing;
    return html`
      <section class="row">
        <header>
          <h2>How long does routing pay?</h2>
          <p class="soft">Saved against the best single model of each task class, as a share of its bill, at equal quality, every third month. Line: median. Dark band: half of the draws. Light band: nine in ten.</p>
          <p class="when">${monthName(reviewed)}</p>
        </header>
        <div class="charts">
          ${this.charts.map((chart) => html`<undercut-figure .chart=${chart} .month=${reviewed} .at=${reviewed} .rest=${true}></undercut-figure>`)}
        </div>
      </section>
    `;
  }
}

customElements.define("undercut-routing-saves", RoutingSaves);
