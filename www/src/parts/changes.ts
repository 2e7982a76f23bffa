import { html, type TemplateResult } from "lit";
import type { Workbench } from "../state/workbench";

/** The way back of a view of the lab, whose controls' keys begin with its id. */
export function labChanges({ session }: Workbench, id: string): TemplateResult {
  const changed = Object.keys(session.state.options).some((key) => key.startsWith(`${id}.`));
  return html`
    <div class="changes">
      <button ?disabled=${!session.canUndo} @click=${() => session.undo()}>Undo</button>
      <button ?disabled=${!session.canRedo} @click=${() => session.redo()}>Redo</button>
      <button ?disabled=${!changed} @click=${() => session.resetOptions(id)}>Reset</button>
    </div>
  `;
}

/** How many inputs were changed, and the way back. */
export function changes(bench: Workbench, openAll: () => void): TemplateResult {
  const { session } = bench;
  const changed = Object.keys(session.state.overrides).length;
  return html`
    <div class="changes">
      <span class="counted" role="status">changed: ${changed}</span>
      <button ?disabled=${!session.canUndo} @click=${() => session.undo()}>Undo</button>
      <button ?disabled=${!session.canRedo} @click=${() => session.redo()}>Redo</button>
      <button ?disabled=${changed === 0} @click=${() => session.reset()}>Reset</button>
      <button class="more" @click=${openAll}>All ${bench.scenario?.inputs.length ?? ""} inputs</button>
    </div>
  `;
}
