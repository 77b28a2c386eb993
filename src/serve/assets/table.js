// The view of a result as a table. Of a long one only the rows that are seen are made, so that a million of them scroll.

import { h, replace } from "./dom.js";
import { cell, isNumber, nameOf } from "./cell.js";
import { Pace, matching, ordered } from "./rows.js";

const WORDS = {
  en: {
    rows: (shown, all) => (shown === all ? `${all} ${all === "1" ? "row" : "rows"}` : `${shown} of ${all} rows`), table: "Rows of the answer",
    filter: "Filter rows", sort: (name) => `Sort by ${name}`, none: "No rows", cancel: "Cancel",
    filtering: (all) => `Looking through ${all} rows …`, sorting: (all, name) => `Sorting ${all} rows by ${name} …`,
  },
  zh: {
    rows: (shown, all) => (shown === all ? `${all} 行` : `${all} 行中的 ${shown} 行`), table: "结果的行",
    filter: "筛选行", sort: (name) => `按 ${name} 排序`, none: "没有结果", cancel: "取消",
    filtering: (all) => `正在查找 ${all} 行……`, sorting: (all, name) => `正在按 ${name} 排序 ${all} 行……`,
  },
};

/** Up to so many rows a table is shown whole, and its cells have as many lines as they need. */
const WHOLE = 200;
/** The height of a row of a long table, and the greatest height that every browser has, in pixels. */
const ROW = 32;
const TALLEST = 8_000_000;
/** What takes no longer than this is not spoken of, in milliseconds. */
const UNSAID = 150;

/**
 * Shows a result.
 * @param {HTMLElement} container
 * @param {any} result
 * @param {any} context
 */
