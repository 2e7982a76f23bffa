import { html, LitElement, unsafeCSS } from "lit";
import { HASH } from "./engine/facts";
import { hasWebAssembly } from "./engine/pool";
import type { Format } from "./export/actions";
import type { Assumptions } from "./inputs/assumptions";
import type { ChangeEvent } from "./inputs/quantity";
import { aboutLab } from "./parts/aboutlab";
import { aboutRun } from "./parts/aboutrun";
import { rail } from "./parts/rail";
import { top } from "./parts/top";
import type { Inquiry } from "./state/inquiry";
import { decode, encode, Link } from "./state/link";
import { Session, START, type State } from "./state/session";
import { type Result, Workbench } from "./state/workbench";
import assumptionsCss from "./style/assumptions.css?inline";
import chartsCss from "./style/charts.css?inline";
import inputsCss from "./style/inputs.css?inline";
import layoutCss from "./style/layout.css?inline";
import { dark, light, properties } from "./style/palette";
import partsCss from "./style/parts.css?inline";
import routingCss from "./style/routing.css?inline";
import screensCss from "./style/screens.css?inline";
import { keepTheme, keptTheme, nextTheme, type Theme } from "./style/theme";
import type { Frame, LabView, RunView } from "./views/view";
import { entryOf, loadView, viewOf } from "./views/views";

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
    unsafeCSS(partsCss),
    unsafeCSS(screensCss),
    unsafeCSS(inputsCss),
    unsafeCSS(assumptionsCss),
    unsafeCSS(chartsCss),
    unsafeCSS(routingCss),
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
  /** The lab's answers to the views that have asked it. */
  private readonly inquiries = new Map<string, Inquiry>();

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
    this.bench = new Workbench(
      session,
      (result, state) => {
        const view = viewOf(entryOf(state.view));
        return view?.of === "run" ? view.swings(result, state) : [];
      },
      (state) => entryOf(state.view).of === "run",
    );
    this.bench.addEventListener("change", () => this.follow());
    this.follow();
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
    const entry = entryOf(state.view);
    return html`
      <div class="page ${entry.of}" @input-change=${this.inputChanged} @month=${this.monthChanged} @documents=${this.documented}>
        ${top(bench, {
          of: entry.of,
          embed: this.embed,
          theme: this.theme,
          told: this.told,
          address: this.embed ? this.address() : "#",
          home: this.home,
          share: this.share,
          embedCode: this.embedded,
          save: (format) => void this.save(format),
          switchTheme: this.switchTheme,
        })}
        ${rail(state, entry.id, (view) => this.go(view))}
        ${
          entry.of === "run"
            ? aboutRun(bench, entry, {
                frame: (result, view) => this.frame(bench, result, view),
                tell: (words) => this.tell(words),
                openAssumptions: this.openAssumptions,
              })
            : aboutLab(bench, entry, this.inquiries.get(entry.id), (name, value, moving) =>
                this.setOption(bench, `${entry.id}.${name}`, value, moving),
              )
        }
      </div>
    `;
  }

  /** Brings what the view on show needs, and asks the lab where it is about that. */
  private follow(): void {
    this.requestUpdate();
    const { bench } = this;
    if (bench === null) return;
    const entry = entryOf(bench.session.state.view);
    const view = viewOf(entry);
    if (view === null) {
      loadView(entry).then(
        () => this.follow(),
        (error: unknown) => this.tell(`This view could not be loaded: ${wordsOf(error)}.`),
      );
    } else if (view.of === "lab") {
      this.inquire(view as LabView<never>, bench).catch((error: unknown) =>
        this.tell(`This view could not be loaded: ${wordsOf(error)}.`),
      );
    } else if (bench.result?.complete === true) {
      // Below the picture, and folded: it can come after the numbers.
      void import("./inputs/assumptions").catch(() => undefined);
    }
  }

  private async inquire(view: LabView<never>, bench: Workbench): Promise<void> {
    if (!this.inquiries.has(view.id)) {
      const { Inquiry } = await import("./state/inquiry");
      if (!this.inquiries.has(view.id)) {
        this.dress(view.css);
        const made = new Inquiry(view as unknown as LabView, () => this.requestUpdate());
        this.inquiries.set(view.id, made);
      }
    }
    this.inquiries.get(view.id)?.follow(bench.session.state);
  }

  /** Adds the style of a view that came later. */
  private dress(css: string): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    const root = this.renderRoot as ShadowRoot;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }

  private frame(bench: Workbench, result: Result, view: RunView): Frame {
    const { months } = result.summary;
    const month = this.month !== null && months.includes(this.month) ? this.month : null;
    const at = month ?? (view.at === "first" ? months[0] : months.at(-1)) ?? "";
    return {
      result,
      state: bench.session.state,
      month,
      at,
      change: (patch) => bench.session.change(patch),
      option: (key, value, moving) => this.setOption(bench, key, value, moving),
    };
  }

  /** Sets a control of the lab; moves of one slider are one step to undo. */
  private setOption(
    { session }: Workbench,
    key: string,
    value: string | null,
    moving = false,
  ): void {
    session.setOption(key, value, moving ? key : null);
    if (!moving) session.endGesture();
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

  /** The panel that names documents was opened. */
  private readonly documented = (): void => {
    void this.bench?.documents();
  };

  private readonly monthChanged = (event: CustomEvent<string | null>): void => {
    this.month = event.detail;
  };

  private go(view: string): void {
    this.month = null;
    this.bench?.session.change({ view });
  }

  private readonly home = (event: MouseEvent): void => {
    if (this.embed) return;
    event.preventDefault();
    this.bench?.session.change({ ...START, scenario: this.scenario });
  };

  private readonly openAssumptions = async (): Promise<void> => {
    await import("./inputs/assumptions");
    this.renderRoot.querySelector<Assumptions>("undercut-assumptions")?.open();
  };

  private readonly switchTheme = (): void => {
    this.theme = nextTheme(this.theme);
    keepTheme(this.theme);
  };

  /** A link to what is on show; with `catalog`, one that keeps to the catalogue of that hash. */
  private address(catalog = ""): string {
    const url = new URL(location.href);
    url.searchParams.delete("embed");
    const state = this.bench?.session.state;
    url.hash = state === undefined ? "" : encode({ ...state, catalog: state.catalog || catalog });
    return url.href;
  }

  /** What is on show, in a few words: the scenario, or the lab's question, which depends on none. */
  private subject(): string {
    const { bench } = this;
    if (bench === null) return this.scenario;
    const { state } = bench.session;
    const entry = entryOf(state.view);
    if (entry.of === "lab") return entry.name;
    const preset = bench.presets.find(({ id }) => id === state.scenario);
    return preset?.title ?? bench.scenario?.title ?? state.scenario;
  }

  private readonly share = async (): Promise<void> => {
    await this.copy(this.address(), "Link copied.");
  };

  private readonly embedded = async (): Promise<void> => {
    const { embedCode } = await import("./export/embed");
    await this.copy(
      embedCode(this.address(HASH), `undercut: ${this.subject()}`),
      "Embed code copied.",
    );
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
    const { bench } = this;
    const root = this.renderRoot.querySelector("#view");
    if (bench === null || root === null) return;
    const [{ download }, { sheetOfLab, sheetOfRun }] = await Promise.all([
      import("./export/actions"),
      import("./export/sheets"),
    ]);
    const entry = entryOf(bench.session.state.view);
    const inquiry = this.inquiries.get(entry.id);
    const sheet = inquiry === undefined ? sheetOfRun(bench, entry) : sheetOfLab(inquiry, entry);
    await download(format, sheet, root);
  }

  private tell(words: string): void {
    this.told = words;
    setTimeout(() => {
      if (this.told === words) this.told = "";
    }, 4000);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

customElements.define("undercut-explorer", Explorer);
