/** How the page chooses between light and dark. */
export type Theme = "system" | "light" | "dark";

const KEY = "undercut-theme";
const ORDER: readonly Theme[] = ["system", "light", "dark"];

/** The theme kept from an earlier visit; browsers may refuse to keep anything. */
export function keptTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return ORDER.find((theme) => theme === kept) ?? "system";
  } catch {
    return "system";
  }
}

export function keepTheme(theme: Theme): void {
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // The choice holds for this visit.
  }
}

export function nextTheme(theme: Theme): Theme {
  return ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length] ?? "system";
}
