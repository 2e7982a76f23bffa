import { NUMBERS } from "../charts/bands";
import type { Summary } from "../engine/core";
import { sourceLines } from "../views/headline";

/**
 * Every number of a result, one row for each month of each curve, exact to the last digit; then a row for each source that
 * asks to be named, its words in the column of names.
 */
export function csv(
  summary: Summary,
  bands: Float64Array,
  credits: readonly string[] = [],
): string {
  const head = ["metric", "unit", "kind", "id", "name", "group", "month", ...NUMBERS];
  const rows = [head.join(",")];
  for (const { metric, unit, subject, offset } of summary.curves) {
    const start = [metric, unit, subject.kind, subject.id, subject.name, subject.group]
      .map(quoted)
      .join(",");
    for (const [index, month] of summary.months.entries()) {
      const at = offset + index * NUMBERS.length;
      const values = Array.from(bands.subarray(at, at + NUMBERS.length), (value) =>
        Number.isFinite(value) ? String(value) : "",
      );
      rows.push(`${start},${month},${values.join(",")}`);
    }
  }
  for (const words of sourceLines(credits)) {
    rows.push(`source,,,,${quoted(words)}${",".repeat(head.length - 5)}`);
  }
  return `${rows.join("\n")}\n`;
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
