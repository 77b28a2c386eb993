// A timeline as a view of results: what has a date, a year, a month or a moment, or a start and an end.

import { h, replace, svg } from "./dom.js";
import { entityAddress, identifier } from "./terms.js";
import { isNoTime, moment, textOf, timeOf } from "./values.js";

const WORDS = {
  en: {
    timeline: "Timeline; arrow keys move it, plus and minus zoom, 0 shows all; the events are listed below", fit: "Show all", larger: "Larger", smaller: "Smaller",
    events: (n) => (n === 1 ? "1 event" : `${n} events`), left: (n) => (n === 1 ? "1 row has no time." : `${n} rows have no time.`), first: (n) => `The first ${n} events are drawn.`,
    none: (n, dates) => `${n === 1 ? "1 row has a time that does not exist" : `${n} rows have times that do not exist`}: ${dates}.`,
    time: "Time", event: "Event",
  },
  zh: {
    timeline: "时间线；方向键移动，加减号缩放，0 显示全部；下方列出所有事件", fit: "显示全部", larger: "放大", smaller: "缩小",
    events: (n) => `${n} 个事件`, left: (n) => `有 ${n} 行没有时间。`, first: (n) => `只画出前 ${n} 个事件。`,
    none: (n, dates) => `有 ${n} 行的时间不存在：${dates}。`,
    time: "时间", event: "事件",
  },
};

const START = /(start|begin|from|since|first|开始|起)/iu;
const END = /(end|until|till|last|finish|结束|止|(^|[a-z_])to$)/iu;
const MOST = 2000;
/** So many times that do not exist are named. */
const NAMED = 5;
/** The height of a lane, of the axis, and how wide a character of a label is, in pixels. */
const LANE = 24;
const AXIS = 28;
const LETTER = 7.2;
const YEAR = 365.2425 * 86400000;

/** Returns whether results have times. */
export function fits(result) {
  return result.kind === "select" && columns(result) !== null;
}

/** The column of the time, and that of its end if there is one. */
function columns(result) {
  const rows = result.rows.slice(0, 500);
  const times = result.variables.map((_, column) => column).filter((column) => rows.some((row) => timeOf(row[column]) !== null));
  if (times.length === 0) return null;
  const named = (pattern) => times.find((column) => pattern.test(result.variables[column]));
  const start = named(START) ?? times.find((column) => column !== named(END)) ?? times[0];
  const ends = times.filter((column) => column !== start);
  const end = ends.find((column) => END.test(result.variables[column])) ?? ends.find((column) => rows.every((row) => {
    const [from, to] = [timeOf(row[start]), timeOf(row[column])];
    return !from || !to || from[0] <= to[1];
  }));
  return { start, end: end ?? null };
}

/** The events in rows, in the order of their times, and the rows whose times do not exist, each with its time. */
function events(result) {
  const { start, end } = columns(result) ?? { start: -1, end: null };
  const own = new Set([start, end]);
  const all = [];
  const wrong = [];
  for (const row of result.rows) {
    const none = [start, end].find((column) => column !== null && isNoTime(row[column]));
    if (none !== undefined) {
      wrong.push(row[none].value);
      continue;
    }
    const from = timeOf(row[start]) ?? (end === null ? null : timeOf(row[end]));
    if (!from) continue;
    const to = (end === null ? null : timeOf(row[end])) ?? from;
    const others = row.filter((term, column) => term && !own.has(column));
    const times = [start, end].filter((column) => column !== null && row[column]).map((column) => row[column].value);
    all.push({ from: from[0], to: Math.max(to[1], from[0]), label: others.slice(0, 2).map(textOf).join(" · "), time: [...new Set(times)].join(" – "), term: others[0] });
  }
  return { all: all.sort((a, b) => a.from - b.from || a.to - b.to), wrong };
}