export function view(container, result, context) {
  const words = context.say(WORDS);
  const numbers = new Intl.NumberFormat(context.language);
  const count = h("p", { class: "faint count", role: "status" });
  const cancel = h("button", { type: "button", hidden: true, onclick: giveUp }, words.cancel);
  const filter = h("input", { type: "search", placeholder: words.filter, "aria-label": words.filter, oninput: () => {
    wanted = { ...wanted, text: filter.value.trim().toLowerCase() };
    look(true);
  } });
  const heads = result.variables.map((name, column) => {
    const mark = h("span", { "aria-hidden": "true" });
    const button = h("button", { type: "button", class: "plain", title: words.sort(name), onclick: () => sort(column) }, name, mark);
    return { element: h("th", { scope: "col" }, button), mark };
  });
  const columns = h("colgroup");
  const lines = h("tbody");
  const table = h("table", { class: "rows" }, columns, h("thead", {}, h("tr", { "aria-rowindex": 1 }, heads.map((head) => head.element))), lines);
  const spacer = h("div", { class: "spacer" }, table);
  const none = h("p", { class: "faint", hidden: true }, words.none);
  const body = h("div", { class: "window", tabindex: 0, role: "region", "aria-label": words.table, onscroll: scrolled, onkeydown: step }, spacer, none);
  // A wheel moves by rows, also where a pixel of the scroll bar is many rows.
  body.addEventListener("wheel", (event) => {
    if (!isScaled() || event.ctrlKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
    event.preventDefault();
    moveTo(first + (event.deltaY * [1, ROW, body.clientHeight][event.deltaMode]) / ROW);
  }, { passive: false });
  replace(container, h("div", { class: "bar" }, filter, count, cancel), body);

  /** The rows that are shown, in their order; null for all as they came. @type {ArrayLike<number> | null} */
  let order = null;
  /** What is shown and what is to be: the text that rows must have, and the column that sorts them. */
  let shown = { text: "", column: -1, by: 1 };
  let wanted = shown;
  /** @type {AbortController | null} */
  let looking = null;
  /** The row at the top of a long table, with its hidden part; where its scroll bar was put; and what is drawn of it. */
  let first = 0;
  let placed = 0;
  let drawn = -1;
  let isDue = false;

  const length = () => order?.length ?? result.rows.length;
  const row = (index) => result.rows[order ? order[index] : index];
  const isLong = () => length() > WHOLE;
  const isScaled = () => (length() + 1) * ROW > TALLEST;
  const range = () => Math.max(0, spacer.clientHeight - body.clientHeight);
  /** The row at the top when the last one is at the bottom. */
  const last = () => Math.max(0, length() + 1 - Math.floor(body.clientHeight / ROW));

  function line(index) {
    const cells = row(index).map((term) => h("td", { class: isNumber(term) ? "number" : null }, cell(term)));
    return h("tr", { "aria-rowindex": index + 2 }, cells);
  }

  /** Shows the rows as they are now. */
  function show() {
    count.textContent = words.rows(numbers.format(length()), numbers.format(result.rows.length));
    heads.forEach(({ element, mark }, column) => {
      const isSorted = shown.column === column;
      mark.textContent = isSorted ? (shown.by > 0 ? " ▲" : " ▼") : "";
      if (isSorted) element.setAttribute("aria-sort", shown.by > 0 ? "ascending" : "descending");
      else element.removeAttribute("aria-sort");
      const some = result.rows.slice(0, 50).map((one) => one[column]).filter(Boolean);
      element.classList.toggle("number", some.length > 0 && some.every(isNumber));
    });
    none.hidden = length() > 0;
    body.classList.toggle("long", isLong());
    if (isLong()) return stretch();
    table.removeAttribute("aria-rowcount");
    for (const style of [spacer.style, table.style]) style.cssText = "";
    replace(columns);
    return replace(lines, Array.from({ length: length() }, (_, index) => line(index)));
  }

  /** Makes room for all rows; what is seen of them is made when it scrolls. */
  function stretch() {
    const widths = result.variables.map(widthOf);
    replace(columns, widths.map((width) => {
      const column = h("col");
      column.style.width = `${width}ch`;
      return column;
    }));
    table.setAttribute("aria-rowcount", String(length() + 1));
    spacer.style.height = `${Math.min((length() + 1) * ROW, TALLEST)}px`;
    spacer.style.minWidth = `${widths.reduce((sum, width) => sum + width, 0)}ch`;
    drawn = -1;
    moveTo(first);
  }

  /** The width of a column by its first rows, in characters. */
  function widthOf(name, column) {
    const some = Array.from({ length: Math.min(100, length()) }, (_, index) => nameOf(row(index)[column]).slice(0, 60));
    const longest = Math.max(...[name, ...some].map((text) => [...text].reduce((sum, one) => sum + (one > "\u2e80" ? 2 : 1), 0)));
    return Math.min(Math.max(longest + 5, 9), 48);
  }

  /** Moves a long table so that a row is at the top. */
  function moveTo(index) {
    first = Math.min(Math.max(0, index), last());
    const top = isScaled() ? (first / last()) * range() : first * ROW;
    if (Math.abs(body.scrollTop - top) >= 1) body.scrollTop = top;
    placed = body.scrollTop;
    draw();
  }

  function scrolled() {
    if (isDue || !isLong()) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      // A scroll bar that was not put there by a row leads to its row.
      if (Math.abs(body.scrollTop - placed) >= 1) {
        placed = body.scrollTop;
        first = isScaled() ? Math.min(1, placed / range()) * last() : placed / ROW;
      }
      draw();
    });
  }

  /** Makes the rows that are seen. */
  function draw() {
    const top = Math.min(Math.floor(first), Math.max(0, length() - 1));
    table.style.top = `${body.scrollTop - (first - top) * ROW}px`;
    if (top === drawn) return;
    drawn = top;
    const seen = Math.ceil(body.clientHeight / ROW) + 1;
    replace(lines, Array.from({ length: Math.max(0, Math.min(length(), top + seen) - top) }, (_, index) => line(top + index)));
  }

  function step(event) {
    const page = Math.max(1, Math.floor(body.clientHeight / ROW) - 2);
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }[event.key];
    if (!by || event.target !== body || !isLong() || !isScaled() || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    moveTo(Math.round(first) + by);
  }

  function sort(column) {
    const next = wanted.column !== column ? { column, by: 1 } : wanted.by > 0 ? { column, by: -1 } : { column: -1, by: 1 };
    wanted = { ...wanted, ...next };
    look(true);
  }

  /** Finds the rows that are wanted, and puts them in their order. */
  async function look(isNew) {
    looking?.abort();
    const mine = new AbortController();
    looking = mine;
    const pace = new Pace(mine.signal);
    const [asked, all] = [wanted, result.rows.length];
    const rows = result.rows.slice();
    const speak = setTimeout(() => {
      const number = numbers.format(all);
      count.textContent = asked.column >= 0 ? words.sorting(number, result.variables[asked.column]) : words.filtering(number);
      cancel.hidden = false;
    }, UNSAID);
    try {
      const found = asked.text ? await matching(rows, asked.text, pace) : null;
      order = asked.column >= 0 ? await ordered(rows, found ?? rows.keys(), asked, context.language, pace) : found;
      shown = asked;
      if (isNew) first = 0;
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    } finally {
      clearTimeout(speak);
      if (looking === mine) ended(all);
    }
  }

  function ended(looked) {
    looking = null;
    cancel.hidden = true;
    show();
    // Rows came in the meantime.
    if (order && result.rows.length > looked) look(false);
  }

  /** Leaves the rows as they are shown. */
  function giveUp() {
    if (!looking) return;
    looking.abort();
    wanted = shown;
    filter.value = shown.text;
    filter.focus();
  }

  result.onmore = () => {
    if (looking) return;
    if (order) look(false);
    else show();
  };
  const resized = new ResizeObserver(() => {
    if (!isLong()) return;
    drawn = -1;
    moveTo(first);
  });
  resized.observe(body);
  show();
  return () => {
    looking?.abort();
    resized.disconnect();
  };
}
