import { html } from "lit";
import { curvesOf } from "../../charts/bands";
import { specOf } from "../../state/session";
import { choiceIn } from "../choices";
import { smallPrint } from "../headline";
import { chosen } from "../option";
import type { View } from "../panel";
import { AUC, CLASS, FPR, INPUTS, numberOf, THRESHOLD, TPR } from "./options";
import { bills, CHOSEN, policies, quality } from "./panels";
import { routing } from "./routing";
import { saves } from "./saves";
import { billSentences, boughtIn } from "./words";

/** Draws behind the spread of a saving; while something moves there is none. */
const DRAWS = 256;
const POLICY_KIND = "policy.kind";

/** What does my workload cost? */
export const view: View<"run"> = {
  id: "cost",
  from: "run",
  at: "first",
  css: "",
  asks: {
    routing: (state, settled) => {
      const place = numberOf(chosen(state, CLASS));
      return {
        kind: "routing",
        ask: {
          about: specOf(state),
          ask: {
            class: place,
            need_strong_auc: numberOf(chosen(state, AUC)),
            threshold: numberOf(chosen(state, THRESHOLD)),
            tpr: numberOf(chosen(state, TPR)),
            fpr: numberOf(chosen(state, FPR)),
          },
          draws: settled ? DRAWS : 0,
        },
      };
    },
    savings: (state, settled) => (settled ? { kind: "savings", ask: specOf(state) } : null),
  },
  panels: [routing, saves, [quality, policies], bills],
  inputs: {
    moved: "this bill",
    swings: ({ summary }) => {
      const all = curvesOf(summary, "bill_usd_per_month", "policy");
      const bill = all.find((curve) => curve.subject.id === CHOSEN) ?? all[0];
      return bill === undefined ? [] : [summary.curves.indexOf(bill)];
    },
    decision: [POLICY_KIND],
    facts: [/^workload\.tokens_per_day$/, /^workload\..*threshold$/],
    // What routes the rest of the market moves the list prices of no line.
    inert: ["market.routing"],
    elsewhere: INPUTS.map(([, path]) => path),
  },

  sentences: ({ steady, base, at }) =>
    billSentences(
      boughtIn(steady, at),
      at,
      choiceIn(steady.spec, base, POLICY_KIND),
      base?.single_line ?? "",
    ),

  switches: () => html``,

  small: ({ answer }) => smallPrint(answer),
};
