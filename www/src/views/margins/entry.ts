import type { Entry } from "../entry";
import { MARGIN_OPTIONS } from "./options";

export const entry: Entry = {
  id: "margins",
  place: 2,
  name: "Margins",
  question: "Where do margins go?",
  from: "run",
  options: MARGIN_OPTIONS,
  load: () => import("./view"),
};
