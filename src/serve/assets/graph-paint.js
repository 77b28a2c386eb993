// Paints a graph on a canvas, in slices so that the page can answer in between.

import { Occupied, beside, wrapped } from "./graph-labels.js";

/** How many things are painted in a slice. */
const SLICE = 200;
/** The smallest scale at which nodes are more than points, and labels of edges are shown. */
const POINTS = 0.28;
const EDGE_LABELS = 0.75;

/**
 * @typedef {{ id: string, label: string, color: string, icon: string | null, x: number, y: number, radius: number, rank: number,
 *   isPinned: boolean, isChosen: boolean }} Node
 * @typedef {{ from: Node, to: Node, label: string, isInferred: boolean, isForward: boolean, isBackward: boolean,
 *   isChosen: boolean }} Edge
 * @typedef {{ x: number, y: number, scale: number }} View
 * @typedef {{ ground: string, ink: string, faint: string, line: string, accent: string }} Colors
 */

/**
 * Paints what a view shows on a canvas; each `next` paints a slice.
 * @param {CanvasRenderingContext2D} canvas
 * @param {{ nodes: Node[], edges: Edge[] }} graph
 * @param {View} view
 * @param {{ width: number, height: number, ratio: number, sight: [number, number] }} size `sight` are the edges of the window
 * @param {Colors} colors
 */
export function* paint(canvas, graph, view, size, colors) {
  const { width, height, ratio } = size;
  canvas.setTransform(ratio, 0, 0, ratio, 0, 0);
  canvas.clearRect(0, 0, width, height);
  const at = (node) => [(node.x - view.x) * view.scale + width / 2, (node.y - view.y) * view.scale + height / 2];
  const isNear = (x, y, margin) => x > -margin && y > -margin && x < width + margin && y < height + margin;
  yield* paintEdges(canvas, graph.edges, view, colors, at, [width, height]);
  const grow = sizeOf(view.scale);
  const shown = [];
  let painted = 0;
  for (const node of graph.nodes) {
    const [x, y] = at(node);
    if (!isNear(x, y, 160)) continue;
    paintNode(canvas, node, x, y, node.radius * grow, view.scale, colors);
    shown.push([node, x, y]);
    painted += 1;
    if (painted % SLICE === 0) yield;
  }
  yield* paintLabels(canvas, graph, shown, view, grow, colors, at, isNear, size.sight);
}

/** How large nodes are at a scale of the view. */
export function sizeOf(scale) {
  return Math.max(0.22, Math.min(1.4, scale));
}

/** The lines: those of a kind as one path, which is faster than one by one. */
function* paintEdges(canvas, edges, view, colors, at, [width, height]) {
  const kinds = [[false, false], [false, true], [true, false], [true, true]];
  const hasArrows = view.scale > 0.45;
  for (const [isInferred, isChosen] of kinds) {
    canvas.strokeStyle = isChosen ? colors.accent : colors.faint;
    canvas.fillStyle = canvas.strokeStyle;
    canvas.globalAlpha = isChosen ? 1 : view.scale < POINTS ? 0.35 : 0.6;
    canvas.lineWidth = isChosen ? 1.5 : 1;
    canvas.setLineDash(isInferred ? [4, 3] : []);
    let lines = 0;
    canvas.beginPath();
    for (const edge of edges) {
      if (edge.isInferred !== isInferred || edge.isChosen !== isChosen) continue;
      const [fromX, fromY] = at(edge.from);
      const [toX, toY] = at(edge.to);
      if (Math.max(fromX, toX) < 0 || Math.max(fromY, toY) < 0 || Math.min(fromX, toX) > width || Math.min(fromY, toY) > height) continue;
      canvas.moveTo(fromX, fromY);
      canvas.lineTo(toX, toY);
      lines += 1;
      if (lines % SLICE === 0) {
        canvas.stroke();
        yield;
        canvas.beginPath();
      }
    }
    canvas.stroke();
    if (hasArrows) paintArrows(canvas, edges, view, at, (edge) => edge.isInferred === isInferred && edge.isChosen === isChosen);
    yield;
  }
  canvas.globalAlpha = 1;
  canvas.setLineDash([]);
}

function paintArrows(canvas, edges, view, at, isOfKind) {
  const grow = sizeOf(view.scale);
  canvas.beginPath();
  for (const edge of edges) {
    if (!isOfKind(edge)) continue;
    if (edge.isForward) arrow(canvas, at(edge.from), at(edge.to), edge.to.radius * grow + 2);
    if (edge.isBackward) arrow(canvas, at(edge.to), at(edge.from), edge.from.radius * grow + 2);
  }
  canvas.fill();
}

