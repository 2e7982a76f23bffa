import { html, LitElement, nothing, type TemplateResult, unsafeCSS } from "lit";
import { download, type Format } from "./export/actions";
import { embedCode } from "./export/embed";
import type { Assumptions } from "./inputs/assumptions";
import "./inputs/assumptions";
import { hasWebAssembly } from "./engine/pool";
import { controls } from "./inputs/controls";
import type { ChangeEvent } from "./inputs/quantity";
import { decode, encode, Link } from "./state/link";
import { Session, START, type State } from "./state/session";
import { type Result, Workbench } from "./state/workbench";
import chartsCss from "./style/charts.css?inline";
import inputsCss from "./style/inputs.css?inline";
import layoutCss from "./style/layout.css?inline";
import { count } from "./style/number";
import { dark, light, properties } from "./style/palette";
import { keepTheme, keptTheme, nextTheme, type Theme } from "./style/theme";
import { headline, smallPrint } from "./views/headline";
import type { Frame, View } from "./views/view";
import { VIEWS, viewOf } from "./views/views";

const colours = `
  :host { ${properties(light)} color-scheme: light; }
  @media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { ${properties(dark)} color-scheme: dark; } }
  :host([theme="dark"]) { ${properties(dark)} color-scheme: dark; }
  @media print { :host, :host([theme]) { ${properties(light)} color-scheme: light; } }
`;

/**
 * The page as an element: `<undercut-explorer scenario="first-steps" view="cost">`. With the attribute
 * `address` its state is kept in the address of the page; with `embed` it leaves out what belongs to a page
 * of its own.
 */
export class Explorer extends LitElement {
  static override styles = [
    unsafeCSS(colours),
    unsafeCSS(layoutCss),
    unsafeCSS(inputsCss),
    unsafeCSS(chartsCss),
  ];
  static override properties = {
    scenario: { type: String },
    view: { type: String },
    embed: { type: Boolean, reflect: true },
    theme: { type: String, reflect: true },
    month: { state: true },
    told: { state: true },
    broken: { state: true },
  };

  declare scenario: string;
  declare view: string;
  declare embed: boolean;
  declare theme: Theme;
  declare month: string | null;
  /** What an action did, in words. */
  declare told: string;
  /** Why nothing can be computed, if so. */
  declare broken: string;

  private bench: Workbench | null = null;

  constructor() {
    super();
    this.scenario = START.scenario;
    this.view = START.view;
    this.embed = false;
    this.theme = keptTheme();
    this.month = null;
    this.told = "";
    this.broken = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.keyed);
    if (this.bench !== null) return;
    if (!hasWebAssembly()) {
      this.broken =
        "This browser does not run WebAssembly, so nothing can be computed here. Below is the default scenario as it was when the page was built.";
      return;
    }
    const base: State = { ...START, scenario: this.scenario, view: this.view };
    const session = new Session(this.hasAttribute("address") ? decode(location.hash, base) : base);
    if (this.hasAttribute("address")) new Link(session, base);
    this.bench = new Workbench(session, (result, state) =>
      viewOf(state.view).swings(result, state),
    );
    this.bench.addEventListener("change", () => this.requestUpdate());
    this.bench.start().catch((error: unknown) => {
      this.broken = `The simulator could not start: ${error instanceof Error ? error.message : String(error)}.`;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.keyed);
  }

  protected override render(): unknown {
    const { bench } = this;
    if (bench === null || this.broken !== "") {
      return html`<main class="still"><p class="banner" role="alert">${this.broken}</p><slot></slot></main>`;
    }
    const { state } = bench.session;
    const view = viewOf(state.view);
    const result = bench.result?.spec.scenario === state.scenario ? bench.result : null;
    const frame = result === null ? null : this.frame(bench, result, view);
    return html`
      <div class="page" @input-change=${this.inputChanged} @month=${this.monthChanged}>
        ${this.top(bench)}
        <nav class="rail" aria-label="Questions">
          <ul>
            ${VIEWS.map(
              ({ id, name }) => html`
                <li>
                  <a
                    href="#${encode({ ...state, view: id })}"
                    aria-current=${id === view.id ? "page" : nothing}
                    @click=${(event: MouseEvent) => this.followed(event, id)}
                  >${name}</a>
                </li>
              `,
            )}
          </ul>
        </nav>
        ${this.runs(bench)}
        <main id="main">
          ${this.messages(bench)}
          ${headline(view, result, frame === null ? nothing : html`<div class="switches">${view.switches(frame)}</div>`)}
          <div class="view" id="view">${frame === null ? html`<div class="skeleton"></div>` : view.charts(frame)}</div>
        </main>
        <aside class="side" aria-label="Inputs"><div class="dock">
          ${controls({
            base: bench.base,
            scenario: bench.scenario,
            swings: bench.swings,
            overrides: state.overrides,
            problems: problemsOf(bench),
            metric: view.id === "margins" ? "these margins" : "this bill",
            set: (path, text) => bench.session.set(path, text),
          })}
          ${this.changes(bench)}
        </div></aside>
        <undercut-assumptions
          .base=${bench.base}
          .scenario=${withTexts(bench)}
          .problems=${problemsOf(bench)}
        ></undercut-assumptions>
        <footer class="small-print">
          ${result === null ? nothing : this.small(result)}
        </footer>
      </div>
    `;
  }

