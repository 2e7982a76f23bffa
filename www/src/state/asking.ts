import type { AnyView } from "../views/panel";
import { Chunks, type Missing } from "./chunks";
import type { Inquiry } from "./inquiry";
import type { State } from "./session";

/** Milliseconds after which a state that stands still is asked about in full. */
const REST_MS = 300;

/** Brings code as it is needed, and keeps the lab's answers to the view on show in step with the state. */
export class Asking {
  /** The lab's answers to what has been asked, by kind of question. */
  readonly inquiries = new Map<string, Inquiry>();
  private readonly chunks: Chunks;
  private readonly changed: () => void;
  private make: (new (changed: () => void) => Inquiry) | null = null;
  /** Whether the state has stood still for a while. */
  private settled = false;
  private resting: ReturnType<typeof setTimeout> | undefined;

  /** `changed` is called when something has come, or the state has come to rest. */
  constructor(changed: () => void) {
    this.changed = changed;
    this.chunks = new Chunks(changed);
  }

  /** Brings a piece of code once. */
  bring<T>(id: string, load: () => Promise<T>, come?: (piece: T) => void): void {
    this.chunks.bring(id, load, come);
  }

  /** Why a view is not here; null where it is, or is on its way. */
  missing(id: string): Missing | null {
    return this.chunks.missing(id);
  }

  /** Something has moved: what takes long is asked once it stands still. */
  readonly unsettle = (): void => {
    this.settled = false;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.settled = true;
      this.changed();
    }, REST_MS);
  };

  /** Asks the lab what a view wants to know of a state; `shown` when an answer is there. */
  follow(view: AnyView, state: State, shown: () => void): void {
    if (Object.keys(view.asks).length === 0) return;
    this.bring(
      "lab",
      () => import("./inquiry"),
      ({ Inquiry }) => {
        this.make = Inquiry;
      },
    );
    const { make } = this;
    if (make === null) return;
    for (const [kind, ask] of Object.entries(view.asks)) {
      const inquiry = this.inquiries.get(kind) ?? new make(shown);
      this.inquiries.set(kind, inquiry);
      const question = ask(state, this.settled);
      const usual = view.from === "run" ? null : ask({ ...state, options: {} }, true);
      if (question !== null) inquiry.follow(question, usual);
    }
  }
}
