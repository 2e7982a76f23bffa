import { marginOf } from "../margins/options";
import { among, type Option } from "../option";

/** Whose margin: the word in a link, and what it is called. */
export const WHOSE = {
  "closed-labs": "Closed labs",
  "open-labs": "Open labs",
  hosts: "Hosts",
} as const;

/** What is a group of causes. */
export const GROUPINGS = { causes: "Causes", inputs: "Single inputs" } as const;

/** Which margin's spread is taken apart. */
export const METRIC: Option = marginOf("drivers");

/** Whose. */
export const OF: Option = {
  key: "drivers.of",
  name: "Sellers",
  usual: "closed-labs",
  view: "drivers",
  look: true,
  rule: among(Object.keys(WHOSE)),
};

/** Whether causes are groups or single inputs. */
export const BY: Option = {
  key: "drivers.by",
  name: "Taken apart by",
  usual: "causes",
  view: "drivers",
  look: true,
  rule: among(Object.keys(GROUPINGS)),
};

export const DRIVER_OPTIONS: readonly Option[] = [METRIC, OF, BY];
