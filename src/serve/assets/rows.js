// The rows of a long answer: looked through and put in order a slice at a time, so that the page stays responsive meanwhile.

import { isNumber, nameOf } from "./cell.js";

/** How long the page is kept from its turn, in milliseconds, and after how many rows that is looked at. */
const SLICE = 12;
const LOOK = 128;
/** The rows that are sorted at once, before they are merged with others. */
const RUN = 512;
/** Up to so many texts are compared by the rules of their language, which takes long. */
const COLLATED = 50_000;

/** Work that gives the page its turn now and then, and ends when it is not wanted any more. */
export class Pace {
  /** @param {AbortSignal} [signal] */
  constructor(signal) {
    this.signal = signal;
    this.begun = performance.now();
    this.done = 0;
  }

  /** Whether the slice is used up after so many more rows. */
  isOver(rows = 1) {
    this.done += rows;
    if (this.done < LOOK) return false;
    this.done = 0;
    return performance.now() - this.begun > SLICE;
  }

  /** Waits for the next turn; fails if the work is not wanted any more. */
  async rest() {
    await new Promise((go) => { setTimeout(go); });
    this.signal?.throwIfAborted();
    this.begun = performance.now();
  }
}

/**
 * The numbers of the rows that have a text, in any of their columns, in any case.
 * @param {any[][]} rows @param {string} text @param {Pace} pace
 */
export async function matching(rows, text, pace) {
  const found = [];
  for (const [index, row] of rows.entries()) {
    if (row.some((term) => has(term, text))) found.push(index);
    if (pace.isOver()) await pace.rest();
  }
  return found;
}

function has(term, text) {
  if (!term) return false;
  return nameOf(term).toLowerCase().includes(text) || (term.name?.toLowerCase().includes(text) ?? false);
}

/**
 * Puts the numbers of rows in the order of a column: by numbers if it has nothing else, or else by what its terms are called. Rows
 * with the same value stay as they came. It is a merge sort from the bottom up.
 * @param {any[][]} rows
 * @param {Iterable<number>} found the numbers of the rows
 * @param {{ column: number, by: number }} sorted the direction is 1 or -1
 * @param {string} language
 * @param {Pace} pace
 */
export async function ordered(rows, found, { column, by }, language, pace) {
  const compareValues = await comparison(rows, column, language, pace);
  const compare = (a, b) => by * compareValues(a, b) || a - b;
  let from = Uint32Array.from(found);
  for (let start = 0; start < from.length; start += RUN) {
    from.subarray(start, start + RUN).sort(compare);
    if (pace.isOver(RUN)) await pace.rest();
  }
  let to = new Uint32Array(from.length);
  for (let width = RUN; width < from.length; width *= 2) {
    for (let start = 0; start < from.length; start += 2 * width) {
      const middle = Math.min(start + width, from.length);
      const end = Math.min(start + 2 * width, from.length);
      let [left, right] = [start, middle];
      for (let at = start; at < end; at += 1) {
        const isLeft = right >= end || (left < middle && compare(from[left], from[right]) <= 0);
        to[at] = isLeft ? from[left++] : from[right++];
        if (pace.isOver()) await pace.rest();
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

/** What compares two rows, by their numbers, by a column. */
async function comparison(rows, column, language, pace) {
  const numbers = new Float64Array(rows.length);
  let areNumbers = true;
  for (let index = 0; index < rows.length && areNumbers; index += 1) {
    const term = rows[index][column];
    areNumbers = !term || isNumber(term);
    numbers[index] = term ? Number(term.value) : NaN;
    if (pace.isOver()) await pace.rest();
  }
  if (areNumbers) {
    return (a, b) => (Number.isNaN(numbers[a]) ? (Number.isNaN(numbers[b]) ? 0 : 1) : Number.isNaN(numbers[b]) ? -1 : numbers[a] - numbers[b]);
  }
  const names = [];
  for (const row of rows) {
    names.push(nameOf(row[column]));
    if (pace.isOver()) await pace.rest();
  }
  if (rows.length > COLLATED) return (a, b) => (names[a] < names[b] ? -1 : names[a] > names[b] ? 1 : 0);
  const collator = new Intl.Collator(language, { numeric: true });
  return (a, b) => collator.compare(names[a], names[b]);
}
