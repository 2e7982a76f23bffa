import type { Stop } from "./chart";

/** The stop nearest to a place: from the left alone, unless stops are points. */
export function nearest(stops: readonly Stop[], { x, y }: { x: number; y: number }): Stop | null {
  const far = (stop: Stop): number =>
    (stop.x - x) ** 2 + (stop.y === undefined ? 0 : stop.y - y) ** 2;
  return stops.reduce<Stop | null>(
    (best, stop) => (best === null || far(stop) < far(best) ? stop : best),
    null,
  );
}
