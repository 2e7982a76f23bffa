import type { Override, Problem } from "./core";
import { type Library, SCENARIOS } from "./facts";
import { type Given, Refused, type Spec } from "./protocol";

/** A number of the catalogue that a link corrects and that the catalogue at hand does not have, as the core says it. */
const GONE = /^is not a number of the catalogue/;

/** The world that a spec plays in: its own, or the scenario's. */
export function worldOf(scenario: string, overrides: readonly Override[]): string {
  const own = overrides.find(({ path }) => path === "world")?.text;
  return own ?? SCENARIOS.find(({ id }) => id === scenario)?.world ?? "";
}

/**
 * The answer to a spec. What a slice of the catalogue refuses by name is asked again of the whole. Corrections of numbers that
 * the catalogue does not have are left out, and told to `leave`; they do not take the rest with them.
 */
export async function asked<T>(
  { scenario, overrides, seed }: Spec,
  library: Library,
  ask: (given: Given) => Promise<T>,
  leave: (problems: readonly Problem[]) => void = () => undefined,
): Promise<T> {
  const [text, facts] = await Promise.all([
    library.scenario(scenario),
    library.world(worldOf(scenario, overrides)),
  ]);
  if (text === null) {
    throw new Refused([{ path: "scenario", value: scenario, rule: "is not in the list" }]);
  }
  for (let at = facts; ; at = await library.whole()) {
    const given = { facts: at, text, overrides, seed };
    try {
      return await ask(given);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (at.whole || !names(error)) return await without(given, error, ask, leave);
    }
  }
}

/** Whether a problem may be one of a name that the slice lacks: a value out of range is none. */
function names({ problems }: Refused): boolean {
  return problems.some(({ rule }) => !rule.startsWith("must "));
}

/** Asks once more without the corrections of what is gone; throws `refused` where there is none. */
async function without<T>(
  given: Given,
  refused: Refused,
  ask: (given: Given) => Promise<T>,
  leave: (problems: readonly Problem[]) => void,
): Promise<T> {
  const gone = refused.problems.filter(({ rule }) => GONE.test(rule));
  const overrides = given.overrides.filter(({ path }) => !gone.some((one) => one.path === path));
  if (overrides.length === given.overrides.length) throw refused;
  const answer = await ask({ ...given, overrides });
  leave(gone);
  return answer;
}
