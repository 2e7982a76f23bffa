import { html, nothing } from "lit";
import { curvesOf, seriesOf } from "../../charts/bands";
import { choiceIn } from "../choices";
import { smallPrint } from "../headline";
import { chosen } from "../option";
import type { View } from "../panel";
import { toggle } from "../toggle";
import { marginChoice } from "./choice";
import { BY, LEVEL, LEVELS, METRIC, RESPONSES } from "./options";
import { fans, kindOf, levelOf, market, metricOf, prices } from "./panels";
import { fallOf, fallSentence, groupSentence, providersSentence } from "./words";

/** Where do margins go? */
export const view: View<"run"> = {
  id: "margins",
  from: "run",
  at: "last",
  css: "",
  asks: {},
  panels: [fans, [prices, market]],
  inputs: {
    moved: "these margins",
    swings: ({ summary }, state) =>
      curvesOf(summary, metricOf(state), "group").map((curve) => summary.curves.indexOf(curve)),
    decision: RESPONSES,
    facts: [/^workload\..*threshold$/],
    // The buyer is a price taker: how it picks a line moves no seller's margin.
    inert: ["policy.kind"],
    elsewhere: [],
  },

  sentences({ steady, state, base }) {
    const { summary, bands } = steady;
    const metric = metricOf(state);
    if (kindOf(state) === "provider")
      return listed(providersSentence(seriesOf(summary, bands, metric, "provider"), metric));
    const closed = seriesOf(summary, bands, metric, "group").find(
      ({ curve }) => curve.subject.id === "closed-labs",
    );
    if (closed === undefined) return [];
    const fall = fallOf(summary.passages, summary.months, closed, levelOf(state));
    return [
      ...listed(groupSentence(closed, metric, choiceIn(steady.spec, base, RESPONSES[0]))),
      ...(fall === null ? [] : [fallSentence(fall)]),
    ];
  },

  switches({ state, option }) {
    return html`
      ${marginChoice(METRIC, state, option)}
      ${toggle(
        BY.name,
        [
          ["group", "Groups"],
          ["provider", "Providers"],
        ],
        chosen(state, BY),
        (value) => option(BY, value),
      )}
      ${
        metricOf(state) === "operating_margin" || kindOf(state) === "provider"
          ? nothing
          : html`
            <label class="level">
              <span>Falls below</span>
              <select aria-label="Level whose passages are counted" @change=${(event: Event) => option(LEVEL, (event.target as HTMLSelectElement).value)}>
                ${LEVELS.map((level) => html`<option value=${level} ?selected=${level === chosen(state, LEVEL)}>${level}</option>`)}
              </select>
            </label>
          `
      }
    `;
  },

  small: ({ answer }) => smallPrint(answer),
};

function listed(sentence: string | null): string[] {
  return sentence === null ? [] : [sentence];
}
