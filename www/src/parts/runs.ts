import { html, type TemplateResult } from "lit";
import type { Workbench } from "../state/workbench";
import { count } from "../style/number";

/** How far the draws are, and their seed. */
export function runs(bench: Workbench, tell: (words: string) => void): TemplateResult {
  const seeded = (text: string): void => {
    const seed = Number(text);
    if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff) bench.session.change({ seed });
    else tell("A seed is a whole number from 0 to 4,294,967,295.");
  };
  const { progress, result } = bench;
  const draws = progress?.draws ?? result?.summary.draws ?? 0;
  const of = progress?.of ?? draws;
  const done = progress === null || draws >= of;
  return html`
    <details class="runs" aria-label="Runs">
      <summary><span class="dot ${done ? "" : "busy"}"></span><strong>${count(draws)}</strong> draws</summary>
      <div class="box">
        <progress max=${Math.max(of, 1)} value=${draws} aria-label="Draws done"></progress>
        <p class="soft">${done ? bench.place : html`of ${count(of)}, <button class="link" @click=${() => bench.cancel()}>stop</button> (Esc)`}</p>
        <div class="seed">
          <label for="seed">seed</label>
          <input
            id="seed"
            class="field"
            inputmode="numeric"
            .value=${String(bench.session.state.seed)}
            @change=${(event: Event) => seeded((event.target as HTMLInputElement).value)}
          />
          <button class="quiet" aria-label="Another seed" title="Another seed" @click=${() => seeded(String(anySeed()))}>⚄</button>
        </div>
      </div>
    </details>
  `;
}

function anySeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
