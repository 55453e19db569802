/** What the page remembers between visits. A browser may refuse storage; the page then just forgets. */

const PREFIX = "frontdesk-playground:";

export function kept(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function keep(name, value) {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Private mode or a full disk: nothing depends on it.
  }
}

/** "light", "dark" or null = as the system. */
export function applyTheme(theme = kept("theme")) {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
}

export function toggleTheme() {
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const next = (document.documentElement.dataset.theme || system) === "dark" ? "light" : "dark";
  keep("theme", next);
  applyTheme(next);
}
