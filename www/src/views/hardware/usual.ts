import type { Inquiry } from "../../engine/lab";

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
