import { html, nothing, type TemplateResult } from "lit";
import type { Chart } from "../charts/chart";
import "../charts/figure";
import type { Inquiry } from "../engine/lab";
import { rowsOf } from "../export/hardware";
import hardwareCss from "../style/hardware.css?inline";
import { percent, sentence } from "../style/number";
import { toggle } from "./figures";
import { ID, inquiryOf, NAMES, USUAL, writtenIn } from "./inquiry";
import { blackwell, blackwellHues } from "./machines/blackwell";
import { ENGINE_HUES } from "./machines/curve";
import { heldOut } from "./machines/heldout";
import { namesOf } from "./machines/names";
import { predicted } from "./machines/predicted";
import { prices } from "./machines/prices";
import { rates } from "./machines/rates";
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
  control: (name, state) => ({
    label: NAMES[name as Name] ?? name,
    text: name in USUAL ? writtenIn(state, name as Name) : "",
  }),
  sentences: ({ sentences }) => sentences,
  smallPrint: ({ notes, inquiry, model }) => [
    ...notes,
    `${model.name} in ${inquiry.precision.toUpperCase()}`,
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
          ["true", "Together or apart"],
        ],
        writtenIn(frame.state, "apart") as "true" | "false",
        (value) => set(frame, "apart", value),
      )}
    `;
  },

  controls(frame) {
    const { answer } = frame;
    const nameOf = namesOf(answer);
    const asked = (name: Name): string => chosenIn(frame, name);
    const hopper = answer.machines.filter(({ generation }) => generation === "hopper");
    const machine = answer.machines.find(({ id }) => id === asked("accelerator"));
    // On a phone the controls are folded above the picture; elsewhere they stand open above it or beside it.
    const wide = matchMedia("(min-width: 861px)").matches;
    return html`
      <details class="ask" ?open=${wide || frame.problems.size > 0}>
      <summary><span class="fold">Change the question</span> <span class="soft">${nameOf(asked("model"))}, ${nameOf(asked("precision"))}, ${asked("isl")} in, ${asked("osl")} out</span></summary>
      <div class="controls">
        <section class="lab-controls" aria-label="What is served">
          ${select(frame, "model", idsOf(answer.models), nameOf)}
          ${select(frame, "precision", answer.precisions, nameOf)}
          ${length(frame, "isl")}
          ${length(frame, "osl")}
          ${slider(frame, "prefix_hit_rate", { low: 0, high: 0.95, step: 0.05 }, percent)}
          ${select(frame, "tokens_per_s_per_user", SPEEDS.map(String))}
          <label class="check">
            <input type="checkbox" .checked=${asked("speculative") === "true"} @change=${(event: Event) => set(frame, "speculative", String((event.target as HTMLInputElement).checked))} />
            <span>${NAMES.speculative}</span>
          </label>
        </section>
        <section class="lab-controls" aria-label="What is compared">
          ${select(frame, "accelerator", idsOf(answer.machines), nameOf)}
          ${select(frame, "baseline", idsOf(hopper), nameOf)}
          ${select(frame, "engine", ["any", ...(machine?.engines ?? [])], nameOf)}
        </section>
      </div>
      </details>
    `;
  },

  charts(frame) {
    const { answer } = frame;
    const { inquiry } = answer;
    const nameOf = namesOf(answer);
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
      nameOf(engine),
      ENGINE_HUES[engine] ?? "var(--house)",
    ]);
    return html`
      ${panel(
        "Throughput against interactivity",
        `Best layout at each speed. Thick line: anchored to a measured row; dashed: extrapolated. Band: nine in ten cases, around the fastest engine. Filled dot: measured, the model was fitted to it; cross: measured, never fitted to; hollow dot: predicted for the same row. ${absent(answer)}`,
        made,
        "many",
        hues,
        made.length === 0
          ? `No accelerator serves ${nameOf(inquiry.model)} in ${nameOf(inquiry.precision)}.`
          : "",
      )}
      ${panel(
        `Blackwell over ${nameOf(inquiry.baseline)}`,
        `Each side ${inquiry.engine === "any" ? "its fastest engine" : nameOf(inquiry.engine)} and its best layout, at the same speed for each user. Thick line: both sides anchored to a measured row; dashed: not. Band: nine in ten cases, of ${nameOf(inquiry.accelerator)}. Rental: ${rates(answer, [...answer.ratios.map(({ accelerator }) => accelerator), inquiry.baseline])}.`,
        over,
        "",
        blackwellHues(answer),
        answer.ratios.length === 0
          ? `There is nothing to compare: no speed that both ${nameOf(inquiry.baseline)} and a Blackwell accelerator reach.`
          : "",
      )}
      ${panel(
        "USD per million tokens, by phase",
        `At full use and a rental of ${rates(answer, [inquiry.accelerator, inquiry.baseline])}. Thick line: anchored; dashed: extrapolated. Band: nine in ten cases.`,
        cost,
        "",
        [
          [nameOf(inquiry.accelerator), "var(--open)"],
          [nameOf(inquiry.baseline), "var(--closed)"],
        ],
      )}
      <div class="pair-of-rows">
        ${panel(
          "Prefix sharing, 0 to 90%",
          `At ${inquiry.tokens_per_s_per_user} tokens/s per user. Thick line: anchored; dashed: extrapolated.`,
          shared === undefined ? [] : [shared],
          "",
          hues.filter(([name]) => answer.sharing.some(({ engine }) => nameOf(engine) === name)),
        )}
        ${panel("What savings add", "Each on top of those before it. Dot: median. Dark bar: half of the cases. Light bar: nine in ten.", saved === undefined ? [] : [saved])}
      </div>
      <ol class="assumptions">
        ${answer.steps.map(({ name, assumption }) => html`<li><strong>${sentence(name)}</strong>: ${assumption}.</li>`)}
      </ol>
      ${panel("How far predictions hold", `Measured rows under their own conditions, predicted with the anchor of their cell where there is one. Dots: ${answer.dots.filter(({ fitted }) => fitted).length} rows that the model was fitted to, a sample of all; their errors are in-sample. Crosses: ${answer.dots.filter(({ fitted }) => !fitted).length} rows that it was never fitted to, every fifth of three sets.`, held === undefined ? [] : [held], "held")}
      ${heldOut(answer)}
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

