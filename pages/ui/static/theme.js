// @ts-check
// The colours of the page's theme, for figures that name them by words.

/**
 * @typedef {object} Theme
 * @property {(word: string) => string} colour
 * @property {string} font
 * @property {string} told all of it, to see whether it has changed
 */

// Other words are colours of runs, which are the theme's text colours: a name in the page has the colour of its line.
/** @type {Record<string, string>} */
const WORDS = {
  text: "text-color",
  faint: "gray-text-color",
  background: "background-color",
  accent: "primary-color",
  grid: "border-color",
};

/**
 * @param {Element} element
 * @returns {Theme}
 */
export function readTheme(element) {
  const style = getComputedStyle(element);
  return themeOf((name) => style.getPropertyValue(`--st-${name}`).trim());
}

/**
 * @param {(name: string) => string} read a variable of Streamlit
 * @returns {Theme}
 */
export function themeOf(read) {
  /** @type {Map<string, string>} */
  const known = new Map(); // a browser that is asked measures all of the page's styles again
  /** @param {string} word */
  const colour = (word) => {
    const found = known.get(word) ?? (read(WORDS[word] ?? `${word}-text-color`) || word);
    known.set(word, found);
    return found;
  };
  const font = read("font");
  return {
    colour,
    font,
    told: [font, ...Object.keys(WORDS).map(colour)].join(),
  };
}

/** What of the theme is used outside of components. */
const SPREAD = ["background-color", "gray-text-color", "green-text-color", "violet-text-color"];

/**
 * Gives the parts of a page that Streamlit draws the variables that it gives to components alone. Called again when the
 * theme changes.
 *
 * @param {HTMLElement} component
 */
export function shareTheme(component) {
  const style = getComputedStyle(component);
  for (const name of SPREAD) {
    document.documentElement.style.setProperty(`--st-${name}`, style.getPropertyValue(`--st-${name}`));
  }
}

/**
 * Words for colours become the colours of the theme, wherever a colour can stand.
 *
 * @template T
 * @param {T} value
 * @param {Theme} theme
 * @returns {T}
 */
export function coloured(value, theme) {
  return /** @type {T} */ (replaced(value, theme, ""));
}

/**
 * @param {unknown} value
 * @param {Theme} theme
 * @param {string} key
 * @returns {unknown}
 */
function replaced(value, theme, key) {
  if (Array.isArray(value)) {
    if (key === "color") return value.map((word) => theme.colour(word));
    return key === "colorscale" ? value.map(([at, word]) => [at, theme.colour(word)]) : value;
  }
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, replaced(part, theme, name)]));
  }
  if (typeof value !== "string") return value;
  if (key === "fillcolor") return pale(theme.colour(value));
  return key === "color" || key === "arrowcolor" ? theme.colour(value) : value;
}

/**
 * Areas are pale, so that lines on them are seen; Plotly chooses where the theme's colour has another form.
 *
 * @param {string} colour
 */
const pale = (colour) => (/^#[0-9a-f]{6}$/i.test(colour) ? `${colour}30` : undefined);
