import { describe, expect, it } from "vitest";
import { NUMBERS } from "../../src/charts/bands";
import type { Curve } from "../../src/engine/core";
import { followed } from "./opened";
import { atRest, shown } from "./site";
import { CLI, run } from "./terminal";

/** What `undercut run --format json` writes: for each curve a list over the months of each number. */
interface Written {
  draws: number;
  months: string[];
  band: (typeof NUMBERS)[number][];
  curves: (Pick<Curve, "metric" | "subject"> &
    Record<(typeof NUMBERS)[number], (number | null)[]>)[];
}

describe("the page and the terminal", () => {
  it.each([
    // All draws of one; of the others a quarter, which every phase of a run but the last has.
    ["deepseek-v4-april-2026", 42, 16_384],
    ["first-steps", 7, 4096],
    ["coding-assistant", 42, 4096],
    ["regulated-in-house", 4_294_967_295, 4096],
    ["routed-market", 42, 4096],
  ])(
    "give the same numbers for %s with seed %i, to the last bit",
    async (scenario, seed, draws) => {
      // Both at once: neither keeps two cores busy from beginning to end.
      const given = `run ${scenario} --format json --seed ${seed} --draws ${draws}`.split(" ");
      const [{ stdout }, { summary, bands, complaints }] = await Promise.all([
        run(CLI, given, { maxBuffer: 1 << 28 }),
        followed(`#scenario=${scenario}&seed=${seed}&draws=${draws}`).then(
          async ({ page, complaints }) => {
            await atRest(page);
            return { ...(await shown(page)), complaints };
          },
        ),
      ]);
      expect(complaints).toEqual([]);
      const written = JSON.parse(stdout) as Written;
      expect(summary.draws).toBe(written.draws);
      expect(summary.months).toEqual(written.months);
      expect(written.band).toEqual([...NUMBERS]);
      const told = ({ metric, subject }: Pick<Curve, "metric" | "subject">) => [metric, subject];
      expect(summary.curves.map(told)).toEqual(written.curves.map(told));
      const months = summary.months.length;
      for (const [index, curve] of written.curves.entries()) {
        const offset = summary.curves[index]?.offset ?? 0;
        const shownHere = NUMBERS.map((_, slot) =>
          Array.from({ length: months }, (_, month) => bands[offset + month * 8 + slot]),
        );
        expect(shownHere, `${curve.metric} of ${curve.subject.name}`).toEqual(
          NUMBERS.map((name) => curve[name]),
        );
      }
    },
  );
});
