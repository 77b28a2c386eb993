// The page of an entity: its names and classes, what is said of it and with it, its picture, and what it can be compared with.

import { Problem } from "./api.js";
import { compare } from "./compare.js";
import { append, h, replace } from "./dom.js";
import { whyForm } from "./why.js";
import { quote } from "./passage.js";
import { group } from "./statements.js";
import { identifier, inLanguage, isOnWeb, shown, title } from "./terms.js";

const WORDS = {
  en: {
    outgoing: "What is said of it", incoming: "What is said with it", names: "Names", copy: "Copy the IRI", copied: "Copied",
    counts: (n, inferred) => `${n === 1 ? "1 statement" : `${n} statements`}${inferred > 0 ? `, ${inferred} of them inferred` : ""}`, hidden: " and hidden",
    inferred: "Show what is inferred", picture: "Picture of the neighbourhood", pictureOf: (name) => `Picture of the neighbourhood of ${name}`, noPicture: "There is no picture.",
    compare: "Compare", why: "Why, and why not?", explore: "Explore", asData: "As data:", whole: "Open the whole picture alone",
    blank: "A node without a name of its own: this address holds until the graph is built anew.", onWeb: "Open this IRI on the web",
    nothing: "Name an entity.", unknown: (name) => `Nothing is called “${name}”.`, meant: "Did you mean", search: "Search for it", more: (n, left) => (n === left ? `${n} more properties` : `${n} more of ${left} properties`), sections: "Parts of this page",
  },
  zh: {
    outgoing: "关于它的陈述", incoming: "提到它的陈述", names: "名称", copy: "复制 IRI", copied: "已复制",
    counts: (n, inferred) => `${n} 条陈述${inferred > 0 ? `，其中 ${inferred} 条由推理得出` : ""}`, hidden: "（已隐藏）",
    inferred: "显示推理得出的", picture: "邻域图", pictureOf: (name) => `${name}的邻域图`, noPicture: "没有图。",
    compare: "比较", why: "为什么，为什么不？", explore: "探索", asData: "数据：", whole: "单独打开完整的图",
    blank: "没有自己名称的节点：此地址在图谱重新构建前有效。", onWeb: "在网上打开此 IRI",
    nothing: "请指明一个实体。", unknown: (name) => `没有名为“${name}”的实体。`, meant: "您要找的是", search: "搜索", more: (n, left) => (n === left ? `再显示 ${n} 个属性` : `再显示 ${n} 个属性（剩余 ${left} 个）`), sections: "本页各部分",
  },
};

/** Texts that say what an entity is, the preferred one first. */
const DESCRIPTIONS = [
  "http://www.w3.org/2000/01/rdf-schema#comment", "http://www.w3.org/2004/02/skos/core#definition",
  "http://purl.org/dc/terms/description", "https://schema.org/description", "http://purl.org/dc/elements/1.1/description",
];

/** The property by which a passage names its text. */
const HAS_SOURCE = "http://www.w3.org/ns/oa#hasSource";

/** How many properties are shown at once. */
const PROPERTIES = 100;

/** How many nodes a picture on the page has at most, so that their names can be read. */
const NODES = "40";

/** How many entities are shown that are called like one that there is not. */
const ALIKE = 5;

/** Whether what is inferred is shown, on this page and on the next ones. */
let hasInferred = true;

