// The page for following a graph: it begins at an entity and is expanded by property.

import { append, h, replace } from "./dom.js";
import { encode } from "./api.js";
import { Drawing } from "./graph.js";
import { GraphModel } from "./graph-model.js";
import { Exploration } from "./explore-state.js";
import { panel } from "./explore-panel.js";
import { finder } from "./finder.js";
import { download } from "./graph-svg.js";
import { identifier, title } from "./terms.js";
import { viewFile } from "./view-file.js";

const WORDS = {
  en: {
    explore: "Explore the graph", add: "Add an entity by its name", undo: "Undo", redo: "Redo", save: "Save as a view",
    inferred: "Inferred links too", start: "Give the name of an entity to begin with.",
    chosen: "The chosen entity", hint: "Choose a node to see its links and to expand them; drag it to pin it; double-click it to expand all.",
    path: (n) => `The shortest paths have ${n} nodes; they are marked.`,
    lists: (n) => `${n === 1 ? "1 list" : `${n} lists`} that it is in, such as those of class expressions, ${n === 1 ? "is" : "are"} left out: expand rdf:first to see them.`,
    added: (n) => (n === 1 ? "1 node was added" : `${n} nodes were added`), title: (name) => `Explored around ${name}`,
    blank: (n) => `# ${n} edges of blank nodes have no name that a query could use, and are left out.`,
  },
  zh: {
    explore: "探索图谱", add: "按名称添加实体", undo: "撤销", redo: "重做", save: "保存为视图",
    inferred: "包括推断的连接", start: "请输入一个实体的名称，从它开始。",
    chosen: "所选实体", hint: "选择一个节点可查看并展开它的连接；拖动节点即固定其位置；双击节点展开全部。",
    path: (n) => `最短路径共有 ${n} 个节点，已标出。`,
    lists: (n) => `另有 ${n} 个列表单元（类表达式等）略去；可按属性 rdf:first 展开。`,
    added: (n) => `添加了 ${n} 个节点`, title: (name) => `围绕${name}的探索`,
    blank: (n) => `# 有 ${n} 条空白节点的边没有可在查询中使用的名称，已略去。`,
  },
};

/** The longest address in which the state stands. */
const LONGEST = 4000;
/** The property of classes, which lead everywhere. */
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
/** The property of the cells of lists, of which class expressions consist; what they say is not a link of its own. */
const FIRST = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
/** The most links that are expanded at once. */
const PAGE = 50;

export async function show(main, address, context) {
  const page = new Explore(main, context);
  await page.begin(address.searchParams);
  return () => page.end();
}

class Explore {
  constructor(main, context) {
    this.main = main;
    this.context = context;
    this.words = context.say(WORDS);
    const { words } = this;
    document.title = `${words.explore} · ${context.status.name || "bixi"}`;
    const form = finder(context, { label: words.add, pick: (hit, field) => { field.value = ""; this.add(identifier(hit.entity)); } });
    this.said = h("p", { role: "status", class: "faint" }, words.start);
    this.panel = h("section", { "aria-label": words.chosen, "aria-live": "polite" });
    main.append(h("h1", {}, words.explore), h("search", {}, form.element), this.said);
    this.drawing = new Drawing(main, context, () => {}, {
      choose: (id) => this.choose(id),
      open: (id) => this.expandAll(id),
      move: (id) => this.pin(id),
    });
    this.drawing.side.prepend(this.panel);
    const button = (text, act) => h("button", { type: "button", onclick: act }, text);
    this.undo = button(words.undo, () => this.go(this.history.undo()));
    this.redo = button(words.redo, () => this.go(this.history.redo()));
    this.inferred = h("input", { type: "checkbox", onchange: () => this.reload() });
    this.drawing.tools.prepend(this.undo, this.redo);
    this.drawing.tools.append(button(words.save, () => this.save()), h("label", { class: "choice" }, this.inferred, words.inferred));
    this.keys = (event) => this.press(event);
    document.addEventListener("keydown", this.keys);
    this.history = new Exploration();
    this.shown();
  }

  end() {
    document.removeEventListener("keydown", this.keys);
    this.drawing.end();
  }

