import index from "../catalog/index.json";
import { messageOf } from "./failure";

/** A scenario that comes with the page, as its list shows it. */
export interface Listed {
  id: string;
  title: string;
  question: string;
  summary: string;
  world: string;
  start: string;
}

/** A month whose prices the catalogue knows. */
export interface World {
  id: string;
  last_day: string;
  /** Lines on sale, and those that a scenario plays unless it says otherwise. */
  lines: number;
  main: number;
  text: string;
}

/** A catalogue as text: of one world, or the whole. */
export interface Facts {
  /** What it is called, with the hash of the catalogue; equal names are equal texts. */
  name: string;
  text: string;
  whole: boolean;
}

export const SCENARIOS: readonly Listed[] = index.scenarios;
export const WORLDS: readonly World[] = index.worlds;
/** The hash of the catalogue that this page was built with. */
export const HASH: string = index.hash;

/** Addresses of texts by name. */
function addresses(found: Record<string, unknown>): ReadonlyMap<string, string> {
  const name = (path: string): string => /([^/]+)\.toml$/.exec(path)?.[1] ?? path;
  return new Map(Object.entries(found).map(([path, url]) => [name(path), String(url)]));
}

const FACTS = addresses(
  import.meta.glob("../catalog/*.toml", { query: "?url", import: "default", eager: true }),
);
const TEXTS = addresses(
  import.meta.glob("../../../scenarios/*.toml", { query: "?url", import: "default", eager: true }),
);

/** Something that the page needs could not be fetched. */
export class Unfetched extends Error {}

/** A host answered that it does not have what was asked for. */
class Missing extends Error {}

const WHOLE = "whole";
const RETRY_MS = 400;

/**
 * What this page has fetched of the catalogue and of the scenarios. A world comes alone until somebody needs more; then the
 * whole, which answers for every world.
 */
export class Library {
  /** Told, in plain words, of a fetch that broke and of a catalogue that is gone. */
  tell: (words: string) => void = () => undefined;
  private readonly texts = new Map<string, Promise<string>>();
  private readonly read: (url: string) => Promise<string>;
  /** The hash of the catalogue that a link was made with; the page's own unless it names another. */
  private hash = HASH;
  private gone = "";
  private all = false;

  constructor(read: (url: string) => Promise<string> = fetched) {
    this.read = read;
  }

  /** Takes the catalogue of another hash from now on, as far as it is there; the page's own where `hash` is empty. */
  pin(hash: string): void {
    const next = hash === "" || hash === this.gone ? HASH : hash;
    if (next === this.hash) return;
    this.hash = next;
    this.all = false;
  }

  /** The catalogue for a world: the whole where that was asked for before, or where no such world is known. */
  async world(id: string): Promise<Facts> {
    const known = WORLDS.some((world) => world.id === id);
    return this.all || !known ? this.whole() : this.facts(id);
  }

  /** The whole catalogue; what is asked for later comes from it. */
  async whole(): Promise<Facts> {
    const facts = await this.facts(WHOLE);
    this.all = true;
    return facts;
  }

  /** The text of a scenario; nothing where the page has none of that name. */
  async scenario(id: string): Promise<string | null> {
    const url = TEXTS.get(id);
    return url === undefined || !SCENARIOS.some((one) => one.id === id)
      ? null
      : this.text(url, "The scenario");
  }

  private async facts(name: string): Promise<Facts> {
    const { hash } = this;
    const own = FACTS.get(name) ?? "";
    const whole = name === WHOLE;
    const as = (of: string, text: string): Facts => ({ name: `${of}/${name}`, text, whole });
    if (hash !== HASH) {
      const old = own.includes(HASH) ? own.replace(HASH, hash) : "";
      const text = old === "" ? null : await this.text(old, "An older catalogue").catch(absent);
      if (text !== null) return as(hash, text);
      if (this.hash === hash) this.lose(hash);
    }
    return as(HASH, await this.text(own, "The catalogue"));
  }

  private lose(hash: string): void {
    this.gone = hash;
    this.hash = HASH;
    this.tell(
      `This link was made with another catalogue (${hash}), which is not here. The numbers are those of this page's own (${HASH}).`,
    );
  }

  /** Fetches once, and once more where that broke; what failed may be asked for again later. */
  private text(url: string, what: string): Promise<string> {
    const known = this.texts.get(url);
    if (known !== undefined) return known;
    const coming = this.read(url).catch(async (error: unknown) => {
      if (error instanceof Missing && !url.includes(HASH)) throw error;
      this.tell(`${what} did not load (${messageOf(error)}). It is asked for once more.`);
      await new Promise((wait) => setTimeout(wait, RETRY_MS));
      return this.read(url).catch((again: unknown) => {
        throw new Unfetched(`${what.toLowerCase()} could not be loaded: ${messageOf(again)}`);
      });
    });
    this.texts.set(url, coming);
    coming.catch(() => this.texts.delete(url));
    return coming;
  }
}

/** The page's one library. */
export const library = new Library();

async function fetched(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Missing(`status ${response.status}`);
  const text = await response.text();
  // Some hosts answer with their front page what they do not have.
  if (text.trimStart().startsWith("<")) throw new Missing("no such file");
  return text;
}

function absent(error: unknown): null {
  if (error instanceof Missing) return null;
  throw error;
}