export async function show(main, address, context) {
  const words = context.say(WORDS);
  const asked = askedFor(address, context);
  if (asked.length === 0) {
    main.append(h("p", { class: "fault" }, words.nothing));
    return;
  }
  let found;
  try {
    found = await first(asked, context);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 404) throw error;
    await unknown(main, asked[0], context, words);
    return;
  }
  const { entity } = found;
  const name = title(entity);
  document.title = `${name} · ${context.status.name || "bixi"}`;
  const others = address.searchParams.getAll("with");
  const description = DESCRIPTIONS.map((iri) => found.outgoing.find((one) => one.property.value === iri)).find((one) => one);
  const lead = description && inLanguage(description.statements.map((one) => one.value), context.language)[0];
  const inferred = found.inferred > 0 && h("label", { class: "switch" },
    h("input", { type: "checkbox", checked: hasInferred, onchange: (event) => { hasInferred = event.target.checked; main.classList.toggle("without-inferred", !hasInferred); } }), " ", words.inferred);
  main.classList.toggle("without-inferred", !hasInferred);
  const passage = h("div");
  if (context.status.has_texts && found.outgoing.some((one) => one.property.value === HAS_SOURCE)) quote(passage, entity, context).catch((error) => context.report(passage, error));
  const comparison = h("div");
  main.append(
    heading(found, name, context, words),
    lead?.type === "literal" && h("p", { class: "lead", lang: lead["xml:lang"] ?? false, dir: "auto" }, lead.value) || "",
    names(found.labels, name, words) ?? "", passage,
    h("p", { class: "faint counts" }, h("span", { role: "status" }, words.counts(found.statements, found.inferred), h("span", { class: "if-hidden" }, words.hidden)), inferred),
    fold(words.picture, "picture", (body) => picture(body, entity, context, words), false),
    fold(words.compare, "compare", () => compare(comparison, entity, found.classes, others, context).catch((error) => context.report(comparison, error)), others.length > 0, comparison),
    fold(words.why, "why-form", (body) => whyForm(body, entity, context), false),
    part(words.outgoing, found.outgoing, false, entity, context) ?? "",
    part(words.incoming, found.incoming, true, entity, context) ?? "");
}

/** What an address may ask for: the entity of its parameter, or one whose IRI has the path under the base, as it is or encoded. */
function askedFor(address, context) {
  const parameters = address.searchParams;
  if (address.pathname === "/entity") {
    const given = ["iri", "name"].filter((name) => parameters.get(name));
    return given.slice(0, 1).map((name) => ({ [name]: parameters.get(name) }));
  }
  const base = context.status.base?.replace(/\/+$/, "");
  if (!base) return [];
  const encoded = base + address.pathname + address.hash;
  try {
    const readable = decodeURI(encoded);
    return readable === encoded ? [{ iri: encoded }] : [{ iri: readable }, { iri: encoded }];
  } catch {
    return [{ iri: encoded }];
  }
}

