import type { Entry } from "../entry";
import { COST_OPTIONS } from "./options";

export const entry: Entry = {
  id: "cost",
  place: 1,
  name: "Cost & routing",
  question: "What does the workload cost, and at what quality?",
  from: "run",
  options: COST_OPTIONS,
  load: () => import("./view"),
};
