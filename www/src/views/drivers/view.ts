import { html } from "lit";
import { curvesOf, seriesOf } from "../../charts/bands";
import { specOf } from "../../state/session";
import { smallPrint } from "../headline";
import { marginChoice } from "../margins/choice";
import { RESPONSES } from "../margins/options";
import { metricOf } from "../margins/panels";
import { chosen } from "../option";
import type { View } from "../panel";
import { toggle } from "../toggle";
import { BY, GROUPINGS, METRIC, OF, WHOSE } from "./options";
import { apart, spread } from "./panels";
import { spreadSentence } from "./words";

/** Base points once a state stands still, and while it moves. */
const POINTS = 256;
const FEW_POINTS = 32;

/** What drives it? */
export const view: View<"run"> = {
  id: "drivers",
  from: "run",
  at: "last",
  css: "",
  asks: {
    drivers: (state, settled) => ({
      kind: "drivers",
      ask: {
        about: specOf(state),
        target: `${metricOf(state, METRIC)}:${chosen(state, OF)}`,
        by: chosen(state, BY) === "inputs" ? { inputs: 16 } : "causes",
        base_points: settled ? POINTS : FEW_POINTS,
      },
    }),
  },
  panels: [apart, spread],
  inputs: {
    moved: "this margin",
    swings: ({ summary }, state) =>
      curvesOf(summary, metricOf(state, METRIC), "group")
        .filter(({ subject }) => subject.id === chosen(state, OF))
        .map((curve) => summary.curves.indexOf(curve)),
    decision: RESPONSES,
    facts: [],
    // The buyer is a price taker: how it picks a line moves no seller's margin.
    inert: ["policy.kind"],
    elsewhere: [],
  },

  sentences({ steady, state, at }) {
    const { summary, bands } = steady;
    const id = chosen(state, OF);
    const series = seriesOf(summary, bands, metricOf(state, METRIC), "group").find(
      ({ curve }) => curve.subject.id === id,
    );
    const last = series?.points.find(({ month }) => month === at) ?? series?.points.at(-1);
    const name = WHOSE[id as keyof typeof WHOSE];
    return [spreadSentence(name, metricOf(state, METRIC), last?.month ?? at, last)];
  },

  switches({ state, option }) {
    return html`
      ${marginChoice(METRIC, state, option)}
      ${toggle(OF.name, Object.entries(WHOSE), chosen(state, OF), (value) => option(OF, value))}
      ${toggle(BY.name, Object.entries(GROUPINGS), chosen(state, BY), (value) => option(BY, value))}
    `;
  },

  small: ({ answer }) => smallPrint(answer),
};
