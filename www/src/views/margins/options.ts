import { among, type Option } from "../option";

const LEVELS = ["80%", "70%", "60%", "50%", "40%", "30%", "20%", "10%", "0%"] as const;

/** Which margin is drawn. */
export const METRIC: Option = {
  key: "margins.metric",
  name: "Margin",
  usual: "gross",
  view: "margins",
  look: true,
  rule: among(["gross", "operating"]),
};

/** Whose. */
export const BY: Option = {
  key: "margins.by",
  name: "Sellers",
  usual: "group",
  view: "margins",
  look: true,
  rule: among(["group", "provider"]),
};

/** The gross margin whose first passage is told; of operating margins it is zero. */
export const LEVEL: Option = {
  key: "margins.level",
  name: "Level",
  usual: "50%",
  view: "margins",
  look: true,
  rule: among(LEVELS),
};

/** Levels whose passages the core counts, for a choice among them. */
export const LEVEL_CHOICES: readonly string[] = LEVELS;

export const MARGIN_OPTIONS: readonly Option[] = [METRIC, BY, LEVEL];
