import { judged, type Option } from "../option";
import { NAMES, USUAL } from "./usual";

/** The controls of the question about hardware; the lab judges what they say. */
export const HARDWARE_OPTIONS: readonly Option[] = Object.entries(USUAL).map(([name, usual]) => ({
  key: `hardware.${name}`,
  name: NAMES[name as keyof typeof USUAL],
  usual: String(usual),
  view: "hardware",
  look: false,
  rule: judged,
}));
