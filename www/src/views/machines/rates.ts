/** What an hour of an accelerator is taken to cost, in words. */
import type { Hardware } from "../../engine/lab";

/** "GB200 NVL72 $4.10/h, H200 SXM $2.60/h". */
export function rates({ machines }: Hardware, ids: readonly string[]): string {
  return [...new Set(ids)]
    .flatMap((id) => {
      const machine = machines.find((one) => one.id === id);
      return machine === undefined ? [] : [`${machine.name} $${machine.usd_per_hour.toFixed(2)}/h`];
    })
    .join(", ");
}
