import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { InputView, ScenarioView } from "../engine/core";
import { dayName, sentence } from "../style/number";
import { doubtful, doubtOf } from "./doubt";
import { ChangeEvent } from "./quantity";

/** Rows shown at once while searching; more on request. */
const PAGE = 40;

/** Every number of a scenario with its source, to search and to edit. */
export class Assumptions extends LitElement {
  static override properties = {
    base: { attribute: false },
    scenario: { attribute: false },
    problems: { attribute: false },
    search: { state: true },
    shown: { state: true },
    priced: { state: true },
  };

  declare base: ScenarioView | null;
  declare scenario: ScenarioView | null;
  /** Rules broken, by path. */
  declare problems: ReadonlyMap<string, string>;
  declare search: string;
  declare shown: number;
  /** The path of the price whose history is unfolded, if any. */
  declare priced: string;
  private readonly opened = new Set<string>();
  /** The scenario as it stands, by path. */
  private bases = new Map<string, InputView>();

  constructor() {
    super();
    this.base = null;
    this.scenario = null;
    this.problems = new Map();
    this.search = "";
    this.shown = PAGE;
    this.priced = "";
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Opens the panel at its search field. */
  async open(): Promise<void> {
    const details = this.querySelector("details");
    if (details === null) return;
    details.open = true;
    details.scrollIntoView({ block: "start" });
    // Its search field is written once it is open.
    this.requestUpdate();
    await this.updateComplete;
    this.querySelector<HTMLInputElement>("input[type=search]")?.focus({ preventScroll: true });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("base")) return;
    this.bases = new Map(this.base?.inputs.map((input) => [input.path, input]));
  }

  protected override render(): unknown {
    const inputs = this.scenario?.inputs ?? [];
    if (inputs.length === 0) return nothing;
    return html`
      <section aria-label="Assumptions">
      <details class="panel" @toggle=${this.toggled}>
        <summary><h2 class="fold">Assumptions</h2><span class="soft">${inputs.length} numbers, each with its source; edit any of them here</span></summary>
        ${this.querySelector<HTMLDetailsElement>("details.panel")?.open === true ? this.body(inputs) : nothing}
      </details>
      </section>
    `;
  }

  /** Asks for the documents behind the numbers when it is opened. */
  private readonly toggled = (event: Event): void => {
    const { open } = event.target as HTMLDetailsElement;
    if (open) this.dispatchEvent(new Event("documents", { bubbles: true, composed: true }));
    this.requestUpdate();
  };

  private body(inputs: InputView[]): TemplateResult {
    const words = this.search.toLowerCase().split(/\s+/).filter(Boolean);
    const found = words.length === 0 ? [] : inputs.filter((input) => matches(input, words));
    return html`
      <label class="search">
        <span class="hidden">Search the inputs</span>
        <input
          type="search"
          class="find"
          placeholder="Search ${inputs.length} inputs by name, source or path"
          .value=${this.search}
          @input=${(event: InputEvent) => {
            this.search = (event.target as HTMLInputElement).value;
            this.shown = PAGE;
          }}
        />
      </label>
      ${
        words.length === 0
          ? groups(inputs).map(([name, members]) => this.group(name, members))
          : html`
            <p class="soft" role="status">${found.length} of ${inputs.length}</p>
            ${this.rows(found.slice(0, this.shown))}
            ${
              found.length > this.shown
                ? html`<button @click=${() => (this.shown += PAGE)}>Show ${Math.min(PAGE, found.length - this.shown)} more</button>`
                : nothing
            }
          `
      }
    `;
  }

  private group(name: string, members: InputView[]): TemplateResult {
    const changed = members.filter((input) => input.text !== this.textOf(input.path)).length;
    return html`
      <details
        class="group"
        ?open=${this.opened.has(name)}
        @toggle=${(event: Event) => {
          if ((event.target as HTMLDetailsElement).open) this.opened.add(name);
          else this.opened.delete(name);
          this.requestUpdate();
        }}
      >
        <summary><h3 class="fold">${name}</h3><span class="soft">${members.length}${changed > 0 ? `, ${changed} changed` : ""}</span></summary>
        ${this.opened.has(name) ? this.rows(members) : nothing}
      </details>
    `;
  }

