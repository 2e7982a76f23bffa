import { html, LitElement } from "lit";
import { HASH } from "./engine/facts";
import { messageOf } from "./engine/failure";
import { hasWebAssembly } from "./engine/pool";
import type { Format } from "./export/sheet";
import type { Assumptions } from "./inputs/assumptions";
import { quantities } from "./inputs/controls";
import type { ChangeEvent } from "./inputs/quantity";
import { aboutLab } from "./parts/aboutlab";
import { aboutRun, controlsOf } from "./parts/aboutrun";
import { rail } from "./parts/rail";
import { top } from "./parts/top";
import type { Shown } from "./parts/view";
import { Asking } from "./state/asking";
import type { Inquiry } from "./state/inquiry";
import { encode, Link, readLink } from "./state/link";
import { Session, START, type State } from "./state/session";
import { Workbench } from "./state/workbench";
import { SHEETS } from "./style/sheets";
import { keepTheme, keptTheme, nextTheme, type Theme } from "./style/theme";
import type { Entry } from "./views/entry";
import type { Option } from "./views/option";
import type { AnyView } from "./views/panel";
import { entryOf, take, viewOf } from "./views/views";

/**
 * The page as an element: `<undercut-explorer scenario="first-steps" view="cost">`. With the attribute
 * `address` its state is kept in the address of the page; with `embed` it leaves out what belongs to a page
 * of its own.
 */
export class Explorer extends LitElement {
  static override styles = SHEETS;
  static override properties = {
    scenario: { type: String },
    view: { type: String },
    embed: { type: Boolean, reflect: true },
    panel: { type: String },
    theme: { type: String, reflect: true },
    month: { state: true },
    told: { state: true },
    broken: { state: true },
  };

  declare scenario: string;
  declare view: string;
  declare embed: boolean;
  /** The one panel to show, such as `margins.fans`; all of the view's where empty. */
  declare panel: string;
  declare theme: Theme;
  declare month: string | null;
  /** What an action did, in words. */
  declare told: string;
  /** Why nothing can be computed, if so. */
  declare broken: string;

  private bench: Workbench | null = null;
  private readonly asking = new Asking(() => this.follow());
  private readonly dressed = new Set<string>();

