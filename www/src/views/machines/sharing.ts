import type { Chart } from "../../charts/chart";
import { lines } from "../../charts/lines";
import type { Scale } from "../../charts/plot";
import type { Hardware } from "../../engine/lab";
import { percent, percentTick } from "../../style/number";
import { fromZero, times, tokens } from "./axes";
import { basis, grouped } from "./basis";
import { ENGINE_HUES } from "./curve";
import { namesOf } from "./names";

/** Engines as prefix hits grow. */
export function sharing(answer: Hardware): Chart {
  const { sharing: engines, inquiry } = answer;
  const nameOf = namesOf(answer);
  const where = nameOf(inquiry.accelerator);
  const high = engines.flatMap(({ points }) =>
    points.map((point) => point.output_tokens_per_s_per_gpu),
  );
  const words = engines.flatMap(({ engine, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined) return [];
    const gain = last.output_tokens_per_s_per_gpu / first.output_tokens_per_s_per_gpu;
    return [`${nameOf(engine)} ${times(gain)}`];
  });
  const based = engines.map(({ engine, anchored }) => ({ engine, words: basis(anchored) }));
  const x: Scale = {
    type: "linear",
    domain: [0, 0.9],
    ticks: [0, 0.3, 0.6, 0.9],
    tick: percentTick,
  };
  return lines(
    engines.map(({ engine, anchored, points }) => ({
      name: nameOf(engine),
      colour: ENGINE_HUES[engine] ?? "var(--house)",
      anchored,
      band: false,
      spots: points.map((point) => ({
        x: point.prefix_hit_rate,
        y: point.output_tokens_per_s_per_gpu,
      })),
    })),
    [],
    {
      title: `Engines on ${where}`,
      colour: "var(--ink)",
      measure: "output tokens/s per accelerator by share of prefix hits",
      summary: `On ${where} at ${inquiry.tokens_per_s_per_user} tokens/s per user, 90% prefix hits over none: ${words.join(", ")}.`,
      head: words.join(", "),
      note: `${grouped(based, nameOf)} The gain from hits is computed: no measured row has prefix hits.`,
      x,
      y: fromZero(Math.max(0, ...high), tokens),
      across: "prefix hits",
      up: "output tokens/s per accelerator",
      mark: inquiry.prefix_hit_rate > 0 ? Math.min(0.9, inquiry.prefix_hit_rate) : null,
      read: { place: (x) => `${percent(x)} hits`, value: tokens },
      height: 220,
      table: {
        caption: `Engines on ${where} by prefix hits`,
        head: ["Engine", "Basis", "Prefix hits", "Output tokens/s per accelerator"],
        rows: engines.flatMap(({ engine, anchored, points }) =>
          points.map((point) => [
            nameOf(engine),
            basis(anchored),
            percent(point.prefix_hit_rate),
            tokens(point.output_tokens_per_s_per_gpu),
          ]),
        ),
      },
    },
  );
}
