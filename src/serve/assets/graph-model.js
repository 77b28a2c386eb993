// Nodes and edges as the calls give them, and as they are painted.

import { title } from "./terms.js";

/** The colours of classes to which the styles of a graph give none; colour-blind people can tell them apart. */
const PALETTE = ["#0072b2", "#e08a00", "#009e73", "#b85c95", "#3fa0dc", "#d55e00", "#8a8a28", "#4b3fa0", "#882255", "#2f958a"];
const GREY = "#6e7681";

/** What a class is called in sets and maps; entities without a class have the empty name. */
export function classOf(node) {
  return node.class ? node.class.value : "";
}

function keyOf(edge) {
  return JSON.stringify([edge.from, edge.property.value, edge.to]);
}

/** A part of a graph. It is changed only by its own functions; `copy` costs little. */
export class GraphModel {
  constructor() {
    /** @type {Map<string, any>} */
    this.nodes = new Map();
    /** @type {Map<string, any>} */
    this.edges = new Map();
  }

  copy() {
    const copy = new GraphModel();
    copy.nodes = new Map(this.nodes);
    copy.edges = new Map(this.edges);
    return copy;
  }

  /** Adds what a call answered. Edges to nodes that are not there are left out. */
  add(part) {
    for (const node of part.nodes) if (!this.nodes.has(node.id)) this.nodes.set(node.id, node);
    for (const edge of part.edges) {
      if (this.nodes.has(edge.from) && this.nodes.has(edge.to)) this.edges.set(keyOf(edge), edge);
    }
    return this;
  }

  remove(ids) {
    for (const id of ids) this.nodes.delete(id);
    for (const [key, edge] of this.edges) if (!this.nodes.has(edge.from) || !this.nodes.has(edge.to)) this.edges.delete(key);
    return this;
  }

  /** The same without the nodes of some classes. */
  without(classes) {
    if (classes.size === 0) return this;
    const hidden = [...this.nodes.values()].filter((node) => classes.has(classOf(node)));
    return this.copy().remove(hidden.map((node) => node.id));
  }

  /** The edges of a node, each with the node at its other end. */
  edgesOf(id) {
    const found = [...this.edges.values()].filter((edge) => edge.from === id || edge.to === id);
    return found.map((edge) => ({ edge, other: this.nodes.get(edge.from === id ? edge.to : edge.from), isOut: edge.from === id }));
  }

  /** The nodes that are linked with a node and with no other. */
  leavesOf(id) {
    const neighbours = new Map();
    const note = (a, b) => neighbours.set(a, (neighbours.get(a) ?? new Set()).add(b));
    for (const { from, to } of this.edges.values()) {
      note(from, to);
      note(to, from);
    }
    const isLeaf = (other) => other !== id && [...neighbours.get(other)].every((one) => one === id || one === other);
    return [...(neighbours.get(id) ?? [])].filter(isLeaf);
  }

  /** The classes of the nodes with their colours and counts, those with most nodes first. */
  classes(colors) {
    const found = new Map();
    for (const node of this.nodes.values()) {
      const name = classOf(node);
      const known = found.get(name) ?? { name, term: node.class, color: colors.of(node), count: 0 };
      known.count += 1;
      found.set(name, known);
    }
    return [...found.values()].sort((a, b) => b.count - a.count);
  }
}

/** Gives each class a colour, and always the same one. */
export class ClassColors {
  constructor() {
    this.given = new Map();
  }

  of(node) {
    if (node.color) return node.color;
    if (!node.class) return GREY;
    const name = classOf(node);
    if (!this.given.has(name)) this.given.set(name, PALETTE[this.given.size % PALETTE.length]);
    return this.given.get(name);
  }
}

/**
 * What is painted of a model: nodes whose classes are not hidden, and between two of them one edge for all statements.
 * @param {GraphModel} model
 * @param {ClassColors} colors
 * @param {{ hidden?: Set<string>, pinned?: Set<string>, chosen?: string | null, marked?: Set<string> }} state `marked` are the nodes
 *   of a path
 */
export function painted(model, colors, { hidden = new Set(), pinned = new Set(), chosen = null, marked = new Set() } = {}) {
  const nodes = new Map();
  for (const node of model.nodes.values()) {
    if (hidden.has(classOf(node))) continue;
    const shown = { id: node.id, label: title(node.entity), color: colors.of(node), icon: node.icon, degree: 0, isPinned: pinned.has(node.id), isChosen: node.id === chosen };
    nodes.set(node.id, shown);
  }
  const edges = new Map();
  for (const edge of model.edges.values()) {
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
    if (!from || !to || from === to) continue;
    from.degree += 1;
    to.degree += 1;
    const isTurned = edge.from > edge.to;
    const key = isTurned ? `${edge.to}\n${edge.from}` : `${edge.from}\n${edge.to}`;
    const known = edges.get(key) ?? { from: isTurned ? to : from, to: isTurned ? from : to, labels: new Set(), isInferred: true, isForward: false, isBackward: false };
    known.labels.add(title(edge.property));
    known.isInferred &&= edge.is_inferred;
    if (isTurned) known.isBackward = true;
    else known.isForward = true;
    edges.set(key, known);
  }
  for (const node of nodes.values()) {
    node.radius = 7 + Math.min(9, 1.6 * Math.sqrt(node.degree));
    node.rank = node.degree;
  }
  const isOnPath = (node) => marked.has(node.id);
  for (const edge of edges.values()) {
    edge.isChosen = marked.size > 0 ? isOnPath(edge.from) && isOnPath(edge.to) : edge.from.isChosen || edge.to.isChosen;
    if (edge.isChosen) for (const node of [edge.from, edge.to]) node.rank = Math.max(node.rank, 1000 + node.degree);
    const labels = [...edge.labels];
    edge.label = labels.slice(0, 2).join(" · ") + (labels.length > 2 ? ` +${labels.length - 2}` : "");
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}