function arrow(canvas, [fromX, fromY], [toX, toY], gap) {
  const length = Math.hypot(toX - fromX, toY - fromY);
  if (length < gap + 8) return;
  const [ux, uy] = [(toX - fromX) / length, (toY - fromY) / length];
  const [x, y] = [toX - ux * gap, toY - uy * gap];
  canvas.moveTo(x, y);
  canvas.lineTo(x - ux * 8 - uy * 3.5, y - uy * 8 + ux * 3.5);
  canvas.lineTo(x - ux * 8 + uy * 3.5, y - uy * 8 - ux * 3.5);
  canvas.closePath();
}

function paintNode(canvas, node, x, y, radius, scale, colors) {
  canvas.fillStyle = node.color;
  if (scale < POINTS && !node.isChosen) {
    canvas.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
    return;
  }
  canvas.beginPath();
  canvas.arc(x, y, radius, 0, 7);
  canvas.fill();
  if (node.isChosen || node.isPinned) {
    canvas.strokeStyle = node.isChosen ? colors.accent : colors.ink;
    canvas.lineWidth = node.isChosen ? 3 : 1.5;
    canvas.beginPath();
    canvas.arc(x, y, radius + 3, 0, 7);
    canvas.stroke();
  }
  if (node.icon && radius > 7) {
    canvas.fillStyle = "#fff";
    canvas.font = `600 ${Math.round(radius * 1.1)}px system-ui, sans-serif`;
    canvas.textAlign = "center";
    canvas.textBaseline = "middle";
    canvas.fillText(node.icon, x, y + 0.5);
  }
}

/** Where the label of an edge may stand, as parts of the way, and how near the same label is not written again, in pixels. */
const PLACES = [0.5, 0.38, 0.62, 0.28, 0.72];
const BESIDE = 48;

/** The labels of the nodes with most edges come first, below, above or beside their node; one without room is left out. */
function* paintLabels(canvas, graph, shown, view, grow, colors, at, isNear, sight) {
  const occupied = new Occupied();
  const size = Math.round(Math.max(11, Math.min(15, 12 * Math.sqrt(view.scale))));
  const most = Math.round(60 + 1500 * Math.min(1, view.scale * view.scale));
  for (const [node, x, y] of shown.length < 1500 ? shown : []) occupied.take(x - 4, y - 4, 8, 8);
  canvas.textAlign = "center";
  canvas.textBaseline = "top";
  canvas.font = `${size}px system-ui, "Noto Sans CJK SC", sans-serif`;
  shown.sort(([a], [b]) => Number(b.isChosen) - Number(a.isChosen) || b.rank - a.rank);
  let count = 0;
  for (const [node, x, y] of shown.slice(0, most)) {
    node.lines ??= wrapped(node.label);
    const width = Math.max(...node.lines.map((line) => canvas.measureText(line).width)) + 4;
    const height = node.lines.length * (size + 2);
    const gap = node.radius * grow + 4;
    const free = beside(occupied, x, y, gap, width, height, sight);
    if (!free) continue;
    label(canvas, node.lines, free[0] + width / 2, free[1], size, colors.ink, colors.ground);
    count += 1;
    if (count % 100 === 0) yield;
  }
  if (view.scale < EDGE_LABELS && graph.edges.length > 60) return;
  canvas.font = `${size - 1}px system-ui, "Noto Sans CJK SC", sans-serif`;
  const first = (edge) => (edge.isChosen ? 0 : 1);
  const edges = graph.edges.length > 3000 ? graph.edges.filter((edge) => first(edge) === 0) : [...graph.edges].sort((a, b) => first(a) - first(b));
  const said = new Map();
  for (const edge of edges) {
    const [[fromX, fromY], [toX, toY]] = [at(edge.from), at(edge.to)];
    if (!isNear((fromX + toX) / 2, (fromY + toY) / 2, 40)) continue;
    edge.lines ??= wrapped(edge.label, 22, 1);
    const width = canvas.measureText(edge.lines[0]).width + 4;
    if (width > Math.hypot(toX - fromX, toY - fromY) * 1.2) continue;
    // In the middle, or where it covers nothing; links that run beside each other need their label once.
    const places = PLACES.map((part) => [fromX + (toX - fromX) * part, fromY + (toY - fromY) * part]);
    const near = said.get(edge.label) ?? [];
    if (near.some(([x, y]) => Math.hypot(places[0][0] - x, places[0][1] - y) < BESIDE)) continue;
    const free = places.find(([x, y]) => occupied.take(x - width / 2, y - size / 2, width, size + 1));
    if (!free) continue;
    const [x, y] = free;
    said.set(edge.label, [...near, free]);
    label(canvas, edge.lines, x, y - size / 2, size, colors.faint, colors.ground);
    count += 1;
    if (count % 100 === 0) yield;
  }
}

function label(canvas, lines, x, top, size, ink, ground) {
  canvas.lineWidth = 3;
  canvas.lineJoin = "round";
  canvas.strokeStyle = ground;
  canvas.fillStyle = ink;
  lines.forEach((line, number) => {
    canvas.strokeText(line, x, top + number * (size + 2));
    canvas.fillText(line, x, top + number * (size + 2));
  });
}
