// The page of query: an editor, the saved queries with forms for their parameters, and the answer.

import { h, prose, replace } from "./dom.js";
import { encode } from "./api.js";
import { editor } from "./editor.js";
import { form } from "./forms.js";
import { forget, keep, texts, titleOf } from "./history.js";
import { copy } from "./exports.js";
import { plan } from "./plan.js";
import { results } from "./results.js";

const WORDS = {
  en: {
    query: "Query", saved: "Saved queries", history: "History", forget: "Forget", none: "none", filter: "Filter", fresh: "New query", answer: "Answer",
    run: "Run", cancel: "Cancel", format: "Format", comment: "Comment", plan: "Plan", analyze: "Plan with actual rows", link: "Copy link", copied: "Copied",
    running: "Running …", cancelled: "Cancelled.", text: "Text of the query", missing: (name) => `Give a value for ${name}.`, changed: "changed", wrong: "cannot be read",
    progress: (operator, rows, time) => `${time} s: ${operator}${rows ? `, ${rows} rows` : ""}`,
  },
  zh: {
    query: "查询", saved: "已保存的查询", history: "历史", forget: "清除", none: "无", filter: "筛选", fresh: "新查询", answer: "结果",
    run: "运行", cancel: "取消", format: "格式化", comment: "注释", plan: "执行计划", analyze: "实际执行计划", link: "复制链接", copied: "已复制",
    running: "运行中……", cancelled: "已取消。", text: "查询文本", missing: (name) => `请给出 ${name} 的值。`, changed: "已修改", wrong: "无法读取",
    progress: (operator, rows, time) => `${time} 秒：${operator}${rows ? `，${rows} 行` : ""}`,
  },
};

/** The parameters of the address that are not arguments of a query. */
const OWN = ["query", "name", "param", "view", "lang"];
/** The parameters of the calls that are none either. */
const CALL = ["query", "name", "param", "id", "lang", "limit", "analyze", "kind", "of"];
/** How often a query that runs is looked at, in milliseconds. */
const LOOK = 400;

/** The text of a page without a query. */
const FRESH = "SELECT ?class (COUNT(*) AS ?instances) {\n  ?instance a ?class\n}\nGROUP BY ?class\nORDER BY DESC(?instances)\n";

