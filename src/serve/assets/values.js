// What the terms of rows are worth: numbers, times, and texts to read.

import { title, written } from "./terms.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const DAY = 86400000;

/** A text to read: the label of an entity, or its name; of a literal its lexical form. */
export function textOf(term) {
  if (term.type === "literal") return term.value;
  return term.type === "triple" ? written(term) : title(term);
}

/** The number that a literal has, or null. */
export function numberOf(term) {
  if (!term || term.type !== "literal" || !term.datatype?.startsWith(XSD)) return null;
  if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/u.test(term.value.trim())) return null;
  if (/(date|time|gYear|gMonth|gDay|duration|string)/iu.test(term.datatype.slice(XSD.length))) return null;
  return Number(term.value);
}

/**
 * The time that a literal of a date, a year, a month or a moment names, from its beginning to its end, in milliseconds since 1970;
 * or null. A year before the first is one number less than its name says, as in ISO 8601.
 * @returns {[number, number] | null}
 */
export function timeOf(term) {
  if (!term || term.type !== "literal" || !term.datatype?.startsWith(XSD)) return null;
  const kind = term.datatype.slice(XSD.length);
  const parts = /^(-?\d{4,})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d):(\d\d):(\d\d(?:\.\d+)?))?(Z|[+-]\d\d:\d\d)?$/u.exec(term.value.trim());
  if (!parts) return null;
  const [year, month, day] = [Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1)];
  if (kind === "gYear") return [moment(year, 1, 1), moment(year + 1, 1, 1)];
  if (kind === "gYearMonth" && parts[2]) return [moment(year, month, 1), moment(year, month + 1, 1)];
  if (kind === "date" && parts[3]) return [moment(year, month, day), moment(year, month, day) + DAY];
  if ((kind === "dateTime" || kind === "dateTimeStamp") && parts[4]) {
    const at = moment(year, month, day) + ((Number(parts[4]) * 60 + Number(parts[5])) * 60 + Number(parts[6])) * 1000 - zone(parts[7]);
    return [at, at];
  }
  return null;
}

/** The beginning of a day. */
export function moment(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime();
}

function zone(text) {
  if (!text || text === "Z") return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6));
  return (text[0] === "-" ? -minutes : minutes) * 60000;
}
