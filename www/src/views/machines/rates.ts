/** What an hour of an accelerator is taken to cost, in words. */
import type { Hardware } from "../../engine/lab";
import { shownName } from "../inquiry";

/** "GB200 $4.10/h, H200 $2.60/h". */
export function rates({ machines }: Hardware, names: readonly string[]): string {
  return [...new Set(names)]
    .flatMap((name) => {
      const machine = machines.find((one) => one.name === name);
      return machine === undefined
        ? []
        : [`${shownName(name)} $${machine.usd_per_hour.toFixed(2)}/h`];
    })
    .join(", ");
}
