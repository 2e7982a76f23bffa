import { messageOf } from "../engine/failure";

/** Milliseconds before a piece that did not come is asked for once more. */
const RETRY_MS = 800;

/** Why a part of the page is not here, and the way to ask again; none while it is asked for once more. */
export interface Missing {
  words: string;
  again: (() => void) | null;
}

/**
 * Code and other pieces that a page brings when it needs them: each once, and where it did not come, not again until somebody
 * asks for it.
 */
export class Chunks {
  private readonly under = new Set<string>();
  private readonly here = new Set<string>();
  private readonly failed = new Map<string, string>();
  /** What did not come and is asked for once more. */
  private readonly again = new Map<string, string>();
  private readonly changed: () => void;

  /** `changed` is called when a piece has come, or has not. */
  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** Brings a piece, unless it is here, under way, or did not come; `come` is given what it is. */
  bring<T>(id: string, load: () => Promise<T>, come: (piece: T) => void = () => undefined): void {
    if (this.here.has(id) || this.under.has(id) || this.failed.has(id)) return;
    this.under.add(id);
    void this.load(id, load, come).finally(() => {
      this.under.delete(id);
      this.changed();
    });
  }

  private async load<T>(
    id: string,
    load: () => Promise<T>,
    come: (piece: T) => void,
  ): Promise<void> {
    try {
      const piece = await load().catch(async (error: unknown) => {
        this.again.set(id, `${messageOf(error)}. It is asked for once more`);
        this.changed();
        await new Promise((wait) => setTimeout(wait, RETRY_MS));
        return (await anew<T>(error)) ?? load();
      });
      come(piece);
      this.here.add(id);
    } catch (error) {
      this.failed.set(id, messageOf(error));
    } finally {
      this.again.delete(id);
    }
  }

  /** Why a view is not here, in words, and the way to ask again; null where nothing failed. */
  missing(id: string): Missing | null {
    for (const piece of [id, "lab"]) {
      const [failed, again] = [this.failed.get(piece), this.again.get(piece)];
      if (failed === undefined && again === undefined) continue;
      return {
        words: `A part of this page could not be loaded: ${again ?? failed}.`,
        // A browser keeps to it that a module did not come for as long as the page is open; the state is in its address.
        again: failed === undefined ? null : () => location.reload(),
      };
    }
    return null;
  }
}

let anews = 0;

/** The module whose fetch an error is about, under another address: under its own a browser does not ask for it again. */
async function anew<T>(error: unknown): Promise<T | null> {
  const url = /https?:\/\/[^\s"']+\.js/.exec(messageOf(error))?.[0];
  if (url === undefined) return null;
  anews += 1;
  return (await import(/* @vite-ignore */ `${url}?again=${anews}`)) as T;
}
