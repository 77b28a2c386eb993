// A map as a view of results: points with latitude and longitude, and geometries, on an outline of the land. It asks no other
// server for anything. Degrees are drawn as they are: a degree of longitude is as wide as one of latitude is high.

import { h, replace, svg } from "./dom.js";
import { entityAddress, identifier } from "./terms.js";
import { numberOf, textOf } from "./values.js";
import { geometry, isGeometry } from "./wkt.js";
import { LAND } from "./world.js";

const WORDS = {
  en: {
    map: "Map; arrow keys move it, plus and minus zoom, 0 shows all; the places are listed beside it", fit: "Show all", larger: "Larger", smaller: "Smaller",
    places: (n) => (n === 1 ? "1 place" : `${n} places`), left: (n) => (n === 1 ? "1 row has no place." : `${n} rows have no place.`),
    coarse: "The outline of the land is coarse.", more: (n) => `${n} more`, first: (n) => `The first ${n} places are drawn.`,
  },
  zh: {
    map: "地图；方向键移动，加减号缩放，0 显示全部；旁边列出所有地点", fit: "显示全部", larger: "放大", smaller: "缩小",
    places: (n) => `${n} 个地点`, left: (n) => `有 ${n} 行没有地点。`,
    coarse: "陆地轮廓只是粗略的。", more: (n) => `还有 ${n} 个`, first: (n) => `只画出前 ${n} 个地点。`,
  },
};

const LATITUDE = /^(.*?)(lat|latitude|纬度)$/iu;
const LONGITUDE = /^(.*?)(long?|lng|longitude|经度)$/iu;
/** The most places on the map, and in the list. */
const MOST = 5000;
const LISTED = 200;
/** The narrowest and the widest view, in degrees. */
const SPANS = [0.01, 400];

/** Returns whether results have places. */
export function fits(result) {
  return result.kind === "select" && columns(result) !== null;
}

/** The columns of places: one of geometries, or a pair. */
function columns(result) {
  const rows = result.rows.slice(0, 200);
  const shape = result.variables.findIndex((_, column) => rows.some((row) => row[column]?.type === "literal" && isGeometry(row[column].value)));
  if (shape >= 0) return { shape };
  for (const [latitude, name] of result.variables.entries()) {
    const [, start] = LATITUDE.exec(name) ?? [];
    if (start === undefined) continue;
    const longitude = result.variables.findIndex((other) => LONGITUDE.exec(other)?.[1] === start);
    const isPlace = (row) => numberOf(row[latitude]) !== null && numberOf(row[longitude]) !== null;
    if (longitude >= 0 && rows.some(isPlace)) return { latitude, longitude };
  }
  return null;
}

/** The places in rows, each with a label and what it is drawn from. */
function places(result) {
  const found = columns(result);
  const own = new Set(found ? Object.values(found) : []);
  const all = [];
  for (const row of found ? result.rows : []) {
    const shape = found.shape === undefined ? point(numberOf(row[found.longitude]), numberOf(row[found.latitude])) : row[found.shape] && geometry(row[found.shape].value);
    const bounds = shape && boundsOf(shape);
    if (!bounds) continue;
    const others = row.filter((term, column) => term && !own.has(column));
    all.push({ shape, bounds, label: others.length > 0 ? textOf(others[0]) : "", about: others.slice(1, 6).map(textOf).join(" · "), term: others[0] });
  }
  return all;
}

function point(x, y) {
  const isPlace = x !== null && y !== null && Math.abs(x) <= 360 && Math.abs(y) <= 90;
  return isPlace ? { points: [[x, y]], lines: [], areas: [] } : null;
}

/** The least rectangle around a shape. @returns {[number, number, number, number] | null} */
function boundsOf({ points, lines, areas }) {
  let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of [...points, ...lines.flat(), ...areas.flat(2)]) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    bottom = Math.min(bottom, y);
    top = Math.max(top, y);
  }
  return left === Infinity ? null : [left, bottom, right, top];
}

/** Draws results, and again when more rows have come. Returns what ends it. */
export function view(container, result, context) {
  const map = new MapView(container, context);
  map.show(result);
  result.onmore = () => map.show(result);
  return () => map.sizes.disconnect();
}

