import type { Figure } from "../charts/figure";
import { overridesOf } from "../state/session";
import type { Workbench } from "../state/workbench";
import { firstSentence, smallPrint } from "../views/headline";
import type { View } from "../views/view";
import { csv } from "./csv";
import { type Plate, picture, png, save, svgText } from "./picture";
import { toml } from "./toml";

export type Format = "svg" | "png" | "csv" | "toml";

/** Saves what is on show in a format. */
export async function download(
  format: Format,
  bench: Workbench,
  view: View,
  root: ParentNode & Element,
): Promise<void> {
  const { result } = bench;
  const { scenario, seed } = bench.session.state;
  const name = `undercut-${scenario}-${view.id}`;
  if (format === "toml") {
    const text = toml(await bench.text(), overridesOf(bench.session.state), scenario, seed);
    save(new Blob([text], { type: "application/toml" }), `${scenario}.toml`);
    return;
  }
  if (result === null) return;
  if (format === "csv") {
    save(new Blob([csv(result.summary, result.bands)], { type: "text/csv" }), `${name}.csv`);
    return;
  }
  const styles = getComputedStyle(root);
  const resolve = (colour: string): string =>
    styles.getPropertyValue(colour.slice(4, -1)).trim() || colour;
  const words = {
    question: view.question,
    sentence: firstSentence(view, result),
    small: `${bench.scenario?.title ?? scenario}. ${smallPrint(result).join(" · ")}. ${location.href}`,
  };
  const svg = picture(plates(root), words, resolve);
  if (format === "svg") save(new Blob([svgText(svg)], { type: "image/svg+xml" }), `${name}.svg`);
  else save(await png(svg), `${name}.png`);
}

function plates(root: ParentNode): Plate[] {
  return [...root.querySelectorAll<Figure>("undercut-figure")].flatMap((figure) => {
    const svg = figure.picture();
    if (svg === null || figure.chart === null) return [];
    const { title, colour } = figure.chart;
    return [{ title, colour, readout: figure.chart.readout(figure.at), svg }];
  });
}
