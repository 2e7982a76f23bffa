// How long one deployment takes to evaluate in WebAssembly, in nanoseconds, on one thread: the parts of `pace.rs`, in a
// module built for this alone (pace.mjs MODULE.wasm [NATIVE.txt]). With the output of `pace.rs` it prints both and
// their ratio. Best of a few rounds, as there.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const ROUNDS = 7;
const ROUND_MS = 60;
const PARTS = ["pace_at_concurrency", "lay_out_and_pace", "serve_at_target", "phases_apart"];
const TIMES = 20_000;

const [path, nativePath] = process.argv.slice(2);
const file = resolve(path ?? "target/pace/module/undercut_bg.wasm");
const bench = await import(pathToFileURL(resolve(dirname(file), "undercut.js")).href);
bench.initSync({ module: new WebAssembly.Module(readFileSync(file)) });

const native = new Map();
for (const line of nativePath ? readFileSync(nativePath, "utf8").split("\n") : []) {
  const [name, us] = line.split("\t");
  if (us !== undefined) native.set(name, Number(us));
}

/** Microseconds that this thread has had a processor, where the system tells, else of the clock. */
const spent = () => {
  try {
    return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[0]) / 1e3;
  } catch {
    return performance.now() * 1e3;
  }
};

console.log(`nanoseconds, best of ${ROUNDS} rounds, one thread of Node ${process.version}`);
console.log(`${"".padEnd(22)}${"native".padStart(10)}${"wasm".padStart(10)}  wasm/native`);
for (const part of PARTS) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const [start, before] = [performance.now(), spent()];
    let times = 0;
    while (performance.now() - start < ROUND_MS) {
      if (!bench.pace(part, TIMES)) throw new Error(`${part} cannot be served`);
      times += TIMES;
    }
    best = Math.min(best, ((spent() - before) / times) * 1e3);
  }
  const ours = native.get(part);
  const ratio = ours === undefined ? "" : (best / ours).toFixed(2);
  console.log(
    `${part.padEnd(22)}${(ours?.toFixed(0) ?? "").padStart(10)}${best.toFixed(0).padStart(10)}${ratio.padStart(13)}`,
  );
}
