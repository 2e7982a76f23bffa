import type { Inquiry } from "../engine/lab";
import type { State } from "../state/session";
import { option } from "./view";

/** The view's id, which begins the names of its controls in a link. */
export const ID = "hardware";

/** What is asked where no control says otherwise; the lab's own usual question. */
export const USUAL: Inquiry = {
  model: "deepseek-r1",
  precision: "fp8",
  isl: 1024,
  osl: 1024,
  prefix_hit_rate: 0,
  speculative: false,
  apart: false,
  tokens_per_s_per_user: 50,
  accelerator: "gb200-nvl72",
  baseline: "h200-sxm",
  engine: "any",
};

/** The controls' names on the page. */
export const NAMES: Record<keyof Inquiry, string> = {
  model: "Model",
  precision: "Precision",
  isl: "Input tokens",
  osl: "Output tokens",
  prefix_hit_rate: "Prefix hits",
  speculative: "Speculative decoding",
  apart: "Phases",
  tokens_per_s_per_user: "Compared at, tokens/s per user",
  accelerator: "In focus",
  baseline: "Against",
  engine: "Engine",
};

/** What a control says, as it was written. */
export function writtenIn(state: State, name: keyof Inquiry): string {
  return option(state, ID, name, String(USUAL[name]));
}

/** A number as people write it: `2048`, `8,192`, `2k`, `1.5M`, `20%`; NaN where it is none. */
export function numberIn(text: string): number {
  const found = /^\s*([+-]?(?:\d[\d,_]*)?\.?\d*(?:e[+-]?\d+)?)\s*([kKmM%]?)\s*$/.exec(text);
  const digits = found?.[1]?.replaceAll(/[,_]/g, "") ?? "";
  if (digits === "") return Number.NaN;
  const scale = { k: 1e3, m: 1e6, "%": 0.01 }[found?.[2]?.toLowerCase() ?? ""] ?? 1;
  return Number((Number(digits) * scale).toPrecision(12));
}

/** The question that the controls in a state ask. */
export function inquiryOf(state: State): Inquiry {
  const text = (name: keyof Inquiry): string => writtenIn(state, name);
  return {
    model: text("model"),
    precision: text("precision"),
    isl: numberIn(text("isl")),
    osl: numberIn(text("osl")),
    prefix_hit_rate: numberIn(text("prefix_hit_rate")),
    speculative: text("speculative") === "true",
    apart: text("apart") === "true",
    tokens_per_s_per_user: numberIn(text("tokens_per_s_per_user")),
    accelerator: text("accelerator"),
    baseline: text("baseline"),
    engine: text("engine"),
  };
}