  private small(result: Result): TemplateResult {
    const { notes } = result.summary;
    return html`
      <ul>${smallPrint(result).map((words) => html`<li>${words}</li>`)}</ul>
      ${
        notes.length === 0
          ? nothing
          : html`
            <details>
              <summary>${notes.length === 1 ? "1 note" : `${notes.length} notes`}</summary>
              <ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>
            </details>
          `
      }
    `;
  }

  private frame(bench: Workbench, result: Result, view: View): Frame {
    const { months } = result.summary;
    const month = this.month !== null && months.includes(this.month) ? this.month : null;
    const at = month ?? (view.at === "first" ? months[0] : months.at(-1)) ?? "";
    return {
      result,
      state: bench.session.state,
      month,
      at,
      change: (patch) => bench.session.change(patch),
    };
  }

  private top(bench: Workbench): TemplateResult {
    const { state } = bench.session;
    const chosen = bench.presets.find(({ id }) => id === state.scenario);
    const formats: [Format, string][] = [
      ["svg", "Picture, SVG"],
      ["png", "Picture, PNG"],
      ["csv", "All numbers, CSV"],
      ["toml", "Scenario, TOML"],
    ];
    return html`
      <header class="top">
        <a class="brand" href="${this.embed ? this.address() : "#"}" target=${this.embed ? "_blank" : nothing} @click=${this.home}>undercut</a>
        <label class="scenario">
          <span class="hidden">Scenario</span>
          <select @change=${(event: Event) => bench.session.choose((event.target as HTMLSelectElement).value)}>
            ${bench.presets.map(({ id, title }) => html`<option value=${id} ?selected=${id === state.scenario}>${title}</option>`)}
            ${chosen === undefined ? html`<option value=${state.scenario} selected>${bench.scenario?.title ?? bench.result?.summary.title ?? state.scenario}</option>` : nothing}
          </select>
        </label>
        <p class="about" title=${chosen?.summary ?? ""}>${chosen?.summary ?? ""}</p>
        <div class="actions">
          <button @click=${this.share}>Share</button>
          <button @click=${this.embedded}>Embed</button>
          <button popovertarget="formats" aria-haspopup="menu">Download</button>
          <div id="formats" popover class="menu">
            ${formats.map(([format, name]) => html`<button @click=${() => void this.save(format)}>${name}</button>`)}
          </div>
          <button class="theme" @click=${this.switchTheme} aria-label="Theme: ${this.theme}" title="Theme: ${this.theme}">
            ${{ system: "◐", light: "○", dark: "●" }[this.theme]}
          </button>
        </div>
        <p class="told" role="status">${this.told}</p>
      </header>
    `;
  }

  private runs(bench: Workbench): TemplateResult {
    const { progress, result } = bench;
    const draws = progress?.draws ?? result?.summary.draws ?? 0;
    const of = progress?.of ?? draws;
    return html`
      <section class="runs" aria-label="Runs">
        <p><strong>${count(draws)}</strong> draws</p>
        <progress max=${Math.max(of, 1)} value=${draws} aria-label="Draws done"></progress>
        <p class="soft">${progress !== null && draws < of ? html`of ${count(of)}, <button class="link" @click=${() => bench.cancel()}>stop</button> (Esc)` : bench.place}</p>
        <div class="seed">
          <label for="seed">seed</label>
          <input
            id="seed"
            class="field"
            inputmode="numeric"
            .value=${String(bench.session.state.seed)}
            @change=${(event: Event) => this.seeded((event.target as HTMLInputElement).value)}
          />
          <button class="quiet" aria-label="Another seed" title="Another seed" @click=${() => this.seeded(String(anySeed()))}>⚄</button>
        </div>
      </section>
    `;
  }

