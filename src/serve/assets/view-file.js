// What is seen of a graph as a query that `bixi view` draws.

import { classOf } from "./graph-model.js";

/** The end of the IRI of a class. */
const TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";

/**
 * Returns the text of a query: its answer is what a model has of named entities, without what is hidden.
 * @param {import("./graph-model.js").GraphModel} model
 * @param {Set<string>} hidden
 * @param {string} title
 * @param {(edges: number) => string} blank says how many edges have no name
 */
export function viewFile(model, hidden, title, blank) {
  const isShown = (id) => model.nodes.has(id) && !hidden.has(classOf(model.nodes.get(id)));
  const edges = [...model.edges.values()].filter((edge) => isShown(edge.from) && isShown(edge.to));
  const named = edges.filter((edge) => isNamed(edge.from) && isNamed(edge.to));
  const linked = new Set(named.flatMap((edge) => [edge.from, edge.to]));
  const alone = [...model.nodes.keys()].filter((id) => isShown(id) && isNamed(id) && !linked.has(id));
  const parts = [];
  if (named.length > 0) {
    const rows = named.map((edge) => `    (${iri(edge.from)} ${iri(edge.property.value)} ${iri(edge.to)})`);
    parts.push(["  VALUES (?subject ?property ?object) {", ...rows, "  }", "  ?subject ?property ?object ."].join("\n"));
  }
  if (alone.length > 0) {
    const rows = alone.map((id) => `    ${iri(id)}`);
    parts.push(["  VALUES ?subject {", ...rows, "  }", `  ?subject ${TYPE} ?object .`, `  BIND(${TYPE} AS ?property)`].join("\n"));
  }
  const where = parts.length === 1 ? parts[0] : parts.map((part) => `  {\n${part.replace(/^/gmu, "  ")}\n  }`).join("\n  UNION\n");
  const left = edges.length - named.length;
  return [
    `#+ title: ${quoted(title)}`,
    "#+ view:",
    "#+   layout: force",
    "",
    ...(left > 0 ? [blank(left), ""] : []),
    "CONSTRUCT { ?subject ?property ?object }",
    "WHERE {",
    where,
    "}",
    "",
  ].join("\n");
}

function isNamed(id) {
  return !id.startsWith("_:");
}

/** A text in YAML: in quotation marks, with what JSON escapes. */
function quoted(text) {
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** An IRI in SPARQL; characters that it may not have there are escaped. */
function iri(text) {
  const escaped = text.replace(/[\0-\u0020<>"{}|^`\\]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `<${escaped}>`;
}
