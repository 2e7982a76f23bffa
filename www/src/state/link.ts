import { type Session, START, type State } from "./session";

/** Keys of a link that are not paths of inputs. */
const RESERVED = new Set(["scenario", "view", "seed", "catalog", "margin", "by"]);
/** Controls of views of the lab, by the view's id; no input of a scenario begins so. */
const OPTION = /^(hardware|frontier)\.[a-z_]+$/;
const WAIT_MS = 300;

/** The state as the readable hash of a link; what is as usual is left out, but for the scenario. */
export function encode(state: State): string {
  const parts: [string, string][] = [["scenario", state.scenario]];
  if (state.view !== START.view) parts.push(["view", state.view]);
  if (state.seed !== START.seed) parts.push(["seed", String(state.seed)]);
  if (state.catalog !== START.catalog) parts.push(["catalog", state.catalog]);
  if (state.margin !== START.margin) parts.push(["margin", "operating"]);
  if (state.by !== START.by) parts.push(["by", state.by]);
  for (const key of Object.keys(state.options).sort()) {
    parts.push([key, state.options[key] ?? ""]);
  }
  for (const path of Object.keys(state.overrides).sort()) {
    parts.push([path, state.overrides[path] ?? ""]);
  }
  return parts.map(([key, value]) => `${written(key)}=${written(value)}`).join("&");
}

/** The state that a hash holds; what it leaves out is as in `base`. */
export function decode(hash: string, base: State = START): State {
  const found = new Map<string, string>();
  for (const part of hash.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    if (at > 0) found.set(read(part.slice(0, at)), read(part.slice(at + 1)));
  }
  const overrides: Record<string, string> = {};
  const options: Record<string, string> = {};
  for (const [key, value] of found) {
    if (OPTION.test(key)) options[key] = value;
    else if (!RESERVED.has(key)) overrides[key] = value;
  }
  const seed = Number(found.get("seed") ?? base.seed);
  const view = found.get("view") ?? base.view;
  const catalog = found.get("catalog") ?? base.catalog;
  return {
    scenario: found.get("scenario") ?? base.scenario,
    view: /^[a-z-]+$/.test(view) ? view : base.view,
    seed: Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff ? seed : base.seed,
    catalog: /^[0-9a-f]{16}$/.test(catalog) ? catalog : base.catalog,
    margin: found.get("margin") === "operating" ? "operating_margin" : "gross_margin",
    by: found.get("by") === "provider" ? "provider" : "group",
    overrides,
    options,
  };
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

  constructor(session: Session, base: State) {
    this.session = session;
    this.base = base;
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
    const state = decode(location.hash, this.base);
    this.last = state;
    this.session.load(state);
  }
}
