/** The curve of an engine on an accelerator: which one is meant, and its hue. */
import type { Curve, Hardware } from "../../engine/lab";

/** Hues of engines; this view has no groups of sellers, whose hues they are elsewhere. */
export const ENGINE_HUES: Record<string, string> = {
  sglang: "var(--closed)",
  vllm: "var(--open)",
  "tensorrt-llm": "var(--hosts)",
  atom: "var(--house)",
};

/** The engine that makes most at the first interactivity of the curves that is at least `at`. */
export function fastest(
  curves: readonly Curve[],
  at: number,
): { engine: string; value: number } | null {
  const found = curves.flatMap(({ engine, points }) => {
    const point = points.find((one) => one.tokens_per_s_per_user >= at);
    return point === undefined ? [] : [{ engine, value: point.output_tokens_per_s_per_gpu }];
  });
  return found.sort((a, b) => b.value - a.value)[0] ?? null;
}

/** The curve of the engine asked for, or of the one that makes most where it is left open. */
export function chosen({ curves, inquiry }: Hardware, name: string): Curve | undefined {
  const own = curves.filter(({ accelerator }) => accelerator === name);
  const engine =
    inquiry.engine === "any" ? fastest(own, inquiry.tokens_per_s_per_user)?.engine : inquiry.engine;
  return (
    own.find((curve) => curve.engine === engine) ?? (inquiry.engine === "any" ? own[0] : undefined)
  );
}
