// Tables of counts that are sorted by any of their columns, and links to the questions that they answer.

import { h, replace } from "./dom.js";

const WORDS = {
  en: { all: (n) => `Show all ${n} rows`, filter: "Only rows with", none: "There is nothing here." },
  zh: { all: (n) => `显示全部 ${n} 行`, filter: "只看包含以下文字的行", none: "此处没有内容。" },
};

/** How many rows are shown at first. */
const FIRST = 50;

/**
 * @typedef {object} CountColumn
 * @property {string} name what stands above it
 * @property {(row: any) => string | number} key what rows are sorted by
 * @property {(row: any) => unknown} [cell] what is shown, if it is not the key
 * @property {boolean} [isNumber] whether it has numbers, which are sorted from the largest
 */

/**
 * Makes a table with a title. A click on the name of a column sorts by it, a second one the other way round.
 * @param {string} title
 * @param {CountColumn[]} columns
 * @param {any[]} rows sorted as they are shown at first
 * @param {{ language: string, say: (words: object) => any }} context
 */
export function counts(title, columns, rows, context) {
  const words = context.say(WORDS);
  if (rows.length === 0) return h("p", { class: "faint" }, words.none);
  const shape = new Intl.NumberFormat(context.language);
  const order = new Intl.Collator(context.language, { numeric: true });
  let [sorted, direction, isWhole, text] = [null, null, false, ""];

  const body = h("tbody");
  const heads = columns.map((column) => head(column));
  const more = h("button", { type: "button", onclick: () => { isWhole = true; draw(); } });
  const field = h("input", { type: "search", oninput: () => { text = field.value.toLocaleLowerCase(); draw(); } });

  function head(column) {
    const button = h("button", { type: "button", class: "sort", onclick: () => sort(column) }, column.name);
    return h("th", { scope: "col", class: column.isNumber && "number" }, button);
  }

  function sort(column) {
    const usual = column.isNumber ? "descending" : "ascending";
    const other = column.isNumber ? "ascending" : "descending";
    direction = sorted === column && direction === usual ? other : usual;
    sorted = column;
    columns.forEach((one, at) => {
      if (one === column) heads[at].setAttribute("aria-sort", direction);
      else heads[at].removeAttribute("aria-sort");
    });
    draw();
  }

  function compare(a, b) {
    const [left, right] = [sorted.key(a), sorted.key(b)];
    const order_ = typeof left === "number" ? left - right : order.compare(left, right);
    return direction === "ascending" ? order_ : -order_;
  }

  function draw() {
    const has = (row) => columns.some((column) => String(column.key(row)).toLocaleLowerCase().includes(text));
    const matching = text ? rows.filter(has) : [...rows];
    if (sorted) matching.sort(compare);
    const shown = isWhole ? matching : matching.slice(0, FIRST);
    replace(body, shown.map((row) => h("tr", {}, columns.map((column) => cell(column, row)))));
    more.hidden = shown.length === matching.length;
    replace(more, words.all(shape.format(matching.length)));
  }

  function cell(column, row) {
    const key = column.key(row);
    const plain = typeof key === "number" ? shape.format(key) : key;
    return h("td", { class: column.isNumber && "number" }, column.cell ? column.cell(row) : plain);
  }

  draw();
  return h("div", { class: "counts" },
    rows.length > FIRST && h("label", { class: "choice" }, h("span", {}, words.filter), field),
    h("div", { class: "scroll", role: "region", "aria-label": title, tabindex: 0 },
      h("table", {}, h("caption", {}, title), h("thead", {}, h("tr", {}, heads)), body)),
    more);
}

/** A link to a question. */
export function questionLink(text, query) {
  return h("a", { href: `/query?query=${encodeURIComponent(query)}` }, text);
}
