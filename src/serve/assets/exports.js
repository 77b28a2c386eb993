// Results as files and for the clipboard: CSV, TSV and JSON of SPARQL, made of the rows that came.

import { h } from "./dom.js";
import { nameOf } from "./cell.js";
import { written } from "./terms.js";

/** What a browser may do with a value in a sheet: nothing. @param {string} text */
const quoted = (text) => (/["\r\n,]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text);

/** [CSV](https://www.w3.org/TR/sparql11-results-csv-tsv/#csv): the values alone. */
export function csv({ variables, rows }) {
  const value = (term) => (!term ? "" : term.type === "bnode" ? `_:${term.value}` : term.type === "triple" ? turtle(term) : term.value);
  const lines = [variables, ...rows.map((row) => row.map(value))];
  return lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
}

/** [TSV](https://www.w3.org/TR/sparql11-results-csv-tsv/#tsv): terms as in Turtle. */
export function tsv({ variables, rows }) {
  const lines = [variables.map((name) => `?${name}`), ...rows.map((row) => row.map((term) => (term ? turtle(term) : "")))];
  return lines.map((line) => `${line.join("\t")}\n`).join("");
}

/** What is pasted into a sheet: names, tab by tab. */
export function plain({ variables, rows }) {
  const lines = [variables, ...rows.map((row) => row.map((term) => nameOf(term).replace(/[\t\r\n]+/g, " ")))];
  return lines.map((line) => line.join("\t")).join("\n");
}

/** [JSON](https://www.w3.org/TR/sparql11-results-json/). */
export function json({ variables, rows, kind, boolean }) {
  if (kind === "ask") return JSON.stringify({ head: {}, boolean });
  const bindings = rows.map((row) => Object.fromEntries(row.flatMap((term, index) => (term ? [[variables[index], bare(term)]] : []))));
  return JSON.stringify({ head: { vars: variables }, results: { bindings } });
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

/** Saves a text as a file. @param {string} name @param {string} type @param {string} text */
export function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
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
