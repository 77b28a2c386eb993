// Geometries in well-known text (OGC Simple Features, and GeoSPARQL's literals of it): points, lines and areas in degrees.

/** A reference system whose coordinates are latitude and longitude, in this order. */
const LATITUDE_FIRST = /EPSG\/(0|[\d.]+)\/4326$/u;
const LONGITUDE_FIRST = /CRS84h?$/u;

/** @typedef {{ points: number[][], lines: number[][][], areas: number[][][][] }} Geometry pairs of longitude and latitude */

/** Returns whether a text looks like a geometry. */
export function isGeometry(text) {
  return /^\s*(<[^>]*>\s*)?((MULTI)?(POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\s*(ZM?|M)?\s*(\(|EMPTY)/iu.test(text);
}

/**
 * Reads a geometry; null if it is none, or is in a reference system without degrees.
 * @param {string} text
 * @returns {Geometry | null}
 */
export function geometry(text) {
  const [, system, rest] = /^\s*(?:<([^>]*)>)?\s*(.*)$/su.exec(text) ?? [];
  if (rest === undefined || (system && !LATITUDE_FIRST.test(system) && !LONGITUDE_FIRST.test(system))) return null;
  const tokens = rest.match(/[A-Za-z]+|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[(),]/gu) ?? [];
  const found = { points: [], lines: [], areas: [] };
  const reader = { tokens, next: 0, turns: Boolean(system && LATITUDE_FIRST.test(system)) };
  return one(reader, found) && reader.next === tokens.length ? found : null;
}

function one(reader, found) {
  const kind = take(reader)?.toUpperCase();
  while (/^(Z|M|ZM)$/iu.test(reader.tokens[reader.next] ?? "")) reader.next += 1;
  if ((reader.tokens[reader.next] ?? "").toUpperCase() === "EMPTY") {
    reader.next += 1;
    return true;
  }
  if (kind === "GEOMETRYCOLLECTION") return list(reader, () => one(reader, found)) !== null;
  const value = read(kind, reader);
  if (value === null) return false;
  if (kind === "POINT") found.points.push(value[0]);
  else if (kind === "MULTIPOINT") found.points.push(...value);
  else if (kind === "LINESTRING") found.lines.push(value);
  else if (kind === "MULTILINESTRING") found.lines.push(...value);
  else if (kind === "POLYGON") found.areas.push(value);
  else found.areas.push(...value);
  return true;
}

function read(kind, reader) {
  const places = () => list(reader, () => place(reader));
  const lists = () => list(reader, places);
  if (kind === "POINT" || kind === "LINESTRING") return places();
  // The points of a MULTIPOINT may stand in parentheses of their own.
  if (kind === "MULTIPOINT") return list(reader, () => (reader.tokens[reader.next] === "(" ? places()?.[0] ?? null : place(reader)));
  if (kind === "MULTILINESTRING" || kind === "POLYGON") return lists();
  if (kind === "MULTIPOLYGON") return list(reader, lists);
  return null;
}

/** Reads what stands in parentheses with commas between; null if a part is wrong. */
function list(reader, part) {
  if (take(reader) !== "(") return null;
  const parts = [];
  for (;;) {
    const value = part();
    if (value === null || value === false) return null;
    parts.push(value);
    const token = take(reader);
    if (token === ")") return parts;
    if (token !== ",") return null;
  }
}

function place(reader) {
  const numbers = [];
  while (/^[-+.\d]/u.test(reader.tokens[reader.next] ?? "")) numbers.push(Number(take(reader)));
  if (numbers.length < 2) return null;
  const [first, second] = numbers;
  const [x, y] = reader.turns ? [second, first] : [first, second];
  return Math.abs(x) <= 360 && Math.abs(y) <= 90 ? [x, y] : null;
}

function take(reader) {
  const token = reader.tokens[reader.next];
  reader.next += 1;
  return token;
}
