import type { Inquiry } from "../../engine/lab";
import type { Chosen } from "../option";
import { USUAL } from "./usual";

/** What a control says, as it was written. */
export function writtenIn({ options }: Chosen, name: keyof Inquiry): string {
  return options[`hardware.${name}`] ?? String(USUAL[name]);
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
export function inquiryOf(state: Chosen): Inquiry {
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
