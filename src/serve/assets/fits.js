// Whether a view fits the columns of a result.

import { isNumber } from "./cell.js";

const DATES = /#(date|dateTime|dateTimeStamp|gYear|gYearMonth)$/;
const WKT = /^\s*(<[^>]*>\s*)?(SRID=\d+;)?(POINT|LINESTRING|POLYGON|MULTI|GEOMETRYCOLLECTION)\b/i;
/** The rows that are looked at. */
const SOME = 500;

/**
 * @param {string} view
 * @param {{ variables: string[], rows: any[][], kind: string }} result
 * @returns {boolean}
 */
export function fits(view, result) {
  const rows = result.rows.slice(0, SOME);
  const some = (is) => rows.some((row) => row.some((term) => term && is(term)));
  switch (view) {
    case "graph":
      return some((term) => term.type === "uri" || term.type === "bnode");
    case "chart":
      return some(isNumber);
    case "timeline":
      return some((term) => DATES.test(term.datatype ?? ""));
    case "map": {
      const has = (name) => result.variables.some((variable) => name.test(variable));
      return some((term) => term.type === "literal" && WKT.test(term.value)) || (has(/^lat|latitude/i) && has(/^(lon|lng)|longitude/i) && some(isNumber));
    }
    default:
      return true;
  }
}