  press(event) {
    const isTyping = event.target.closest?.("input:not([type=checkbox]), textarea");
    if (event.isComposing || isTyping || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    this.go(event.shiftKey ? this.history.redo() : this.history.undo());
  }

  /** Shows what an address says: nodes, or an entity and its neighbours. */
  async begin(parameters) {
    this.inferred.checked = parameters.get("inferred") === "true";
    const nodes = (parameters.get("nodes") ?? "").split(" ").filter((name) => name !== "");
    const around = parameters.get("around");
    try {
      if (nodes.length > 0) {
        const part = await this.call("between", { iri: nodes });
        this.change((state) => {
          state.model.add(part);
          for (const name of parameters.getAll("hide")) state.hidden.add(name);
        });
        const focus = part.nodes.find((node) => node.id === around || node.entity.name === around) ?? part.nodes[0];
        if (focus) await this.choose(focus.id);
      } else if (around) {
        const part = await this.call("neighbours", { iri: around });
        this.change((state) => state.model.add(part));
        await this.expandAll(part.nodes[0].id, { properties: [...few(part.properties), ...part.properties.filter(({ property }) => property.value === FIRST)] });
      }
    } catch (error) {
      this.context.report(this.main, error);
    }
  }

  call(name, parameters) {
    const options = name === "between" ? { post: true } : {};
    return this.context.call(name, { ...parameters, inferred: this.inferred.checked || null }, options);
  }

  /** Does what asks the server, and says what goes wrong. */
  async ask(act) {
    try {
      await act();
    } catch (error) {
      replace(this.said);
      this.context.report(this.said, error);
    }
  }

  /** Changes the state, so that it can be undone. */
  change(act) {
    const before = this.history.state.model.nodes.size;
    this.history.change(act);
    const added = this.history.state.model.nodes.size - before;
    replace(this.said, added > 0 ? this.words.added(added) : this.words.hint);
    this.shown();
  }

  /** Keeps a node where it was put by hand. */
  pin(id) {
    this.change((state) => state.pinned.add(id));
    if (id === this.chosen) this.choose(id);
  }

  go(state) {
    if (state) this.shown();
  }

  shown() {
    const { state } = this.history;
    this.undo.disabled = !this.history.canUndo();
    this.redo.disabled = !this.history.canRedo();
    if (this.chosen && !state.model.nodes.has(this.chosen)) {
      this.chosen = null;
      replace(this.panel);
    }
    this.drawing.show(state.model, { ...state, chosen: this.chosen ?? null, marked: this.marked, toggle: (name) => this.change((next) => toggle(next.hidden, name)) });
    this.address();
  }

  /** Puts the state into the address, if it is short. */
  address() {
    const { model, hidden } = this.history.state;
    if (model.nodes.size === 0) return;
    const nodes = [...model.nodes.values()].map(nameOf).join(" ");
    const around = this.chosen ? nameOf(model.nodes.get(this.chosen)) : null;
    const inferred = this.inferred.checked || null;
    const whole = `/explore?${plain(encode({ around, nodes, hide: [...hidden], inferred }))}`;
    const short = `/explore?${plain(encode({ around: around ?? model.nodes.keys().next().value, inferred }))}`;
    history.replaceState(null, "", whole.length <= LONGEST ? whole : short);
  }

  /** Adds an entity with its links to what is there. */
  async add(id) {
    await this.ask(async () => {
      const part = await this.call("between", { iri: [id, ...this.history.state.model.nodes.keys()] });
      this.change((state) => state.model.add(part));
      await this.choose(id);
      this.drawing.canvas.fit();
    });
  }

  /** Chooses a node, or none, and shows what it is linked with. */
  async choose(id) {
    this.chosen = id;
    this.marked = new Set();
    this.shown();
    replace(this.panel);
    if (id === null) return;
    await this.ask(async () => {
      const part = await this.call("neighbours", { iri: id });
      if (this.chosen === id) panel(this.panel, this, id, part.properties);
    });
  }

  /** Adds more links of a node by a property, of which some are shown. */
  async expand(id, property, direction, shown) {
    await this.ask(async () => {
      const part = await this.call("expand", { iri: id, property: property.value, direction, limit: shown + PAGE });
      const links = await this.linked(part);
      this.change((state) => state.model.add(part).add(links));
      await this.choose(id);
    });
  }

  /** Adds all links of a node, at most a page of each property. */
  async expandAll(id, known = null) {
    await this.ask(async () => {
      const { properties: all } = known ?? await this.call("neighbours", { iri: id });
      const properties = all.filter(({ property }) => property.value !== FIRST);
      const parts = await Promise.all(properties.map(({ property, direction }) => this.call("expand", { iri: id, property: property.value, direction, limit: PAGE })));
      const part = { nodes: parts.flatMap((one) => one.nodes), edges: parts.flatMap((one) => one.edges) };
      const links = await this.linked(part);
      this.change((state) => state.model.add(part).add(links));
      const cells = all.filter(({ property }) => property.value === FIRST).reduce((sum, { count }) => sum + count, 0);
      if (cells > 0) append(this.said, " · ", this.words.lists(cells));
      await this.choose(id);
    });
  }

  /** The links between what is there and what is added. */
  linked(part) {
    return this.call("between", { iri: [...new Set([...this.history.state.model.nodes.keys(), ...part.nodes.map((node) => node.id)])] });
  }

  /** Adds the shortest paths from a node to another. */
  async path(from, to) {
    await this.ask(async () => {
      const part = await this.call("path", { from, to });
      this.change((state) => state.model.add(part));
      await this.choose(from);
      this.marked = new Set(part.nodes.map((node) => node.id));
      this.shown();
      this.drawing.canvas.fit();
      replace(this.said, this.words.path(part.nodes.length));
    });
  }

  /** Asks for all links anew: with those that are inferred, or without. */
  async reload() {
    await this.ask(async () => {
      const part = await this.call("between", { iri: [...this.history.state.model.nodes.keys()] });
      this.change((state) => { state.model = new GraphModel().add(part); });
      if (this.chosen) await this.choose(this.chosen);
    });
  }

  save() {
    const { model, hidden } = this.history.state;
    const first = model.nodes.get(this.chosen) ?? model.nodes.values().next().value;
    if (!first) return;
    const name = this.words.title(title(first.entity));
    download("explored.rq", "application/sparql-query", viewFile(model, hidden, name, this.words.blank));
  }
}

/** Those properties, the rarest first, that lead to a page of links together: enough to begin with. */
function few(properties) {
  const rarest = [...properties].filter(({ property }) => property.value !== TYPE && property.value !== FIRST).sort((a, b) => a.count - b.count);
  let sum = 0;
  return rarest.filter(({ count }) => (sum += count) <= PAGE);
}

/** What a node is called in an address: its prefixed name, which is shorter than its IRI. */
function nameOf(node) {
  return node.entity.type === "uri" ? node.entity.name ?? node.id : node.id;
}

/** Parameters with the characters that need no escape in them. */
function plain(parameters) {
  return parameters.toString().replace(/%3A/gu, ":").replace(/%2F/gu, "/");
}

function toggle(set, name) {
  if (!set.delete(name)) set.add(name);
}
