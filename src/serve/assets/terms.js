// Terms of the graph as elements: entities are links to their pages, literals have their language or datatype.

import { h } from "./dom.js";

const WORDS = {
  en: { all: (n) => `Show all ${n} characters` },
  zh: { all: (n) => `显示全部 ${n} 个字符` },
};

/** So many characters of a literal are shown, unless more are wanted. */
const LONG = 2000;

/** What literals need not say. */
const PLAIN = ["http://www.w3.org/2001/XMLSchema#string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"];

/**
 * Returns the identifier of an entity: its IRI, or its blank node, which is the same as long as the graph is.
 * @param {{ type: string, value: any }} term
 */
export function identifier(term) {
  return term.type === "bnode" ? `_:${term.value}` : term.value;
}

/**
 * Returns the address of the page of an entity, with what else is asked of it.
 * @param {string} iri
 * @param {Record<string, string[]>} [more]
 */
export function entityAddress(iri, more = {}) {
  const parameters = new URLSearchParams({ iri });
  for (const [name, values] of Object.entries(more)) for (const value of values) parameters.append(name, value);
  return `/entity?${parameters}`;
}

/** What an entity is called: its label, or else its prefixed name. A label of nothing but spaces is none. */
export function title(term) {
  return term.label?.trim() ? term.label : term.name ?? term.value;
}

/**
 * Returns a term in the syntax of N-Triples, as calls take it.
 * @param {any} term
 * @returns {string}
 */
export function written(term) {
  if (term.type === "uri") return `<${term.value}>`;
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type === "triple") {
    const { subject, predicate, object } = term.value;
    return `<<( ${written(subject)} ${written(predicate)} ${written(object)} )>>`;
  }
  const text = `"${term.value.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r")}"`;
  if (term["xml:lang"]) return `${text}@${term["xml:lang"]}${term["its:dir"] ? `--${term["its:dir"]}` : ""}`;
  return term.datatype && !PLAIN.includes(term.datatype) ? `${text}^^<${term.datatype}>` : text;
}

/**
 * Shows a term.
 * @param {any} term
 * @param {any} context
 * @param {{ hasName?: boolean, isBrief?: boolean }} [options] whether the prefixed name stands behind the label, and whether literals are without their language and datatype
 */
export function shown(term, context, options = {}) {
  if (term.type === "literal") return literal(term, context, options.isBrief);
  if (term.type === "triple") {
    const { subject, predicate, object } = term.value;
    const parts = [subject, predicate, object].map((part) => [" ", shown(part, context)]);
    return h("span", { class: "triple" }, "⟨", parts, " ⟩");
  }
  const link = h("a", { href: entityAddress(identifier(term)), title: term.name ?? term.value, dir: "auto" }, title(term));
  const name = options.hasName && term.label && term.name;
  return h("span", { class: "entity-link" }, link, name && [" ", h("code", { class: "faint" }, name)]);
}

/** Shows a literal; one that is the address of a page is a link to it. */
function literal(term, context, isBrief) {
  const { value, datatype } = term;
  const language = term["xml:lang"];
  const isAddress = datatype?.endsWith("#anyURI") && isOnWeb(value);
  const text = isAddress ? h("a", { href: value, rel: "noopener noreferrer" }, value) : beginning(value, context);
  const kind = language ?? (datatype && !PLAIN.includes(datatype) ? compact(datatype, context.status.prefixes) : null);
  return h("span", { class: "literal" },
    h("span", { lang: language ?? false, dir: term["its:dir"] ?? "auto" }, text),
    kind && !isBrief && [" ", h("span", { class: "kind faint" }, kind)]);
}

/** The beginning of a text, and a button for the rest of one that is very long. */
function beginning(text, context) {
  if (text.length <= LONG) return text;
  // A character beyond the basic plane is two code units.
  const end = text.codePointAt(LONG - 1) > 0xffff ? LONG - 1 : LONG;
  const rest = h("span", { hidden: true }, text.slice(end));
  const more = h("button", { type: "button", class: "small", onclick: () => {
    rest.hidden = false;
    more.remove();
  } }, context.say(WORDS).all(text.length.toLocaleString(context.language)));
  return [text.slice(0, end), rest, " ", more];
}

/** Returns whether an IRI can be followed outside of this page. */
export function isOnWeb(iri) {
  return /^https?:\/\//i.test(iri);
}

/** Returns the prefixed name of an IRI, or the IRI. */
export function compact(iri, prefixes) {
  let best = null;
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    const isLonger = !best || namespace.length > best[1].length;
    if (namespace && iri.startsWith(namespace) && isLonger) best = [prefix, namespace];
  }
  return best ? `${best[0]}:${iri.slice(best[1].length)}` : iri;
}

/**
 * Returns those of some values that a reader needs: of texts in several languages those in the reader's, or else in the first.
 * @template {{ type: string, value: any }} T
 * @param {T[]} values
 * @param {string} language
 * @returns {T[]}
 */
export function inLanguage(values, language) {
  const tags = [...new Set(values.filter((value) => value["xml:lang"]).map((value) => value["xml:lang"]))];
  if (tags.length < 2) return values;
  const primary = language.split("-")[0];
  const best = tags.find((tag) => tag.toLowerCase() === language.toLowerCase()) ?? tags.find((tag) => tag.split("-")[0] === primary) ?? tags[0];
  return values.filter((value) => !value["xml:lang"] || value["xml:lang"] === best);
}
