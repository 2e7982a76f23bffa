/** Whether measured rows set the level of a prediction, in words. */
import { sentence } from "../../style/number";

export function basis(anchored: boolean): string {
  return anchored ? "anchored" : "extrapolated";
}

/** Whether measured rows set the level of every point. */
export function whole(points: readonly { anchored: boolean }[]): boolean {
  return points.every(({ anchored }) => anchored);
}

/** "anchored", "extrapolated", or "in part anchored" where phases apart have another anchor. */
export function basisOf(points: readonly { anchored: boolean }[]): string {
  const some = points.some(({ anchored }) => anchored);
  return some && !whole(points) ? "in part anchored" : basis(some);
}

/** "Anchored: SGLang, vLLM. Extrapolated: TensorRT-LLM." */
export function grouped(
  engines: readonly { engine: string; words: string }[],
  nameOf: (id: string) => string,
): string {
  return ["anchored", "in part anchored", "extrapolated"]
    .flatMap((words) => {
      const names = engines.filter((one) => one.words === words);
      const list = names.map(({ engine }) => nameOf(engine)).join(", ");
      return names.length === 0 ? [] : [`${sentence(words)}: ${list}.`];
    })
    .join(" ");
}
