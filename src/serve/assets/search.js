// The page of search: entities by their names.

import { h, replace } from "./dom.js";

const WORDS = {
  en: { find: "Find an entity by its name", count: (n) => (n === 1 ? "1 entity" : `${n} entities`) },
  zh: { find: "按名称查找实体", count: (n) => `${n} 个实体` },
};

export async function show(main, address, context) {
  const words = context.say(WORDS);
  const text = address.searchParams.get("text") ?? "";
  const field = h("input", { name: "text", type: "search", value: text, required: true });
  const form = h("form", { action: "/find", onsubmit: (event) => { event.preventDefault(); context.go(`/find?text=${encodeURIComponent(field.value)}`); } },
    h("label", {}, words.find, " ", field));
  const list = h("div", { "aria-live": "polite" });
  main.append(h("h1", {}, context.status.name), form, list);
  if (!text) return;
  const found = await context.call("find", { text });
  replace(list, h("p", {}, words.count(found.count)), h("ul", {}, found.hits.map((hit) =>
    h("li", {}, h("a", { href: `/entity?iri=${encodeURIComponent(hit.entity.value)}` }, hit.entity.label ?? hit.entity.name), " ", hit.text))));
}
