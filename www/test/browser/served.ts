import type { TestProject } from "vitest/node";
import { type Site, serve } from "./site";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of the built page. */
    site: string;
  }
}

let site: Site;

/** Serves the built page to the tests of all files. */
export async function setup(project: TestProject): Promise<void> {
  site = await serve();
  project.provide("site", site.url);
}

export async function teardown(): Promise<void> {
  await site.close();
}
