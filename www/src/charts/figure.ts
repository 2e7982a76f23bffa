import { html, LitElement, nothing, type PropertyValues } from "lit";
import { monthName } from "../style/number";
import type { Chart, Drawing, Stop, Table } from "./chart";
import { drawSoon } from "./queue";
import { nearest } from "./stop";

let figures = 0;

/** Tells which month the cursor is on, or null when it leaves. */
export class MonthEvent extends CustomEvent<string | null> {
  constructor(month: string | null) {
    super("month", { detail: month, bubbles: true, composed: true });
  }
}

/**
 * A chart on the page: a labelled figure with its sentence, its picture, its months under a cursor that
 * pointer and arrow keys move, and its numbers as a table for those who do not see the picture.
 */
export class Figure extends LitElement {
  static override properties = {
    chart: { attribute: false },
    month: { attribute: false },
    at: { attribute: false },
    rest: { attribute: false },
  };

  declare chart: Chart | null;
  /** The month under the cursor; shared by the figures of a view. */
  declare month: string | null;
  /** The month whose value stands at the head. */
  declare at: string | null;
  /** Whether the numbers are at rest, so that the table is worth writing. */
  declare rest: boolean;

  private readonly key = `figure-${++figures}`;
  private drawing: Drawing | null = null;
  /** Where the cursor reads, in a chart without months. */
  private stop: Stop | null = null;
  private drawn: Chart | null = null;
  private width = 0;
  private height = 0;
  private visible = false;
  private tabled: Chart | null = null;
  private spoken = "";
  private speaking = 0;
  private readonly resized = new ResizeObserver(() => this.measure());
  private readonly seen = new IntersectionObserver(
    (entries) => {
      this.visible = entries.some((entry) => entry.isIntersecting);
      this.draw();
    },
    { rootMargin: "200px" },
  );
  private readonly printing = (): void => this.drawNow();

  constructor() {
    super();
    this.chart = null;
    this.month = null;
    this.at = null;
    this.rest = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.watch();
    addEventListener("beforeprint", this.printing);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.seen.disconnect();
    this.resized.disconnect();
    removeEventListener("beforeprint", this.printing);
  }

  /** The picture as it stands, drawn if it was not yet. */
  picture(): SVGSVGElement | null {
    this.drawNow();
    return this.drawing?.svg ?? null;
  }

  protected override render(): unknown {
    const chart = this.chart;
    if (chart === null) return nothing;
    const steps = chart.months.length > 0 ? "months" : chart.walks ? "values" : "";
    return html`
      <figure aria-labelledby="${this.key}-title">
        <figcaption>
          <h3 id="${this.key}-title">${chart.title}<span class="hidden">: ${chart.measure}</span></h3>
          <span class="readout">${chart.readout(this.at)}</span>
        </figcaption>
        <div
          class="plot"
          role="group"
          tabindex=${steps === "" ? nothing : 0}
          aria-roledescription="chart"
          aria-label="${chart.summary}${steps === "" ? "" : ` Arrow keys move over the ${steps}.`}"
          aria-details="${this.key}-table"
          @keydown=${this.keyed}
          @pointermove=${this.pointed}
          @pointerleave=${this.left}
          @blur=${this.left}
        >
          <div class="picture"></div>
          <div class="cursor" hidden></div>
          <div class="tip" aria-hidden="true" hidden></div>
        </div>
        <p class="note">${chart.noteAt?.(this.at) ?? chart.note}</p>
        <div class="hidden" aria-live="polite">${this.spoken}</div>
        <div class="hidden" id="${this.key}-table"></div>
      </figure>
    `;
  }

  protected override firstUpdated(): void {
    this.watch();
  }

  private watch(): void {
    const plot = this.querySelector(".plot");
    if (plot === null) return;
    this.resized.observe(plot);
    this.seen.observe(plot);
  }

  protected override updated(changed: PropertyValues<this>): void {
    const plot = this.querySelector<HTMLElement>(".plot");
    const chart = this.chart;
    if (plot === null || chart === null) return;
    plot.style.setProperty("--height", `${chart.height}px`);
    this.style.setProperty("--hue", chart.colour);
    if (changed.has("chart")) this.draw();
    if (changed.has("month") || changed.has("chart")) this.cursor();
    if (this.rest) this.writeTable();
  }

  private measure(): void {
    const plot = this.querySelector(".plot");
    const [width, height] = [
      Math.floor(plot?.clientWidth ?? 0),
      Math.floor(plot?.clientHeight ?? 0),
    ];
    if (width === 0 || height === 0 || (width === this.width && height === this.height)) return;
    this.width = width;
    this.height = height;
    this.drawn = null;
    this.draw();
  }

  private draw(): void {
    if (this.visible) drawSoon(this, () => this.drawNow());
  }

  private drawNow(): void {
    const chart = this.chart;
    if (chart === null || this.width === 0 || this.drawn === chart) return;
    this.drawing = chart.draw(this.width, this.height);
    this.drawn = chart;
    this.halt(null);
    this.querySelector(".picture")?.replaceChildren(this.drawing.svg);
    this.cursor();
  }