class MapView {
  constructor(container, context) {
    const words = context.say(WORDS);
    this.words = words;
    this.notes = h("p", { class: "faint" });
    const button = (text, act, label) => h("button", { type: "button", onclick: act, "aria-label": label }, text);
    const tools = h("div", { class: "graph-tools" }, button("+", () => this.zoom(0.7), words.larger), button("−", () => this.zoom(1 / 0.7), words.smaller), button(words.fit, () => this.fit()));
    this.graticule = svg("path", { class: "graticule" });
    this.features = svg("g");
    const land = svg("path", { class: "land", d: LAND.map((ring) => `M${pairs(ring).map(([x, y]) => `${x} ${-y}`).join("L")}Z`).join("") });
    this.picture = svg("svg", { class: "map-picture", role: "application", tabindex: 0, "aria-label": words.map, preserveAspectRatio: "xMidYMid slice" }, land, this.graticule, this.features);
    this.count = h("h3", {});
    this.list = h("ul", { class: "graph-nodes" });
    this.chosen = h("p", { role: "status" });
    container.append(this.notes, tools, h("div", { class: "graph-columns" }, this.picture, h("div", { class: "graph-side" }, this.chosen, this.count, this.list)));
    this.view = { x: 0, y: 0, span: 360 };
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(this.picture);
    listen(this);
  }

  show(result) {
    const all = places(result);
    this.places = all.slice(0, MOST);
    const left = result.rows.length - all.length;
    replace(this.notes, [left > 0 && this.words.left(left), all.length > MOST && this.words.first(MOST), this.words.coarse].filter(Boolean).join(" "));
    replace(this.count, this.words.places(all.length));
    this.shapes = this.places.map((place) => drawn(place, () => this.choose(place)));
    replace(this.features, this.shapes);
    const items = this.places.slice(0, LISTED).map((place) => h("li", {},
      h("button", { type: "button", class: "plain", onclick: () => { this.choose(place); this.near(place.bounds); } }, place.label || coordinates(place.bounds)),
      h("span", { class: "faint" }, ` ${place.about}`)));
    if (this.places.length > LISTED) items.push(h("li", { class: "faint" }, this.words.more(this.places.length - LISTED)));
    replace(this.list, items);
    if (!this.isMoved) this.fit();
  }

  /** Says what a place is. */
  choose(place) {
    this.shapes.forEach((shape, number) => shape.classList.toggle("chosen", this.places[number] === place));
    const isEntity = place.term && (place.term.type === "uri" || place.term.type === "bnode");
    const name = isEntity ? h("a", { href: entityAddress(identifier(place.term)) }, place.label) : place.label;
    replace(this.chosen, name, h("span", { class: "faint" }, ` ${[coordinates(place.bounds), place.about].filter(Boolean).join(" · ")}`));
  }

  fit() {
    const [left, bottom, right, top] = this.places.reduce(
      ([a, b, c, d], { bounds }) => [Math.min(a, bounds[0]), Math.min(b, bounds[1]), Math.max(c, bounds[2]), Math.max(d, bounds[3])],
      [Infinity, Infinity, -Infinity, -Infinity]);
    if (left === Infinity) this.view = { x: 0, y: 0, span: 360 };
    else this.view = { x: (left + right) / 2, y: (bottom + top) / 2, span: Math.max((right - left) * 1.3, (top - bottom) * 1.3 * this.aspect(), 2) };
    this.draw();
  }

  near([left, bottom, right, top]) {
    this.view = { x: (left + right) / 2, y: (bottom + top) / 2, span: Math.max(Math.min(this.view.span, 20), (right - left) * 1.5) };
    this.draw();
  }

  aspect() {
    const { width, height } = this.picture.getBoundingClientRect();
    return width > 0 && height > 0 ? width / height : 1.6;
  }

  /** Zooms by a factor around a point, in degrees. */
  zoom(factor, x = this.view.x, y = this.view.y) {
    this.isMoved = true;
    const span = Math.min(SPANS[1], Math.max(SPANS[0], this.view.span * factor));
    const ratio = span / this.view.span;
    this.view = { x: x + (this.view.x - x) * ratio, y: y + (this.view.y - y) * ratio, span };
    this.draw();
  }

