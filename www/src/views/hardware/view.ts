import { html } from "lit";
import type { Inquiry } from "../../engine/lab";
import hardwareCss from "../../style/hardware.css?inline";
import { percent } from "../../style/number";
import type { View } from "../panel";
import { toggle } from "../toggle";
import { controls, set } from "./controls";
import { inquiryOf, writtenIn } from "./inquiry";
import { comparison, phasePrices, predictions, prefixes, steps, throughputs } from "./panels";
import { NAMES, USUAL } from "./usual";

/** Hardware and engines. */
export const view: View<"hardware"> = {
  id: "hardware",
  from: "hardware",
  at: "first",
  css: hardwareCss,
  asks: { hardware: (state) => ({ kind: "hardware", ask: inquiryOf(state) }) },
  panels: [throughputs, comparison, phasePrices, [prefixes, steps], predictions],
  inputs: null,
  control: (name, state) => ({
    label: NAMES[name as keyof Inquiry] ?? name,
    text: name in USUAL ? writtenIn(state, name as keyof Inquiry) : "",
  }),
  sentences: ({ answer }) => answer.sentences,
  small: ({ answer: { notes, inquiry, model } }) => [
    ...notes,
    `${model.name} in ${inquiry.precision.toUpperCase()}`,
    `${inquiry.isl} tokens in, ${inquiry.osl} out`,
    `${percent(inquiry.prefix_hit_rate)} prefix hits`,
  ],
  switches: (on) => html`
    ${toggle(
      "Phases",
      [
        ["false", "Phases together"],
        ["true", "Together or apart"],
      ],
      writtenIn(on.state, "apart") as "true" | "false",
      (value) => set(on, "apart", value),
    )}
  `,
  controls,
};
