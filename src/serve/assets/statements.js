// The statements about an entity, by property, each with its places, its evidence and its proof.

import { h, replace } from "./dom.js";
import { quote, quotingName } from "./passage.js";
import { proof, statementOf } from "./proof.js";
import { placeButton, toggle } from "./source.js";
import { identifier, inLanguage, shown, title } from "./terms.js";

const WORDS = {
  en: {
    inferred: "inferred", why: "Why?", inside: "Show it here", unsaid: "not asserted", only: (level) => `only ${level}`,
    more: (n, left) => (n === left ? `${n} more` : `${n} more of ${left}`), by: (rule) => `by ${rule}`, of: (n) => `${n}`, hidden: (n) => `${n} inferred and hidden`,
  },
  zh: {
    inferred: "推理", why: "为什么？", inside: "在此显示", unsaid: "未断言", only: (level) => `仅 ${level}`,
    more: (n, left) => (n === left ? `再显示 ${n} 条` : `再显示 ${n} 条（剩余 ${left} 条）`), by: (rule) => `规则 ${rule}`, of: (n) => `${n}`, hidden: (n) => `${n} 条由推理得出，已隐藏`,
  },
};

/** The property of the first character that a statement rests on. */
const START = "http://www.w3.org/ns/oa#start";
/** How many statements of a group come next. */
const NEXT = 100;

/**
 * Shows the statements of a property.
 * @param {any} entity
 * @param {any} group
 * @param {boolean} isIncoming
 * @param {any} context
 */
export function group(entity, group, isIncoming, context) {
  const words = context.say(WORDS);
  const rows = h("ul", { class: "statements" });
  const more = h("p", { class: "more" });
  let shownSoFar = 0;
  function add(statements) {
    shownSoFar += statements.length;
    rows.append(...statements.map((statement) => row(entity, group.property, statement, isIncoming, context, words)));
    const left = group.count - shownSoFar;
    replace(more, left > 0 && h("button", { type: "button", class: "small", onclick: next }, words.more(Math.min(NEXT, left), left)));
  }
  async function next() {
    const focused = rows.childElementCount;
    try {
      const answer = await context.call("entity", {
        iri: identifier(entity), property: group.property.value, direction: isIncoming ? "in" : "out", offset: shownSoFar, limit: NEXT,
      });
      const [page] = isIncoming ? answer.incoming : answer.outgoing;
      add(page.statements);
      /** @type {HTMLElement | null} */ (rows.children[focused]?.querySelector("a, button"))?.focus();
    } catch (error) {
      context.report(more, error);
    }
  }
  add(group.statements);
  const label = shown(group.property, context);
  const isHidden = group.inferred === group.count;
  return h("section", { class: isHidden ? "group is-inferred" : "group" },
    h("h3", {}, isIncoming && h("span", { class: "faint" }, "← "), label,
      title(group.property) !== group.property.name && h("code", { class: "faint" }, group.property.name), group.count > 1 && h("span", { class: "faint number" }, words.of(group.count)),
      group.inferred > 0 && h("span", { class: "faint number if-hidden" }, `(${words.hidden(group.inferred)})`)),
    rows, more);
}

function row(entity, property, statement, isIncoming, context, words) {
  const panel = h("div", { class: "panel" });
  const why = (body) => proof(statementOf(entity, property, statement.value, isIncoming), context).then((element) => replace(body, element));
  const inside = (body) => context.call("entity", { iri: identifier(statement.value) }).then((found) => {
    replace(body, found.outgoing.map((one) => group(found.entity, one, false, context)));
  });
  const remarks = [
    statement.value.type === "bnode" && toggle(words.inside, "inside", panel, inside, context),
    statement.is_inferred && h("span", { class: "badge inferred", title: statement.rule ? words.by(statement.rule.name) : false }, words.inferred),
    statement.only && h("span", { class: "badge doubt" }, words.only(statement.only)),
    !statement.is_asserted && !statement.is_inferred && h("span", { class: "badge doubt" }, words.unsaid),
    statement.places.map((place) => placeButton(place, panel, context)),
    statement.is_inferred && toggle(words.why, "why", panel, why, context),
    statement.evidence.map((evidence) => [evidenceOf(evidence, context),
      context.status.has_texts && rests(evidence) && toggle(quotingName(context), "passage", panel, (body) => quote(body, evidence.reifier, context), context)]),
  ];
  return h("li", { class: statement.is_inferred ? "is-inferred" : false },
    h("div", { class: "value" }, shown(statement.value, context), inLanguage(statement.printed, context.language).map((figure) => [" ", h("q", { class: "figure", lang: figure["xml:lang"] ?? false }, figure.value)]),
      figureOf(statement, entity, context)),
    h("div", { class: "remarks" }, remarks),
    panel);
}

/** What is said of a figure beside how it is printed: its unit, its bound, its period. */
function figureOf({ figure }, entity, context) {
  const parts = annotations(figure.filter((one) => identifier(one.value) !== identifier(entity)), context);
  return parts.length > 0 && h("span", { class: "faint parts" }, joined(parts));
}

/** What sources say of a statement. */
function evidenceOf({ reifier, said }, context) {
  return h("span", { class: "evidence" }, shown({ ...reifier, label: undefined, name: `~ ${reifier.name ?? reifier.value}` }, context), " ", joined(annotations(said, context)));
}

/** Whether it names characters of a text. */
function rests({ said }) {
  return said.some((one) => one.property.value === START);
}

function joined(parts) {
  return parts.map((part, at) => [at > 0 && " · ", part]);
}

/** What is said of something in short: entities by their labels, literals in one language and after the label of their property. */
function annotations(said, context) {
  const byProperty = new Map();
  for (const one of said) byProperty.set(one.property.value, [...byProperty.get(one.property.value) ?? [], one]);
  const parts = [...byProperty.values()].flatMap((all) => {
    const values = inLanguage(all.map((one) => one.value), context.language);
    return values.map((value) => annotation(all[0].property, value, context));
  });
  return parts.filter((part) => part !== null);
}

/** Without a label a property of a literal is for machines, such as the positions of a text. */
function annotation(property, value, context) {
  if (value.type === "triple") return null;
  if (value.type !== "literal") return shown(value, context);
  return property.label ? [h("span", { class: "faint" }, title(property), " "), shown(value, context, { isBrief: true })] : null;
}
