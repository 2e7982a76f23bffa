import type { Entry } from "../entry";
import { HARDWARE_OPTIONS } from "./options";

export const entry: Entry = {
  id: "hardware",
  place: 3,
  name: "Hardware & engines",
  question: "Which hardware and engine make a token fastest and cheapest?",
  from: "hardware",
  options: HARDWARE_OPTIONS,
  load: () => import("./view"),
};
