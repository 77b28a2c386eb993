// The page of search: entities by their names and classes; at the root also what is served.

import { h, prose, replace } from "./dom.js";
import { finder } from "./finder.js";
import { entityAddress, identifier, shown, title } from "./terms.js";

const WORDS = {
  en: {
    find: "Find anything by its name, in any language", keys: "Enter: the best hit; Shift+Enter: all hits", key: "Enter: the best hit",
    count: (n) => (n === 0 ? "Nothing found" : n === 1 ? "1 result" : `${n} results`),
    similar: "Nothing has these words in its name or another text; these names are similar.",
    none: (text) => `Nothing is called “${text}”, and no text has these words.`,
    noneOfClass: (text) => `Nothing of this class is called “${text}”.`,
    inTexts: "No name has these words; these have another text with them.",
    everywhere: "Search remarks, figures and other texts, too", classes: "Classes", all: "all", start: "All classes and queries",
    further: (n) => `${n} more classes`, others: (n) => `${n} more queries`, best: "best hit", more: "Next", before: "Previous", range: (from, to, n) => `${from} to ${to} of ${n}`,
    served: (s) => `${s.sources.toLocaleString("en")} sources with ${s.statements.toLocaleString("en")} statements; ${s.inferred.toLocaleString("en")} more are inferred.`,
    ask: "Saved queries", vocabulary: "Classes of vocabularies", instances: (name) => `Of class ${name}`,
    query: "Ask in SPARQL", explore: "Explore the graph", project: "Findings, tests and statistics",
  },
  zh: {
    find: "按名称查找（任何语言）", keys: "回车：最佳匹配；Shift+回车：全部结果", key: "回车：最佳匹配",
    count: (n) => (n === 0 ? "没有找到" : `${n} 个结果`),
    similar: "没有名称或其他文本含有这些词；以下名称相近。",
    none: (text) => `没有名为“${text}”的实体，也没有文本含有这些词。`,
    noneOfClass: (text) => `这一类中没有名为“${text}”的实体。`,
    inTexts: "没有名称含有这些词；以下实体的其他文本含有。",
    everywhere: "也搜索备注、数字等其他文本", classes: "类", all: "全部", start: "全部类和查询",
    further: (n) => `其他 ${n} 个类`, others: (n) => `其他 ${n} 个查询`, best: "最佳匹配", more: "下一页", before: "上一页", range: (from, to, n) => `第 ${from} 至 ${to} 个，共 ${n} 个`,
    served: (s) => `${s.sources.toLocaleString("zh")} 个源文件，${s.statements.toLocaleString("zh")} 条陈述；另有 ${s.inferred.toLocaleString("zh")} 条由推理得出。`,
    ask: "已保存的查询", vocabulary: "通用词汇的类", instances: (name) => `类：${name}`,
    query: "用 SPARQL 提问", explore: "探索图谱", project: "检查结果、测试与统计",
  },
};

/** How many results a page has. */
const PAGE = 30;
/** How many classes are shown at first, beside results and at the root. */
const FACETS = 12;
const CLASSES = 120;
/** How many saved queries are shown at first. */
const QUERIES = 18;
/** The namespaces of classes that say how a graph is made, not what it is about. */
const VOCABULARIES = ["http://www.w3.org/2002/07/owl#", "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/ns/shacl#"];

export async function show(main, address, context) {
  const words = context.say(WORDS);
  const asked = {
    text: address.searchParams.get("text")?.trim() ?? "",
    class: address.searchParams.get("class") || null,
    all: address.searchParams.get("all"),
    offset: Math.max(0, Number.parseInt(address.searchParams.get("offset") ?? "0", 10) || 0),
  };
  const list = (text) => context.go(searchAddress({ ...asked, text, offset: 0 }));
  const { element, field } = finder(context, {
    label: words.find, value: asked.text, ofClass: asked.class, placeholder: window.matchMedia("(min-width: 30rem)").matches ? words.keys : words.key,
    pick: (hit) => context.go(entityAddress(identifier(hit.entity))),
    submit: list, list,
  });
  /** The key `/` leads to the field. */
  const toField = (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    event.preventDefault();
    field.focus();
  };
  document.addEventListener("keydown", toField);
  const body = h("div", { class: "results", "aria-live": "polite" });
  const name = context.status.name || "bixi";
  main.append(h("h1", {}, name), h("search", {}, element), body);
  if (asked.text || asked.class) {
    document.title = `${asked.text || context.say(WORDS).find} · ${name}`;
    await results(body, asked, context);
  } else {
    await home(body, context);
  }
  return () => document.removeEventListener("keydown", toField);
}

function searchAddress(asked) {
  const parameters = new URLSearchParams();
  for (const name of ["text", "class", "all", "offset"]) if (asked[name]) parameters.set(name, asked[name]);
  return `/find?${parameters}`;
}

