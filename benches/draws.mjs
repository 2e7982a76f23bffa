// How long the parts of a run take in WebAssembly, on one thread and as the page runs them: the default
// scenario, seed 42. With the output of `draws.rs` (draws.mjs NATIVE.txt) it prints both and their ratio.
// Time on one thread is the processor's where the system tells it (Linux), and other programs on the machine only
// ever add to it: the best round says most about the code.
import { readFileSync } from "node:fs";
import { catalogText, scenarios, scenarioText } from "../tests/wasm/shipped.mjs";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const SEED = 42;
const BLOCK = 256;
const ROUNDS = 7;
const ROUND_MS = 60;

const folder = new URL(process.env.CORE ?? "../www/src/core/", import.meta.url);
const core = await import(new URL("undercut.js", folder).href);

if (isMainThread) await main();
else work();

async function main() {
  const module = new WebAssembly.Module(readFileSync(new URL("undercut_bg.wasm", folder)));
  const wasm = core.initSync({ module });
  const native = readNative(process.argv[2]);
  const [{ id, world }] = scenarios;
  const text = scenarioText(id);
  const catalog = catalogText(world);
  core.take_catalog(world, catalog);
  const open = () => new core.Simulation(text, [], SEED);

  console.log(`microseconds, best of ${ROUNDS} rounds: ${id}, one thread of Node ${process.version}`);
  console.log(`${"".padEnd(12)}${"native".padStart(12)}${"wasm".padStart(12)}  native/wasm`);
  const line = (name, us) => {
    const ours = native.get(name);
    const ratio = ours === undefined ? "" : (ours / us).toFixed(2);
    console.log(
      `${name.padEnd(12)}${(ours?.toFixed(1) ?? "").padStart(12)}${us.toFixed(1).padStart(12)}${ratio.padStart(13)}`,
    );
  };
  line("describe", best(() => core.describe(text, [])));
  line("new", best(() => open().free()));
  line("take_catalog", best(() => core.take_catalog(world, catalog)));

  const simulation = open();
  let block = 0;
  line("run_block", best(() => {
    simulation.run_block(block++ % 8);
    if (block % 8 === 0) simulation.take();
  }) / BLOCK);
  line("take", best(() => simulation.take(), () => simulation.run_block(1)));
  simulation.run_block(1);
  const partial = simulation.take();
  const total = open();
  for (let index = 0; index < 8; index++) total.run_block(index);
  total.merge(total.take());
  line("merge", best(() => total.merge(partial)));
  line("summary", best(() => total.summary()));
  line("bands", best(() => total.bands()));
  line("swings", best(() => total.swings(0)));

  // A control moves: two workers open the changed scenario, run a block each and hand it in; draws of a full
  // run are four phases of the same.
  const pool = [seat(module), seat(module)];
  await Promise.all(pool.map((it) => it.ask("catalog", catalog)));
  await Promise.all(pool.map((it) => it.ask("warm", text)));
  const first = await bestOf(5, () => phases(pool, text, [2]));
  const full = await bestOf(3, () => phases(pool, text, [2, 8, 32, 64]));
  console.log(`first band, 512 draws on 2 workers: ${first.toFixed(0)} ms`);
  console.log(`16,384 draws on 2 workers: ${full.toFixed(0)} ms`);
  await Promise.all(pool.map((it) => it.close()));

  // Memory after 400 blocks, handed in as they come.
  const long = open();
  for (let index = 0; index < 400; index++) {
    long.run_block(index);
    if (index % 2 === 1) long.merge(long.take());
  }
  console.log(`memory after ${long.summary().draws} draws: ${(wasm.memory.buffer.byteLength / 2 ** 20).toFixed(0)} MiB`);
}

/** Runs blocks up to each end, the seats racing for them, then merges and reads the bands. */
async function phases(pool, text, ends) {
  await Promise.all(pool.map((it) => it.ask("open", text)));
  let next = 0;
  for (const end of ends) {
    const race = async (it) => {
      while (next < end) await it.ask("block", next++);
      if (it !== pool[0]) await pool[0].ask("merge", await it.ask("take"));
    };
    await Promise.all(pool.map(race));
    await pool[0].ask("keep");
    await pool[0].ask("snapshot");
  }
}

function seat(module) {
  const worker = new Worker(new URL(import.meta.url), { workerData: module });
  let answered;
  worker.on("message", (answer) => answered(answer));
  let last = Promise.resolve();
  const ask = (kind, value) => {
    const answer = last.then(() => new Promise((resolve) => {
      answered = resolve;
      worker.postMessage([kind, value], value?.buffer ? [value.buffer] : []);
    }));
    last = answer;
    return answer;
  };
  return { ask, close: () => worker.terminate() };
}

function work() {
  core.initSync({ module: workerData });
  let simulation;
  const does = {
    warm(text) {
      this.open(text);
      for (let index = 0; index < 4; index++) simulation.run_block(index);
      simulation.merge(simulation.take());
      simulation.bands();
    },
    catalog: (text) => core.take_catalog("catalog", text),
    open(text) {
      simulation?.free();
      simulation = new core.Simulation(text, [{ path: "horizon_months", text: "36" }], SEED);
    },
    block: (index) => simulation.run_block(index),
    take: () => simulation.take(),
    merge: (partial) => simulation.merge(partial),
    keep: () => simulation.keep(),
    snapshot: () => [simulation.summary(), simulation.bands()],
  };
  parentPort.on("message", ([kind, value]) => {
    const answer = does[kind](value);
    parentPort.postMessage(answer, answer?.buffer ? [answer.buffer] : []);
  });
}

/** The shortest mean time of `run` in microseconds; `prepare` runs before each and does not count. */
function best(run, prepare) {
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    let [spent, times] = [0, 0];
    while (spent < ROUND_MS) {
      prepare?.();
      const start = clock();
      run();
      spent += clock() - start;
      times += 1;
    }
    shortest = Math.min(shortest, spent / times);
  }
  return shortest * 1000;
}

/** Milliseconds that this thread has had a processor, where the system tells; else the time of day. */
function clock() {
  try {
    return Number(readFileSync("/proc/self/schedstat", "latin1").split(" ")[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

async function bestOf(rounds, run) {
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await run();
    shortest = Math.min(shortest, performance.now() - start);
  }
  return shortest;
}

/** The lines `name<TAB>microseconds` of the native bench. */
function readNative(path) {
  const lines = path === undefined ? [] : readFileSync(path, "utf8").split("\n");
  return new Map(lines.map((line) => line.split("\t")).filter((it) => it.length === 2).map(([name, us]) => [name, Number(us)]));
}