  /** Puts the cursor's line and dots over the picture; the picture itself stays. */
  private cursor(): void {
    const box = this.querySelector<HTMLElement>(".cursor");
    const drawing = this.drawing;
    const { month, chart } = this;
    if (box === null || drawing === null || chart === null) return;
    const there = month !== null && chart.months.includes(month);
    const place = there ? { x: drawing.at(month), marks: drawing.marks(month) } : this.stop;
    box.hidden = place === null;
    this.tip(there ? null : this.stop);
    if (place === null) return;
    const [top, bottom] = drawing.span;
    box.style.left = `${place.x}px`;
    box.style.top = `${top}px`;
    box.style.height = `${bottom - top}px`;
    box.replaceChildren(
      ...place.marks.map(({ y, colour }) => {
        const dot = document.createElement("i");
        dot.style.top = `${y - top}px`;
        dot.style.background = colour;
        return dot;
      }),
    );
  }

  /** Writes what is read at a stop beside it, to the right where there is room. */
  private tip(stop: Stop | null): void {
    const tip = this.querySelector<HTMLElement>(".tip");
    if (tip === null) return;
    tip.hidden = stop === null;
    if (stop === null) return;
    tip.replaceChildren(
      ...stop.words.map((line) => {
        const one = document.createElement("span");
        one.textContent = line;
        return one;
      }),
    );
    const room = this.width - tip.offsetWidth;
    const left = stop.x + 8 <= room ? stop.x + 8 : stop.x - 8 - tip.offsetWidth;
    tip.style.left = `${Math.max(0, Math.min(room, left))}px`;
  }

  private readonly keyed = (event: KeyboardEvent): void => {
    const months = this.chart?.months ?? [];
    const stops = this.drawing?.stops ?? [];
    const count = months.length > 0 ? months.length : stops.length;
    if (count === 0) return;
    const last = count - 1;
    const at = months.length > 0 ? months.indexOf(this.month ?? "") : -1;
    const now = months.length > 0 || this.stop === null ? at : stops.indexOf(this.stop);
    const steps: Record<string, number> = {
      ArrowRight: Math.min(last, now + 1),
      ArrowLeft: now < 0 ? last : Math.max(0, now - 1),
      PageDown: Math.min(last, Math.max(now, 0) + 12),
      PageUp: Math.max(0, (now < 0 ? last : now) - 12),
      Home: 0,
      End: last,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    if (months.length > 0) this.go(months[step] ?? null);
    else this.halt(stops[step] ?? null);
    this.speak();
  };

  private readonly pointed = (event: PointerEvent): void => {
    const { drawing, chart } = this;
    const box = this.querySelector(".plot")?.getBoundingClientRect();
    if (drawing === null || chart === null || box === undefined) return;
    if (chart.months.length === 0) {
      const at = { x: event.clientX - box.left, y: event.clientY - box.top };
      this.halt(nearest(drawing.stops ?? [], at));
      return;
    }
    const [first, last] = [chart.months[0], chart.months.at(-1)];
    if (first === undefined || last === undefined) return;
    const [left, right] = [drawing.at(first), drawing.at(last)];
    const part = (event.clientX - box.left - left) / Math.max(1, right - left);
    const index = Math.round(Math.min(1, Math.max(0, part)) * (chart.months.length - 1));
    this.go(chart.months[index] ?? null);
  };

  private go(month: string | null): void {
    if (month === this.month) return;
    this.month = month;
    this.dispatchEvent(new MonthEvent(month));
  }

  /** Reads another place of a chart without months. */
  private halt(stop: Stop | null): void {
    if (stop === this.stop) return;
    this.stop = stop;
    this.cursor();
    this.requestUpdate();
  }

  private readonly left = (): void => {
    this.halt(null);
    this.go(null);
  };

  /** Says the values of the month once the cursor has stood still. */
  private speak(): void {
    clearTimeout(this.speaking);
    this.speaking = window.setTimeout(() => {
      const { chart, month, stop } = this;
      if (chart === null || (month === null && stop === null)) return;
      this.spoken =
        stop?.words.join(", ") ??
        (month === null ? "" : `${monthName(month)}: ${chart.readout(month)}`);
      this.requestUpdate();
    }, 250);
  }

  private writeTable(): void {
    const chart = this.chart;
    if (chart === null || this.tabled === chart) return;
    this.tabled = chart;
    const write = (): void => {
      if (this.tabled !== chart) return;
      this.querySelector(`#${this.key}-table`)?.replaceChildren(tableOf(chart.table()));
      this.drawNow();
    };
    if ("requestIdleCallback" in window) requestIdleCallback(write);
    else setTimeout(write, 200);
  }
}

function tableOf({ caption, head, rows }: Table): HTMLTableElement {
  const table = document.createElement("table");
  table.createCaption().textContent = caption;
  const top = table.createTHead().insertRow();
  for (const name of head) top.append(cell("th", name, "col"));
  const body = table.createTBody();
  for (const [name = "", ...values] of rows) {
    body.insertRow().append(cell("th", name, "row"), ...values.map((value) => cell("td", value)));
  }
  return table;
}

function cell(kind: "th" | "td", text: string, scope?: "col" | "row"): HTMLElement {
  const element = document.createElement(kind);
  element.textContent = text;
  if (scope !== undefined) element.setAttribute("scope", scope);
  return element;
}

customElements.define("undercut-figure", Figure);
