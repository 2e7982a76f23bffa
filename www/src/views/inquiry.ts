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
  accelerator: "gb200",
  baseline: "h200",
  engine: "any",
};

/** The question that the controls in a state ask. */
export function inquiryOf(state: State): Inquiry {
  const text = (name: keyof Inquiry): string => option(state, ID, name, String(USUAL[name]));
  return {
    model: text("model"),
    precision: text("precision"),
    isl: Number(text("isl")),
    osl: Number(text("osl")),
    prefix_hit_rate: Number(text("prefix_hit_rate")),
    speculative: text("speculative") === "true",
    apart: text("apart") === "true",
    tokens_per_s_per_user: Number(text("tokens_per_s_per_user")),
    accelerator: text("accelerator"),
    baseline: text("baseline"),
    engine: text("engine"),
  };
}

/** How people write a name of the tables. */
export function shownName(name: string): string {
  const known: Record<string, string> = {
    sglang: "SGLang",
    vllm: "vLLM",
    "tensorrt-llm": "TensorRT-LLM",
    any: "Fastest",
  };
  return known[name] ?? name.toUpperCase();
}
