// The nodes and edges of a graph as lists, for the keyboard and for screen readers, and its classes with their colours.

import { h, replace } from "./dom.js";
import { title } from "./terms.js";

const WORDS = {
  en: {
    nodes: (n) => (n === 1 ? "1 node" : `${n} nodes`), edges: (n) => (n === 1 ? "1 edge" : `${n} edges`), links: (n) => (n === 1 ? "1 link" : `${n} links`),
    filter: "Filter the nodes", more: (n) => `${n} more: filter to see them`, classes: "Classes", none: "without a class", inferred: "inferred",
    colour: "Colour", shown: "Shown",
  },
  zh: {
    nodes: (n) => `${n} 个节点`, edges: (n) => `${n} 条边`, links: (n) => `${n} 条连接`,
    filter: "筛选节点", more: (n) => `还有 ${n} 个：筛选后可见`, classes: "类", none: "无类", inferred: "推断",
    colour: "颜色", shown: "显示",
  },
};

/** How many nodes are listed at once. */
const LISTED = 100;

/** A list of nodes, of which one may be chosen; the edges of that one are listed below it. */
export class GraphList {
  /** @param {HTMLElement} container @param {{ choose: (id: string) => void }} options */
  constructor(container, context, options) {
    this.words = context.say(WORDS);
    this.choose = options.choose;
    this.filter = h("input", { type: "search", "aria-label": this.words.filter, placeholder: this.words.filter, oninput: () => this.list() });
    this.count = h("span", { role: "status" }, `${this.words.nodes(0)}, ${this.words.edges(0)}`);
    this.items = h("ul", { class: "graph-nodes" });
    container.append(h("details", { class: "graph-list", open: matchMedia("(min-width: 60rem)").matches }, h("summary", {}, this.count), this.filter, this.items));
  }

  /** @param {import("./graph-model.js").GraphModel} model @param {string | null} chosen */
  show(model, chosen) {
    this.model = model;
    this.chosen = chosen;
    const { nodes, edges } = this.words;
    replace(this.count, `${nodes(model.nodes.size)}, ${edges(model.edges.size)}`);
    this.list();
  }

  list() {
    const degrees = new Map();
    for (const { from, to } of this.model.edges.values()) {
      degrees.set(from, (degrees.get(from) ?? 0) + 1);
      if (to !== from) degrees.set(to, (degrees.get(to) ?? 0) + 1);
    }
    const wanted = this.filter.value.trim().toLowerCase();
    const all = [...this.model.nodes.values()].filter((node) => title(node.entity).toLowerCase().includes(wanted));
    all.sort((a, b) => Number(b.id === this.chosen) - Number(a.id === this.chosen) || (degrees.get(b.id) ?? 0) - (degrees.get(a.id) ?? 0));
    const items = all.slice(0, LISTED).map((node) => this.item(node, degrees.get(node.id) ?? 0));
    if (all.length > LISTED) items.push(h("li", { class: "faint" }, this.words.more(all.length - LISTED)));
    replace(this.items, items);
  }

  item(node, degree) {
    const isChosen = node.id === this.chosen;
    const about = [node.class && title(node.class), this.words.links(degree)].filter(Boolean).join(" · ");
    return h("li", {},
      h("button", { type: "button", class: "plain", "aria-pressed": String(isChosen), onclick: () => this.choose(node.id) }, title(node.entity)),
      h("span", { class: "faint" }, " ", about),
      isChosen && this.edges(node));
  }

  edges(node) {
    const edges = this.model.edgesOf(node.id).slice(0, LISTED);
    return h("ul", {}, edges.map(({ edge, other, isOut }) => h("li", {},
      isOut ? "" : "← ", title(edge.property), edge.is_inferred && h("span", { class: "doubt" }, ` (${this.words.inferred})`), isOut ? " → " : " ",
      h("button", { type: "button", class: "plain", onclick: () => this.choose(other.id) }, title(other.entity)))));
  }
}

/**
 * The classes with their colours; with `toggle`, each can be hidden.
 * @param {import("./graph-model.js").GraphModel} model
 */
export function legend(context, model, colors, hidden, toggle) {
  const words = context.say(WORDS);
  const classes = model.classes(colors).map(({ name, term, color, count }) => {
    const sample = h("span", { class: "sample", "aria-hidden": "true" });
    sample.style.backgroundColor = color;
    const text = [sample, ` ${term ? title(term) : words.none} `, h("span", { class: "faint" }, count)];
    if (!toggle) return h("li", {}, text);
    return h("li", {}, h("label", {}, h("input", { type: "checkbox", checked: !hidden.has(name), onchange: () => toggle(name) }), text));
  });
  return h("ul", { class: "graph-classes", "aria-label": words.classes }, classes);
}
