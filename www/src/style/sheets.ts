import { type CSSResult, unsafeCSS } from "lit";
import assumptionsCss from "./assumptions.css?inline";
import chartsCss from "./charts.css?inline";
import inputsCss from "./inputs.css?inline";
import layoutCss from "./layout.css?inline";
import { dark, light, properties } from "./palette";
import partsCss from "./parts.css?inline";
import routingCss from "./routing.css?inline";
import screensCss from "./screens.css?inline";
import stripCss from "./strip.css?inline";

const colours = `
  :host { ${properties(light)} color-scheme: light; }
  @media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { ${properties(dark)} color-scheme: dark; } }
  :host([theme="dark"]) { ${properties(dark)} color-scheme: dark; }
  @media print { :host, :host([theme]) { ${properties(light)} color-scheme: light; } }
`;

/** The page's own style; what changes with the screen comes after what it changes. */
export const SHEETS: CSSResult[] = [
  colours,
  layoutCss,
  partsCss,
  stripCss,
  screensCss,
  inputsCss,
  assumptionsCss,
  chartsCss,
  routingCss,
].map((css) => unsafeCSS(css));