/** Draws results, and again when more rows have come. Returns what ends it. */
export function view(container, result, context) {
  const timeline = new Timeline(container, context);
  timeline.show(result);
  result.onmore = () => timeline.show(result);
  return () => timeline.sizes.disconnect();
}

class Timeline {
  constructor(container, context) {
    const words = context.say(WORDS);
    this.words = words;
    this.language = context.language;
    this.notes = h("p", { class: "faint" });
    const button = (text, act, label) => h("button", { type: "button", onclick: act, "aria-label": label }, text);
    const tools = h("div", { class: "graph-tools" }, button("+", () => this.zoom(0.6), words.larger), button("−", () => this.zoom(1 / 0.6), words.smaller), button(words.fit, () => this.fit()));
    this.picture = svg("svg", { class: "timeline-picture" });
    this.box = h("div", { class: "timeline-box", tabindex: 0, role: "application", "aria-label": words.timeline }, this.picture);
    this.table = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": words.event });
    this.count = h("summary", {});
    container.append(this.notes, tools, this.box, h("details", {}, this.count, this.table));
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(this.box);
    listen(this);
  }

  show(result) {
    const { all, wrong } = events(result);
    this.events = all.slice(0, MOST);
    const left = result.rows.length - all.length - wrong.length;
    const dates = `${wrong.slice(0, NAMED).join(", ")}${wrong.length > NAMED ? " …" : ""}`;
    replace(this.notes, [left > 0 && this.words.left(left), wrong.length > 0 && this.words.none(wrong.length, dates), all.length > MOST && this.words.first(MOST)].filter(Boolean).join(" "));
    replace(this.count, this.words.events(all.length));
    replace(this.table, h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, this.words.time), h("th", { scope: "col" }, this.words.event))),
      h("tbody", {}, this.events.map((event) => h("tr", {}, h("td", {}, event.time), h("td", {}, named(event)))))));
    if (this.isMoved) this.draw();
    else this.fit();
  }

  fit() {
    const from = this.events.reduce((least, event) => Math.min(least, event.from), Infinity);
    const to = this.events.reduce((most, event) => Math.max(most, event.to), -Infinity);
    if (from === Infinity) return;
    const room = Math.max((to - from) * 0.04, 3600000);
    // The last labels need room, too.
    this.view = [from - room, to + room + (to - from) * 0.15];
    this.draw();
  }

  zoom(factor, part = 0.5) {
    this.isMoved = true;
    const [from, to] = this.view;
    const middle = from + (to - from) * part;
    const span = Math.min(Math.max((to - from) * factor, 60000), 20000 * YEAR);
    this.view = [middle - span * part, middle + span * (1 - part)];
    this.draw();
  }

  pan(part) {
    this.isMoved = true;
    const [from, to] = this.view;
    this.view = [from + (to - from) * part, to + (to - from) * part];
    this.draw();
  }

  draw() {
    if (!this.view) return;
    const width = Math.max(this.box.clientWidth, 200);
    const [from, to] = this.view;
    const at = (time) => ((time - from) / (to - from)) * width;
    const lanes = [];
    const drawn = [];
    for (const event of this.events) {
      const [left, right] = [at(event.from), Math.max(at(event.to), at(event.from) + 6)];
      if (right < 0 || left > width) continue;
      const textWidth = [...event.label].reduce((sum, letter) => sum + (letter > "\u2e7f" ? 2 : 1), 0) * LETTER;
      // A label that the edge would cut stands before its event, or is shortened.
      const isBefore = right + 6 + textWidth > width && left - 6 - textWidth >= 4;
      const begins = isBefore ? left - 6 - textWidth : Math.max(right + 6, 4);
      let lane = lanes.findIndex((end) => end < Math.min(left, begins) - 8);
      if (lane < 0) lane = lanes.push(0) - 1;
      lanes[lane] = Math.max(right, begins + textWidth);
      const top = AXIS + lane * LANE;
      drawn.push(svg("g", { class: "event" }, svg("title", {}, `${event.time} ${event.label}`),
        svg("rect", { x: left, y: top + 5, width: right - left, height: LANE - 10, rx: 3 }),
        svg("text", { x: begins, y: top + LANE / 2 + 5 }, shortened(event.label, textWidth, width - begins))));
    }
    const height = AXIS + Math.max(lanes.length, 3) * LANE + 8;
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) this.picture.setAttribute(name, String(value));
    // What the edges would cut of the axis is left out.
    const ticks = marks(from, to, width, this.language).filter(([time]) => time >= from).map(([time, text]) => svg("g", { class: "tick" },
      svg("path", { d: `M${at(time)} ${AXIS - 6}V${height}` }), at(time) + 3 + text.length * LETTER < width && svg("text", { x: at(time) + 3, y: AXIS - 12 }, text)));
    replace(this.picture, ticks, drawn);
  }
}