  constructor() {
    super();
    this.scenario = START.scenario;
    this.view = START.view;
    this.embed = false;
    this.panel = "";
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
    const ownAddress = this.hasAttribute("address");
    if (ownAddress) this.panel = panelOf(location.search);
    // A panel says by its name in which view it stands.
    const view = this.panel === "" ? this.view : (this.panel.split(".")[0] ?? this.view);
    const base: State = { ...START, scenario: this.scenario, view };
    const read = ownAddress ? readLink(location.hash, base) : { state: base, dropped: [] };
    const session = new Session(read.state);
    const bench = new Workbench(
      session,
      (result, state) => {
        const view = viewOf(entryOf(state.view));
        return view === null ? null : (view.inputs?.swings(result, state) ?? []);
      },
      (state) => entryOf(state.view).from === "run",
    );
    bench.linkRead(read.state, read.dropped);
    if (ownAddress) new Link(session, base, (link) => bench.linkRead(link.state, link.dropped));
    this.bench = bench;
    session.addEventListener("change", this.asking.unsettle);
    bench.addEventListener("change", () => this.follow());
    this.asking.unsettle();
    this.follow();
    bench.start().catch((error: unknown) => {
      this.broken = `The simulator could not start: ${messageOf(error)}.`;
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
      <div class="page ${entry.from === "run" ? "run" : "lab"}" @input-change=${this.inputChanged} @focusin=${this.focused} @focusout=${this.focused} @month=${this.monthChanged} @documents=${this.documented}>
        ${top(bench, {
          ofRun: entry.from === "run",
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
          entry.from === "run"
            ? aboutRun(bench, entry, {
                shown: this.shown(bench, entry),
                missing: this.asking.missing(entry.id),
                tell: (words) => this.tell(words),
                openAssumptions: this.openAssumptions,
              })
            : aboutLab(bench, entry, this.shown(bench, entry), this.asking.missing(entry.id))
        }
      </div>
    `;
  }

  protected override updated(): void {
    const { bench } = this;
    if (bench === null || !this.hasAttribute("address")) return;
    const entry = entryOf(bench.session.state.view);
    const subject = entry.from === "run" ? ` ${this.subject()},` : "";
    document.title = `${entry.question}${subject} undercut`;
    document.documentElement.style.colorScheme = this.theme === "system" ? "" : this.theme;
  }

  /** The lab's answers, by kind of question. */
  get inquiries(): ReadonlyMap<string, Inquiry> {
    return this.asking.inquiries;
  }

  /** What the page shows of a view, once its code is here. */
  private shown(bench: Workbench, entry: Entry): Shown | null {
    const view = viewOf(entry);
    if (view === null) return null;
    return {
      bench,
      view,
      inquiries: this.inquiries,
      month: this.month,
      only: this.panel,
      option: (option: Option, value, moving) => this.setOption(bench, option.key, value, moving),
      quantities: (paths) => {
        const inputs = bench.base?.inputs.filter(({ path }) => paths.includes(path)) ?? [];
        const all = view.inputs === null ? null : controlsOf(bench, view.inputs);
        return html`<div class="quantities">${all === null ? "" : quantities(all, inputs)}</div>`;
      },
      saveRows: (panel) => void this.save("csv", panel),
    };
  }

  /** Brings what the view on show needs, and asks the lab where it is about that. */
  private follow(): void {
    this.requestUpdate();
    const { bench } = this;
    if (bench === null) return;
    const entry = entryOf(bench.session.state.view);
    const view = viewOf(entry);
    if (view === null) {
      this.asking.bring(entry.id, entry.load, ({ view }) => {
        take(view);
        bench.surround();
      });
      return;
    }
    this.dress(view);
    this.asking.follow(view, bench.session.state, () => this.requestUpdate());
    // Below the picture, and folded: it can come after the numbers.
    if (bench.result?.complete === true)
      this.asking.bring("assumptions", () => import("./inputs/assumptions"));
  }

  /** Adds the style of a view that came later. */
  private dress({ id, css }: AnyView): void {
    if (css === "" || this.dressed.has(id)) return;
    this.dressed.add(id);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    const root = this.renderRoot as ShadowRoot;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
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

  private readonly focused = ({ type, target, relatedTarget }: FocusEvent): void => {
    const at = (type === "focusin" ? target : relatedTarget) as Element | null;
    this.bench?.use(at?.closest("undercut-quantity") != null);
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
    try {
      await import("./inputs/assumptions");
    } catch (error) {
      this.tell(`The list of inputs could not be loaded: ${messageOf(error)}.`);
      return;
    }
    const panel = this.renderRoot.querySelector<Assumptions>("undercut-assumptions");
    // The first time it has yet to write itself.
    await panel?.updateComplete;
    await panel?.open();
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
    if (entry.from !== "run") return entry.name;
    const preset = bench.presets.find(({ id }) => id === state.scenario);
    return preset?.title ?? bench.scenario?.title ?? state.scenario;
  }

  private readonly share = async (): Promise<void> => {
    await this.copy(this.address(), "Link copied.");
  };

  private readonly embedded = async (): Promise<void> => {
    const { embedCode } = await import("./export/embed");
    await this.copy(
      embedCode(this.address(HASH), `undercut: ${this.subject()}`, this.panel),
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

  /** Saves the view, or one panel of it; what does not come says so. */
  private async save(format: Format, panel = this.panel): Promise<void> {
    this.renderRoot.querySelector<HTMLElement>("#formats")?.hidePopover();
    const { bench } = this;
    const root = this.renderRoot.querySelector("#view");
    if (bench === null || root === null) return;
    const entry = entryOf(bench.session.state.view);
    const shown = this.shown(bench, entry);
    try {
      const { download } = await import("./export/sheet");
      if (shown === null) throw new Error("the view is not there yet");
      await download(format, { ...shown, only: panel }, entry, this.address(), root);
    } catch (error) {
      this.tell(`Nothing could be saved: ${messageOf(error)}.`);
    }
  }

  private tell(words: string): void {
    this.told = words;
    setTimeout(() => {
      if (this.told === words) this.told = "";
    }, 4000);
  }
}

/** The one panel that an embed's address asks for; none in a page of its own. */
function panelOf(search: string): string {
  const query = new URLSearchParams(search);
  return query.has("embed") ? (query.get("panel") ?? "") : "";
}

customElements.define("undercut-explorer", Explorer);