async function results(body, asked, context) {
  const words = context.say(WORDS);
  const found = await context.call("find", { ...asked, limit: PAGE });
  const last = asked.offset + found.hits.length;
  const page = (offset, text) => h("a", { href: searchAddress({ ...asked, offset }) }, text);
  const pager = found.count > found.hits.length && h("nav", { class: "pager" },
    asked.offset > 0 && page(Math.max(0, asked.offset - PAGE), words.before),
    h("span", {}, words.range(asked.offset + 1, last, found.count)),
    last < found.count && page(last, words.more));
  const first = found.hits[0];
  const remark = first?.is_similar ? words.similar
    : first?.property && !asked.all && asked.text ? words.inTexts
      : !first && asked.text ? (asked.class ? words.noneOfClass : words.none)(asked.text) : null;
  const chosen = asked.class && (found.classes.find((one) => one.class.value === asked.class)?.class ?? await named(asked.class, context));
  replace(body,
    facets(found.classes, asked, chosen, words),
    h("div", { class: "hits" },
      h("p", { class: "count" }, words.count(found.count), chosen && [" · ", words.instances(title(chosen))]),
      remark && h("p", { class: "doubt" }, remark),
      h("ol", { start: asked.offset + 1 }, found.hits.map((hit, at) => result(hit, asked.text && at + asked.offset === 0 && !hit.is_similar, context, words))),
      pager,
      asked.text && !asked.all && h("p", {}, h("a", { href: searchAddress({ ...asked, all: "true", offset: 0 }) }, words.everywhere))));
}

/** The class of a search that no result has: it is asked for, to be called by its label. */
async function named(iri, context) {
  try {
    const { entity } = await context.call("entity", { iri, limit: 0 });
    return entity;
  } catch {
    return { type: "uri", value: iri };
  }
}

function result(hit, isBest, context, words) {
  const other = hit.text !== title(hit.entity);
  return h("li", { class: isBest ? "best" : false },
    h("span", { class: "head" }, shown(hit.entity, context, { hasName: true }), isBest && h("span", { class: "badge" }, words.best)),
    other && h("span", { class: "text" }, hit.property && [title(hit.property), ": "], h("span", { dir: "auto" }, hit.text)),
    (hit.class || hit.reified) && h("span", { class: "faint" }, hit.class ? title(hit.class) : shown(hit.reified, context)));
}

function facets(classes, asked, chosen, words) {
  const isMissing = chosen && !classes.some((one) => one.class.value === asked.class);
  const all = isMissing ? [{ class: chosen, count: null }, ...classes] : classes;
  if (all.length === 0) return null;
  const facet = (value, text, count) => h("li", {},
    h("a", { href: searchAddress({ ...asked, class: value, offset: 0 }), "aria-current": (asked.class ?? null) === value ? "true" : false }, text),
    count !== null && h("span", { class: "faint" }, ` ${count}`));
  const facetOf = (one) => facet(one.class.value, title(one.class), one.count);
  // A class without a name says nothing to a reader.
  const ranked = all.filter((one) => one.class.type === "uri" || one.class.value === asked.class).sort((a, b) => (b.count ?? Infinity) - (a.count ?? Infinity));
  const first = Math.max(FACETS, ranked.findIndex((one) => one.class.value === asked.class) + 1);
  return h("nav", { class: "facets", "aria-label": words.classes }, h("h2", {}, words.classes),
    h("ul", {}, asked.text ? facet(null, words.all, null) : h("li", {}, h("a", { href: "/" }, words.start)), ranked.slice(0, first).map(facetOf)),
    ranked.length > first && h("details", {}, h("summary", {}, words.further(ranked.length - first)), h("ul", {}, ranked.slice(first).map(facetOf))));
}

async function home(body, context) {
  const words = context.say(WORDS);
  const { sizes } = context.status;
  const [found, saved] = await Promise.all([context.call("find"), context.call("queries").catch(() => null)]);
  const hasLabels = found.classes.some((one) => one.class.label);
  const isOwn = (one) => !VOCABULARIES.some((namespace) => one.class.value.startsWith(namespace)) && (one.class.label || !hasLabels);
  const list = (classes) => h("ul", { class: "classes" }, classes.map((one) => h("li", {},
    h("a", { href: searchAddress({ class: one.class.value }) }, title(one.class)), h("span", { class: "faint" }, ` ${one.count.toLocaleString(context.language)}`))));
  const named = found.classes.filter((one) => one.class.type === "uri");
  const [own, others] = [named.filter(isOwn), named.filter((one) => !isOwn(one))];
  const queries = saved?.queries ?? [];
  const saidBy = (some) => h("ul", { class: "queries" }, some.map((query) => h("li", {},
    h("a", { href: `/query?${new URLSearchParams({ name: query.name })}` }, query.title ?? query.name),
    query.description && h("span", { class: "faint", title: query.description }, prose(query.description)))));
  replace(body,
    h("div", { class: "home" },
      h("p", {}, words.served(sizes)),
      h("p", { class: "ways" }, h("a", { href: "/query" }, words.query), h("a", { href: "/explore" }, words.explore), h("a", { href: "/project" }, words.project)),
      queries.length > 0 && h("section", {}, h("h2", {}, words.ask), saidBy(queries.slice(0, QUERIES)),
        queries.length > QUERIES && h("details", {}, h("summary", {}, words.others(queries.length - QUERIES)), saidBy(queries.slice(QUERIES)))),
      own.length > 0 && h("section", {}, h("h2", {}, words.classes), list(own.slice(0, CLASSES)),
        own.length > CLASSES && h("details", {}, h("summary", {}, words.further(own.length - CLASSES)), list(own.slice(CLASSES)))),
      others.length > 0 && h("details", {}, h("summary", {}, words.vocabulary), list(others))));
}
