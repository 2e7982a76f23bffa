import type { Snapshot, Spec } from "../engine/protocol";

/** A snapshot with the spec it belongs to. */
export interface Result extends Snapshot {
  readonly spec: Spec;
  readonly complete: boolean;
}
