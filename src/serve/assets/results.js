// The answer of a query while it comes and after: its views, what is to be said of it, and its files.

import { english, h, replace } from "./dom.js";
import { copy, csv, gathered, json, plain, save, tsv } from "./exports.js";
import { Pace } from "./rows.js";

const WORDS = {
  en: {
    views: "Views", table: "Table", graph: "Graph", chart: "Chart", map: "Map", timeline: "Timeline", turtle: "Turtle",
    copy: "Copy", copied: "Copied", download: "Download", yes: "Yes", no: "No",
    rows: (count, time) => `${count === "1" ? "1 row" : `${count} rows`} in ${time}`, statements: (count, time) => `${count === "1" ? "1 statement" : `${count} statements`} in ${time}`,
    answered: (time) => `Answered in ${time}`, coming: (count, all) => `${count} of ${all} rows …`,
    incomplete: (shown, all) => `Incomplete: only the first ${shown} of ${all} rows are shown.`,
    broken: "Incomplete: the answer broke off.", byDefault: "By default", taken: (name, value) => `${name} is taken for ${value}`,
    claims: (rows, level) => `${rows} more with statements of the level “${level}”.`,
    languages: (texts, language) => `${texts === "1" ? "1 text is" : `${texts} texts are`} in another language than ${language}, in which there is none.`,
    needs: { chart: "A chart needs a column of numbers.", map: "A map needs coordinates: a point as WKT, or columns of latitude and longitude.", timeline: "A timeline needs a column of dates or years.", graph: "A graph needs entities." },
    unloaded: "This view cannot be loaded.", beginning: (most, all) => `Only the first ${most} of ${all} rows are drawn; the table has all.`, long: "These are too many statements to be shown as Turtle; the endpoint has them.",
  },
  zh: {
    views: "视图", table: "表格", graph: "图", chart: "图表", map: "地图", timeline: "时间线", turtle: "Turtle",
    copy: "复制", copied: "已复制", download: "下载", yes: "是", no: "否",
    rows: (count, time) => `${count} 行，用时 ${time}`, statements: (count, time) => `${count} 条陈述，用时 ${time}`,
    answered: (time) => `用时 ${time}`, coming: (count, all) => `已收到 ${all} 行中的 ${count} 行……`,
    incomplete: (shown, all) => `不完整：共 ${all} 行，只显示前 ${shown} 行。`,
    broken: "不完整：结果中断。", byDefault: "默认值", taken: (name, value) => `${name} 理解为 ${value}`,
    claims: (rows, level) => `接受“${level}”一级的陈述时，另有 ${rows} 行。`,
    languages: (texts, language) => `${texts} 段文字没有 ${language} 版本，以其他语言显示。`,
    needs: { chart: "图表需要数值列。", map: "地图需要坐标：WKT 点，或经度列和纬度列。", timeline: "时间线需要日期或年份列。", graph: "图需要实体。" },
    unloaded: "无法加载此视图。", beginning: (most, all) => `只画出 ${all} 行中的前 ${most} 行；表格有全部行。`, long: "陈述太多，无法以 Turtle 显示；可从端点获取。",
  },
};

/** The most rows that the page takes. */
export const MOST = 1_000_000;
const VIEWS = ["table", "graph", "chart", "map", "timeline"];
/** The views that draw rows here, and the most that they draw while the page stays responsive. */
const DRAWN = ["graph", "map", "timeline"];
const MOST_DRAWN = 10_000;

/**
 * Runs a query and shows its answer.
 * @param {HTMLElement} container
 * @param {any} context
 * @param {{ parameters: Record<string, unknown>, signal: AbortSignal, chosen: string | null, name: string, onbegin: () => void, onview: (name: string) => void, onfault: (mark: any) => void }} run
 */
