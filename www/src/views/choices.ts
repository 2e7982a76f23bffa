import type { ScenarioView } from "../engine/core";
import type { Spec } from "../engine/protocol";

/** What a choice of a scenario says in a run: what the run's own differences say, else the scenario's file. */
export function choiceIn(
  { overrides }: Pick<Spec, "overrides">,
  base: ScenarioView | null,
  path: string,
): string {
  return (
    overrides.find((one) => one.path === path)?.text ??
    base?.choices.find((one) => one.path === path)?.value ??
    ""
  );
}
