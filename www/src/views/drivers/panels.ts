import { seriesOf } from "../../charts/bands";
import { fan } from "../../charts/fan";
import { parts } from "../../charts/parts";
import type { AnswerTo } from "../../engine/lab";
import { monthName, percent, percentTick, sentence } from "../../style/number";
import { groupColour } from "../../style/palette";
import { curveRows } from "../curverows";
import { cutWords, marginScale, metricOf } from "../margins/panels";
import { DEFINITIONS, MEASURES } from "../margins/words";
import { chosen } from "../option";
import { chartsOf, type Panel } from "../panel";
import { BY, METRIC, OF } from "./options";
import { driverWords, share } from "./words";

type Drivers = AnswerTo<"drivers">;

/** Rows of a picture; files have all. */
const MOST_ROWS = 16;

/** The margin whose spread is taken apart, over the months. */
export const spread: Panel<"run"> = {
  id: "drivers.margin",
  name: "The margin that is taken apart",
  from: "run",
  options: [METRIC, OF],
  draw({ answer, steady, state, at }) {
    const metric = metricOf(state, METRIC);
    const id = chosen(state, OF);
    const y = marginScale(steady, metric, "group");
    const { summary, bands } = answer;
    return {
      title: sentence(MEASURES[metric]),
      detail: `${DEFINITIONS[metric]} Line: median. Dark band: half of the draws. Light band: nine in ten. ${cutWords(steady, metric, "group")}`,
      when: monthName(at),
      hues: [],
      charts: chartsOf(answer, `margin ${metric} ${id} ${y.domain.join()}`, () =>
        seriesOf(summary, bands, metric, "group")
          .filter(({ curve }) => curve.subject.id === id)
          .map((series) =>
            fan(series, {
              title: sentence(series.curve.subject.name),
              colour: groupColour(id),
              measure: MEASURES[metric],
              y,
              write: percent,
              rule: 0,
              note: "",
              height: 168,
            }),
          ),
      ),
    };
  },
  rows: ({ answer, state }) => {
    const [metric, id] = [metricOf(state, METRIC), chosen(state, OF)];
    return curveRows(answer, (curve) => curve.metric === metric && curve.subject.id === id);
  },
};

/** What the spread of a margin comes from: Sobol indices of groups. */
export const apart: Panel<"drivers"> = {
  id: "drivers.apart",
  name: "What its spread comes from",
  from: "drivers",
  options: [METRIC, OF, BY],
  draw({ answer }) {
    const { drivers, base_points, target } = answer;
    const more = drivers.length > MOST_ROWS ? ` The ${MOST_ROWS} largest are drawn.` : "";
    return {
      title: "What its spread comes from",
      detail: `Shares of the variance of costs over revenue, as a logarithm, by Sobol indices over ${base_points} base points. Bar: with all its parts in others, and so they may sum to more than 100%. Line: 95 in 100. Dot: alone.${more}`,
      when: monthName(target.month_name),
      at: target.month_name,
      hues: [],
      charts: chartsOf(answer, "apart", () => [chart(answer)]),
      lead: driverWords(answer),
      ...(drivers.length === 0 ? { none: "Nothing varies." } : {}),
    };
  },
  rows: ({ answer: { drivers } }) => ({
    head: [
      "group",
      "first",
      "first_low",
      "first_high",
      "total",
      "total_low",
      "total_high",
      "inputs",
    ],
    rows: drivers.map(({ group, first, total, inputs }) => [
      group,
      first.value,
      first.low,
      first.high,
      total.value,
      total.low,
      total.high,
      inputs.join(" "),
    ]),
  }),
};

function chart({ drivers }: Drivers): ReturnType<typeof parts> {
  const shown = drivers.slice(0, MOST_ROWS);
  // An interval may pass the whole, and the axis goes as far as the widest one.
  const most = Math.max(...shown.map(({ total }) => Math.min(total.high, 1.5)), 0.1);
  const step = most > 0.6 ? 0.25 : most > 0.25 ? 0.1 : 0.05;
  const end = Math.ceil(most / step) * step;
  const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, place) => place * step);
  return parts(
    shown.map(({ group, first, total }) => ({ name: sentence(group), first, total })),
    {
      title: "Shares of the variance",
      measure: "",
      note: "",
      write: share,
      x: { type: "linear", domain: [0, end], ticks, tick: percentTick },
    },
  );
}
