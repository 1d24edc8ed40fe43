/** Light or dark, and how much contrast, as the page around the widget is; set as `data-theme` and `data-contrast`. */

/** Follow the page; returns a function that stops it. */
export function followTheme(root: HTMLElement): () => void {
  const prefers = window.matchMedia("(prefers-color-scheme: dark)");
  const wantsMore = window.matchMedia("(prefers-contrast: more), (forced-colors: active)");
  const apply = () => {
    root.dataset.theme = isDark(prefers.matches) ? "dark" : "light";
    // JupyterLab's own high-contrast themes are known by their names alone.
    const isStark = /high contrast/i.test(document.body.dataset.jpThemeName ?? "");
    root.dataset.contrast = isStark || wantsMore.matches ? "more" : "no-preference";
  };
  const observer = new MutationObserver(apply);
  for (const element of [document.documentElement, document.body]) {
    observer.observe(element, {
      attributeFilter: ["class", "data-theme", "data-jp-theme-light", "data-jp-theme-name"],
    });
  }
  for (const wish of [prefers, wantsMore]) wish.addEventListener("change", apply);
  apply();
  return () => {
    observer.disconnect();
    for (const wish of [prefers, wantsMore]) wish.removeEventListener("change", apply);
  };
}

function isDark(prefersDark: boolean): boolean {
  const { body, documentElement } = document;
  const jupyter = body.dataset.jpThemeLight;
  if (jupyter !== undefined) return jupyter === "false";
  for (const element of [body, documentElement]) {
    const named = `${element.dataset.theme ?? ""} ${element.className}`;
    if (/(^|[\s-])dark($|[\s-])/.test(named)) return true;
    if (/(^|[\s-])light($|[\s-])/.test(named)) return false;
  }
  return prefersDark;
}