  /** Moves by parts of the width. */
  pan(dx, dy) {
    this.isMoved = true;
    const { x, y, span } = this.view;
    this.view = { x: Math.max(-360, Math.min(360, x + dx * span)), y: Math.max(-90, Math.min(90, y + dy * span)), span };
    this.draw();
  }

  draw() {
    const { x, y, span } = this.view;
    const height = span / this.aspect();
    this.picture.setAttribute("viewBox", `${x - span / 2} ${-y - height / 2} ${span} ${height}`);
    const step = [30, 10, 5, 1, 0.5, 0.1, 0.01].find((one) => span / one >= 5) ?? 0.01;
    const lines = [];
    for (let at = Math.ceil((x - span / 2) / step) * step; at <= x + span / 2; at += step) lines.push(`M${at} ${-Math.min(90, y + height)}V${-Math.max(-90, y - height)}`);
    for (let at = Math.ceil(Math.max(-90, y - height) / step) * step; at <= Math.min(90, y + height); at += step) lines.push(`M${x - span} ${-at}H${x + span}`);
    this.graticule.setAttribute("d", lines.join(""));
  }
}

/** A place as one element: points are lines without length, whose width is that of the screen however far one zooms. */
function drawn({ shape, label, about }, choose) {
  const line = (ring) => `M${ring.map(([x, y]) => `${x} ${-y}`).join("L")}`;
  return svg("g", { class: "place", onclick: choose },
    svg("title", {}, [label, about].filter(Boolean).join(" · ")),
    shape.areas.length > 0 && svg("path", { class: "area", d: shape.areas.map((rings) => rings.map((ring) => `${line(ring)}Z`).join("")).join("") }),
    shape.lines.length > 0 && svg("path", { class: "way", d: shape.lines.map(line).join("") }),
    shape.points.length > 0 && svg("path", { class: "point", d: shape.points.map(([x, y]) => `M${x} ${-y}h0`).join("") }));
}

function coordinates([left, bottom, right, top]) {
  const round = (value) => String(Math.round(value * 1000) / 1000);
  return `${round((bottom + top) / 2)}, ${round((left + right) / 2)}`;
}

function pairs(ring) {
  return ring.flatMap((x, at) => (at % 2 === 0 ? [[x, ring[at + 1]]] : []));
}

function listen(map) {
  const { picture } = map;
  const pointers = new Map();
  let pinch = 0;
  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    pinch = 0;
  });
  picture.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const moved = Math.hypot(event.clientX - before[0], event.clientY - before[1]);
    if (moved < 3 && !picture.hasPointerCapture(event.pointerId)) return;
    picture.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    const { width } = picture.getBoundingClientRect();
    if (pointers.size === 2) {
      const [a, b] = [...pointers.values()];
      const distance = Math.hypot(a[0] - b[0], a[1] - b[1]);
      if (pinch > 0) map.zoom(pinch / distance);
      pinch = distance;
    } else map.pan((before[0] - event.clientX) / width, (event.clientY - before[1]) / width);
  });
  for (const end of ["pointerup", "pointercancel"]) picture.addEventListener(end, (event) => pointers.delete(event.pointerId));
  picture.addEventListener("wheel", (event) => {
    event.preventDefault();
    const rect = picture.getBoundingClientRect();
    const [px, py] = [(event.clientX - rect.left) / rect.width - 0.5, 0.5 - (event.clientY - rect.top) / rect.height];
    const { x, y, span } = map.view;
    map.zoom(Math.exp(event.deltaY * (event.deltaMode === 1 ? 16 : 1) * 0.0016), x + px * span, y + (py * span * rect.height) / rect.width);
  }, { passive: false });
  picture.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = {
      ArrowLeft: () => map.pan(-0.1, 0), ArrowRight: () => map.pan(0.1, 0), ArrowUp: () => map.pan(0, 0.1), ArrowDown: () => map.pan(0, -0.1),
      "+": () => map.zoom(0.7), "=": () => map.zoom(0.7), "-": () => map.zoom(1 / 0.7), 0: () => map.fit(),
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}
