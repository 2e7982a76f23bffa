import { html, type TemplateResult } from "lit";
import type { Session } from "../state/session";
import type { Workbench } from "../state/workbench";

/** The way back of a view of the lab, whose controls' keys begin with its id. */
export function labChanges({ session }: Workbench, id: string): TemplateResult {
  const changed = Object.keys(session.state.options).some((key) => key.startsWith(`${id}.`));
  return html`<div class="changes">${ways(session, changed, () => session.resetOptions(id))}</div>`;
}

/** How many inputs were changed, and the way back. */
export function changes(bench: Workbench, openAll: () => void): TemplateResult {
  const { session } = bench;
  // The month of the prices is one change, whatever it sets.
  const changed = Object.keys(session.state.overrides).filter(
    (path) => path !== "start" || session.state.overrides["world"] === undefined,
  ).length;
  return html`
    <div class="changes">
      <span class="counted" role="status">changed: ${changed}</span>
      ${ways(session, changed > 0, () => session.reset())}
      <button class="more" @click=${openAll}>All ${bench.scenario?.inputs.length ?? ""} inputs</button>
    </div>
  `;
}

/** A step back, a step forward, and all the way back. */
function ways(session: Session, changed: boolean, reset: () => void): TemplateResult {
  return html`
    <button ?disabled=${!session.canUndo} @click=${() => session.undo()}>Undo</button>
    <button ?disabled=${!session.canRedo} @click=${() => session.redo()}>Redo</button>
    <button ?disabled=${!changed} @click=${reset}>Reset</button>
  `;
}