/** Says that there is no such entity, and which others are called alike. @param {HTMLElement} main @param {Record<string, string>} asked */
async function unknown(main, { name, iri }, context, words) {
  const asked = name ?? iri;
  // An IRI often ends in words.
  const text = name ?? iri.replace(/^.*[/#:]/u, "").replace(/[-_]/gu, " ");
  const { hits } = text ? await context.call("find", { text, limit: ALIKE }) : { hits: [] };
  document.title = `${asked} · ${context.status.name || "bixi"}`;
  const alike = hits.map((hit) => h("li", {}, shown(hit.entity, context, { hasName: true }), hit.class && h("span", { class: "faint" }, ` · ${title(hit.class)}`)));
  append(main,
    h("h1", { dir: "auto" }, asked),
    h("p", { class: "fault", role: "alert" }, words.unknown(asked)),
    alike.length > 0 && [h("h2", { id: "meant" }, words.meant), h("ul", { class: "alike", "aria-labelledby": "meant" }, alike)],
    text && h("p", {}, h("a", { href: `/find?${new URLSearchParams({ text })}` }, words.search)));
}

/** The first entity that there is. @param {Record<string, string>[]} all @param {any} context */
async function first(all, context) {
  const [asked, ...others] = all;
  try {
    return await context.call("entity", asked);
  } catch (error) {
    if (others.length === 0) throw error;
    return first(others, context);
  }
}

function heading({ entity, classes }, name, context, words) {
  const iri = identifier(entity);
  const isBlank = entity.type === "bnode";
  const describe = (format) => `/sparql?${new URLSearchParams({ query: `DESCRIBE <${iri}>`, format })}`;
  const said = h("span", { role: "status", class: "faint" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(iri);
      said.textContent = ` ${words.copied}`;
    } catch {
      getSelection()?.selectAllChildren(code);
    }
  };
  const code = h("code", { class: "iri" }, iri);
  return h("div", { class: "heading" },
    h("h1", { dir: "auto" }, name),
    classes.length > 0 && h("p", { class: "kinds" }, classes.map((one) => shown(one, context))),
    h("p", { class: "identity" },
      entity.name && entity.name !== iri && [h("code", {}, entity.name), " "], code, " ",
      h("button", { type: "button", class: "small", onclick: copy }, words.copy), said,
      isOnWeb(iri) && [" ", h("a", { href: iri, rel: "noopener noreferrer", "aria-label": words.onWeb, title: words.onWeb, class: "outside" }, "↗")]),
    isBlank ? h("p", { class: "faint" }, words.blank) : h("p", { class: "links" },
      h("a", { href: `/explore?${new URLSearchParams({ around: iri })}` }, words.explore), " ",
      h("span", { class: "faint" }, words.asData), " ",
      h("a", { href: describe("turtle"), download: "entity.ttl" }, "Turtle"), " ",
      h("a", { href: describe("jsonld"), download: "entity.jsonld" }, "JSON-LD")));
}

/** The names in all languages, without the one that stands above. */
function names(labels, name, words) {
  const others = labels.filter((label) => label.value !== name);
  if (others.length === 0) return null;
  return h("p", { class: "names" }, h("span", { class: "faint" }, words.names, ": "), others.map((label, at) => [at > 0 && " · ",
    h("span", { lang: label["xml:lang"] ?? false, dir: "auto" }, label.value), label["xml:lang"] && h("span", { class: "faint kind" }, ` ${label["xml:lang"]}`)]));
}

/** A part that is filled when it is opened. */
function fold(text, kind, fill, isOpen, body = h("div")) {
  let isFilled = false;
  const details = h("details", { class: `fold ${kind}`, open: isOpen, ontoggle: () => {
    if (!details.open || isFilled) return;
    isFilled = true;
    fill(body);
  } }, h("summary", {}, text), body);
  return details;
}

function picture(body, entity, context, words) {
  const iri = identifier(entity);
  const around = entity.type === "bnode" ? iri : `<${iri}>`;
  const address = (most) => `/api/view?${new URLSearchParams({ around, format: "svg", lang: context.language, ...most })}`;
  const image = h("img", { alt: words.pictureOf(title(entity)), src: address({ "max-nodes": NODES }), onerror: () => replace(body, h("p", { class: "doubt" }, words.noPicture)) });
  replace(body, h("figure", {}, image, h("figcaption", {}, h("a", { href: address({}), target: "_blank", rel: "noopener" }, words.whole))));
}

function part(text, groups, isIncoming, entity, context) {
  if (groups.length === 0) return null;
  // What sources say comes first.
  const isInferred = (one) => one.inferred === one.count;
  const sorted = [...groups.filter((one) => !isInferred(one)), ...groups.filter(isInferred)];
  const words = context.say(WORDS);
  const more = h("p", {});
  const section = h("section", { class: "part" }, h("h2", {}, text), more);
  let shownSoFar = 0;
  /** Shows the next properties, and goes to the first of them if they were asked for. */
  const add = (isAsked) => {
    const next = sorted.slice(shownSoFar, shownSoFar + PROPERTIES).map((one) => group(entity, one, isIncoming, context));
    more.before(...next);
    shownSoFar += next.length;
    const left = sorted.length - shownSoFar;
    replace(more, left > 0 && h("button", { type: "button", onclick: () => add(true) }, words.more(Math.min(PROPERTIES, left), left)));
    if (isAsked) next[0]?.querySelector("a")?.focus();
  };
  add(false);
  return section;
}

