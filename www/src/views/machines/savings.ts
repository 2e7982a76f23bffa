import type { Chart } from "../../charts/chart";
import { type Row, ranges } from "../../charts/ranges";
import type { Hardware } from "../../engine/lab";
import { compact } from "../../style/number";
import { fromZero, tokens } from "./axes";
import { spread } from "./band";
import { namesOf } from "./names";

/** What FP4, compression and speculative decoding add, stacked. */
export function savings(answer: Hardware): Chart {
  const { steps, inquiry } = answer;
  const nameOf = namesOf(answer);
  const rows: Row[] = steps.map(({ name, point }, index) => ({
    name: index === 0 ? name : `+ ${name}`,
    colour: "var(--ink)",
    point:
      point === undefined || point === null
        ? null
        : spread(point.output_tokens_per_s_per_gpu, point.sigma),
  }));
  const highs = rows.flatMap(({ point }) => (point === null ? [] : [point.p95]));
  return ranges(rows, {
    title: `On ${nameOf(inquiry.accelerator)}, at ${inquiry.tokens_per_s_per_user} tokens/s per user`,
    measure: `output tokens/s per accelerator at ${inquiry.tokens_per_s_per_user} tokens/s per user`,
    write: (value) => compact(value),
    across: "output tokens/s per accelerator",
    x: fromZero(Math.max(1, ...highs), tokens),
    note: "All extrapolated, so that steps differ by nothing but what they add.",
  });
}