  private changes(bench: Workbench): TemplateResult {
    const { session } = bench;
    const changed = Object.keys(session.state.overrides).length;
    return html`
      <div class="changes">
        <span class="counted" role="status">changed: ${changed}</span>
        <button ?disabled=${!session.canUndo} @click=${() => session.undo()}>Undo</button>
        <button ?disabled=${!session.canRedo} @click=${() => session.redo()}>Redo</button>
        <button ?disabled=${changed === 0} @click=${() => session.reset()}>Reset</button>
        <button class="more" @click=${this.openAssumptions}>All ${bench.scenario?.inputs.length ?? ""} inputs</button>
      </div>
    `;
  }

  private messages(bench: Workbench): TemplateResult {
    const known = new Set(bench.base?.inputs.map(({ path }) => path));
    const elsewhere = bench.refused?.problems.filter(({ path }) => !known.has(path)) ?? [];
    return html`
      ${bench.notice === "" ? nothing : html`<p class="banner" role="alert">${bench.notice}</p>`}
      ${
        bench.refused === null
          ? nothing
          : html`
            <div class="banner" role="alert">
              <p>This cannot be computed as it stands; the numbers below are the last that could.</p>
              <ul>
                ${(elsewhere.length > 0 ? elsewhere : bench.refused.problems).map(
                  ({ path, value, rule }) =>
                    html`<li class="broken-rule"><code>${path}${value === "" ? "" : ` = ${value}`}</code>: ${rule}</li>`,
                )}
              </ul>
            </div>
          `
      }
    `;
  }

  private readonly keyed = (event: KeyboardEvent): void => {
    const { bench } = this;
    if (bench === null) return;
    if (event.key === "Escape") bench.cancel();
    const inField =
      event.composedPath()[0] instanceof HTMLInputElement &&
      (event.composedPath()[0] as HTMLInputElement).type === "text";
    if (!(event.ctrlKey || event.metaKey) || inField || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    if (event.shiftKey) bench.session.redo();
    else bench.session.undo();
  };

  private readonly inputChanged = (event: ChangeEvent): void => {
    const { path, text, moving } = event.detail;
    this.bench?.move(moving);
    this.bench?.session.set(path, text, moving ? path : null);
    if (!moving) this.bench?.move(false);
  };

  private readonly monthChanged = (event: CustomEvent<string | null>): void => {
    this.month = event.detail;
  };

  private followed(event: MouseEvent, view: string): void {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.month = null;
    this.bench?.session.change({ view });
  }

  private readonly home = (event: MouseEvent): void => {
    if (this.embed) return;
    event.preventDefault();
    this.bench?.session.change({ ...START, scenario: this.scenario });
  };

  private seeded(text: string): void {
    const seed = Number(text);
    if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff)
      this.bench?.session.change({ seed });
    else this.tell("A seed is a whole number from 0 to 4,294,967,295.");
  }

  private readonly openAssumptions = (): void => {
    this.renderRoot.querySelector<Assumptions>("undercut-assumptions")?.open();
  };

  private readonly switchTheme = (): void => {
    this.theme = nextTheme(this.theme);
    keepTheme(this.theme);
  };

  private address(): string {
    const url = new URL(location.href);
    url.searchParams.delete("embed");
    url.hash = this.bench === null ? "" : encode(this.bench.session.state);
    return url.href;
  }

  private readonly share = async (): Promise<void> => {
    await this.copy(this.address(), "Link copied.");
  };

  private readonly embedded = async (): Promise<void> => {
    const title = `undercut: ${this.bench?.scenario?.title ?? this.scenario}`;
    await this.copy(embedCode(this.address(), title), "Embed code copied.");
  };

  /** Copies, or shows the text to copy where the browser does not let us. */
  private async copy(text: string, done: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.tell(done);
    } catch {
      prompt("Copy this:", text);
    }
  }

  private async save(format: Format): Promise<void> {
    this.renderRoot.querySelector<HTMLElement>("#formats")?.hidePopover();
    const root = this.renderRoot.querySelector("#view");
    if (this.bench === null || root === null) return;
    await download(format, this.bench, viewOf(this.bench.session.state.view), root);
  }

  private tell(words: string): void {
    this.told = words;
    setTimeout(() => {
      if (this.told === words) this.told = "";
    }, 4000);
  }
}

function problemsOf({ refused }: Workbench): Map<string, string> {
  return new Map(refused?.problems.map(({ path, rule }) => [path, rule]) ?? []);
}

/** The scenario with the texts of the session, also those that the core has not read yet or refused. */
function withTexts({ scenario, session }: Workbench): Workbench["scenario"] {
  if (scenario === null) return null;
  const { overrides } = session.state;
  return {
    ...scenario,
    inputs: scenario.inputs.map((input) => ({
      ...input,
      text: overrides[input.path] ?? input.text,
    })),
  };
}

function anySeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

customElements.define("undercut-explorer", Explorer);
