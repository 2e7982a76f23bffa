import type { Option } from "./option";
import type { AnyView, Source } from "./panel";

/** A question of the list, as its folder declares it in `entry.ts`. Its code comes when it is asked for. */
export interface Entry {
  /** Its name in links. */
  id: string;
  /** Its place in the list. */
  place: number;
  /** Its name in the list. */
  name: string;
  question: string;
  /** What answers it: the run of a scenario, or the lab. */
  from: Source;
  options: readonly Option[];
  load(): Promise<{ view: AnyView }>;
}