/** What of a label has room, in pixels. */
function shortened(label, width, room) {
  if (width <= room) return label;
  const kept = [...label].slice(0, Math.max(0, Math.floor(([...label].length * room) / width) - 1));
  return kept.length > 1 ? `${kept.join("")}…` : "";
}

function named({ label, term }) {
  return term && (term.type === "uri" || term.type === "bnode") ? h("a", { href: entityAddress(identifier(term)) }, label) : label;
}

/** Where the axis is marked, and with what: years, months, days or minutes, as far as there is room. @returns {[number, string][]} */
function marks(from, to, width, language) {
  const room = ((to - from) / width) * 90;
  const yearOf = (time) => new Date(time).getUTCFullYear();
  const years = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].find((step) => step * YEAR >= room);
  /** @type {[number, string][]} */
  const found = [];
  if (room > YEAR / 4) {
    const step = years ?? 10000;
    for (let year = Math.ceil(yearOf(from) / step) * step; year <= yearOf(to); year += step) found.push([moment(year, 1, 1), String(year)]);
    return found;
  }
  if (room > 86400000 * 8) {
    const step = [1, 3].find((months) => (months * YEAR) / 12 >= room) ?? 6;
    const format = new Intl.DateTimeFormat(language, { year: "numeric", month: "short", timeZone: "UTC" });
    for (let month = 0, time = moment(yearOf(from), 1, 1); time <= to; month += step, time = moment(yearOf(from), 1 + month, 1)) if (time >= from) found.push([time, format.format(time)]);
    return found;
  }
  const step = [60000, 600000, 3600000, 10800000, 21600000, 86400000, 172800000, 604800000].find((one) => one >= room) ?? 604800000;
  const format = new Intl.DateTimeFormat(language, step < 86400000 ? { dateStyle: "short", timeStyle: "short", timeZone: "UTC" } : { dateStyle: "medium", timeZone: "UTC" });
  for (let time = Math.ceil(from / step) * step; time <= to; time += step) found.push([time, format.format(time)]);
  return found;
}

function listen(timeline) {
  const { box } = timeline;
  let last = null;
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    last = event.clientX;
    box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    if (last === null) return;
    timeline.pan((last - event.clientX) / box.clientWidth);
    last = event.clientX;
  });
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => { last = null; });
  box.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && Math.abs(event.deltaX) < Math.abs(event.deltaY) && !event.shiftKey) return;
    event.preventDefault();
    const { left } = box.getBoundingClientRect();
    if (event.ctrlKey) timeline.zoom(Math.exp(event.deltaY * 0.005), (event.clientX - left) / box.clientWidth);
    else timeline.pan((event.deltaX || event.deltaY) / box.clientWidth);
  }, { passive: false });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = { ArrowLeft: () => timeline.pan(-0.1), ArrowRight: () => timeline.pan(0.1), "+": () => timeline.zoom(0.6), "=": () => timeline.zoom(0.6), "-": () => timeline.zoom(1 / 0.6), 0: () => timeline.fit() };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}
