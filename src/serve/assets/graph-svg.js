// A graph as it stands, as a file in SVG.

import { svg } from "./dom.js";
import { Occupied, beside, widthOf, wrapped } from "./graph-labels.js";

/** The room around the nodes, in pixels. */
const ROOM = 80;
/** How wide a Latin letter of a label is, and how high a line, in pixels. */
const LETTER = 6.6;
const LINE = 14;

/**
 * @param {{ nodes: import("./graph-paint.js").Node[], edges: import("./graph-paint.js").Edge[] }} graph
 * @param {string} title
 * @param {string} language
 * @returns {string}
 */
export function svgOf(graph, title, language) {
  const [xs, ys] = [graph.nodes.map((node) => node.x), graph.nodes.map((node) => node.y)];
  const least = (values) => values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = (values) => values.reduce((a, b) => Math.max(a, b), -Infinity);
  const [left, top] = graph.nodes.length === 0 ? [0, 0] : [least(xs) - ROOM, least(ys) - ROOM];
  const [width, height] = graph.nodes.length === 0 ? [1, 1] : [most(xs) + ROOM - left, most(ys) + ROOM - top];
  const round = (value) => String(Math.round(value * 10) / 10);
  const at = (node) => [node.x - left, node.y - top];
  const occupied = new Occupied();
  for (const node of graph.nodes) occupied.take(at(node)[0] - 5, at(node)[1] - 5, 10, 10);
  const byRank = [...graph.nodes].sort((a, b) => b.rank - a.rank);
  const labels = byRank.map((node) => {
    const [lines, [x, y]] = [wrapped(node.label), at(node)];
    const width = Math.max(...lines.map(widthOf)) * LETTER;
    const free = beside(occupied, x, y, node.radius + 3, width, lines.length * LINE);
    return free && text(lines, free[0] + width / 2, free[1] + 11, 12, "#1b1e23", round);
  });
  const edges = graph.edges.map((edge) => {
    const [[x1, y1], [x2, y2]] = [at(edge.from), at(edge.to)];
    const width = widthOf(edge.label) * LETTER;
    const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
    const isFree = width < Math.hypot(x2 - x1, y2 - y1) * 1.2 && occupied.take(x - width / 2, y - LINE / 2, width, LINE);
    return svg("g", {},
      svg("title", {}, edge.label),
      svg("path", {
        d: `M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}`, stroke: "#6e7681", "stroke-dasharray": edge.isInferred && "4 3",
      }),
      edge.isForward && arrow([x1, y1], [x2, y2], edge.to.radius, round),
      edge.isBackward && arrow([x2, y2], [x1, y1], edge.from.radius, round),
      isFree && text([edge.label], x, y + 4, 11, "#5b6370", round));
  });
  const nodes = graph.nodes.map((node) => {
    const [x, y] = at(node);
    return svg("g", {},
      svg("title", {}, node.label),
      svg("circle", { cx: round(x), cy: round(y), r: round(node.radius), fill: node.color }),
      node.icon && svg("text", { x: round(x), y: round(y + node.radius * 0.36), "font-size": round(node.radius), fill: "#fff", "text-anchor": "middle" }, node.icon));
  });
  const picture = svg("svg", { viewBox: `0 0 ${round(width)} ${round(height)}`, width: round(width), height: round(height), role: "img", lang: language,
    "font-family": "system-ui, 'Noto Sans CJK SC', sans-serif" },
    svg("title", {}, title),
    svg("rect", { width: round(width), height: round(height), fill: "#fff" }),
    svg("g", { fill: "none" }, edges), svg("g", {}, nodes), svg("g", {}, labels));
  return new XMLSerializer().serializeToString(picture);
}

function arrow([fromX, fromY], [toX, toY], radius, round) {
  const length = Math.hypot(toX - fromX, toY - fromY) || 1;
  const [ux, uy] = [(toX - fromX) / length, (toY - fromY) / length];
  const [x, y] = [toX - ux * (radius + 2), toY - uy * (radius + 2)];
  const corners = [[x, y], [x - ux * 8 - uy * 3.5, y - uy * 8 + ux * 3.5], [x - ux * 8 + uy * 3.5, y - uy * 8 - ux * 3.5]];
  return svg("path", { d: `M${corners.map(([a, b]) => `${round(a)} ${round(b)}`).join("L")}Z`, fill: "#6e7681" });
}

function text(lines, x, y, size, fill, round) {
  const halo = { stroke: "#fff", "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round" };
  return svg("text", { "font-size": size, fill, "text-anchor": "middle", ...halo }, lines.map((line, number) => svg("tspan", { x: round(x), y: round(y + number * (size + 2)) }, line)));
}

/** Gives a file to the reader. */
export function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
