import { html, LitElement, nothing, svg } from "lit";
import { live } from "lit/directives/live.js";
import type { InputView } from "../engine/core";
import { sentence } from "../style/number";
import { doubtful, doubtOf } from "./doubt";
import { outline, placeOn, trackOf, valueAt } from "./drawing";
import { LINEAR, moved, type Spread, straightOf } from "./shape";

/** A new text for an input; `moving` while the control is under way. */
export interface Change {
  path: string;
  text: string | null;
  moving: boolean;
}

export class ChangeEvent extends CustomEvent<Change> {
  constructor(change: Change) {
    super("input-change", { detail: change, bubbles: true, composed: true });
  }
}

const WIDTH = 240;
const HEIGHT = 26;
const STEPS = 400;
/** Letters from which on a text needs a wider field, such as `$20k to $120k`. */
const LONG = 11;

let quantities = 0;

/** One input: its distribution over a slider that moves its centre, and a field that takes the grammar. */
export class Quantity extends LitElement {
  static override properties = {
    base: { attribute: false },
    view: { attribute: false },
    problem: { attribute: false },
  };

  /** The input as the scenario has it. */
  declare base: InputView;
  /** The input as it is now. */
  declare view: InputView;
  /** The rule that its text breaks, or nothing. */
  declare problem: string;

  private readonly key = `quantity-${++quantities}`;
  /** The spread under the finger, ahead of the core's answer. */
  private dragged: Spread | null = null;
  private start: Spread | null = null;
  /** What is being typed, which no redraw overwrites. */
  private draft: string | null = null;

  constructor() {
    super();
    this.problem = "";
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): unknown {
    const { base, view } = this;
    const spread = this.dragged ?? view;
    const share = shareOf(base);
    const track = trackOf(
      base,
      share && base.low === base.high ? LINEAR : straightOf(base),
      share ? "share" : countOf(base),
    );
    const place = Math.round(placeOn(track, spread.median) * STEPS);
    const changed = view.text !== base.text;
    return html`
      <div class="quantity ${base.low === base.high && spread.low === spread.high ? "fixed" : ""}">
        <label for="${this.key}-field" title=${base.note || base.label}>${sentence(base.label)}</label>
        <div class="pair">
          <input
            id="${this.key}-field"
            class="field ${spread.text.length > LONG ? "long" : ""}"
            type="text"
            spellcheck="false"
            autocomplete="off"
            .value=${live(this.draft ?? spread.text)}
            aria-invalid=${this.problem === "" ? nothing : "true"}
            aria-describedby="${this.key}-unit ${this.key}-problem"
            @input=${this.typing}
            @change=${this.typed}
          />
          <span class="unit" id="${this.key}-unit">${base.unit}</span>
          ${
            changed
              ? html`<button class="quiet" title="Back to ${base.text}" aria-label="Reset ${base.label} to ${base.text}" @click=${this.reset}>↺</button>`
              : nothing
          }
        </div>
        <div class="track">
          <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
            ${changed ? svg`<path class="was" d=${outline(base, track, WIDTH, HEIGHT)}></path>` : nothing}
            <path class="now" d=${outline(spread, track, WIDTH, HEIGHT)}></path>
          </svg>
          <input
            type="range"
            min="0"
            max=${STEPS}
            .value=${live(String(place))}
            aria-label="${base.label}, centre"
            aria-valuetext=${spread.text}
            @input=${(event: Event) => this.slid(event, (part) => valueAt(track, part))}
            @change=${this.released}
          />
        </div>
        <p class="problem" id="${this.key}-problem" role=${this.problem === "" ? nothing : "alert"}>${this.problem}</p>
        ${this.problem === "" && this.dragged === null ? doubtful(doubtOf(base, view), (text) => this.tell(text, false)) : nothing}
      </div>
    `;
  }

  private slid(event: Event, at: (share: number) => number): void {
    this.start ??= this.view;
    const part = Number((event.target as HTMLInputElement).value) / STEPS;
    this.dragged = moved(this.start, at(part));
    this.requestUpdate();
    this.tell(this.dragged.text, true);
  }

  private readonly released = (): void => {
    const text = this.dragged?.text ?? this.view.text;
    this.start = null;
    this.tell(text, false);
  };

  protected override willUpdate(changed: Map<string, unknown>): void {
    // The core's answer takes over once the finger is off.
    if (changed.has("view") && this.start === null) this.dragged = null;
  }

  private readonly typing = (event: Event): void => {
    this.draft = (event.target as HTMLInputElement).value;
  };

  private readonly typed = (event: Event): void => {
    this.dragged = null;
    this.draft = null;
    const text = (event.target as HTMLInputElement).value.trim();
    this.tell(text === "" ? this.base.text : text, false);
  };

  private readonly reset = (): void => {
    this.dragged = null;
    this.draft = null;
    this.tell(this.base.text, false);
  };

  private tell(text: string, moving: boolean): void {
    this.dispatchEvent(
      new ChangeEvent({
        path: this.base.path,
        text: text === this.base.text ? null : text,
        moving,
      }),
    );
  }
}

/** Whether a fixed input is a share between 0 and 1. */
function shareOf({ unit, text, low, high }: InputView): boolean {
  return low >= 0 && high <= 1 && (text.includes("%") || /^(fraction|share)?$/.test(unit));
}

function countOf({ unit }: InputView): "count" | "other" {
  return /token|request/i.test(unit) ? "count" : "other";
}

customElements.define("undercut-quantity", Quantity);
