// @ts-check
// Elements and styles of the page.

const SHAPES = ["svg", "path"];

/** @type {Map<string, Promise<void>>} */
const styles = new Map();

/**
 * Makes an element. Attributes that are undefined are left out.
 *
 * @template {string} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | undefined>} [attributes]
 * @param {...(Node | string)} children
 * @returns {Tag extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag] : SVGElement}
 */
export function make(tag, attributes = {}, ...children) {
  const space = SHAPES.includes(tag) ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml";
  const element = document.createElementNS(space, tag);
  if (tag === "button") element.setAttribute("type", "button"); // not one that submits a form
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return /** @type {ReturnType<typeof make<Tag>>} */ (element);
}

/**
 * The element within a component's place that its HTML has.
 *
 * @template {HTMLElement} Kind
 * @param {ParentNode} place
 * @param {string} selector
 * @returns {Kind}
 */
export function find(place, selector) {
  const found = place.querySelector(selector);
  if (!found) throw new Error(`A component must have the element ${selector}. It has not.`);
  return /** @type {Kind} */ (found);
}

/**
 * Loads a file of styles, once. Without it the page is less pretty, but works.
 *
 * @param {string} name of a file beside this one
 * @returns {Promise<void>}
 */
export function styled(name) {
  const known = styles.get(name);
  if (known) return known;
  const link = make("link", {
    rel: "stylesheet",
    href: new URL(name, import.meta.url).href,
  });
  const loaded = new Promise((resolve) => {
    link.onload = resolve;
    link.onerror = () => {
      link.remove();
      styles.delete(name); // the next component tries again
      resolve(undefined);
    };
  });
  document.head.append(link);
  styles.set(name, /** @type {Promise<void>} */ (loaded));
  return styled(name);
}