  private rows(inputs: InputView[]): TemplateResult {
    return html`<ul class="rows">${repeat(
      inputs,
      (input) => input.path,
      (input) => this.row(input),
    )}</ul>`;
  }

  private row(input: InputView): TemplateResult {
    const base = this.textOf(input.path);
    const problem = this.problems.get(input.path) ?? "";
    return html`
      <li class=${input.text === base ? "" : "changed"}>
        <div class="what">
          <span>${sentence(input.label)}</span>
          <code>${input.path}</code>
        </div>
        <div class="value">
          <input
            class="field"
            type="text"
            spellcheck="false"
            autocomplete="off"
            aria-label="${input.label}"
            aria-invalid=${problem === "" ? nothing : "true"}
            .value=${input.text}
            @change=${(event: Event) => this.typed(input.path, (event.target as HTMLInputElement).value.trim())}
          />
          <span class="unit">${input.unit}</span>
          ${
            input.text === base
              ? nothing
              : html`<button class="quiet" aria-label="Reset ${input.label} to ${base}" title="Back to ${base}" @click=${() => this.typed(input.path, base)}>↺</button>`
          }
          ${problem === "" ? nothing : html`<p class="problem" role="alert">${problem}</p>`}
          ${problem === "" ? doubtful(doubtOf(this.bases.get(input.path), input), (text) => this.typed(input.path, text)) : nothing}
        </div>
        <div class="source">
          <span class="basis ${input.basis}">${input.basis}</span>
          ${
            /^https?:\/\//.test(input.url)
              ? html`<a href=${input.url} target="_blank" rel="noreferrer noopener">${input.document}</a>`
              : input.document
          }${input.as_of === "" ? "" : html`, <span class="day">${dayName(input.as_of)}</span>`}
          ${input.note === "" ? nothing : html`<p class="soft">${input.note}</p>`}
          ${this.overTime(input.path)}
          ${input.rule === "" ? nothing : html`<p class="rule"><span class="soft">Rule:</span> ${input.rule}</p>`}
        </div>
        ${this.priced === input.path ? html`<undercut-price-history class="over-time" .of=${lineOf(input.path)}></undercut-price-history>` : nothing}
      </li>
    `;
  }

  /** A list price can be seen over time. */
  private overTime(path: string): TemplateResult | typeof nothing {
    if (lineOf(path) === "") return nothing;
    const open = this.priced === path;
    const turn = async (): Promise<void> => {
      this.priced = open ? "" : path;
      await import("./pricehistory").catch(() => undefined);
    };
    return html`<button class="quiet" aria-expanded=${open} @click=${turn}>${open ? "Hide prices over time" : "Prices over time"}</button>`;
  }

  private typed(path: string, text: string): void {
    const base = this.textOf(path);
    this.dispatchEvent(
      new ChangeEvent({ path, text: text === "" || text === base ? null : text, moving: false }),
    );
  }

  private textOf(path: string): string {
    return this.bases.get(path)?.text ?? "";
  }
}

/** The line whose list price stands at a path; empty where none does. */
function lineOf(path: string): string {
  return /^catalog\.offers\.(.+)@[\d-]{10}\.(?:in|out)put_usd_per_mtok$/.exec(path)?.[1] ?? "";
}

function matches(input: InputView, words: string[]): boolean {
  const text =
    `${input.label} ${input.path} ${input.document} ${input.basis} ${input.group} ${input.note}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function groups(inputs: InputView[]): [string, InputView[]][] {
  const found = new Map<string, InputView[]>();
  for (const input of inputs) {
    const name = groupName(input.group);
    const members = found.get(name);
    if (members === undefined) found.set(name, [input]);
    else members.push(input);
  }
  return [...found];
}

/** "market.elasticity" belongs to the market, "catalog.models" to the models of the catalogue. */
function groupName(group: string): string {
  const [first = "", second = ""] = group.split(".");
  return first === "catalog" ? `Catalogue: ${second.replaceAll("_", " ")}` : sentence(first);
}

customElements.define("undercut-assumptions", Assumptions);
