// Elements of a page. Whatever comes from a graph becomes text, never markup.

/**
 * Makes an element. Attributes whose value is false, null or undefined are left out; functions are listeners of the event after
 * `on`; `class` and all others are attributes; children are elements, texts, or lists of them.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...unknown} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * Makes an element of SVG, as `h` does.
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...unknown} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/**
 * Makes an element for a sentence of bixi itself, such as a finding, which is in English on every page.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {string} text
 * @param {T} [tag]
 * @param {Record<string, unknown>} [attributes]
 */
export function english(text, tag = /** @type {T} */ ("span"), attributes = {}) {
  return h(tag, { lang: "en", ...attributes }, prose(text));
}

/**
 * Returns a sentence with what stands between backticks as code.
 * @param {string} text
 */
export function prose(text) {
  return text.split(/`([^`\n]+)`/u).map((part, at) => (at % 2 === 1 ? h("code", {}, part) : part));
}

/**
 * Replaces what an element has.
 * @param {Element} element
 * @param {...unknown} children
 */
export function replace(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

/**
 * Puts children after those that an element has: elements, texts, or lists of them.
 * @param {Element} element
 * @param {...unknown} children
 */
export function append(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === false || child === null || child === undefined) continue;
    element.append(child instanceof Node ? child : visible(String(child)));
  }
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

/**
 * Returns a text in which characters that would reorder or hide the text around them are shown by their code point.
 * @param {string} text
 * @returns {string}
 */
export function visible(text) {
  return text.replace(/[\u202A-\u202E\u2066-\u2069\0-\u0008\u000B-\u001F\u007F]/g, (character) => {
    return `\\u{${character.codePointAt(0).toString(16)}}`;
  });
}
