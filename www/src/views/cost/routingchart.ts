import type { Chart } from "../../charts/chart";
import type { Scale } from "../../charts/plot";
import { linearTicks, logTicks, niceLogRange, niceRange } from "../../charts/ticks";
import { type Curve, type Mark, tradeoff } from "../../charts/tradeoff";
import type { FrontierView } from "../../engine/lab";
import { percent, percentTick, usdTick } from "../../style/number";

/** How each policy that has a curve is drawn. */
const LINES: Record<string, Pick<Curve, "colour" | "dash" | "width">> = {
  "threshold-router": { colour: "var(--ink)", dash: "", width: 2.6 },
  oracle: { colour: "var(--hosts)", dash: "", width: 1.6 },
  cascade: { colour: "var(--house)", dash: "7 3", width: 1.6 },
  "class-lookup": { colour: "var(--soft)", dash: "3 3", width: 1.6 },
  "random-mix": { colour: "var(--faint)", dash: "1 3", width: 1.8 },
};

const KINDS: Record<string, string> = {
  closed: "var(--closed)",
  open: "var(--open)",
  house: "var(--house)",
};

/** Success below the worst that a policy does, down to which models are drawn. */
const BELOW = 0.06;

/** The frontier of an answer: every curve, every model, where policies operate. */
export function routingChart(answer: FrontierView, threshold: number | undefined): Chart {
  const curves: Curve[] = answer.policies.flatMap(({ id, name, curve }) => {
    const look = LINES[id];
    return look === undefined || curve.length < 2 ? [] : [{ name, spots: curve, ...look }];
  });
  // Drawn over: what matters most comes last.
  curves.sort((a, b) => a.width - b.width);
  const operating: Mark[] = answer.policies.flatMap(({ id, name, at, at_equal_quality }) => {
    const colour = LINES[id]?.colour ?? "var(--soft)";
    const point = (place: typeof at, kind: string, form: Mark["form"], named: boolean): Mark[] =>
      place == null
        ? []
        : [
            {
              name,
              kind,
              colour,
              form,
              named,
              chief: false,
              usd: place.usd,
              success: place.success,
            },
          ];
    if (id === "shuffled") return point(at, "at the threshold", "cross", true);
    if (id === "best-constant") return [];
    return [
      ...point(at, "at the threshold", "diamond", id === "cheapest-meeting-threshold"),
      ...point(at_equal_quality, "as good as the best single model", "ring", false),
    ];
  });
  const models: Mark[] = answer.models.map(({ model, kind, usd, success, best }) => ({
    name: model,
    kind: best ? "best single model" : "single model",
    colour: KINDS[kind] ?? "var(--soft)",
    form: "dot",
    named: true,
    chief: best,
    usd,
    success,
  }));
  const ends = [...curves.flatMap(({ spots }) => spots), ...operating].map(
    ({ success }) => success,
  );
  const worst = Math.min(...ends, threshold ?? 1);
  const seen = [...models.filter(({ success }) => success >= worst - BELOW), ...operating];
  const hidden = models.filter((model) => !seen.includes(model));
  const best = answer.models.find((model) => model.best);
  const single = answer.tasks.length === 1 ? answer.tasks[0]?.threshold : undefined;
  const wanted = threshold ?? single;
  const all = [...seen, ...curves.flatMap(({ spots }) => spots)];
  return tradeoff(curves, [...models, ...operating], {
    title: "Cost against success",
    measure: "USD per request and success rate, by model and policy",
    cost: costScale(all.map(({ usd }) => usd)),
    success: successScale(
      [...all.map(({ success }) => success), wanted].filter((it) => it !== undefined),
    ),
    rules: [
      ...(wanted === undefined ? [] : [{ success: wanted, name: `wanted: ${percent(wanted)}` }]),
      ...(best === undefined
        ? []
        : [{ success: best.success, name: `as good as the best: ${percent(best.success)}` }]),
    ],
    note: `USD per request against success. Ring: as good as the best single model. Diamond: at the threshold. Cross: the router's calls, shuffled.${
      hidden.length === 0
        ? ""
        : ` Below the picture: ${hidden.map(({ name, success }) => `${name} (${percent(success)})`).join(", ")}.`
    }`,
    height: 330,
  });
}

function costScale(usds: number[]): Scale {
  const found = usds.filter((it) => it > 0);
  const domain =
    found.length === 0
      ? ([0.001, 0.1] as [number, number])
      : niceLogRange([Math.min(...found), Math.max(...found)]);
  return { type: "log", domain, ticks: logTicks(domain), tick: usdTick };
}

function successScale(all: number[]): Scale {
  const [low, high] = all.length === 0 ? [0, 1] : [Math.min(...all), Math.max(...all)];
  const [a, b] = niceRange([Math.max(0, low - 0.01), Math.min(1, high + 0.02)], 5);
  const domain: [number, number] = [Math.max(0, a), Math.min(1, b)];
  return { type: "linear", domain, ticks: linearTicks(domain, 5), tick: percentTick };
}
