// What the terms of rows are worth: numbers, times, and texts to read.

import { title, written } from "./terms.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const DAY = 86400000;
/** The types of times, whose values may name a day that no calendar has. */
const TIMES = ["gYear", "gYearMonth", "date", "dateTime", "dateTimeStamp"];

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
 * or null, also for one that does not exist, such as 30 February. A year before the first is one number less than its name says, as in ISO 8601.
 * @returns {[number, number] | null}
 */
export function timeOf(term) {
  if (!term || term.type !== "literal" || !term.datatype?.startsWith(XSD)) return null;
  const kind = term.datatype.slice(XSD.length);
  const parts = /^(-?\d{4,})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d):(\d\d):(\d\d(?:\.\d+)?))?(Z|[+-]\d\d:\d\d)?$/u.exec(term.value.trim());
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = [1, 1, 1, 0, 0, 0].map((least, part) => Number(parts[part + 1] ?? least));
  if (!isDay(year, month, day) || !isHour(hour, minute, second)) return null;
  if (kind === "gYear") return [moment(year, 1, 1), moment(year + 1, 1, 1)];
  if (kind === "gYearMonth" && parts[2]) return [moment(year, month, 1), moment(year, month + 1, 1)];
  if (kind === "date" && parts[3]) return [moment(year, month, day), moment(year, month, day) + DAY];
  if ((kind === "dateTime" || kind === "dateTimeStamp") && parts[4]) {
    const at = moment(year, month, day) + ((hour * 60 + minute) * 60 + second) * 1000 - zone(parts[7]);
    return [at, at];
  }
  return null;
}

/** Returns whether a literal has the type of a time, and names none that exists. */
export function isNoTime(term) {
  const kind = term?.type === "literal" && term.datatype?.startsWith(XSD) ? term.datatype.slice(XSD.length) : "";
  return TIMES.includes(kind) && timeOf(term) === null;
}

function isDay(year, month, day) {
  const date = new Date(moment(year, month, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** A day may end at 24:00:00. */
function isHour(hour, minute, second) {
  return minute < 60 && second < 60 && (hour < 24 || (hour === 24 && minute + second === 0));
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
