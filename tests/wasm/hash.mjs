// The hash of a full result; tests/golden/README.md says what goes into it. Runs in Node and in a browser.

const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const NOT_A_NUMBER = 0x7ff8000000000000n;

/** The hash of a simulation's result, as 16 hexadecimal digits. */
export function hash(simulation) {
  let state = OFFSET;
  const add = (bytes) => {
    for (const byte of bytes) state = BigInt.asUintN(64, (state ^ BigInt(byte)) * PRIME);
  };
  const view = new DataView(new ArrayBuffer(8));
  const number = (value) => {
    if (Number.isNaN(value)) view.setBigUint64(0, NOT_A_NUMBER, true);
    else view.setFloat64(0, value, true);
    add(new Uint8Array(view.buffer));
  };
  const count = (value) => {
    view.setUint32(0, value, true);
    add(new Uint8Array(view.buffer, 0, 4));
  };
  const summary = simulation.summary();
  simulation.bands().forEach(number);
  for (const passage of summary.passages) {
    [passage.already, passage.never, ...passage.by_month].forEach(count);
  }
  summary.curves.forEach((_, curve) => simulation.paths(curve).forEach(number));
  return state.toString(16).padStart(16, "0");
}

/** The lines of tests/golden/hashes.txt. */
export function recorded(text) {
  const line = (it) => it.split(" ");
  return text
    .trim()
    .split("\n")
    .map(line)
    .map(([id, seed, blocks, hash]) => ({ id, seed: Number(seed), blocks: Number(blocks), hash }));
}
