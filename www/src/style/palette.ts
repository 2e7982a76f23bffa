/** Colours of one theme. Groups keep their hue everywhere; the buyer's own policies are neutral. */
export interface Palette {
  page: string;
  raised: string;
  sunken: string;
  ink: string;
  soft: string;
  faint: string;
  line: string;
  grid: string;
  accent: string;
  warn: string;
  closed: string;
  open: string;
  hosts: string;
  house: string;
}

export const light: Palette = {
  page: "#fdfcfa",
  raised: "#ffffff",
  sunken: "#f4f2ee",
  ink: "#1d1f23",
  soft: "#54585f",
  faint: "#6a6e75",
  line: "#d9d6cf",
  grid: "#e9e6e0",
  accent: "#1d1f23",
  warn: "#9c2a1c",
  closed: "#24468c",
  open: "#b84f00",
  hosts: "#007a74",
  house: "#4a4e55",
};

export const dark: Palette = {
  page: "#14171b",
  raised: "#1b1f24",
  sunken: "#101316",
  ink: "#e9e7e2",
  soft: "#b3b6bb",
  faint: "#979ba2",
  line: "#343a42",
  grid: "#272c32",
  accent: "#e9e7e2",
  warn: "#ff9a8a",
  closed: "#7aa2f7",
  open: "#f0a04b",
  hosts: "#8fdcc0",
  house: "#c3c6cb",
};

/** The palette as custom properties. */
export function properties(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(" ");
}

/** The custom property that holds the colour of a group of providers. */
export function groupColour(group: string): string {
  if (group.startsWith("closed")) return "var(--closed)";
  if (group.startsWith("open")) return "var(--open)";
  if (group.startsWith("host")) return "var(--hosts)";
  return "var(--house)";
}
