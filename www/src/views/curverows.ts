import { NUMBERS } from "../charts/bands";
import type { Curve } from "../engine/core";
import type { Result } from "../state/result";
import type { Rows } from "./panel";

const HEAD = ["metric", "unit", "kind", "id", "name", "group", "month", ...NUMBERS];

/** Some curves of a run, one row for each month of each. */
export function curveRows(
  { summary, bands }: Pick<Result, "summary" | "bands">,
  wanted: (curve: Curve) => boolean = () => true,
): Rows {
  const rows = summary.curves.filter(wanted).flatMap(({ metric, unit, subject, offset }) =>
    summary.months.map((month, index) => {
      const at = offset + index * NUMBERS.length;
      const { kind, id, name, group } = subject;
      return [
        metric,
        unit,
        kind,
        id,
        name,
        group,
        month,
        ...bands.subarray(at, at + NUMBERS.length),
      ];
    }),
  );
  return { head: HEAD, rows };
}
