// Why a statement holds, as a tree of its proof, or what it lacks.

import { h } from "./dom.js";
import { placeButton } from "./source.js";
import { shown, written } from "./terms.js";

const WORDS = {
  en: {
    by: "by rule", above: "(see above)", holds: "holds", not: "does not hold", everywhere: "holds of every literal",
    unsaid: "not asserted", could: "could infer it", has: "has", lacks: "lacks", none: "No file states it, and no rule could infer it.",
    owl: "a rule of OWL 2 RL", rdfs: "a rule of RDF Schema", own: "a rule of this project",
    wider: "A wider property holds:", near: "The graph has no such value; near ones are:", claims: "A file only speaks of it:",
  },
  zh: {
    by: "规则", above: "（见上）", holds: "成立", not: "不成立", everywhere: "对任何字面量成立",
    unsaid: "未断言", could: "可以推出它", has: "已有", lacks: "缺少", none: "没有文件陈述它，也没有规则能推出它。",
    owl: "OWL 2 RL 的规则", rdfs: "RDF Schema 的规则", own: "本项目的规则",
    wider: "更宽的属性成立：", near: "图谱没有这个值；相近的有：", claims: "有文件只是提到它：",
  },
};

/**
 * Shows why a statement holds or does not.
 * @param {{ subject: string, predicate: string, object: string }} statement names, or terms in the syntax of N-Triples
 * @param {any} context
 * @returns {Promise<HTMLElement>}
 */
export async function proof(statement, context) {
  const answer = await context.call("why", statement);
  const view = { answer, context, words: context.say(WORDS), seen: new Set() };
  return answer.holds ? h("ul", { class: "proof" }, step(view, 0)) : lacking(view);
}

/** The statement about an entity that a row of its page has. */
export function statementOf(entity, property, value, isIncoming) {
  const [subject, object] = isIncoming ? [value, entity] : [entity, value];
  return { subject: written(subject), predicate: written(property), object: written(object) };
}

function step(view, index) {
  const { answer, words, context, seen } = view;
  const of = answer.steps[index];
  const panel = h("div", { class: "panel" });
  const isSeen = seen.has(index);
  seen.add(index);
  const premises = of.premises ?? [];
  return h("li", {},
    h("span", { class: "statement" }, statement(view, of)), " ",
    of.rule && [h("span", { class: "faint" }, words.by, " "), rule(of.rule, panel, context)],
    !of.rule && of.places.length === 0 && h("span", { class: "faint" }, words.everywhere),
    (of.places ?? []).map((place) => [" ", placeButton(placeOf(place), panel, context)]),
    of.asserted === false && (of.places ?? []).length > 0 && [" ", h("span", { class: "badge doubt" }, words.unsaid)],
    of.certainty && [" ", h("span", { class: "badge" }, of.certainty)],
    (of.evidence ?? []).map((evidence) => [" ", evidenceOf(view, evidence)]),
    panel,
    premises.length > 0 && (isSeen ? h("span", { class: "faint" }, words.above) : h("ul", {}, premises.map((premise) => step(view, premise)))));
}

/** The rules of specifications, by how their names begin, and where they are written. @type {[RegExp, "owl" | "rdfs", string][]} */
const RULES = [
  [/^(eq|prp|cls|cax|dt|scm)-/, "owl", "https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules"],
  [/^rdfs\d/, "rdfs", "https://www.w3.org/TR/rdf11-mt/#patterns-of-rdfs-entailment-informative"],
];

function rule({ name, place }, panel, context) {
  const words = context.say(WORDS);
  const [, kind, address] = RULES.find(([names]) => names.test(name)) ?? [null, "own", null];
  const code = h("code", { title: words[kind] }, name);
  return [address && !place ? h("a", { href: address, title: words[kind], rel: "noopener noreferrer" }, code) : code,
    place && [" ", placeButton(placeOf(place), panel, context)]];
}

/** Reads `path:line`. */
function placeOf(text) {
  const at = text.lastIndexOf(":");
  return { file: text.slice(0, at), line: Number(text.slice(at + 1)) };
}

function statement(view, { subject, predicate, object }) {
  return [subject, predicate, object].map((text, at) => [at > 0 && " ", term(view, text)]);
}

function term({ answer, context }, text) {
  const known = answer.terms[text];
  return known ? shown(known, context) : h("code", {}, text);
}

function evidenceOf(view, { reifier, properties }) {
  const entities = properties.filter(([, value]) => view.answer.terms[value]?.type === "uri");
  return h("span", { class: "evidence faint" }, "~ ", term(view, reifier),
    entities.map(([, value], at) => [at > 0 ? ", " : " ", term(view, value)]));
}

function lacking(view) {
  const { answer, words, context } = view;
  const panel = h("div", { class: "panel" });
  const missing = (value) => (Array.isArray(value) ? value.map((text) => [term(view, text), " "]) : typeof value === "string" ? term(view, value) : h("code", {}, JSON.stringify(value)));
  return h("div", { class: "lacking" },
    h("p", {}, statement(view, answer.statement), " ", h("strong", { class: "doubt" }, words.not)),
    answer.claims && h("p", {}, words.claims, answer.claims.map((claim) => [" ", term(view, claim.reifier), claim.places.map((place) => [" ", placeButton(placeOf(place), panel, context)])])),
    answer.near && [h("p", {}, words.near), h("ul", {}, answer.near.map((near) => h("li", {}, statement(view, near))))],
    answer.wider && h("p", {}, words.wider, " ", statement(view, answer.wider)),
    answer.rules.length === 0 && !answer.claims && !answer.near && h("p", {}, words.none),
    answer.rules.length > 0 && h("ul", { class: "attempts" }, answer.rules.map((attempt) => h("li", {},
      rule(attempt.rule, panel, context), " ", words.could,
      h("ul", {},
        attempt.found.map((found) => h("li", { class: "good" }, words.has, ": ", h("span", {}, statement(view, found)))),
        h("li", { class: "fault" }, words.lacks, ": ", h("span", {}, missing(attempt.missing))))))),
    panel);
}
