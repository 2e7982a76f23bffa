// What the page fetches beside its modules, read from disk: the catalogue and the scenarios.
import { readFileSync } from "node:fs";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const index = JSON.parse(read("www/src/catalog/index.json"));

/** Scenarios that come with the page, the default first. */
export const scenarios = index.scenarios;
/** Worlds of the catalogue. */
export const worlds = index.worlds;

/** The text of a scenario. */
export const scenarioText = (id) => read(`scenarios/${id}.toml`);
/** The text of a world's part of the catalogue, or of the `whole`. */
export const catalogText = (name) => read(`www/src/catalog/${name}.toml`);
