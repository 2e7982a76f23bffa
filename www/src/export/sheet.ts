import { HASH } from "../engine/facts";
import { lab } from "../engine/lab";
import { chipsOf, chipWords } from "../parts/strip";
import { drawnOf, frameOf, resultOf, type Shown } from "../parts/view";
import { specOf } from "../state/session";
import { curveRows } from "../views/curverows";
import type { Entry } from "../views/entry";
import { sourceLines } from "../views/headline";
import { type About, csv, joined } from "./csv";
import { picture, png, type Shot, save, svgText, type Words } from "./picture";

export type Format = "svg" | "png" | "csv" | "toml";

/** Saves what is on show, a view or one panel of it, in a format. */
export async function download(
  format: Format,
  shown: Shown,
  entry: Entry,
  link: string,
  root: Element,
): Promise<void> {
  const { scenario } = shown.bench.session.state;
  const ofRun = entry.from === "run";
  const what = shown.only === "" ? entry.id : shown.only.replace(".", "-");
  const name = ofRun ? `undercut-${scenario}-${what}` : `undercut-${what}`;
  switch (format) {
    case "toml":
      save(blob(await scenarioFile(shown), "application/toml"), `${scenario}.toml`);
      return;
    case "csv":
      save(blob(table(shown, entry, link), "text/csv"), `${name}.csv`);
      return;
    default: {
      const styles = getComputedStyle(root);
      const resolve = (colour: string): string =>
        styles.getPropertyValue(colour.slice(4, -1)).trim() || colour;
      const svg = picture(shotsOf(shown), wordsOf(shown, entry, link), resolve);
      if (format === "svg") save(blob(svgText(svg), "image/svg+xml"), `${name}.svg`);
      else save(await png(svg), `${name}.png`);
    }
  }
}

function blob(text: string, type: string): Blob {
  return new Blob([text], { type });
}

function shotsOf(shown: Shown): Shot[] {
  return drawnOf(shown)
    .filter(({ drawn }) => drawn.none !== "")
    .map(({ panel, drawn, on }) => ({
      drawn,
      at: panel.from === "run" ? on.at : (drawn.at ?? null),
    }));
}

function wordsOf(shown: Shown, entry: Entry, link: string): Words {
  const { bench, view } = shown;
  const on = frameOf(shown, entry.from);
  const ofRun = entry.from === "run";
  const { scenario } = bench.session.state;
  const title = bench.scenario?.title ?? scenario;
  const small = on === null ? [] : view.small(on);
  return {
    question: entry.question,
    sentence: on === null ? "" : (view.sentences(on)[0] ?? ""),
    differs: chipsOf(bench, ofRun).map(chipWords),
    small: [
      ...(ofRun ? [`${title}.`] : []),
      ...small,
      ...(ofRun ? sourceLines(bench.scenario?.credits ?? []) : []),
      link,
    ].join(" · "),
  };
}

/** Every number of a view as CSV, or those of one panel; with what gives them again. */
function table(shown: Shown, entry: Entry, link: string): string {
  const { bench } = shown;
  const result = resultOf(bench);
  const sources: About = sourceLines(bench.scenario?.credits ?? []).map((words) => [
    "source",
    words,
  ]);
  const run: About =
    result === null || entry.from !== "run"
      ? []
      : [
          ["seed", result.summary.seed],
          ["draws", result.summary.draws],
          ["version", result.summary.model_version],
        ];
  const about: About = [["link", link], ["catalogue", HASH], ...run];
  const parts = drawnOf(shown);
  if (entry.from === "run" && shown.only === "") {
    if (result === null) throw new Error("there are no numbers yet");
    return csv(curveRows(result), [...sources, ...about], 4);
  }
  if (parts.length === 0) throw new Error("there are no numbers yet");
  const rows = joined(parts.map(({ panel, on }) => panel.rows(on)));
  return csv(rows, entry.from === "run" ? [...sources, ...about] : about);
}

/** The scenario's file with the differences written into it, by the core. */
async function scenarioFile({ bench }: Shown): Promise<string> {
  const { state } = bench.session;
  const ask = { about: specOf(state), name: state.scenario };
  const text = await (await lab()).ask<"file">({ kind: "file", ask });
  if (text === null) throw new Error("another file was asked for");
  return text;
}
