import { type Point, type Series, seriesOf } from "../charts/bands";
import type { Summary } from "../engine/core";
import { count, dayName, interval, monthName, percent, sentence } from "../style/number";
import { groupColour } from "../style/palette";
import { sourceLines } from "../views/headline";

const WIDTH = 280;
const HEIGHT = 150;

/**
 * A result that needs neither script nor WebAssembly: the sentences, the fans as plain SVG, the numbers as a
 * table. The build writes it into the page for browsers that cannot compute.
 */
export function still(
  summary: Summary,
  bands: Float64Array,
  credits: readonly string[] = [],
): string {
  const groups = seriesOf(summary, bands, "gross_margin", "group");
  const sentences = summary.headlines.map(({ text }) => `<p>${escaped(text)}</p>`);
  return `<section class="computed">
<h2>${escaped(summary.title)}</h2>
${sentences.join("\n")}
<div class="fans">
${groups.map(figure).join("\n")}
</div>
${table(groups)}
<p><small>Gross margin: median [5% to 95% of draws]. Prices as of ${dayName(summary.prices_as_of)}, ${count(summary.draws)} draws, seed ${summary.seed}, model ${escaped(summary.model_version)}.${sourceLines(
    credits,
  )
    .map((words) => ` ${escaped(words)}.`)
    .join("")}</small></p>
</section>`;
}

function figure({ curve, points }: Series): string {
  const shown = points.filter(({ p50 }) => Number.isFinite(p50));
  const x = (index: number): number => (index / Math.max(1, shown.length - 1)) * WIDTH;
  const y = (value: number): number => (1 - Math.min(1, Math.max(0, value))) * HEIGHT;
  const line = (key: "p5" | "p25" | "p50" | "p75" | "p95"): string[] =>
    shown.map((point, index) => `${x(index).toFixed(1)},${y(point[key]).toFixed(1)}`);
  const band = (low: "p5" | "p25", high: "p75" | "p95", opacity: number): string =>
    `<polygon fill-opacity="${opacity}" points="${[...line(low), ...line(high).toReversed()].join(" ")}"/>`;
  const colour = groupColour(curve.subject.id).replace(")", ", currentColor)");
  const name = escaped(sentence(curve.subject.name));
  return `<figure><figcaption>${name}, gross margin from 0 to 100%</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" fill="${colour}" stroke="none" role="img" aria-label="${name}: gross margin over the months; the table below holds the numbers">
${band("p5", "p95", 0.16)}${band("p25", "p75", 0.26)}<polyline fill="none" stroke="${colour}" stroke-width="2" points="${line("p50").join(" ")}"/>
<rect width="${WIDTH}" height="${HEIGHT}" fill="none" stroke="currentColor" stroke-opacity="0.25"/>
</svg></figure>`;
}

/** Every sixth month and the last one. */
function table(groups: Series[]): string {
  const months = groups[0]?.points ?? [];
  const rows = months.flatMap(({ month }, index) => {
    if (index % 6 !== 0 && index !== months.length - 1) return [];
    const cells = groups.map(({ points }) => `<td>${words(points[index])}</td>`);
    return [`<tr><th scope="row">${monthName(month)}</th>${cells.join("")}</tr>`];
  });
  const heads = groups.map(
    ({ curve }) => `<th scope="col">${escaped(sentence(curve.subject.name))}</th>`,
  );
  return `<table><thead><tr><th scope="col">Month</th>${heads.join("")}</tr></thead>
<tbody>${rows.join("\n")}</tbody></table>`;
}

function words(point: Point | undefined): string {
  return point === undefined ? "–" : interval(point.p50, point.p5, point.p95, percent);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
