// A graph as a view of results: the statements of a CONSTRUCT, or the entities of rows and the links between them.

import { h, replace } from "./dom.js";
import { GraphCanvas } from "./graph-canvas.js";
import { GraphList, legend } from "./graph-list.js";
import { ClassColors, GraphModel, painted } from "./graph-model.js";
import { download, svgOf } from "./graph-svg.js";
import { entityAddress, identifier } from "./terms.js";

const WORDS = {
  en: {
    graph: "Graph; arrow keys move it, plus and minus zoom, 0 shows all; its nodes are listed beside it", fit: "Show all", svg: "Save as SVG",
    open: "Open", explore: "Explore from here", larger: "Larger", smaller: "Smaller",
    first: (n) => `The first ${n} entities are drawn.`, literals: (n) => `${n} statements with literals are not drawn.`, empty: "There is no entity to draw.",
    alone: (n) => `${n === 1 ? "1 entity is" : `${n} entities are`} linked with no other of these by a statement, but perhaps by something between them.`,
    apart: "No statement links two of these entities, so there are no lines. A query that asks CONSTRUCT { ?a ?p ?b } says itself what is linked.",
  },
  zh: {
    graph: "图；方向键移动，加减号缩放，0 显示全部；旁边列出所有节点", fit: "显示全部", svg: "保存为 SVG",
    open: "打开", explore: "从此探索", larger: "放大", smaller: "缩小",
    first: (n) => `只画出前 ${n} 个实体。`, literals: (n) => `有 ${n} 条值为文字的陈述没有画出。`, empty: "没有可画的实体。",
    alone: (n) => `有 ${n} 个实体与其他实体之间没有直接的陈述，可能经由中间的实体相连。`,
    apart: "这些实体之间没有陈述，因此没有连线。CONSTRUCT { ?a ?p ?b } 查询可以自行说明哪些相连。",
  },
};

/** The most entities that are drawn: their names fit into a request. */
const MOST = 5000;

/** Returns whether results can be drawn as a graph. */
export function fits(result) {
  if (result.kind === "construct") return true;
  return result.kind === "select" && result.rows.slice(0, 200).some((row) => row.some(isEntity));
}

function isEntity(term) {
  return term !== null && term !== undefined && (term.type === "uri" || term.type === "bnode");
}

/** Draws results, and again when more rows have come. Returns what ends it. */
export function view(container, result, context) {
  const words = context.say(WORDS);
  const notes = h("p", { class: "faint", role: "status" });
  const chosen = h("p");
  container.append(notes);
  const drawing = new Drawing(container, context, (node) => replace(chosen, node && [
    h("a", { href: entityAddress(node.id) }, words.open), " · ", h("a", { href: `/explore?around=${encodeURIComponent(node.id)}` }, words.explore)]));
  drawing.side.prepend(chosen);
  let [drawn, isBusy, isOver] = [-1, false, false];
  const refresh = async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      // Rows that come meanwhile are drawn in the next turn.
      while (!isOver && drawn !== result.rows.length) {
        drawn = result.rows.length;
        const { model, said } = await modelOf(result, context, words);
        if (isOver) return;
        replace(notes, said.join(" "));
        drawing.show(model);
      }
    } catch (error) {
      context.report(container, error);
    } finally {
      isBusy = false;
    }
  };
  result.onmore = refresh;
  refresh();
  return () => {
    isOver = true;
    drawing.end();
  };
}

/** The model of results, and what is not in it, as sentences. */
async function modelOf(result, context, words) {
  const statements = result.kind === "construct" ? result.rows.filter((row) => isEntity(row[0]) && isEntity(row[2])) : [];
  const rows = result.kind === "construct" ? statements.map(([subject, , object]) => [subject, object]) : result.rows;
  const terms = new Map();
  let isCut = false;
  for (const term of rows.flat().filter(isEntity)) {
    if (terms.size >= MOST && !terms.has(identifier(term))) isCut = true;
    else terms.set(identifier(term), term);
  }
  const model = new GraphModel();
  const ids = [...terms.keys()];
  const said = [];
  if (ids.length > 0) {
    const part = await context.call("between", { iri: ids }, { post: true });
    if (result.kind === "construct") part.edges = [];
    model.add(part);
  }
  if (result.kind === "construct") {
    const unknown = ids.filter((id) => !model.nodes.has(id)).map((id) => ({ id, entity: terms.get(id), class: null, color: null, icon: null }));
    const edges = statements.map(([subject, property, object]) => ({ from: identifier(subject), property, to: identifier(object), is_inferred: false }));
    model.add({ nodes: unknown, edges });
    const literals = result.rows.length - statements.length;
    if (literals > 0) said.push(words.literals(literals));
  }
  if (isCut) said.push(words.first(MOST));
  if (ids.length === 0) said.push(words.empty);
  else if (ids.length > 1 && model.edges.size === 0) said.push(words.apart);
  else if (model.edges.size > 0) {
    const linked = new Set([...model.edges.values()].flatMap(({ from, to }) => [from, to]));
    const alone = model.nodes.size - linked.size;
    if (alone > 0) said.push(words.alone(alone));
  }
  return { model, said };
}

/** A graph with its list and classes. */
export class Drawing {
  /** @param {HTMLElement} container @param {(node: any) => void} chosen called with the node that is chosen, if there is one */
  constructor(container, context, chosen, options = {}) {
    const words = context.say(WORDS);
    this.context = context;
    this.told = chosen;
    this.colors = new ClassColors();
    this.state = {};
    this.model = new GraphModel();
    const button = (text, act, label) => h("button", { type: "button", onclick: act, "aria-label": label }, text);
    this.tools = h("div", { class: "graph-tools" },
      button("+", () => this.canvas.zoom(1.25), words.larger), button("−", () => this.canvas.zoom(0.8), words.smaller),
      button(words.fit, () => this.canvas.fit()), button(words.svg, () => this.save()));
    this.picture = h("div", { class: "graph-picture" });
    this.classes = h("div");
    this.side = h("div", { class: "graph-side" });
    container.append(this.tools, h("div", { class: "graph-columns" }, this.picture, this.side));
    const choose = (id) => (options.choose ?? ((one) => this.choose(one)))(id);
    this.canvas = new GraphCanvas(this.picture, { name: words.graph, choose, open: options.open, move: options.move });
    this.picture.append(this.classes);
    this.list = new GraphList(this.side, context, { choose: (id) => { choose(id); this.canvas.centre(id); } });
  }

  /** @param {GraphModel} model @param {{ hidden?: Set<string>, pinned?: Set<string>, chosen?: string | null, marked?: Set<string>, toggle?: (name: string) => void }} state */
  show(model, state = this.state) {
    this.model = model;
    this.state = state;
    this.canvas.show(painted(model, this.colors, state));
    this.list.show(model.without(state.hidden ?? new Set()), state.chosen ?? null);
    replace(this.classes, legend(this.context, model, this.colors, state.hidden ?? new Set(), state.toggle));
  }

  choose(id) {
    this.show(this.model, { ...this.state, chosen: id });
    this.told(id === null ? null : this.model.nodes.get(id));
  }

  save() {
    const name = this.context.status.name || "bixi";
    download(`${name}.svg`, "image/svg+xml", svgOf(this.canvas.graph, name, this.context.language));
  }

  end() {
    this.canvas.end();
  }
}
