import * as core from "../core/undercut.js";
import { Desk } from "./desk";

/** A desk on the main thread, for pages that may not start workers. */
export function localDesk(): Desk {
  return new Desk(core);
}
