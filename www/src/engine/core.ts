/** The types of everything that crosses from the core, as the build generates them, and what is called of it. */
export type * from "../core/undercut";

type Generated = typeof import("../core/undercut");

/** A simulation of the core, as far as the page uses it. */
export type Running = Omit<InstanceType<Generated["Simulation"]>, typeof Symbol.dispose | "paths">;

/** The generated module, as far as the page uses it. */
export type Core = Pick<Generated, "take_catalog" | "describe"> & {
  Simulation: new (...given: ConstructorParameters<Generated["Simulation"]>) => Running;
  initSync(input: { module: WebAssembly.Module }): unknown;
};

/** Draws in one block: block i holds draws 256 i to 256 i + 255. */
export const BLOCK_DRAWS = 256;