export async function results(container, context, { parameters, signal, chosen, name, onbegin, onview, onfault }) {
  const words = context.say(WORDS);
  const numbers = new Intl.NumberFormat(context.language);
  const status = h("p", { role: "status", "aria-live": "polite", class: "outcome" });
  const notes = h("ul", { class: "said" });
  const tools = h("div", { class: "bar" });
  const tabs = h("div", { class: "tabs", role: "tablist", "aria-label": words.views });
  const panel = h("div", { class: "result", role: "tabpanel", id: "result-view", tabindex: -1 });
  replace(container, status, notes, h("div", { class: "bar" }, tabs, tools), panel);
  // What a view asks of the same query.
  const { id: _, ...asked } = parameters;
  const result = { kind: "", variables: [], rows: [], count: 0, asked, onmore: null };
  let end = null;
  let leave = null;
  let shown = null;

  const response = await context.open("run", { ...parameters, limit: MOST }, { post: true, signal });
  try {
    let isFirst = true;
    let told = 0;
    const pace = new Pace(signal);
    for await (const line of lines(response)) {
      if (line.kind) {
        Object.assign(result, line);
        onbegin();
      } else if (line.is_end) {
        end = line;
      } else {
        for (const row of line.rows) result.rows.push(row.map((index) => (index === null ? null : line.terms[index])));
        if (isFirst) begin();
        isFirst = false;
        // The table is told now and then, not of every batch.
        if (performance.now() - told > 250) {
          told = performance.now();
          status.textContent = words.coming(numbers.format(result.rows.length), numbers.format(result.count));
          result.onmore?.();
        }
        if (pace.isOver(line.rows.length)) await pace.rest();
      }
    }
  } finally {
    if (result.kind) {
      if (!shown) begin();
      else result.onmore?.();
      finish();
    }
  }
  return { result, end };

  function begin() {
    const names = result.kind === "ask" ? [] : result.kind === "construct" ? [...VIEWS.slice(0, 2), "turtle"] : VIEWS;
    const wanted = [chosen, result.view, result.kind === "construct" ? "graph" : "table"].find((one) => names.includes(one));
    replace(tabs, names.map((one) => h("button", { type: "button", role: "tab", id: `tab-${one}`, "aria-controls": "result-view", onclick: () => { open(one); onview(one); }, onkeydown: step }, words[one])));
    judge();
    if (result.kind === "ask") {
      shown = "ask";
      replace(panel, h("p", { class: `boolean ${result.boolean ? "good" : "faint"}` }, result.boolean ? words.yes : words.no));
    } else open(wanted);
  }

  /** Disables the views that cannot draw these rows, and says what they need; the one that is shown says it itself. */
  async function judge() {
    for (const tab of /** @type {HTMLButtonElement[]} */ ([...tabs.children])) {
      const name = tab.id.replace("tab-", "");
      if (!words.needs[name]) continue;
      const module = await import(`./${name}.js`).catch(() => null);
      const isDisabled = module !== null && name !== shown && !module.fits(result);
      tab.disabled = isDisabled;
      tab.title = isDisabled ? words.needs[name] : "";
    }
  }

  function step(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const all = /** @type {HTMLButtonElement[]} */ ([...tabs.children]).filter((tab) => !tab.disabled);
    const next = all[(all.indexOf(event.target) + by + all.length) % all.length];
    next.focus();
    next.click();
  }

  async function open(name) {
    leave?.();
    leave = null;
    shown = name;
    result.onmore = null;
    for (const tab of tabs.children) {
      const isChosen = tab.id === `tab-${name}`;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.setAttribute("tabindex", isChosen ? "0" : "-1");
    }
    judge();
    panel.setAttribute("aria-labelledby", `tab-${name}`);
    const place = h("div", { class: `shown ${name}-view` });
    replace(panel, place);
    if (name === "turtle") return turtle(place);
    try {
      const module = await import(`./${name}.js`);
      if (shown !== name) return;
      if (module.fits && !module.fits(result)) return place.append(h("p", { class: "doubt" }, words.needs[name]));
      leave = module.view(place, DRAWN.includes(name) ? beginningIn(place) : result, context) ?? null;
    } catch (error) {
      place.append(h("p", { class: "fault", role: "alert" }, words.unloaded, " ", english(error.message, "span", { class: "faint" })));
    }
  }

  /** The result with the rows that can be drawn; that there are others is said once they come. */
  function beginningIn(place) {
    const note = h("p", { class: "doubt", role: "status", hidden: true });
    place.before(note);
    const rows = () => (result.rows.length > MOST_DRAWN ? result.rows.slice(0, MOST_DRAWN) : result.rows);
    const drawn = { ...result, rows: rows(), onmore: null };
    const tell = () => {
      note.hidden = result.rows.length <= MOST_DRAWN;
      note.textContent = words.beginning(numbers.format(MOST_DRAWN), numbers.format(result.rows.length));
    };
    tell();
    result.onmore = () => {
      tell();
      if (result.rows.length > MOST_DRAWN && drawn.rows.length === MOST_DRAWN) return;
      drawn.rows = rows();
      drawn.onmore?.();
    };
    return drawn;
  }

  function turtle(place) {
    const show = () => replace(place, end?.turtle !== undefined ? h("pre", { tabindex: 0 }, end.turtle) : end ? h("p", { class: "doubt" }, words.long) : null);
    result.onmore = show;
    show();
  }

  function finish() {
    judge();
    const time = end ? lasted(end.milliseconds) : "";
    const all = numbers.format(result.rows.length);
    const sentence = { select: words.rows, construct: words.statements, ask: (_, time) => words.answered(time) }[result.kind];
    status.textContent = end ? sentence(all, time) : "";
    replace(notes, said());
    if (shown === "turtle") result.onmore?.();
    if (result.kind !== "ask") replace(tools, buttons());
  }

  function lasted(milliseconds) {
    const [value, unit] = milliseconds < 1000 ? [milliseconds, "ms"] : [milliseconds / 1000, "s"];
    return `${new Intl.NumberFormat(context.language, { maximumSignificantDigits: 3 }).format(value)} ${unit}`;
  }

  /** What is to be said of the answer. */
  function said() {
    if (!end) return h("li", { class: "fault" }, words.broken);
    const item = (kind, ...text) => h("li", { class: kind }, text);
    return [
      end.is_incomplete && item("fault", words.incomplete(numbers.format(end.rows), numbers.format(result.count))),
      end.warnings.map((mark) => item("doubt", mark.at ? h("button", { type: "button", class: "plain", onclick: () => onfault(mark) }, english(mark.message)) : english(mark.message), mark.hint && english(` ${mark.hint}`, "span", { class: "hint" }))),
      end.claims && item("doubt", words.claims(numbers.format(end.claims.rows), end.claims.level)),
      end.defaults.length > 0 && item("faint", `${words.byDefault}: `, end.defaults.map(({ name, value }) => `${name} = ${value}`).join(", ")),
      end.taken.map((one) => item("faint", words.taken(one.name, one.value))),
      end.other_languages && item("faint", words.languages(numbers.format(end.other_languages.texts), end.other_languages.language)),
    ];
  }

  function buttons() {
    /** A button that is not pressed again until it is done. */
    const button = (title, act) => {
      const made = h("button", { type: "button", onclick: async () => {
        made.disabled = true;
        await act().finally(() => { made.disabled = false; });
      } }, title);
      return made;
    };
    const take = button(words.copy, async () => {
      await copy((await gathered(plain(result))).join(""));
      take.textContent = words.copied;
      setTimeout(() => { take.textContent = words.copy; }, 1500);
    });
    /** @type {[string, string, string, (result: any) => Iterable<string>][]} */
    const files = [["CSV", "csv", "text/csv", csv], ["TSV", "tsv", "text/tab-separated-values", tsv], ["JSON", "json", "application/sparql-results+json", json]];
    const file = ([title, extension, type, make]) => button(title, async () => save(`${name}.${extension}`, type, await gathered(make(result))));
    const hasTurtle = end?.turtle !== undefined;
    return [take, h("span", { class: "faint" }, words.download), files.map(file),
      hasTurtle && h("button", { type: "button", onclick: () => save(`${name}.ttl`, "text/turtle", [end.turtle]) }, "Turtle")];
  }
}

/** The lines of a response, each as the value that it is. */
async function* lines(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const all = (rest + value).split("\n");
    rest = all.pop() ?? "";
    for (const line of all) if (line) yield JSON.parse(line);
  }
}
