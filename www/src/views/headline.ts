import { html, nothing, type TemplateResult } from "lit";
import { curvesOf, type Point, series } from "../charts/bands";
import type { Result } from "../state/result";
import { count, dayName, interval, monthName, percent } from "../style/number";

/** The question and its answer in words; the words come from the core. */
export function headline(
  question: string,
  lines: readonly string[] | null,
  waiting: string,
  switches: TemplateResult | typeof nothing,
): TemplateResult {
  const [first, ...others] = lines ?? [];
  return html`
    <header class="headline">
      <div class="asked"><h1>${question}</h1>${switches}</div>
      <div class="answer" aria-live="off">
        ${first === undefined ? html`<p class="first waiting">${lines === null ? waiting : ""}</p>` : html`<p class="first ${first.length > 150 ? "long" : ""}">${first}</p>`}
        ${others.length === 0 ? nothing : html`<ul>${others.map((line) => html`<li>${line}</li>`)}</ul>`}
      </div>
    </header>
  `;
}

/** How much nothing feasible can serve in a month, which belongs beside every band. */
export function unservedSentence({ month, p50, p5, p95 }: Point): string {
  const when = monthName(month);
  if (p95 === 0) return `${when}: every request can be served.`;
  return `${when}: nothing feasible serves ${interval(p50, p5, p95, percent)} of requests.`;
}

/** What a reader has to know to weigh the numbers: dates, draws, errors, versions. */
export function smallPrint({ summary, bands }: Result): string[] {
  const unserved = curvesOf(summary, "unserved_share", "market")[0];
  const last = unserved === undefined ? undefined : series(summary, bands, unserved).points.at(-1);
  return [
    `prices as of ${dayName(summary.prices_as_of)}`,
    `${count(summary.draws)} draws`,
    `seed ${summary.seed}`,
    monteCarlo({ summary, bands }),
    ...(last === undefined
      ? []
      : [`${monthName(last.month)}: infeasible ${percent(last.p50)} of requests`]),
    `model ${summary.model_version}`,
  ].filter((words) => words !== "");
}

/** "Source: Artificial Analysis", for each who has to be named wherever the numbers show. */
export function sourceLines(credits: readonly string[]): string[] {
  return credits.map((credit) => `Source: ${credit}`);
}

/** The largest Monte Carlo error of a group's median gross margin. */
function monteCarlo({ summary, bands }: Pick<Result, "summary" | "bands">): string {
  let largest = Number.NaN;
  for (const curve of curvesOf(summary, "gross_margin", "group")) {
    for (const { error } of series(summary, bands, curve).points) {
      if (!(error <= largest)) largest = Number.isFinite(error) ? error : largest;
    }
  }
  if (!Number.isFinite(largest)) return "Monte Carlo error from 1,024 draws on";
  return `Monte Carlo error of median gross margins up to ±${(largest * 100).toFixed(2)} points`;
}
