// What can be done with a node that is chosen: its links are expanded, it is pinned, and paths lead from it.

import { h, replace } from "./dom.js";
import { finder } from "./finder.js";
import { entityAddress, identifier, title } from "./terms.js";

const WORDS = {
  en: {
    open: "Open its page", pin: "Pin", unpin: "Unpin", collapse: "Collapse", remove: "Remove", all: "Expand all", links: "Expand by property", nothing: "It is linked with nothing.",
    path: "Find a path to", shown: (shown, count) => (shown === 0 ? `${count}` : `${shown} of ${count} shown`),
    expand: (name, count, isOut) => `Expand ${isOut ? "" : "the reverse of "}${name}: ${count}`,
  },
  zh: {
    open: "打开其页面", pin: "固定", unpin: "取消固定", collapse: "收起", remove: "移除", all: "全部展开", links: "按属性展开", nothing: "它没有任何连接。",
    path: "查找路径，通往", shown: (shown, count) => (shown === 0 ? `${count}` : `已显示 ${shown}/${count}`),
    expand: (name, count, isOut) => `展开${isOut ? "" : "反向的"}${name}：${count}`,
  },
};

/**
 * Fills the panel of a node.
 * @param {HTMLElement} element
 * @param {any} page the page of exploration
 * @param {string} id
 * @param {{ property: any, direction: string, count: number }[]} properties
 */
export function panel(element, page, id, properties) {
  const words = page.context.say(WORDS);
  const { model, pinned } = page.history.state;
  const node = model.nodes.get(id);
  if (!node) return;
  const button = (text, act) => h("button", { type: "button", onclick: act }, text);
  const isPinned = pinned.has(id);
  const again = () => panel(element, page, id, properties);
  replace(element,
    h("h2", {}, title(node.entity)),
    h("p", { class: "faint" }, [node.class && title(node.class), node.entity.name].filter(Boolean).join(" · ")),
    h("div", { class: "graph-actions" },
      h("a", { href: entityAddress(id) }, words.open),
      button(isPinned ? words.unpin : words.pin, () => {
        page.change((state) => { if (!state.pinned.delete(id)) state.pinned.add(id); });
        again();
      }),
      button(words.collapse, () => {
        page.change((state) => state.model.remove(state.model.leavesOf(id).filter((leaf) => !state.pinned.has(leaf))));
        again();
      }),
      button(words.remove, () => page.change((state) => state.model.remove([id]))),
      properties.length > 0 && button(words.all, () => page.expandAll(id, { properties }))),
    path(page, id, words),
    h("h3", {}, words.links),
    properties.length === 0 ? h("p", {}, words.nothing) : h("ul", { class: "graph-links" }, properties.map((one) => link(page, id, one, words))));
}

/** A property with the number of its links; a click adds the next of them. */
function link(page, id, { property, direction, count }, words) {
  const isOut = direction === "out";
  const edges = page.history.state.model.edgesOf(id).filter((one) => one.isOut === isOut && one.edge.property.value === property.value);
  const shown = new Set(edges.map((one) => one.other.id)).size;
  const name = title(property);
  return h("li", {}, h("button", {
    type: "button", disabled: shown >= count, title: words.expand(name, count, isOut),
    onclick: () => page.expand(id, property, direction, shown),
  }, h("span", {}, isOut ? `${name} →` : `← ${name}`), h("span", { class: "number" }, words.shown(shown, count))));
}

/** A field for another entity, to which paths are looked for. */
function path(page, id, words) {
  return finder(page.context, { label: words.path, pick: (hit) => page.path(id, identifier(hit.entity)), submit: (text) => page.path(id, text) }).element;
}
