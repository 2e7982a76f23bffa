import { html, type TemplateResult } from "lit";
import type { Hardware } from "../../engine/lab";
import { count, sentence } from "../../style/number";

/** How far predictions were off where they had not seen the answer, as a table. */
export function heldOut({ held_out: rows }: Hardware): TemplateResult {
  return html`
    <table class="held-out">
      <caption>Throughput predicted without having seen the answer: how far off</caption>
      <thead>
        <tr><th scope="col">Held out</th><th scope="col">Rows</th><th scope="col">Median error</th><th scope="col">Mean error</th><th scope="col">Bias</th><th scope="col">Goal of the mean</th></tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`
            <tr>
              <th scope="row">${sentence(row.unseen)}</th>
              <td>${count(row.rows)}</td>
              <td>${points(row.median_percent)}</td>
              <td>${points(row.mape_percent)}</td>
              <td>${row.bias_percent > 0 ? "+" : ""}${points(row.bias_percent)}</td>
              <td>${row.goal_mape_percent}%: ${row.meets_goal ? "met" : "missed"}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
    <p class="note soft">Goals: the mean error, and a bias within 5%. Rows never seen: as they came out when first predicted; the first two sets led to corrections, the third came after them. The model speaks for tuned deployments under a steady load.</p>
  `;
}

function points(percent: number): string {
  return `${percent.toFixed(1).replace("-", "−")}%`;
}
