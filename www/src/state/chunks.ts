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

  /** Brings a piece, unless it is here, under way, or did not come. */
  bring(id: string, load: () => Promise<unknown>): void {
    if (this.here.has(id) || this.under.has(id) || this.failed.has(id)) return;
    this.under.add(id);
    void this.load(id, load).finally(() => {
      this.under.delete(id);
      this.changed();
    });
  }

  private async load(id: string, load: () => Promise<unknown>): Promise<void> {
    try {
      await load().catch(async (error: unknown) => {
        this.again.set(id, `${wordsOf(error)}. It is asked for once more`);
        this.changed();
        await new Promise((wait) => setTimeout(wait, RETRY_MS));
        return load();
      });
      this.here.add(id);
    } catch (error) {
      this.failed.set(id, wordsOf(error));
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
        again: failed === undefined ? null : () => this.retry(piece),
      };
    }
    return null;
  }

  private retry(id: string): void {
    this.failed.delete(id);
    this.changed();
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
