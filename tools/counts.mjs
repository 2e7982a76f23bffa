// Prints how many tests of each kind ran: `node tools/counts.mjs FOLDER`, where FOLDER holds the logs of
// `make test`. Fails if a kind has no log, ran no test, or had a failure.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const read = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : "");

/** Counts by test program, from cargo's log. */
function cargo(log, nameOf) {
  const rows = [];
  let kind = "unnamed";
  for (const line of log.split("\n")) {
    const program = line.match(/^\s+(?:Running (?:unittests )?(\S+) \(|Doc-tests (\S+))/);
    if (program) kind = nameOf(program[1]);
    const result = line.match(/^test result: \S+ (\d+) passed; (\d+) failed; (\d+) ignored/);
    if (result) rows.push([kind, ...result.slice(1).map(Number)]);
  }
  return rows;
}

/** Counts from the summary of Node's own test runner. */
function node(kind, log) {
  const count = (word) => Number(log.match(new RegExp(`^\\S+ ${word} (\\d+)$`, "m"))?.[1] ?? 0);
  return log ? [[kind, count("pass"), count("fail") + count("cancelled"), count("skipped") + count("todo")]] : [];
}

/** Counts from Vitest's JSON report; a file that does not load is one failure. */
function vitest(kind, text) {
  if (!text) return [];
  const report = JSON.parse(text);
  const unloaded = report.testResults.filter((file) => file.status === "failed" && !file.assertionResults.length);
  return [
    [kind, report.numPassedTests, report.numFailedTests + unloaded.length, report.numPendingTests + report.numTodoTests],
  ];
}

const kindOfProgram = (path) =>
  path === undefined
    ? "examples in the documentation"
    : path.startsWith("tests/")
      ? `crate: ${path.slice("tests/".length, -".rs".length).replaceAll("_", " ")}`
      : path === "src/lib.rs"
        ? "crate: unit"
        : `crate: unit, ${path}`;

const sources = [
  ["crate", cargo(read("crate.log"), kindOfProgram)],
  ["build tools", cargo(read("tools.log"), () => "build tools")],
  ["fuzzer", cargo(read("fuzz.log"), () => "fuzzer")],
  ["core in Node", node("core in Node", read("wasm.log"))],
  ["page in Node", vitest("page in Node", read("page.json"))],
  ["page in Chromium", vitest("page in Chromium", read("browser.json"))],
  ["page in Chromium, timed", vitest("page in Chromium, timed", read("speed.json"))],
];

const idle = sources.filter(([, rows]) => rows.every((row) => row[1] + row[2] === 0)).map(([name]) => name);
const rows = sources.flatMap(([, rows]) => rows).filter((row) => row[1] + row[2] + row[3] > 0);
const total = [1, 2, 3].map((column) => rows.reduce((sum, row) => sum + row[column], 0));
const wide = Math.max(...rows.map((row) => row[0].length), 4);
const line = (cells) => `${String(cells[0]).padEnd(wide)}${cells.slice(1).map((cell) => String(cell).padStart(9)).join("")}`;

console.log(`\n${line(["tests", "passed", "failed", "skipped"])}`);
for (const row of rows) console.log(line(row));
console.log(line(["all", ...total]));
for (const name of idle) console.log(`no test ran: ${name}`);
console.log(`\n${total[0]} passed, ${total[1]} failed, ${total[2]} skipped`);
process.exitCode = total[1] > 0 || idle.length > 0 ? 1 : 0;
