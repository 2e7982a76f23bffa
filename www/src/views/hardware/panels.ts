import { html, type TemplateResult } from "lit";
import type { Hardware } from "../../engine/lab";
import { sentence } from "../../style/number";
import { blackwell, blackwellHues } from "../machines/blackwell";
import { ENGINE_HUES } from "../machines/curve";
import { heldOut } from "../machines/heldout";
import { namesOf } from "../machines/names";
import { predicted } from "../machines/predicted";
import { prices } from "../machines/prices";
import { rates } from "../machines/rates";
import { savings } from "../machines/savings";
import { sharing } from "../machines/sharing";
import { absent, throughput } from "../machines/throughput";
import { chartsOf, type Drawn, type On, type Panel } from "../panel";
import { HARDWARE_OPTIONS } from "./options";
import * as rows from "./rows";

const THICK = "Thick line: anchored; dashed: extrapolated.";

const panel = (
  id: string,
  name: string,
  draw: (
    answer: Hardware,
    on: On<Hardware>,
  ) => Pick<Drawn, "title" | "detail" | "charts"> & Partial<Drawn>,
  rowsOf: (answer: Hardware) => ReturnType<typeof rows.throughput>,
): Panel<"hardware"> => ({
  id: `hardware.${id}`,
  name,
  from: "hardware",
  options: HARDWARE_OPTIONS,
  draw: (on) => ({
    when: "",
    hues: [],
    ...draw(on.answer, on),
    kind: `lab ${id === "throughput" ? "many" : id === "heldout" ? "held" : ""}`,
  }),
  rows: ({ answer }) => rowsOf(answer),
});

/** Hues of the engines in an answer. */
function hues(answer: Hardware): [string, string][] {
  const nameOf = namesOf(answer);
  const engines = [...new Set(answer.curves.map(({ engine }) => engine))];
  return engines.map((engine) => [nameOf(engine), ENGINE_HUES[engine] ?? "var(--house)"]);
}

export const throughputs = panel(
  "throughput",
  "Throughput against interactivity",
  (answer) => {
    const { inquiry } = answer;
    const charts = chartsOf(answer, "throughput", () => throughput(answer));
    return {
      title: "Throughput against interactivity",
      detail: `Best layout at each speed. Thick line: anchored to a measured row; dashed: extrapolated. Band: nine in ten cases, around the fastest engine. Filled dot: measured, the model was fitted to it; cross: measured, never fitted to; hollow dot: predicted for the same row. ${absent(answer)}`,
      charts,
      hues: hues(answer),
      ...(charts.length > 0
        ? {}
        : {
            none: `No accelerator serves ${namesOf(answer)(inquiry.model)} in ${namesOf(answer)(inquiry.precision)}.`,
          }),
    };
  },
  rows.throughput,
);

export const comparison = panel(
  "blackwell",
  "Blackwell over Hopper",
  (answer) => {
    const { inquiry, ratios } = answer;
    const nameOf = namesOf(answer);
    const base = nameOf(inquiry.baseline);
    const rented = rates(answer, [
      ...ratios.map(({ accelerator }) => accelerator),
      inquiry.baseline,
    ]);
    return {
      title: `Blackwell over ${base}`,
      detail: `Each side ${inquiry.engine === "any" ? "its fastest engine" : nameOf(inquiry.engine)} and its best layout, at the same speed for each user. Thick line: both sides anchored to a measured row; dashed: not. Band: nine in ten cases, of ${nameOf(inquiry.accelerator)}. Rental: ${rented}.`,
      charts: chartsOf(answer, "blackwell", () => blackwell(answer)),
      hues: blackwellHues(answer),
      ...(ratios.length > 0
        ? {}
        : {
            none: `There is nothing to compare: no speed that both ${base} and a Blackwell accelerator reach.`,
          }),
    };
  },
  rows.blackwell,
);

export const phasePrices = panel(
  "prices",
  "USD per million tokens, by phase",
  (answer) => {
    const { accelerator, baseline } = answer.inquiry;
    const nameOf = namesOf(answer);
    return {
      title: "USD per million tokens, by phase",
      detail: `At full use and a rental of ${rates(answer, [accelerator, baseline])}. ${THICK} Band: nine in ten cases.`,
      charts: chartsOf(answer, "prices", () => prices(answer)),
      hues: [
        [nameOf(accelerator), "var(--open)"],
        [nameOf(baseline), "var(--closed)"],
      ],
    };
  },
  rows.prices,
);

export const prefixes = panel(
  "sharing",
  "Prefix sharing",
  (answer) => {
    const nameOf = namesOf(answer);
    return {
      title: "Prefix sharing, 0 to 90%",
      detail: `At ${answer.inquiry.tokens_per_s_per_user} tokens/s per user. ${THICK}`,
      charts: chartsOf(answer, "sharing", () => [sharing(answer)]),
      hues: hues(answer).filter(([name]) =>
        answer.sharing.some(({ engine }) => nameOf(engine) === name),
      ),
    };
  },
  rows.sharing,
);

export const steps = panel(
  "savings",
  "What savings add",
  (answer) => ({
    title: "What savings add",
    detail:
      "Each on top of those before it. Dot: median. Dark bar: half of the cases. Light bar: nine in ten.",
    charts: chartsOf(answer, "savings", () => [savings(answer)]),
    below: assumptions(answer),
  }),
  rows.savings,
);

export const predictions = panel(
  "heldout",
  "How far predictions hold",
  (answer) => {
    const of = (fitted: boolean): number =>
      answer.dots.filter((dot) => dot.fitted === fitted).length;
    return {
      title: "How far predictions hold",
      detail: `Measured rows under their own conditions, predicted with the anchor of their cell where there is one. Dots: ${of(true)} rows that the model was fitted to, a sample of all; their errors are in-sample. Crosses: ${of(false)} rows that it was never fitted to, every fifth of three sets.`,
      charts: chartsOf(answer, "predicted", () => [predicted(answer)]),
      below: heldOut(answer),
    };
  },
  rows.predicted,
);

function assumptions({ steps }: Hardware): TemplateResult {
  return html`
    <ol class="assumptions">
      ${steps.map(({ name, assumption }) => html`<li><strong>${sentence(name)}</strong>: ${assumption}.</li>`)}
    </ol>
  `;
}
