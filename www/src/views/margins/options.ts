import { among, type Option } from "../option";

/** How the groups price, closed labs first. */
export const RESPONSES = [
  "market.closed_response",
  "market.open_response",
  "market.host_response",
] as const;

/** Levels whose passages the core counts, for a choice among them. */
export const LEVELS = ["80%", "70%", "60%", "50%", "40%", "30%", "20%", "10%", "0%"] as const;

/** Margins by what is taken off: the word in a link, and the core's name for it. */
export const MARGINS = {
  list: "list_margin",
  compute: "compute_margin",
  gross: "gross_margin",
  segment: "segment_margin",
  "net-of-partners": "net_of_partners_margin",
  "after-compute": "after_compute_margin",
  operating: "operating_margin",
} as const;

/** Which margin a view is about. */
export const marginOf = (view: string): Option => ({
  key: `${view}.metric`,
  name: "Margin",
  usual: "gross",
  view,
  look: true,
  rule: among(Object.keys(MARGINS)),
});

/** Which margin is drawn. */
export const METRIC: Option = marginOf("margins");

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

export const MARGIN_OPTIONS: readonly Option[] = [METRIC, BY, LEVEL];
