import type * as generated from "../core/undercut";

/** The types of everything that crosses from the core, as the build generates them. */
export type * from "../core/undercut";

/** A scenario being simulated, as far as the page uses it. */
export type Simulation = Omit<generated.Simulation, typeof Symbol.dispose | "run_block"> & {
  run_block(index: number): unknown;
};

/** What the page asks of the core's module. */
export interface Core extends Pick<typeof generated, "presets" | "preset_text" | "describe"> {
  Simulation: new (text: string, overrides: generated.Override[], seed: number) => Simulation;
}

/** Draws in a block. */
export const BLOCK_DRAWS = 256;
