import type { Inquiry } from "../state/inquiry";
import { overridesOf } from "../state/session";
import type { Workbench } from "../state/workbench";
import { sentencesOf, smallPrint, sourceLines } from "../views/headline";
import type { Entry } from "../views/views";
import type { Sheet } from "./actions";
import { csv } from "./csv";
import { toml } from "./toml";

/** What there is to save of a view of the run. */
export function sheetOfRun(bench: Workbench, { id, question }: Entry): Sheet {
  const { result } = bench;
  const { scenario, seed } = bench.session.state;
  const title = bench.scenario?.title ?? scenario;
  const credits = bench.scenario?.credits ?? [];
  return {
    name: `undercut-${scenario}-${id}`,
    words: {
      question,
      sentence: result === null ? "" : (sentencesOf(id, result)[0] ?? ""),
      small: result === null ? [] : [`${title}.`, ...smallPrint(result), ...sourceLines(credits)],
    },
    csv: () => (result === null ? null : csv(result.summary, result.bands, credits)),
    toml: async () => ({
      text: toml(await bench.text(), overridesOf(bench.session.state), scenario, seed),
      name: `${scenario}.toml`,
    }),
  };
}

/** What there is to save of a view of the lab. */
export function sheetOfLab({ answer, view }: Inquiry, { id, question }: Entry): Sheet {
  return {
    name: `undercut-${id}`,
    words: {
      question,
      sentence: answer === null ? "" : (view.sentences(answer)[0] ?? ""),
      small: answer === null ? [] : view.smallPrint(answer),
    },
    csv: () => (answer === null ? null : view.csv(answer)),
    toml: null,
  };
}
