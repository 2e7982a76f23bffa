import { monthName } from "../../style/number";
import { chartsOf, type Panel } from "../panel";
import { savingCharts } from "./savingcharts";
import { savingWords } from "./words";

/** What is left of a router's saving as prices move: the scenario's own policy beside a perfect router. */
export const saves: Panel<"savings"> = {
  id: "cost.saves",
  name: "How long does routing pay?",
  from: "savings",
  options: [],
  draw({ answer, at }) {
    const reviewed = answer.findLast(({ month }) => month <= at)?.month;
    return {
      title: "How long does routing pay?",
      detail:
        "Saved against the best single model of each task class, as a share of its bill, at equal quality, every third month. Line: median. Dark band: half of the draws. Light band: nine in ten.",
      when: reviewed === undefined ? "" : monthName(reviewed),
      hues: [],
      charts: reviewed === undefined ? [] : chartsOf(answer, "saves", () => savingCharts(answer)),
      ...(reviewed === undefined ? { none: "" } : { at: reviewed }),
      lead: savingWords(answer, reviewed),
    };
  },
  rows: ({ answer }) => ({
    head: ["policy", "month", "p5", "p25", "p50", "p75", "p95"],
    rows: answer.flatMap(({ month, own, perfect }) =>
      Object.entries({ own, perfect }).map(([policy, { p5, p25, p50, p75, p95 }]) => [
        policy,
        month,
        p5,
        p25,
        p50,
        p75,
        p95,
      ]),
    ),
  }),
};
