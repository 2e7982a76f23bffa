import * as module from "../lab/undercut.js";
import { LabDesk } from "./labdesk";

/** A desk of the lab on the main thread, for pages that may not start workers. */
export function localDesk(): LabDesk {
  return new LabDesk(module);
}
