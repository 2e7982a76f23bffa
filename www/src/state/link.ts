import type { Problem } from "../engine/core";
import { ENTRIES } from "../views/entries";
import { isOption, optionOf } from "../views/options";
import { type Session, START, type State } from "./session";

const WAIT_MS = 300;

/** Keys of earlier links, and what stands for them now. */
export const OLD_KEYS: Readonly<Record<string, string>> = {
  margin: "margins.metric",
  by: "margins.by",
};

/** A state, and the parts of a link that it cannot hold. */
export interface Read {
  state: State;
  dropped: Problem[];
}

/** The state as the readable hash of a link; what is as usual is left out, but for the scenario. */
export function encode(state: State): string {
  const parts: [string, string][] = [["scenario", state.scenario]];
  if (state.view !== START.view) parts.push(["view", state.view]);
  if (state.seed !== START.seed) parts.push(["seed", String(state.seed)]);
  if (state.catalog !== START.catalog) parts.push(["catalog", state.catalog]);
  for (const key of Object.keys(state.options).sort()) {
    parts.push([key, state.options[key] ?? ""]);
  }
  for (const path of Object.keys(state.overrides).sort()) {
    parts.push([path, state.overrides[path] ?? ""]);
  }
  return parts.map(([key, value]) => `${written(key)}=${written(value)}`).join("&");
}

/** What a hash holds; what it leaves out is as in `base`. Every part is in the state or among what was dropped. */
export function readLink(hash: string, base: State = START): Read {
  const dropped: Problem[] = [];
  const overrides: Record<string, string> = {};
  const options: Record<string, string> = {};
  const state = {
    scenario: base.scenario,
    view: base.view,
    seed: base.seed,
    catalog: base.catalog,
  };
  const wrong = (path: string, value: string, rule: string): void => {
    dropped.push({ path, value, rule });
  };
  for (const part of hash.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    if (at <= 0) {
      if (part !== "") wrong(read(part), "", "has no value");
      continue;
    }
    const [key, value] = [read(part.slice(0, at)), read(part.slice(at + 1))];
    if (key === "scenario") state.scenario = value;
    else if (key === "view") {
      if (ENTRIES.some(({ id }) => id === value)) state.view = value;
      else wrong(key, value, `is not one of ${ENTRIES.map(({ id }) => id).join(", ")}`);
    } else if (key === "seed") {
      const seed = Number(value);
      if (/^\d+$/.test(value) && seed <= 0xffff_ffff) state.seed = seed;
      else wrong(key, value, "must be a whole number from 0 to 4,294,967,295");
    } else if (key === "catalog") {
      if (/^[0-9a-f]{16}$/.test(value)) state.catalog = value;
      else wrong(key, value, "is not the hash of a catalogue");
    } else if (isOption(OLD_KEYS[key] ?? key)) {
      const option = optionOf(OLD_KEYS[key] ?? key);
      const rule = option === undefined ? "is not a control of this page" : option.rule(value);
      if (rule !== "") wrong(key, value, rule);
      else if (option !== undefined && value !== option.usual) options[option.key] = value;
    } else overrides[key] = value;
  }
  return { state: { ...state, overrides, options }, dropped };
}

/** The state that a hash holds. */
export function decode(hash: string, base: State = START): State {
  return readLink(hash, base).state;
}

function written(text: string): string {
  return encodeURIComponent(text)
    .replace(/%20/g, "+")
    .replace(/%(5B|5D|24|2C|2F|3A)/gi, (whole) => decodeURIComponent(whole));
}

function read(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, "%20"));
  } catch {
    return text;
  }
}

/** Keeps the address of the page and a session the same. */
export class Link {
  private readonly session: Session;
  private readonly base: State;
  private timer = 0;
  private written: string;
  private last: State;
  private readonly read: (link: Read) => void;

  /** `read` is told what a link said, before its state is taken over. */
  constructor(session: Session, base: State, read: (link: Read) => void) {
    this.session = session;
    this.base = base;
    this.read = read;
    this.last = session.state;
    this.written = location.hash;
    session.addEventListener("change", () => this.changed());
    addEventListener("popstate", () => this.followed());
    addEventListener("hashchange", () => this.followed());
  }

  /** Another view or scenario is a step that Back undoes; anything else renews the address after a pause. */
  private changed(): void {
    const state = this.session.state;
    const step = state.view !== this.last.view || state.scenario !== this.last.scenario;
    clearTimeout(this.timer);
    if (step) {
      this.write(this.last, "replace");
      this.write(state, "push");
    } else {
      this.timer = window.setTimeout(() => this.write(this.session.state, "replace"), WAIT_MS);
    }
    this.last = state;
  }

  private write(state: State, how: "push" | "replace"): void {
    const hash = `#${encode(state)}`;
    if (hash === this.written) return;
    this.written = hash;
    if (how === "push") history.pushState(null, "", hash);
    else history.replaceState(null, "", hash);
  }

  private followed(): void {
    if (location.hash === this.written) return;
    clearTimeout(this.timer);
    this.written = location.hash;
    const link = readLink(location.hash, this.base);
    this.last = link.state;
    this.read(link);
    this.session.load(link.state);
  }
}
