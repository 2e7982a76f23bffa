import type { Chart } from "../../charts/chart";
import { lines } from "../../charts/lines";
import type { CurvePoint, Hardware } from "../../engine/lab";
import { usd, usdTick } from "../../style/number";
import { ACROSS, log, speed, speeds, tokens } from "./axes";
import { banded, ends } from "./band";
import { basis, basisOf, whole } from "./basis";
import { chosen } from "./curve";
import { namesOf } from "./names";

const PHASES = [
  ["usd_per_mtok_input", "Uncached input"],
  ["usd_per_mtok_cached_input", "Cached input"],
  ["usd_per_mtok_output", "Output"],
] as const satisfies readonly (readonly [keyof CurvePoint, string])[];

/** What a million tokens of each phase costs along interactivity, on the accelerator and the baseline. */
export function prices(answer: Hardware): Chart[] {
  const { accelerator, baseline, tokens_per_s_per_user: at } = answer.inquiry;
  const nameOf = namesOf(answer);
  const names = [...new Set([accelerator, baseline])];
  const curves = names.flatMap((name) => chosen(answer, name) ?? []);
  const x = speeds(answer);
  return PHASES.map(([phase, title]) => {
    const y = log(
      curves.flatMap(({ points }) =>
        points.flatMap((point) => ends(banded(0, point[phase], point.sigma))),
      ),
      usdTick,
    );
    const words = curves.flatMap((curve) => {
      const point = curve.points.find((one) => one.tokens_per_s_per_user >= at);
      const who = nameOf(curve.accelerator);
      return point === undefined ? [`${who} none`] : [`${who} ${usd(point[phase])}`];
    });
    return lines(
      curves.map((curve) => ({
        name: nameOf(curve.accelerator),
        colour: curve.accelerator === accelerator ? "var(--open)" : "var(--closed)",
        anchored: whole(curve.points),
        band: true,
        spots: curve.points.map((point) =>
          banded(point.tokens_per_s_per_user, point[phase], point.sigma),
        ),
      })),
      [],
      {
        title,
        colour: "var(--ink)",
        measure: "USD per million tokens",
        summary: `${title}, USD per million tokens at ${at} tokens/s per user: ${words.join(", ")}.`,
        head: words.join(", "),
        note: curves
          .map(
            ({ accelerator: who, engine, points }) =>
              `${nameOf(who)} under ${nameOf(engine)}: ${basisOf(points)}.`,
          )
          .join(" "),
        x,
        y,
        across: ACROSS,
        up: "USD per million tokens",
        mark: at,
        read: { place: speed, value: usd },
        height: 180,
        table: {
          caption: `${title}, USD per million tokens`,
          head: ["Accelerator", "Engine", "Tokens/s per user", "USD", "Basis"],
          rows: curves.flatMap((curve) =>
            curve.points.map((point) => [
              nameOf(curve.accelerator),
              nameOf(curve.engine),
              tokens(point.tokens_per_s_per_user),
              usd(point[phase]),
              basis(point.anchored),
            ]),
          ),
        },
      },
    );
  });
}
