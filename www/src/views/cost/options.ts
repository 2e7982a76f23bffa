import { among, type Option, within } from "../option";

const of = (key: string, name: string, usual: string, rule: Option["rule"]): Option => ({
  key: `frontier.${key}`,
  name,
  usual,
  view: "cost",
  look: false,
  rule,
});

/** Policies whose traffic can be shown. */
export const SHOWN = [
  "threshold-router",
  "cascade",
  "oracle",
  "random-mix",
  "class-lookup",
  "cheapest-meeting-threshold",
] as const;

/** Place of the class on show; the whole mix where empty. Its number is judged by the answer, which knows the classes. */
export const CLASS = of("class", "Requests", "", (text) =>
  /^\d{1,3}$/.test(text) ? "" : "is not the place of a task class, counted from 0",
);
export const THRESHOLD = of("threshold", "Success wanted", "", within(0, 1));
export const POINT = of("point", "Point", "equal", among(["equal", "threshold"]));
export const POLICY = of("policy", "Whose traffic", "threshold-router", among(SHOWN));

/**
 * What decides, where the scenario's own policy has no signal; where it has one, its inputs are the only ones. Usual is what
 * the question assumes.
 */
export const AUC = of("auc", "Router's AUC", "", within(0.5, 1));
export const TPR = of("tpr", "Right answers accepted", "", within(0, 1));
export const FPR = of("fpr", "Wrong answers accepted", "", within(0, 1));

/** The scenario's input that stands in the place of an option as soon as the scenario has it. */
export const INPUTS: readonly (readonly [Option, string])[] = [
  [AUC, "policy.need_strong_auc"],
  [TPR, "policy.verifier_tpr"],
  [FPR, "policy.verifier_fpr"],
];

export const COST_OPTIONS: readonly Option[] = [CLASS, THRESHOLD, POINT, POLICY, AUC, TPR, FPR];

/** An option's number; undefined where it is as usual. */
export function numberOf(text: string): number | undefined {
  return text === "" ? undefined : Number(text);
}
