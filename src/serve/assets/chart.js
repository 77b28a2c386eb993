// A chart as a view of results: the library draws the numbers in the rows of a query as bars or lines.

import { h, replace } from "./dom.js";
import { numberOf } from "./values.js";

const WORDS = {
  en: { chart: (names) => `Chart of ${names}`, bar: "Bars", line: "Lines", kind: "Kind", save: "Save as SVG", of: "Numbers", all: "all on one axis",
    apart: "These numbers are of different sizes, and perhaps of different units: one axis has one of them." },
  zh: { chart: (names) => `${names}的图表`, bar: "柱形", line: "折线", kind: "类型", save: "保存为 SVG", of: "数值", all: "全部，同一坐标轴",
    apart: "这些数值的大小相差很大，单位可能不同：一个坐标轴只画其中一个。" },
};

/** Returns whether results have a variable with numbers only. */
export function fits(result) {
  return result.kind === "select" && result.asked !== undefined && numbers(result).length > 0;
}

/** Variables that say where something is are drawn by a map. */
const PLACE = /(?:^|[^a-z])(?:lat|lon|long|lng|latitude|longitude)$|(?:Lat|Lon|Long|Lng|Latitude|Longitude)$/u;

/** The variables with numbers only: those whose numbers differ first, and coordinates last. */
function numbers(result) {
  const rows = result.rows.slice(0, 500);
  const found = result.variables.flatMap((name, column) => {
    const terms = rows.map((row) => row[column]).filter((term) => term);
    const isNumber = terms.length > 0 && terms.every((term) => numberOf(term) !== null);
    const rank = PLACE.test(name) ? 2 : new Set(terms.map(numberOf)).size > 1 ? 0 : 1;
    return isNumber ? [{ name, rank }] : [];
  });
  return found.sort((a, b) => a.rank - b.rank).map(({ name }) => name);
}

/** How many times the largest number of one column may be that of another on the same axis. */
const ALIKE = 20;

/** Whether some columns of numbers would not be seen beside others. */
function areApart(result, names) {
  const sizes = names.map((name) => {
    const column = result.variables.indexOf(name);
    return result.rows.slice(0, 500).reduce((most, row) => Math.max(most, Math.abs(numberOf(row[column]) ?? 0)), 0);
  });
  return Math.max(...sizes) > ALIKE * Math.min(...sizes);
}

/** Returns whether the page is dark: as the reader chose, else as the system is. */
const isDark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

/**
 * Draws results. They have as `asked` what they answer, as the call `run` takes it: a `query`, or a `name`, with parameters.
 * Returns what ends it.
 */
export function view(container, result, context) {
  const words = context.say(WORDS);
  const picture = h("img", { class: "chart-picture" });
  const link = h("a", { download: "chart.svg", hidden: true }, words.save);
  const said = h("div");
  const kinds = ["bar", "line"].map((kind) => h("option", { value: kind }, words[kind]));
  const choice = h("select", { onchange: () => refresh() }, kinds);
  const names = numbers(result);
  const apart = names.length > 1 && areApart(result, names);
  const columns = h("select", { onchange: () => refresh() }, h("option", { value: "" }, words.all), names.map((name) => h("option", { value: name, selected: apart && name === names[0] }, name)));
  const box = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": words.chart(names.join(", ")) }, picture);
  container.append(h("div", { class: "graph-tools" }, h("label", { class: "choice" }, words.kind, choice),
    names.length > 1 ? h("label", { class: "choice" }, words.of, columns) : "", link),
  apart ? h("p", { class: "faint" }, words.apart) : "", said, box);
  const left = new AbortController();
  let url = null;
  const forget = () => url && URL.revokeObjectURL(url);
  const refresh = async () => {
    replace(said);
    try {
      const response = await context.open("chart", { ...result.asked, kind: choice.value, of: columns.value || null, theme: isDark() ? "dark" : null }, { post: true, signal: left.signal });
      const file = await response.blob();
      if (left.signal.aborted) return;
      forget();
      url = URL.createObjectURL(file);
      picture.setAttribute("src", url);
      picture.setAttribute("alt", words.chart(columns.value || names.join(", ")));
      link.setAttribute("href", url);
      link.hidden = false;
    } catch (error) {
      context.report(said, error);
    }
  };
  refresh();
  return () => {
    left.abort();
    forget();
  };
}
