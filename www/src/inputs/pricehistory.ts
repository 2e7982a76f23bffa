import { html, LitElement, nothing } from "lit";
import type { Chart } from "../charts/chart";
import "../charts/figure";
import { priceSteps } from "../charts/pricesteps";
import { WORLDS } from "../engine/facts";
import { messageOf } from "../engine/failure";
import { lab, type PriceHistory } from "../engine/lab";
import { sourceLines } from "../views/headline";

/** The day of the newest world: up to it the last price of a line is known to hold. */
const UNTIL = WORLDS.map((world) => world.last_day).reduce((a, b) => (a > b ? a : b), "");

/** What the model behind a line has cost, at its maker and at hosts: two small charts, asked of the lab. */
export class PriceHistoryPart extends LitElement {
  static override properties = {
    of: { attribute: false },
    history: { state: true },
    failed: { state: true },
  };

  /** The id of a line or of a model. */
  declare of: string;
  declare history: PriceHistory | null;
  declare failed: string;
  private asked = "";
  private charts: Chart[] = [];

  constructor() {
    super();
    this.of = "";
    this.history = null;
    this.failed = "";
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (this.of !== this.asked) {
      this.asked = this.of;
      void this.ask(this.of);
    }
    if (changed.has("history"))
      this.charts = this.history === null ? [] : priceSteps(this.history, UNTIL);
  }

  private async ask(of: string): Promise<void> {
    try {
      const history = await (await lab()).ask<"prices">({ kind: "prices", ask: of });
      if (history !== null && of === this.asked) this.history = history;
    } catch (error) {
      if (of !== this.asked) return;
      this.failed = messageOf(error);
    }
  }

  protected override render(): unknown {
    const { history, failed } = this;
    if (failed !== "") return html`<p class="soft">No prices over time: ${failed}.</p>`;
    if (history === null) return html`<p class="soft">Asking for prices over time</p>`;
    const { lines } = history;
    if (lines.length === 0)
      return html`<p class="soft">No dated price list of ${history.name}.</p>`;
    const steps = lines.flatMap((line) => line.steps);
    const credits = [...new Set(steps.map(({ credit }) => credit))].filter((one) => one !== "");
    const documents = [...new Set(steps.map(({ document }) => document))].filter(Boolean);
    return html`
      <section class="history" aria-label="List prices of ${history.name} over time">
        <h4>${history.name}: list prices over time</h4>
        <p class="soft">Thick: its maker's own list. Dashed: hosts. A step is a new list price, a promotion or its end.</p>
        <div class="charts">
          ${this.charts.map((chart) => html`<undercut-figure .chart=${chart} .month=${null} .at=${null} .rest=${true}></undercut-figure>`)}
        </div>
        <details><summary>${documents.length === 1 ? "1 document" : `${documents.length} documents`}</summary><ul>${documents.map((one) => html`<li>${one}</li>`)}</ul></details>
        ${credits.length === 0 ? nothing : html`<p class="soft">${sourceLines(credits).join(". ")}.</p>`}
      </section>
    `;
  }
}

customElements.define("undercut-price-history", PriceHistoryPart);
