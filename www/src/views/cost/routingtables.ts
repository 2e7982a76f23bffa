import { html, nothing, type TemplateResult } from "lit";
import type { FrontierView } from "../../engine/lab";
import { percent, usd } from "../../style/number";

/** Which of a policy's points is on show. */
export type Which = "equal" | "threshold";

/** What each policy costs where it operates. */
export function operatingTable({ policies }: FrontierView): TemplateResult {
  const rows = policies.filter(({ id }) => id !== "shuffled");
  return html`
    <table class="plain">
      <caption>USD per request, where each policy operates; savings against the best single model for all requests</caption>
      <thead>
        <tr><th scope="col">Policy</th><th scope="col">At the threshold</th><th scope="col">As good as the best</th><th scope="col">Saving</th></tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ id, name, at, at_equal_quality, saving }) => html`
            <tr class=${id === "threshold-router" ? "chief" : ""}>
              <th scope="row">${name}</th>
              <td>${at == null ? "–" : html`${usd(at.usd)} <span class="soft">${percent(at.success)}${at.served < 0.9995 ? ` of ${percent(at.served)}` : nothing}</span>`}</td>
              <td>${at_equal_quality == null ? "–" : usd(at_equal_quality.usd)}</td>
              <td>${saving == null || id === "best-constant" ? "–" : percent(saving)}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/** Shares of final answers, by class and model. */
export function sharesTable(answer: FrontierView, policy: string, which: Which): TemplateResult {
  const chosen = answer.policies.find(({ id }) => id === policy);
  const at = which === "equal" ? chosen?.at_equal_quality : chosen?.at;
  const name = chosen?.name ?? "This policy";
  if (at == null)
    return html`<p class="soft none">${name} has no such point${which === "equal" ? ": it is not as good as the best model, or meets thresholds only" : " here"}.</p>`;
  const used = answer.names
    .map((model, place) => ({
      model,
      place,
      most: Math.max(...at.shares.map((row) => row[place] ?? 0)),
    }))
    .filter(({ most }) => most >= 0.0005);
  return html`
    <div class="scrolls" tabindex="0" role="region" aria-label="Who answers">
      <table class="heat">
        <caption>Who answers: ${name.toLowerCase()}, share of each class's final answers</caption>
        <thead>
          <tr><th scope="col">Class</th>${used.map(({ model }) => html`<th scope="col">${model}</th>`)}</tr>
        </thead>
        <tbody>
          ${answer.tasks.map(
            (task, index) => html`
              <tr>
                <th scope="row">${task.name} <span class="soft">${percent(task.share)}</span></th>
                ${used.map(({ place }) => {
                  const share = at.shares[index]?.[place] ?? 0;
                  return html`<td style="--share: ${(share * 100).toFixed(1)}%">${share < 0.0005 ? "" : percent(share)}</td>`;
                })}
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** From which cost of an error on the best model is worth its price, in words. */
export function breakEven({ break_even }: FrontierView): TemplateResult {
  return html`
    <section class="break-even" aria-label="What an error must cost">
      <h3>What an error must cost</h3>
      <dl>${break_even.map(({ task, text }) => html`<div><dt>${task}</dt><dd>${text}</dd></div>`)}</dl>
    </section>
  `;
}
