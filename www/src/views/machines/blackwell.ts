import type { Chart } from "../../charts/chart";
import { lines } from "../../charts/lines";
import type { Hardware } from "../../engine/lab";
import { ACROSS, log, speed, speeds, times, tokens } from "./axes";
import { banded, ends } from "./band";
import { basis, basisOf, whole } from "./basis";
import { namesOf } from "./names";

/** Hues of accelerators. */
const HUES = ["var(--closed)", "var(--open)", "var(--hosts)", "var(--house)"];

/** Blackwell over the Hopper baseline, per accelerator and per dollar. */
export function blackwell(answer: Hardware): Chart[] {
  const { ratios, inquiry } = answer;
  const nameOf = namesOf(answer);
  const x = speeds(answer);
  const base = nameOf(inquiry.baseline);
  return (["per_accelerator", "per_usd"] as const).map((side) => {
    const title = side === "per_usd" ? "Per dollar" : "Per accelerator";
    const inFocus = ratios.filter(({ accelerator }) => accelerator === inquiry.accelerator);
    const y = log(
      [
        1,
        ...ratios.flatMap(({ points }) => points.map((point) => point[side])),
        ...inFocus.flatMap(({ points }) =>
          points.flatMap((point) => ends(banded(0, point[side], point.sigma))),
        ),
      ],
      times,
    );
    const words = ratios.flatMap(({ accelerator, points }) => {
      const point = points.find(
        (one) => one.tokens_per_s_per_user >= inquiry.tokens_per_s_per_user,
      );
      return point === undefined ? [] : [`${nameOf(accelerator)} ${times(point[side])}`];
    });
    const both = ratios.filter(({ points }) => whole(points));
    const part = ratios.filter(({ points }) => basisOf(points) === "in part anchored");
    const named = (some: typeof ratios): string =>
      some.map(({ accelerator }) => nameOf(accelerator)).join(", ");
    return lines(
      ratios.map(({ accelerator, points }, index) => ({
        name: nameOf(accelerator),
        colour: HUES[index] ?? "var(--house)",
        anchored: whole(points),
        band: accelerator === inquiry.accelerator,
        spots: points.map((point) => banded(point.tokens_per_s_per_user, point[side], point.sigma)),
      })),
      [],
      {
        title,
        colour: "var(--ink)",
        measure: `tokens over those of ${base}`,
        summary: `${title}, tokens over those of ${base} at ${inquiry.tokens_per_s_per_user} tokens/s per user: ${words.join(", ")}.`,
        head: words.join(", "),
        note:
          both.length + part.length === 0
            ? "Every ratio has an extrapolated side."
            : `${both.length === 0 ? "" : `Anchored on both sides: ${named(both)}. `}${part.length === 0 ? "" : `Anchored on both sides at some speeds only: ${named(part)}.`}`.trim(),
        x,
        y,
        across: ACROSS,
        up: side === "per_usd" ? `tokens per dollar, times ${base}` : `tokens, times ${base}`,
        mark: inquiry.tokens_per_s_per_user,
        read: { place: speed, value: times },
        height: 220,
        table: {
          caption: `${title}: tokens over those of ${base}`,
          head: ["Accelerator", "Tokens/s per user", "Ratio", "Basis"],
          rows: ratios.flatMap(({ accelerator, points }) =>
            points.map((point) => [
              nameOf(accelerator),
              tokens(point.tokens_per_s_per_user),
              times(point[side]),
              basis(point.anchored),
            ]),
          ),
        },
      },
    );
  });
}

/** Names and hues of the ratios' lines, for the legend. */
export function blackwellHues(answer: Hardware): [string, string][] {
  const nameOf = namesOf(answer);
  return answer.ratios.map(({ accelerator }, index) => [
    nameOf(accelerator),
    HUES[index] ?? "var(--house)",
  ]);
}
