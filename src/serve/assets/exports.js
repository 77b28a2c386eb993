// Results as files and for the clipboard: CSV, TSV and JSON of SPARQL, made of the rows that came.

import { h } from "./dom.js";
import { nameOf } from "./cell.js";
import { Pace } from "./rows.js";
import { written } from "./terms.js";

/** How many pieces of a text are put together at once. */
const PART = 4096;

/** What a browser may do with a value in a sheet: nothing. @param {string} text */
const quoted = (text) => (/["\r\n,]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text);

/** [CSV](https://www.w3.org/TR/sparql11-results-csv-tsv/#csv): the values alone. */
export function* csv({ variables, rows }) {
  const value = (term) => (!term ? "" : term.type === "bnode" ? `_:${term.value}` : term.type === "triple" ? turtle(term) : term.value);
  yield `${variables.map(quoted).join(",")}\r\n`;
  for (const row of rows) yield `${row.map((term) => quoted(value(term))).join(",")}\r\n`;
}

/** [TSV](https://www.w3.org/TR/sparql11-results-csv-tsv/#tsv): terms as in Turtle. */
export function* tsv({ variables, rows }) {
  yield `${variables.map((name) => `?${name}`).join("\t")}\n`;
  for (const row of rows) yield `${row.map((term) => (term ? turtle(term) : "")).join("\t")}\n`;
}

/** What is pasted into a sheet: names, tab by tab. */
export function* plain({ variables, rows }) {
  yield variables.join("\t");
  for (const row of rows) yield `\n${row.map((term) => nameOf(term).replace(/[\t\r\n]+/g, " ")).join("\t")}`;
}

/** [JSON](https://www.w3.org/TR/sparql11-results-json/). */
export function* json({ variables, rows, kind, boolean }) {
  if (kind === "ask") return yield JSON.stringify({ head: {}, boolean });
  yield `{"head":${JSON.stringify({ vars: variables })},"results":{"bindings":[`;
  for (const [at, row] of rows.entries()) {
    const binding = Object.fromEntries(row.flatMap((term, index) => (term ? [[variables[index], bare(term)]] : [])));
    yield `${at > 0 ? "," : ""}${JSON.stringify(binding)}`;
  }
  return yield "]}}";
}

/** The pieces of a long text, while the page stays responsive. @param {Iterable<string>} pieces */
export async function gathered(pieces) {
  const pace = new Pace();
  const parts = [];
  let part = [];
  for (const piece of pieces) {
    part.push(piece);
    if (part.length === PART) parts.push(part.splice(0).join(""));
    if (pace.isOver()) await pace.rest();
  }
  return [...parts, part.join("")];
}

function bare(term) {
  const { name, label, ...rest } = term;
  if (rest.type !== "triple") return rest;
  return { ...rest, value: Object.fromEntries(Object.entries(rest.value).map(([part, inner]) => [part, bare(inner)])) };
}

/** A term as in N-Triples, on one line without tabs. */
function turtle(term) {
  return written(term).replaceAll("\t", "\\t");
}

/** Saves the parts of a text as a file. @param {string} name @param {string} type @param {string[]} parts */
export function save(name, type, parts) {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Copies a text. @param {string} text */
export async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Without a secure address there is only the old way.
  const area = h("textarea", { class: "visually-hidden" });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  return undefined;
}