function set(frame: Frame, name: Name, value: string, moving = false): void {
  const { answer, state } = frame;
  frame.set(name, value === String(USUAL[name]) ? null : value, moving);
  // An engine that does not run on another accelerator is not asked of it.
  if (name !== "accelerator") return;
  const engine = writtenIn(state, "engine");
  const machine = answer.machines.find((one) => one.id === value);
  if (engine !== "any" && machine?.engines.includes(engine) === false) frame.set("engine", null);
}

function idsOf(named: readonly { id: string }[]): string[] {
  return named.map(({ id }) => id);
}

/** What a control says; another spelling of a name, as old links have them, is the id that the lab took it for. */
function chosenIn({ answer, state, problems }: Frame, name: Name): string {
  const written = writtenIn(state, name);
  const named = name === "accelerator" || name === "baseline" || name === "model";
  const known = name === "model" ? answer.models : answer.machines;
  const other = named && !problems.has(name) && !known.some(({ id }) => id === written);
  return other ? answer.inquiry[name] : written;
}

function select(
  frame: Frame,
  name: Name,
  options: readonly string[],
  write: (option: string) => string = (option) => option,
): TemplateResult {
  const value = chosenIn(frame, name);
  const known = options.includes(value) ? options : [value, ...options];
  // What is refused stands as it was written.
  const refused = frame.problems.has(name) ? value : null;
  return html`
    <label class="pick">
      <span>${NAMES[name]}</span>
      <select data-name=${name} aria-invalid=${invalid(frame, name)} .value=${value} @change=${(event: Event) => set(frame, name, (event.target as HTMLSelectElement).value)}>
        ${known.map((option) => html`<option value=${option} ?selected=${option === value}>${option === refused ? option : write(option)}</option>`)}
      </select>
      ${problem(frame, name)}
    </label>
  `;
}

function length(frame: Frame, name: "isl" | "osl"): TemplateResult {
  return html`
    <label class="pick">
      <span>${NAMES[name]}</span>
      <input
        class="field"
        list="${name}-lengths"
        data-name=${name}
        aria-invalid=${invalid(frame, name)}
        .value=${writtenIn(frame.state, name)}
        @change=${(event: Event) => set(frame, name, (event.target as HTMLInputElement).value.trim())}
      />
      <datalist id="${name}-lengths">${LENGTHS.map((value) => html`<option value=${value}></option>`)}</datalist>
      ${problem(frame, name)}
    </label>
  `;
}

function slider(
  frame: Frame,
  name: Name,
  { low, high, step }: { low: number; high: number; step: number },
  write: (value: number) => string,
): TemplateResult {
  const value = Number(inquiryOf(frame.state)[name]);
  const moved = (event: Event, moving: boolean): void =>
    set(frame, name, (event.target as HTMLInputElement).value, moving);
  return html`
    <label class="pick">
      <span>${NAMES[name]} <strong>${write(value)}</strong></span>
      <span class="track">
        <input
          type="range"
          aria-label=${NAMES[name]}
          aria-valuetext=${write(value)}
          data-name=${name}
          min=${low}
          max=${high}
          step=${step}
          .value=${Number.isFinite(value) ? String(value) : "0"}
          @input=${(event: Event) => moved(event, true)}
          @change=${(event: Event) => moved(event, false)}
        />
      </span>
      ${problem(frame, name)}
    </label>
  `;
}

function invalid({ problems }: Frame, name: Name): "true" | typeof nothing {
  return problems.has(name) ? "true" : nothing;
}

function problem({ problems }: Frame, name: Name): TemplateResult | typeof nothing {
  const rule = problems.get(name);
  return rule === undefined ? nothing : html`<span class="problem">${rule}</span>`;
}
