// A term of a result: as an element and as text.

import { h, visible } from "./dom.js";
import { entityAddress, identifier, title } from "./terms.js";
import { numberOf } from "./values.js";

/** @typedef {{ type: string, value: any, datatype?: string, "xml:lang"?: string, name?: string, label?: string }} Term */

/** @param {Term | null} term */
export function isNumber(term) {
  return numberOf(term) !== null;
}

/** What a term is called. @param {Term | null} term @returns {string} */
export function nameOf(term) {
  if (!term) return "";
  if (term.type === "literal") return term.value;
  if (term.type === "triple") return `<<( ${["subject", "predicate", "object"].map((part) => nameOf(term.value[part])).join(" ")} )>>`;
  return title(term);
}

/** An element for a term; entities lead to their pages. @param {Term | null} term */
export function cell(term) {
  if (!term) return null;
  if (term.type === "uri" || term.type === "bnode") {
    return h("a", { href: entityAddress(identifier(term)), title: visible(term.name ?? term.value), dir: "auto" }, title(term));
  }
  if (term.type === "triple") {
    const parts = ["subject", "predicate", "object"].map((part) => [cell(term.value[part]), " "]);
    return h("span", { class: "triple" }, "⟪ ", parts, "⟫");
  }
  const language = term["xml:lang"];
  const text = h("span", { lang: language, dir: "auto" }, term.value);
  // That it is in the language of the page need not be said.
  const [own] = document.documentElement.lang.split("-");
  return language && language.split("-")[0] !== own ? [text, h("span", { class: "tag faint", "aria-hidden": "true" }, language)] : text;
}
