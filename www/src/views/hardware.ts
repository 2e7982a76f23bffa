import { html, nothing, type TemplateResult } from "lit";
import type { Chart } from "../charts/chart";
import "../charts/figure";
import type { Inquiry } from "../engine/lab";
import { rowsOf } from "../export/hardware";
import hardwareCss from "../style/hardware.css?inline";
import { percent, sentence } from "../style/number";
import { toggle } from "./figures";
import { ID, inquiryOf, shownName, USUAL } from "./inquiry";
import { blackwell, blackwellHues } from "./machines/blackwell";
import { ENGINE_HUES } from "./machines/curve";
import { predicted } from "./machines/predicted";
import { prices } from "./machines/prices";
import { savings } from "./machines/savings";
import { sharing } from "./machines/sharing";
import { absent, throughput } from "./machines/throughput";
import { chartsOf, type LabFrame, type LabView } from "./view";

type Frame = LabFrame<"hardware">;
type Name = keyof Inquiry;

/** Lengths that are offered; others can be written. */
const LENGTHS = [128, 512, 1024, 4096, 8192, 32_768, 131_072];
const SPEEDS = [10, 14, 20, 28, 40, 50, 60, 80, 100, 120, 150, 200];

/** Hardware and engines. */
export const hardware: LabView<"hardware"> = {
  of: "lab",
  id: ID,
  kind: "hardware",
  css: hardwareCss,
  ask: inquiryOf,
  sentences: ({ sentences }) => sentences,
  smallPrint: ({ notes, inquiry }) => [
    ...notes,
    `${inquiry.model} in ${inquiry.precision.toUpperCase()}`,
    `${inquiry.isl} tokens in, ${inquiry.osl} out`,
    `${percent(inquiry.prefix_hit_rate)} prefix hits`,
  ],
  csv: rowsOf,

  switches(frame) {
    return html`
      ${toggle(
        "Phases",
        [
          ["false", "Phases together"],
          ["true", "Or apart"],
        ],
        String(inquiryOf(frame.state).apart) as "true" | "false",
        (value) => set(frame, "apart", value),
      )}
    `;
  },

  controls(frame) {
    const { answer } = frame;
    const asked = inquiryOf(frame.state);
    const hopper = answer.machines.filter(({ generation }) => generation === "hopper");
    const machine = answer.machines.find(({ name }) => name === asked.accelerator);
    // On a phone the controls are folded above the picture; elsewhere they stand beside it.
    const wide = matchMedia("(min-width: 861px)").matches;
    return html`
      <details class="ask" ?open=${wide}>
      <summary><span class="fold">Change the question</span> <span class="soft">${asked.model}, ${asked.precision.toUpperCase()}, ${asked.isl} in, ${asked.osl} out</span></summary>
      <div class="controls">
        <section class="lab-controls" aria-label="What is served">
          ${select(frame, "model", "Model", answer.models)}
          ${select(frame, "precision", "Precision", answer.precisions, (name) => name.toUpperCase())}
          ${length(frame, "isl", "Input tokens")}
          ${length(frame, "osl", "Output tokens")}
          ${slider(frame, "prefix_hit_rate", "Prefix hits", { low: 0, high: 0.95, step: 0.05 }, percent)}
          ${pick(frame, "tokens_per_s_per_user", "Compared at, tokens/s per user", SPEEDS)}
          <label class="check">
            <input type="checkbox" .checked=${asked.speculative} @change=${(event: Event) => set(frame, "speculative", String((event.target as HTMLInputElement).checked))} />
            <span>Speculative decoding</span>
          </label>
        </section>
        <section class="lab-controls" aria-label="What is compared">
          ${select(
            frame,
            "accelerator",
            "In focus",
            answer.machines.map(({ name }) => name),
            shownName,
          )}
          ${select(
            frame,
            "baseline",
            "Against",
            hopper.map(({ name }) => name),
            shownName,
          )}
          ${select(frame, "engine", "Engine", ["any", ...(machine?.engines ?? [])], shownName)}
        </section>
        ${
          Object.keys(frame.state.options).some((key) => key.startsWith(`${ID}.`))
            ? html`<button class="usual" @click=${() => usual(frame)}>As usual</button>`
            : nothing
        }
      </div>
      </details>
    `;
  },

  charts(frame) {
    const { answer } = frame;
    const { inquiry } = answer;
    const engines = [...new Set(answer.curves.map(({ engine }) => engine))];
    const made = chartsOf(answer, "throughput", () => throughput(answer));
    const over = chartsOf(answer, "blackwell", () => blackwell(answer));
    const cost = chartsOf(answer, "prices", () => prices(answer));
    const rest = chartsOf(answer, "rest", () => [
      sharing(answer),
      savings(answer),
      predicted(answer),
    ]);
    const [shared, saved, held] = rest;
    const hues = engines.map((engine): [string, string] => [
      shownName(engine),
      ENGINE_HUES[engine] ?? "var(--house)",
    ]);
    return html`
      ${panel(
        "Throughput against interactivity",
        `Best layout at each speed. Thick: anchored to a measured row. Dashed: extrapolated. Band: nine in ten, of the fastest. Filled dots: measured; hollow: predicted for the same row. ${absent(answer)}`,
        made,
        "many",
        hues,
        made.length === 0 ? `No accelerator holds ${inquiry.model}.` : "",
      )}
      ${panel(
        `Blackwell over ${shownName(inquiry.baseline)}`,
        "Each side its fastest engine and layout, at the same speed for each user.",
        over,
        "",
        blackwellHues(answer),
        answer.ratios.length === 0
          ? `There is nothing to compare: no speed that both ${shownName(inquiry.baseline)} and a Blackwell accelerator reach.`
          : "",
      )}
      ${panel(
        "USD per million tokens, by phase",
        "At the catalogue's rental and full use.",
        cost,
        "",
        [
          [shownName(inquiry.accelerator), "var(--open)"],
          [shownName(inquiry.baseline), "var(--closed)"],
        ],
      )}
      <div class="pair-of-rows">
        ${panel(
          "Prefix sharing, 0 to 90%",
          `At ${inquiry.tokens_per_s_per_user} tokens/s per user.`,
          shared === undefined ? [] : [shared],
          "",
          hues.filter(([name]) => answer.sharing.some(({ engine }) => shownName(engine) === name)),
        )}
        ${panel("What savings add", "Each on top of those before it. Dot: median. Light bar: nine in ten.", saved === undefined ? [] : [saved])}
      </div>
      <ol class="assumptions">
        ${answer.steps.map(({ name, assumption }) => html`<li><strong>${sentence(name)}</strong>: ${assumption}.</li>`)}
      </ol>
      ${panel("How far predictions hold", "Every measured row that the project carries, under its own conditions.", held === undefined ? [] : [held], "held")}
    `;
  },
};