/** @param {HTMLElement} main @param {URL} address @param {any} context */
export async function show(main, address, context) {
  const words = context.say(WORDS);
  const wanted = address.searchParams;
  let saved = null;
  if (wanted.get("name")) {
    const answer = await context.call("queries", { name: wanted.get("name") });
    [saved] = answer.queries;
  }
  let chosen = wanted.get("view");
  let parameters = saved?.parameters ?? [];
  let running = null;
  const left = new AbortController();

  const status = h("p", { role: "status", "aria-live": "polite", class: "outcome" });
  const answer = h("section", { class: "answer", "aria-label": words.answer });
  const planned = h("section", { class: "planned" });
  const fields = h("div");
  const title = h("h1", {}, saved?.title ?? saved?.name ?? words.query);
  const button = (text, act, options = {}) => h("button", { type: "button", onclick: act, ...options }, text);
  const stop = button(words.cancel, () => cancel(), { hidden: true });
  const start = button(words.run, () => run(true), { class: "main" });
  const link = button(words.link, async () => {
    await copy(location.origin + target());
    link.textContent = words.copied;
    setTimeout(() => { link.textContent = words.link; }, 1500);
  });
  const past = h("div");
  let drafting = 0;
  // What was typed and not run stays with its place in the history of the browser.
  const text = history.state?.draft ?? saved?.query ?? wanted.get("query") ?? FRESH;
  const tools = [button(words.format, format), button(words.comment, () => edit.comment())];
  const bar = h("div", { class: "bar" }, start, stop, !saved && tools, button(words.plan, () => explain(false)), button(words.analyze, () => explain(true)), link);
  let known = form(context, parameters, given(wanted), () => run(true));
  fields.append(known.element);
  const edit = editor(context, { text, onrun: () => run(true), onchange: changed, onchecked: checked });
  replace(main,
    h("div", { class: "columns" },
      h("aside", { class: "side" }, await side()),
      h("div", { class: "work" },
        title, saved?.description && h("p", { class: "faint description" }, prose(saved.description)),
        // Whoever asks a saved query wants its form.
        saved ? [fields, bar, h("details", {}, h("summary", {}, words.text), h("div", { class: "bar" }, tools), edit.element)] : [edit.element, fields, bar],
        status, planned, answer)));
  recall();
  if ((saved || wanted.get("query")) && !known.missing()) run(false);

  /** The list of saved queries, and the texts that were run. */
  async function side() {
    const { queries } = await context.call("queries");
    const entry = (query) => h("li", {},
      h("a", { href: `/query?${encode({ name: query.name })}`, "aria-current": query.name === saved?.name ? "page" : null, title: query.description }, query.title ?? query.name),
      query.title && h("span", { class: "faint fine" }, ` ${query.name}`),
      query.error && h("span", { class: "fault fine" }, ` ${words.wrong}`));
    const list = h("ul", { class: "list" }, queries.map(entry));
    const filter = h("input", { type: "search", placeholder: words.filter, "aria-label": words.filter, oninput: () => {
      const text = filter.value.trim().toLowerCase();
      for (const [index, item] of /** @type {HTMLElement[]} */ ([...list.children]).entries()) {
        const { name, title, description } = queries[index];
        item.hidden = !`${name} ${title ?? ""} ${description ?? ""}`.toLowerCase().includes(text);
      }
    } });
    const wide = window.matchMedia("(min-width: 60rem)");
    const offered = h("details", { open: wide.matches }, h("summary", {}, words.saved, ` (${queries.length})`), queries.length > 8 && filter, queries.length ? list : h("p", { class: "faint" }, words.none));
    // A window that becomes narrow has the query first.
    wide.addEventListener("change", () => { offered.open = wide.matches; }, { signal: left.signal });
    return [
      h("p", {}, h("a", { href: "/query" }, words.fresh)),
      offered,
      h("details", {}, h("summary", {}, words.history), past),
    ];
  }

  function recall() {
    const kept = texts();
    const entry = (text) => h("li", {}, button(titleOf(text, context.language), () => { reveal(); edit.set(text); edit.focus(); }, { class: "plain" }));
    replace(past, kept.length ? [h("ul", { class: "list" }, kept.map(entry)), button(words.forget, () => { forget(); recall(); })] : h("p", { class: "faint" }, words.none));
  }

  function isSaved() {
    return saved !== null && edit.text === saved.query;
  }

  function changed() {
    clearTimeout(drafting);
    drafting = setTimeout(() => history.replaceState({ ...history.state, draft: edit.text }, ""), 300);
    if (saved) replace(title, saved.title ?? saved.name, !isSaved() && h("span", { class: "faint fine" }, ` (${words.changed})`));
  }

  /** A text that is changed may have other parameters. */
  function checked(answer) {
    if (answer.error) return;
    const signature = (all) => JSON.stringify(all.map(({ name, kind, of, is_optional, default: value }) => [name, kind, (of ?? []).map((term) => term.value), is_optional, value?.value ?? null]));
    if (signature(answer.parameters) === signature(parameters)) return;
    const values = known.values();
    const before = new Map(parameters.map((one) => [one.name, one]));
    parameters = answer.parameters.map((one) => ({ ...one, choices: before.get(one.name)?.kind === one.kind ? before.get(one.name).choices : undefined }));
    known = form(context, parameters, { ...given(wanted), ...values }, () => run(true));
    replace(fields, known.element);
  }

  /** The call for what stands in the page; a parameter may have the name of one of the call. */
  function asked(own) {
    const parameters = isSaved() ? { name: saved.name } : { query: edit.text };
    const param = [];
    for (const [name, value] of Object.entries(known.values())) {
      if (own.includes(name)) param.push(`${name}=${value}`);
      else parameters[name] = value;
    }
    return param.length ? { ...parameters, param } : parameters;
  }

  function target() {
    return `/query?${encode({ ...asked(OWN), view: chosen })}`;
  }

  /** Whether all is given that is needed. */
  function isReady() {
    const missing = known.missing();
    if (!missing) return true;
    replace(status, h("span", { class: "fault" }, words.missing(missing.name)));
    missing.focus();
    return false;
  }

  /** Opens the text of a saved query. */
  function reveal() {
    edit.element.closest("details")?.setAttribute("open", "");
  }

  function said(error) {
    if (error.name === "AbortError") return replace(status, words.cancelled);
    replace(status);
    if (!error.said?.at) return context.report(status, error);
    // What is wrong at a place of the text is said there.
    reveal();
    return edit.fault({ message: error.message, hint: error.said.hint, at: error.said.at });
  }

  async function run(isNew) {
    if (!isReady()) return;
    cancel();
    const mine = begin();
    keep(edit.text);
    recall();
    history[isNew && target() !== location.pathname + location.search ? "pushState" : "replaceState"](null, "", target());
    replace(planned);
    replace(answer);
    try {
      await results(answer, context, {
        parameters: { ...asked(CALL), id: mine.id },
        signal: mine.stopping.signal, chosen, name: saved?.name ?? "query",
        onbegin: () => { mine.isAnswered = true; clearInterval(mine.timer); replace(status); },
        onview: (name) => { chosen = name; history.replaceState(null, "", target()); },
        onfault: (mark) => { reveal(); edit.fault(mark); },
      });
      if (running === mine) replace(status);
    } catch (error) {
      if (running === mine || error.name === "AbortError") said(error);
    } finally {
      finish(mine);
    }
  }

  async function explain(analyze) {
    if (!isReady()) return;
    cancel();
    const mine = begin();
    try {
      const found = await context.call("plan", { ...asked(CALL), analyze, id: mine.id }, { post: true, signal: mine.stopping.signal });
      plan(planned, found, context);
      replace(status);
    } catch (error) {
      said(error);
    } finally {
      finish(mine);
    }
  }

  /** Notes that something runs, and looks at it from time to time. */
  function begin() {
    const id = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const mine = { id, stopping: new AbortController(), timer: 0, isAnswered: false };
    const numbers = new Intl.NumberFormat(context.language);
    running = mine;
    stop.hidden = false;
    replace(status, words.running);
    mine.timer = window.setInterval(async () => {
      const now = await context.call("progress", { id }).catch(() => null);
      if (running !== mine || !now?.is_running || mine.isAnswered) return;
      replace(status, words.progress(now.operator, now.rows && numbers.format(now.rows), (now.milliseconds / 1000).toFixed(1)));
    }, LOOK);
    return mine;
  }

  function finish(mine) {
    clearInterval(mine.timer);
    if (running !== mine) return;
    running = null;
    stop.hidden = true;
  }

  function cancel() {
    if (!running) return;
    const { id, stopping, timer } = running;
    clearInterval(timer);
    context.call("cancel", { id }).catch(() => null);
    stopping.abort();
  }

  async function format() {
    try {
      const { query } = await context.call("format", { query: edit.text }, { post: true });
      edit.set(query);
      replace(status);
    } catch (error) {
      said(error);
    }
  }

  return () => {
    clearTimeout(drafting);
    left.abort();
    cancel();
    edit.end();
  };
}

/** The arguments that an address has. @param {URLSearchParams} wanted @returns {Record<string, string>} */
function given(wanted) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const [name, value] of wanted) {
    if (name === "param") {
      const at = value.indexOf("=");
      if (at > 0) values[value.slice(0, at)] = value.slice(at + 1);
    } else if (!OWN.includes(name)) values[name] = value;
  }
  return values;
}
