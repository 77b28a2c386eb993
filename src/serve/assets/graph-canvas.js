// A graph on a canvas that is moved by mouse, touch and keyboard. Places come from a worker; what is painted is moved as a whole
// and painted anew when it has been moved far, so that moving is quick however large the graph is.

import { h } from "./dom.js";
import { listen } from "./graph-gestures.js";
import { paint, sizeOf } from "./graph-paint.js";

/** How much of the height and width is painted beyond each border. */
const MARGIN = 0.5;
/** How long a slice of painting may take while the graph is moved, in milliseconds. */
const SLICE = 5;
const SCALES = [0.02, 6];

export class GraphCanvas {
  /**
   * @param {HTMLElement} container
   * @param {{ name: string, choose?: (id: string | null) => void, open?: (id: string) => void, move?: (id: string) => void }} options
   *   its name for screen readers, and what is called when a node is chosen, opened, and moved by hand
   */
  constructor(container, options) {
    this.options = options;
    this.graph = { nodes: [], edges: [] };
    this.places = new Map();
    this.view = { x: 0, y: 0, scale: 1 };
    this.version = 0;
    this.isWatched = true;
    /** The node that a pointer holds. @type {any} */
    this.dragged = null;
    this.sheets = [h("canvas"), h("canvas")];
    this.front = { sheet: this.sheets[0], view: this.view };
    this.box = h("div", { class: "graph-canvas", tabindex: 0, role: "application", "aria-label": options.name }, this.sheets);
    container.append(this.box);
    this.worker = new Worker("/assets/graph-worker.js", { type: "module" });
    this.worker.onmessage = ({ data }) => this.arrange(data);
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(this.box);
    this.themes = new MutationObserver(() => this.change());
    this.themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.darkened = () => this.change();
    this.dark.addEventListener("change", this.darkened);
    listen(this, this.box, options);
    this.resize();
  }

  /** Ends it. */
  end() {
    this.worker.terminate();
    this.sizes.disconnect();
    this.themes.disconnect();
    this.dark.removeEventListener("change", this.darkened);
    cancelAnimationFrame(this.frame);
    clearTimeout(this.rest);
    this.box.remove();
  }

  /**
   * Shows a graph. Nodes that were there keep their places; others begin beside a neighbour that has one.
   * @param {{ nodes: object[], edges: { from: object, to: object }[] }} graph
   */
  show(graph) {
    const neighbours = new Map();
    for (const { from, to } of graph.edges) {
      neighbours.set(to.id, [...(neighbours.get(to.id) ?? []), from].slice(0, 4));
      neighbours.set(from.id, [...(neighbours.get(from.id) ?? []), to].slice(0, 4));
    }
    let added = 0;
    const isFirst = this.places.size === 0;
    graph.nodes.forEach((node, number) => {
      const known = this.places.get(node.id);
      if (known) [node.x, node.y] = known;
      else {
        added += 1;
        const beside = (neighbours.get(node.id) ?? []).map((other) => this.places.get(other.id)).find((place) => place);
        const [x, y] = beside ?? [0, 0];
        const distance = beside ? 40 + 3 * Math.sqrt(added) : 14 * Math.sqrt(number);
        node.x = x + distance * Math.cos(number * 2.4);
        node.y = y + distance * Math.sin(number * 2.4);
      }
    });
    for (const node of graph.nodes) this.places.set(node.id, [node.x, node.y]);
    const hasChanged = added > 0 || graph.edges.length !== this.graph.edges.length || graph.nodes.length !== this.graph.nodes.length;
    this.graph = graph;
    if (hasChanged) this.arranging(isFirst ? 1 : 0.45);
    else this.change();
  }

  /** Lets the worker find places. */
  arranging(heat) {
    const { nodes, edges } = this.graph;
    const numbers = new Map(nodes.map((node, number) => [node, number]));
    this.version += 1;
    this.worker.postMessage({
      version: this.version,
      places: Float64Array.from(nodes.flatMap((node) => [node.x, node.y])),
      edges: Uint32Array.from(edges.flatMap((edge) => [numbers.get(edge.from), numbers.get(edge.to)])),
      fixed: Uint8Array.from(nodes.map((node) => Number(node.isPinned))),
      heat,
    });
    if (heat === 1) this.isWatched = true;
  }

  /** Takes the places that the worker found. */
  arrange({ version, places, moves }) {
    if (version !== this.version) return;
    this.graph.nodes.forEach((node, number) => {
      if (node === this.dragged) return;
      node.x = places[2 * number];
      node.y = places[2 * number + 1];
      this.places.set(node.id, [node.x, node.y]);
    });
    this.isSettled = !moves;
    this.box.dataset.settled = String(!moves);
    if (this.isWatched) this.fit(false);
    else this.change();
  }

  /** Shows all nodes. */
  fit(isAsked = true) {
    const { nodes } = this.graph;
    if (isAsked) this.isWatched = true;
    if (nodes.length === 0) return;
    const [xs, ys] = [nodes.map((node) => node.x), nodes.map((node) => node.y)];
    const least = (values) => values.reduce((a, b) => Math.min(a, b));
    const most = (values) => values.reduce((a, b) => Math.max(a, b));
    const [left, right, top, bottom] = [least(xs), most(xs), least(ys), most(ys)];
    const scale = Math.min((this.width - Math.min(200, this.width * 0.35)) / Math.max(right - left, 1), (this.height - 90) / Math.max(bottom - top, 1), 1.4);
    this.view = { x: (left + right) / 2, y: (top + bottom) / 2, scale: within(scale) };
    this.change();
  }