/** Figures under a heading, with what the hues mean. */
function panel(
  title: string,
  detail: string,
  charts: readonly Chart[],
  kind = "",
  hues: readonly [string, string][] = [],
  empty = "",
): TemplateResult {
  return html`
    <section class="row lab ${kind}">
      <header>
        <h2>${title}</h2><p class="soft">${detail}</p>
        ${hues.length === 0 ? nothing : html`<ul class="hues">${hues.map(([name, colour]) => html`<li><svg viewBox="0 0 14 4" aria-hidden="true"><rect width="14" height="4" fill=${colour}></rect></svg>${name}</li>`)}</ul>`}
      </header>
      ${
        empty === ""
          ? html`<div class="charts">${charts.map((chart) => html`<undercut-figure .chart=${chart} .month=${null} .at=${null} .rest=${true}></undercut-figure>`)}</div>`
          : html`<p class="soft">${empty}</p>`
      }
    </section>
  `;
}

function set({ set: put }: Frame, name: Name, value: string): void {
  put(name, value === String(USUAL[name]) ? null : value);
}

function usual({ set: put }: Frame): void {
  for (const name of Object.keys(USUAL)) put(name, null);
}

function asked(frame: Frame, name: Name): string {
  return String(inquiryOf(frame.state)[name]);
}

function select(
  frame: Frame,
  name: Name,
  label: string,
  options: readonly string[],
  write: (option: string) => string = (option) => option,
): TemplateResult {
  const value = asked(frame, name);
  const known = options.includes(value) ? options : [value, ...options];
  return html`
    <label class="pick">
      <span>${label}</span>
      <select data-name=${name} .value=${value} @change=${(event: Event) => set(frame, name, (event.target as HTMLSelectElement).value)}>
        ${known.map((option) => html`<option value=${option} ?selected=${option === value}>${write(option)}</option>`)}
      </select>
    </label>
  `;
}

function pick(frame: Frame, name: Name, label: string, values: readonly number[]): TemplateResult {
  return select(frame, name, label, values.map(String));
}

function length(frame: Frame, name: "isl" | "osl", label: string): TemplateResult {
  return html`
    <label class="pick">
      <span>${label}</span>
      <input
        class="field"
        inputmode="numeric"
        list="${name}-lengths"
        data-name=${name}
        .value=${asked(frame, name)}
        @change=${(event: Event) => set(frame, name, (event.target as HTMLInputElement).value.replaceAll(",", "").trim())}
      />
      <datalist id="${name}-lengths">${LENGTHS.map((value) => html`<option value=${value}></option>`)}</datalist>
    </label>
  `;
}

function slider(
  frame: Frame,
  name: Name,
  label: string,
  { low, high, step }: { low: number; high: number; step: number },
  write: (value: number) => string,
): TemplateResult {
  const value = asked(frame, name);
  return html`
    <label class="pick">
      <span>${label} <strong>${write(Number(value))}</strong></span>
      <span class="track">
        <input
          type="range"
          aria-label=${label}
          aria-valuetext=${write(Number(value))}
          data-name=${name}
          min=${low}
          max=${high}
          step=${step}
          .value=${value}
          @input=${(event: Event) => set(frame, name, (event.target as HTMLInputElement).value)}
        />
      </span>
    </label>
  `;
}
