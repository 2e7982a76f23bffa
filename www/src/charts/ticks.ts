/** A few round numbers that cover a range. */
export function linearTicks([low, high]: [number, number], about = 5): number[] {
  const raw = (high - low) / about;
  if (!(raw > 0) || !Number.isFinite(raw)) return [low];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= raw) ?? raw;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/** The range widened to whole steps, so that it moves rarely while its data move often. */
export function niceRange([low, high]: [number, number], about = 5): [number, number] {
  const ticks = linearTicks([low, high], about);
  const [a, b] = [ticks[0], ticks[1]];
  if (a === undefined || b === undefined) return [low, high];
  const step = b - a;
  return [
    Number((Math.floor(low / step + 1e-9) * step).toPrecision(12)),
    Number((Math.ceil(high / step - 1e-9) * step).toPrecision(12)),
  ];
}

/** Powers of ten, with their 2s and 5s where there is room for them. */
export function logTicks([low, high]: [number, number]): number[] {
  const decades = Math.log10(high / low);
  const steps = decades > 2.6 ? [1] : decades > 1.2 ? [1, 3] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const step of steps) {
      const tick = Number((step * 10 ** power).toPrecision(6));
      if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
    }
  }
  return ticks;
}

/** A positive range widened to 1, 2 or 5 times a power of ten at both ends. */
export function niceLogRange([low, high]: [number, number]): [number, number] {
  const down = (value: number): number => {
    const power = 10 ** Math.floor(Math.log10(value));
    return Number(
      (([5, 2, 1].find((n) => n * power <= value * (1 + 1e-9)) ?? 1) * power).toPrecision(6),
    );
  };
  const up = (value: number): number => {
    const power = 10 ** Math.floor(Math.log10(value));
    return Number(
      (([1, 2, 5, 10].find((n) => n * power >= value * (1 - 1e-9)) ?? 10) * power).toPrecision(6),
    );
  };
  return low > 0 && high > 0 ? [down(low), up(Math.max(high, low * 1.5))] : [0.1, 10];
}