  /** Moves the view so that a node is in its middle. */
  centre(id) {
    const place = this.places.get(id);
    if (!place) return;
    this.isWatched = false;
    this.view = { ...this.view, x: place[0], y: place[1] };
    this.change();
  }

  /** Zooms by a factor around a point of the box. */
  zoom(factor, x = this.width / 2, y = this.height / 2) {
    const scale = within(this.view.scale * factor);
    const [dx, dy] = [x - this.width / 2, y - this.height / 2];
    const ratio = 1 / this.view.scale - 1 / scale;
    this.view = { x: this.view.x + dx * ratio, y: this.view.y + dy * ratio, scale };
    this.move();
  }

  /** Moves the view by pixels. */
  pan(dx, dy) {
    this.view = { ...this.view, x: this.view.x - dx / this.view.scale, y: this.view.y - dy / this.view.scale };
    this.move();
  }

  resize() {
    const rect = this.box.getBoundingClientRect();
    this.width = Math.max(rect.width, 1);
    this.height = Math.max(rect.height, 1);
    if (this.isWatched) this.fit(false);
    this.change();
  }

  /** What is shown has changed: it is painted anew. */
  change() {
    this.painting = null;
    this.isStale = true;
    this.schedule();
  }

  /** The view has changed: what is painted is moved, and painted anew when that is not enough. */
  move() {
    this.isWatched = false;
    this.place(this.front.sheet, this.front.view);
    const [x, y, scale] = this.offset(this.front.view);
    const isFar = Math.abs(x) > this.width * MARGIN * 0.6 || Math.abs(y) > this.height * MARGIN * 0.6 || scale < 0.8 || scale > 1.25;
    clearTimeout(this.rest);
    if (isFar && !this.painting) this.change();
    else this.rest = setTimeout(() => this.change(), 150);
  }

  /** Where a sheet that was painted for a view has to be now. */
  offset(painted) {
    const { x, y, scale } = this.view;
    return [(painted.x - x) * scale, (painted.y - y) * scale, scale / painted.scale];
  }

  place(sheet, painted) {
    const [x, y, scale] = this.offset(painted);
    sheet.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
  }

  schedule() {
    if (!this.frame) this.frame = requestAnimationFrame(() => this.work());
  }

  /** Paints for a while on the sheet behind, which comes to the front when it is ready. */
  work() {
    this.frame = 0;
    if (this.isStale && !this.painting) this.painting = this.begin();
    if (!this.painting) return;
    const begun = performance.now();
    let isDone = false;
    while (!isDone && performance.now() - begun < SLICE) {
      isDone = this.painting.slices.next().done;
      // What is only recorded until the sheet is shown would then be painted all at once; to look at a pixel paints it now.
      this.painting.pen.getImageData(0, 0, 1, 1);
    }
    if (!isDone) return this.schedule();
    const { sheet, view } = this.painting;
    this.painting = null;
    this.front = { sheet, view };
    this.place(sheet, view);
    for (const other of this.sheets) other.classList.toggle("front", other === sheet);
    this.box.dataset.painted = String(Number(this.box.dataset.painted ?? 0) + 1);
    if (this.isStale) this.schedule();
  }

  begin() {
    this.isStale = false;
    const sheet = this.sheets.find((one) => one !== this.front.sheet);
    const [width, height] = [this.width * (1 + 2 * MARGIN), this.height * (1 + 2 * MARGIN)];
    const ratio = Math.min(devicePixelRatio || 1, 2);
    const [pixelsX, pixelsY] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (sheet.width !== pixelsX || sheet.height !== pixelsY) [sheet.width, sheet.height] = [pixelsX, pixelsY];
    sheet.style.width = `${width}px`;
    sheet.style.height = `${height}px`;
    sheet.style.left = `${-this.width * MARGIN}px`;
    sheet.style.top = `${-this.height * MARGIN}px`;
    const view = { ...this.view };
    const pen = sheet.getContext("2d", { willReadFrequently: true });
    const sight = /** @type {[number, number]} */ ([this.width * MARGIN, this.width * (1 + MARGIN)]);
    const slices = paint(pen, this.graph, view, { width, height, ratio, sight }, colors(this.box));
    return { sheet, view, pen, slices };
  }

  /** The node at a point of the box. */
  at(x, y) {
    const { view } = this;
    const grow = sizeOf(view.scale);
    let [best, nearest] = [null, 12];
    for (const node of this.graph.nodes) {
      const distance = Math.hypot((node.x - view.x) * view.scale + this.width / 2 - x, (node.y - view.y) * view.scale + this.height / 2 - y) - node.radius * grow;
      if (distance < nearest) [best, nearest] = [node, distance];
    }
    return best;
  }
}

function within(scale) {
  return Math.min(SCALES[1], Math.max(SCALES[0], scale));
}

/** The colours of the page, as they are now. */
export function colors(element) {
  const style = getComputedStyle(element);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  return { ground: of("ground"), ink: of("ink"), faint: of("faint"), line: of("line"), accent: of("accent") };
}
