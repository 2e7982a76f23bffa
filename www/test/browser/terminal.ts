import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The terminal front, as `make test-browser` has just built it. */
export const CLI =
  process.env["UNDERCUT"] ??
  fileURLToPath(new URL("../../../target/debug/undercut", import.meta.url));
export const run = promisify(execFile);
