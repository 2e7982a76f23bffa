import { html, nothing, type TemplateResult } from "lit";
import type { Hardware, Inquiry } from "../../engine/lab";
import { percent } from "../../style/number";
import { namesOf } from "../machines/names";
import { optionOf } from "../options";
import type { On } from "../panel";
import { inquiryOf, writtenIn } from "./inquiry";
import { NAMES } from "./usual";

type Frame = On<Hardware>;
type Name = keyof Inquiry;

/** Lengths that are offered; others can be written. */
const LENGTHS = [128, 512, 1024, 4096, 8192, 32_768, 131_072];
const SPEEDS = [10, 14, 20, 28, 40, 50, 60, 80, 100, 120, 150, 200];

/** The question in controls: what is served, and what is compared. */
export function controls(frame: Frame): TemplateResult {
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
}

/** Sets a control of the question. */
export function set(frame: Frame, name: Name, value: string, moving = false): void {
  const { answer, state } = frame;
  put(frame, name, value, moving);
  // An engine that does not run on another accelerator is not asked of it.
  if (name !== "accelerator") return;
  const engine = writtenIn(state, "engine");
  const machine = answer.machines.find((one) => one.id === value);
  if (engine !== "any" && machine?.engines.includes(engine) === false) put(frame, "engine", null);
}

function put({ option }: Frame, name: Name, value: string | null, moving = false): void {
  const of = optionOf(`hardware.${name}`);
  if (of !== undefined) option(of, value, moving);
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
