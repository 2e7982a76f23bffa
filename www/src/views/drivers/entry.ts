import type { Entry } from "../entry";
import { DRIVER_OPTIONS } from "./options";

export const entry: Entry = {
  id: "drivers",
  place: 3,
  name: "What drives it",
  question: "What does the spread of a margin come from?",
  from: "run",
  options: DRIVER_OPTIONS,
  load: () => import("./view"),
};
