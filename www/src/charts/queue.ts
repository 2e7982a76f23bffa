/** Draws of charts that wait for a frame; each frame takes what fits in its time, so that none is long. */
const FRAME_MS = 12;
const waiting = new Map<object, () => void>();
let asked = false;

/** Draws for `owner` in one of the next frames; a later draw of the same owner takes its place. */
export function drawSoon(owner: object, draw: () => void): void {
  waiting.set(owner, draw);
  if (asked) return;
  asked = true;
  requestAnimationFrame(turn);
}

function turn(): void {
  const end = performance.now() + FRAME_MS;
  for (const [owner, draw] of waiting) {
    waiting.delete(owner);
    draw();
    if (performance.now() > end) break;
  }
  asked = waiting.size > 0;
  if (asked) requestAnimationFrame(turn);
}
