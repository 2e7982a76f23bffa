import { density, familyOf, type Spread, type Straight } from "./shape";

/** The ends of a slider, as places on its scale. */
export interface Track {
  scale: Straight;
  left: number;
  right: number;
}

/** The track of an input: from well below its 5th to well above its 95th percentile. */
export function trackOf(base: Spread, scale: Straight, unit: "share" | "count" | "other"): Track {
  if (familyOf(base) === "fixed") {
    if (unit === "share") return { scale, left: scale.to(0.02), right: scale.to(0.98) };
    const reach = Math.log(unit === "count" ? 100 : 4);
    if (scale.name === "log") {
      const middle = scale.to(base.median);
      return { scale, left: middle - reach, right: middle + reach };
    }
    const size = Math.abs(base.median) || 1;
    return { scale, left: base.median - size, right: base.median + size };
  }
  const [a, b] = [scale.to(base.low), scale.to(base.high)];
  const edge = (b - a) * 0.6;
  return { scale, left: a - edge, right: b + edge };
}

/** Share of the track, from 0 to 1, at which a value stands. */
export function placeOn({ scale, left, right }: Track, value: number): number {
  return Math.min(1, Math.max(0, (scale.to(value) - left) / (right - left)));
}

/** The value at a share of the track. */
export function valueAt({ scale, left, right }: Track, share: number): number {
  return scale.from(left + share * (right - left));
}

const STEPS = 48;

/** Outline of a distribution over a track, in a box of `width` by `height`; empty for a fixed number. */
export function outline(spread: Spread, track: Track, width: number, height: number): string {
  if (familyOf(spread) === "fixed") return "";
  const at = density(spread, track.scale);
  const points = Array.from({ length: STEPS + 1 }, (_, i) => {
    const share = i / STEPS;
    const y = at(track.left + share * (track.right - track.left));
    return `${(share * width).toFixed(1)},${(height - y * (height - 1)).toFixed(1)}`;
  });
  return `M0,${height}L${points.join("L")}L${width},${height}Z`;
}
