import { html, nothing, type TemplateResult } from "lit";
import type { Format } from "../export/sheet";
import type { Workbench } from "../state/workbench";
import type { Theme } from "../style/theme";

/** What the bar shows and what it does. */
export interface Top {
  /** Whether the view on show is about the run of a scenario. */
  ofRun: boolean;
  embed: boolean;
  theme: Theme;
  /** What an action did, in words. */
  told: string;
  /** Where the name leads. */
  address: string;
  home(event: MouseEvent): void;
  share(): void;
  embedCode(): void;
  save(format: Format): void;
  switchTheme(): void;
}

/** The name, the scenario, and what one does with the whole. */
export function top(bench: Workbench, on: Top): TemplateResult {
  const { ofRun } = on;
  const { state } = bench.session;
  const chosen = bench.presets.find(({ id }) => id === state.scenario);
  const about = !ofRun ? "" : (chosen?.summary ?? "");
  const formats: [Format, string][] = [
    ["svg", "Picture, SVG"],
    ["png", "Picture, PNG"],
    ["csv", "All numbers, CSV"],
    ...(ofRun ? ([["toml", "Scenario, TOML"]] as [Format, string][]) : []),
  ];
  return html`
    <header class="top">
      <a class="brand" href=${on.address} target=${on.embed ? "_blank" : nothing} @click=${on.home}>undercut</a>
      <label class="scenario" ?hidden=${!ofRun}>
        <span class="hidden">Scenario</span>
        <select @change=${(event: Event) => bench.session.choose((event.target as HTMLSelectElement).value)}>
          ${bench.presets.map(({ id, title }) => html`<option value=${id} ?selected=${id === state.scenario}>${title}</option>`)}
          ${chosen === undefined ? html`<option value=${state.scenario} selected>${bench.scenario?.title ?? bench.result?.summary.title ?? state.scenario}</option>` : nothing}
        </select>
      </label>
      <p class="about" title=${about}>${about}</p>
      <div class="actions">
        <button @click=${on.share}>Share</button>
        <button @click=${on.embedCode}>Embed</button>
        <button popovertarget="formats" aria-haspopup="menu">Download</button>
        <div id="formats" popover class="menu">
          ${formats.map(([format, name]) => html`<button @click=${() => on.save(format)}>${name}</button>`)}
        </div>
        <button class="theme" @click=${on.switchTheme} aria-label="Theme: ${on.theme}" title="Theme: ${on.theme}">
          ${{ system: "◐", light: "○", dark: "●" }[on.theme]}
        </button>
      </div>
      <p class="told" role="status">${on.told}</p>
    </header>
  `;
}
