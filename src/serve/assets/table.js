// The view of a result as a table. Of a long one only the rows that are seen are made, so that a million of them scroll.

import { h, replace } from "./dom.js";
import { cell, comparison, isNumber, nameOf } from "./cell.js";

const WORDS = {
  en: {
    rows: (shown, all) => (shown === all ? `${all} ${all === "1" ? "row" : "rows"}` : `${shown} of ${all} rows`), table: "Rows of the answer",
    filter: "Filter rows", sort: (name) => `Sort by ${name}`, none: "No rows",
  },
  zh: { rows: (shown, all) => (shown === all ? `${all} 行` : `${all} 行中的 ${shown} 行`), table: "结果的行", filter: "筛选行", sort: (name) => `按 ${name} 排序`, none: "没有结果" },
};

/** Up to so many rows a table is shown whole, and its cells have as many lines as they need. */
const WHOLE = 200;
/** The height of a row of a long table, and the greatest height that every browser has, in pixels. */
const ROW = 32;
const TALLEST = 8_000_000;
/** The rows that are looked through before the page gets its turn. */
const SLICE = 20_000;

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
  const filter = h("input", { type: "search", placeholder: words.filter, "aria-label": words.filter, oninput: () => look() });
  const body = h("div", { class: "window", tabindex: 0, role: "region", "aria-label": words.table });
  replace(container, h("div", { class: "bar" }, filter, count), body);
  /** The rows that are shown, in their order; null for all as they came. */
  let order = null;
  let sorted = { column: -1, by: 1 };
  let turn = 0;

  const length = () => order?.length ?? result.rows.length;
  const row = (index) => result.rows[order ? order[index] : index];

  function head() {
    const button = (name, column) => {
      const isSorted = sorted.column === column;
      const mark = isSorted ? (sorted.by > 0 ? " ▲" : " ▼") : "";
      return h("th", { scope: "col", "aria-sort": isSorted ? (sorted.by > 0 ? "ascending" : "descending") : null, class: isNumeric(column) ? "number" : null },
        h("button", { type: "button", class: "plain", title: words.sort(name), onclick: () => sort(column) }, name, h("span", { "aria-hidden": "true" }, mark)));
    };
    return h("thead", {}, h("tr", { "aria-rowindex": 1 }, result.variables.map(button)));
  }
  function isNumeric(column) {
    const some = result.rows.slice(0, 50).map((one) => one[column]).filter(Boolean);
    return some.length > 0 && some.every(isNumber);
  }
  function line(index) {
    const cells = row(index).map((term) => h("td", { class: isNumber(term) ? "number" : null }, cell(term)));
    return h("tr", { "aria-rowindex": index + 2 }, cells);
  }

  function whole() {
    body.classList.remove("long");
    const lines = Array.from({ length: length() }, (_, index) => line(index));
    replace(body, h("table", { class: "rows" }, head(), h("tbody", {}, lines)), !lines.length && h("p", { class: "faint" }, words.none));
  }

  /** Makes the frame of a long table; what is seen of it is made when it scrolls. */
  function long() {
    body.classList.add("long");
    const table = h("table", { class: "rows", "aria-rowcount": length() + 1 });
    const columns = h("colgroup", {}, widths().map((width) => {
      const column = h("col");
      column.style.width = `${width}ch`;
      return column;
    }));
    const lines = h("tbody");
    const spacer = h("div", { class: "spacer" }, table);
    table.append(columns, head(), lines);
    const tall = (length() + 1) * ROW;
    spacer.style.height = `${Math.min(tall, TALLEST)}px`;
    spacer.style.minWidth = `${widths().reduce((sum, width) => sum + width, 0)}ch`;
    const top = body.scrollTop;
    replace(body, spacer);
    body.scrollTop = top;
    let drawn = -1;
    const draw = (isForced) => {
      const seen = Math.ceil(body.clientHeight / ROW) + 1;
      const range = spacer.clientHeight - body.clientHeight;
      const share = range > 0 ? Math.min(1, body.scrollTop / range) : 0;
      const last = Math.max(0, length() + 1 - Math.floor(body.clientHeight / ROW));
      const exact = tall > TALLEST ? share * last : body.scrollTop / ROW;
      const first = Math.min(Math.floor(exact), Math.max(0, length() - 1));
      table.style.top = `${body.scrollTop - (exact - first) * ROW * (tall > TALLEST ? 0 : 1)}px`;
      if (first === drawn && !isForced) return;
      drawn = first;
      const end = Math.min(length(), first + seen);
      replace(lines, Array.from({ length: Math.max(0, end - first) }, (_, index) => line(first + index)));
    };
    let isWaiting = false;
    body.onscroll = () => {
      if (isWaiting) return;
      isWaiting = true;
      requestAnimationFrame(() => { isWaiting = false; draw(false); });
    };
    draw(true);
  }

  /** The widths of the columns by their first rows, in characters. */
  function widths() {
    const some = Array.from({ length: Math.min(100, length()) }, (_, index) => row(index));
    return result.variables.map((name, column) => {
      const texts = [name, ...some.map((one) => nameOf(one[column]))];
      const longest = Math.max(...texts.map((text) => [...text.slice(0, 60)].reduce((sum, one) => sum + (one > "\u2e80" ? 2 : 1), 0)));
      return Math.min(Math.max(longest + 5, 9), 48);
    });
  }

  function show() {
    count.textContent = words.rows(numbers.format(length()), numbers.format(result.rows.length));
    body.onscroll = null;
    if (length() > WHOLE) long();
    else whole();
  }

  function sort(column) {
    if (sorted.column !== column) sorted = { column, by: 1 };
    else if (sorted.by > 0) sorted = { column, by: -1 };
    else sorted = { column: -1, by: 1 };
    look().then(() => body.querySelectorAll("thead button")[column]?.focus());
  }

  /** Finds the rows that are shown, and puts them in their order. */
  async function look() {
    const mine = ++turn;
    const text = filter.value.trim().toLowerCase();
    let found = null;
    if (text) {
      found = [];
      for (let index = 0; index < result.rows.length; index += 1) {
        if (result.rows[index].some((term) => has(term, text))) found.push(index);
        if (index % SLICE === SLICE - 1) {
          await new Promise((go) => { setTimeout(go); });
          if (mine !== turn) return;
        }
      }
    }
    if (sorted.column >= 0) {
      found ??= Array.from(result.rows.keys());
      const { keys, compare } = comparison(result.rows.map((one) => one[sorted.column]), context.language);
      const { by } = sorted;
      found.sort((a, b) => by * compare(keys[a], keys[b]) || a - b);
    }
    order = found;
    body.scrollTop = 0;
    show();
  }

  result.onmore = () => {
    if (order) look();
    else show();
  };
  const resized = new ResizeObserver(() => body.onscroll?.(new Event("scroll")));
  resized.observe(body);
  show();
  return () => resized.disconnect();
}

function has(term, text) {
  if (!term) return false;
  return nameOf(term).toLowerCase().includes(text) || (term.name?.toLowerCase().includes(text) ?? false);
}
