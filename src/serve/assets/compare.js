// Entities side by side: a table of their properties.

import { h, replace } from "./dom.js";
import { finder } from "./finder.js";
import { entityAddress, identifier, inLanguage, shown, title } from "./terms.js";

const WORDS = {
  en: {
    with: "Compare with", same: "Of the same class", remove: (name) => `Remove ${name}`, property: "Property",
    more: (n) => `… and ${n} more`, differences: "Only what differs", incoming: "is the value of",
  },
  zh: {
    with: "与……比较", same: "同类的有", remove: (name) => `移除 ${name}`, property: "属性",
    more: (n) => `……还有 ${n} 个`, differences: "只看不同之处", incoming: "作为值",
  },
};

/** How many entities of the same class are offered. */
const OFFERED = 12;

/**
 * Fills a section with the choice of entities to compare with, and with the table if there are any.
 * @param {HTMLElement} section
 * @param {any} entity
 * @param {any[]} classes
 * @param {string[]} others
 * @param {any} context
 */
export async function compare(section, entity, classes, others, context) {
  const words = context.say(WORDS);
  const iri = identifier(entity);
  const to = (chosen) => entityAddress(iri, { with: chosen });
  const { element } = finder(context, { label: words.with, pick: (hit) => context.go(to([...others, identifier(hit.entity)])) });
  const offers = h("p", { class: "offers" });
  const table = h("div", { class: "scroll", tabindex: others.length > 0 ? 0 : false });
  replace(section, element, offers, table);
  await Promise.all([
    offer(offers, iri, classes, others, to, context, words),
    others.length > 0 && tabulate(table, [iri, ...others], to, context, words),
  ]);
}

async function offer(offers, iri, classes, others, to, context, words) {
  if (classes.length === 0) return;
  const found = await context.call("find", { class: identifier(classes[0]), limit: OFFERED });
  const fresh = found.hits.filter((hit) => ![iri, ...others].includes(identifier(hit.entity)));
  if (fresh.length === 0) return;
  replace(offers, h("span", { class: "faint" }, words.same, ": "), fresh.map((hit) => [h("a", { href: to([...others, identifier(hit.entity)]) }, title(hit.entity)), " "]));
}

async function tabulate(table, all, to, context, words) {
  const answer = await context.call("compare", { iri: all });
  const isSame = (row) => new Set(row.cells.map((cell) => JSON.stringify(cell.values))).size === 1;
  const head = answer.entities.map((one, at) => h("th", { scope: "col" }, shown(one, context),
    at > 0 && h("a", { class: "remove", href: to(all.slice(1).filter((_, other) => other !== at - 1)), "aria-label": words.remove(title(one)), title: words.remove(title(one)) }, "×")));
  const cell = ({ count, values }) => h("td", {},
    h("ul", {}, inLanguage(values, context.language).map((value) => h("li", {}, shown(value, context))), count > values.length && h("li", { class: "faint" }, words.more(count - values.length))));
  const rows = answer.rows.map((row) => h("tr", { class: isSame(row) ? "same" : false },
    h("th", { scope: "row" }, row.is_incoming && h("span", { class: "faint", title: words.incoming }, "← "), shown(row.property, context)), row.cells.map(cell)));
  const element = h("table", { class: "compared" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, words.property), head)), h("tbody", {}, rows));
  const only = h("input", { type: "checkbox", onchange: (event) => element.classList.toggle("differences", event.target.checked) });
  replace(table, h("p", {}, h("label", {}, only, " ", words.differences)), element);
}
