import { extent, type Point } from "../../charts/bands";
import type { Chart } from "../../charts/chart";
import { fan } from "../../charts/fan";
import type { Scale } from "../../charts/plot";
import { linearTicks, niceRange } from "../../charts/ticks";
import type { Saving, SavingMonth } from "../../engine/lab";
import { percent, percentTick } from "../../style/number";

/** Two fans on one scale. */
export function savingCharts(months: readonly SavingMonth[]): Chart[] {
  const pointsOf = (which: "own" | "perfect"): Point[] =>
    months.map((it) => point(it.month, it[which]));
  const [own, perfect] = [pointsOf("own"), pointsOf("perfect")];
  const ends = extent([{ points: own }, { points: perfect }], ["p5", "p95"]) ?? [0, 1];
  const domain = niceRange([Math.min(0, ends[0]), Math.max(0.05, ends[1])], 4);
  const y: Scale = {
    type: "linear",
    domain,
    ticks: linearTicks(domain, 4),
    tick: percentTick,
  };
  const drawn = (title: string, colour: string, points: Point[]): Chart =>
    fan(
      { points },
      {
        title,
        colour,
        measure: "saving at equal quality",
        y,
        write: percent,
        rule: domain[0] < 0 ? 0 : null,
        note: "",
        height: 150,
      },
    );
  return [
    drawn("The scenario's own policy", "var(--ink)", own),
    drawn("A free and perfect router", "var(--hosts)", perfect),
  ];
}

function point(month: string, { p5, p25, p50, p75, p95 }: Saving): Point {
  const date = new Date(`${month}-01T00:00:00Z`);
  return { month, date, p5, p25, p50, p75, p95, mean: p50, error: Number.NaN, defined: 1 };
}
