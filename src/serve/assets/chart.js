// A chart as a view of results: the library draws the numbers in the rows of a query as bars or lines.

import { h, replace } from "./dom.js";
import { numberOf } from "./values.js";

const WORDS = {
  en: { chart: (names) => `Chart of ${names}`, bar: "Bars", line: "Lines", kind: "Kind", save: "Save as SVG" },
  zh: { chart: (names) => `${names}的图表`, bar: "柱形", line: "折线", kind: "类型", save: "保存为 SVG" },
};

/** Returns whether results have a variable with numbers only. */
export function fits(result) {
  return result.kind === "select" && result.asked !== undefined && numbers(result).length > 0;
}

function numbers(result) {
  const rows = result.rows.slice(0, 500);
  return result.variables.filter((_, column) => {
    const terms = rows.map((row) => row[column]).filter((term) => term);
    return terms.length > 0 && terms.every((term) => numberOf(term) !== null);
  });
}

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
  container.append(h("div", { class: "graph-tools" }, h("label", { class: "choice" }, words.kind, choice), link), said, h("div", { class: "scroll" }, picture));
  const left = new AbortController();
  let url = null;
  const forget = () => url && URL.revokeObjectURL(url);
  const refresh = async () => {
    replace(said);
    try {
      const response = await context.open("chart", { ...result.asked, kind: choice.value }, { post: true, signal: left.signal });
      const file = await response.blob();
      if (left.signal.aborted) return;
      forget();
      url = URL.createObjectURL(file);
      picture.setAttribute("src", url);
      picture.setAttribute("alt", words.chart(numbers(result).join(", ")));
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
