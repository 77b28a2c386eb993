// An editor of queries: a text area over a layer that shows the same text in colours, with what is wrong underlined.

import { english, h, replace } from "./dom.js";
import { completion } from "./completion.js";

const WORDS = {
  en: { query: "Query in SPARQL", keys: "Ctrl+Enter runs, Ctrl+Space completes, Ctrl+/ makes comments; Tab leaves the editor. In the list, Enter or Tab takes a suggestion, and Escape closes it.", line: (line) => `line ${line}` },
  zh: { query: "SPARQL 查询", keys: "Ctrl+Enter 运行，Ctrl+空格 补全，Ctrl+/ 注释；Tab 离开编辑器。在建议列表中，回车或 Tab 采用，Esc 关闭。", line: (line) => `第 ${line} 行` },
};

/** How long after the last key the text is checked, in milliseconds. */
const PAUSE = 150;

/**
 * @typedef {{ kind: string, start: number, end: number }} Token
 * @typedef {{ message: string, hint?: string, at?: { start: number, end: number } }} Mark
 */

/**
 * Makes an editor.
 * @param {any} context
 * @param {{ text: string, onrun: () => void, onchange: (text: string) => void, onchecked: (answer: any) => void }} options
 */
export function editor(context, { text, onrun, onchange, onchecked }) {
  const words = context.say(WORDS);
  const layer = h("pre", { class: "layer", "aria-hidden": "true" });
  const area = h("textarea", {
    class: "area", spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "soft",
    "aria-label": words.query, "aria-describedby": "editor-keys editor-said", "aria-autocomplete": "list", "aria-haspopup": "listbox",
  });
  // A list that is a status would be no list.
  const said = h("ul", { class: "said" });
  const frame = h("div", { class: "editor" }, layer, area);
  const element = h("div", {}, frame, h("p", { class: "faint fine", id: "editor-keys" }, words.keys), h("div", { id: "editor-said", role: "status", "aria-live": "polite" }, said));
  let tokens = /** @type {Token[]} */ ([]);
  let faults = /** @type {Mark[]} */ ([]);
  let doubts = /** @type {Mark[]} */ ([]);
  let shown = "";
  let timer = 0;
  let asked = null;

  area.value = text;
  const list = completion(context, { area, frame, place, insert });

  function paint() {
    const text = area.value;
    const parts = pieces(text, tokens, faults, doubts);
    // A last empty line has a height only with something on it.
    replace(layer, parts, "\u200b");
    shown = text;
  }

  /** Moves what is known of the text before by what was changed. */
  function move() {
    const now = area.value;
    let start = 0;
    while (start < now.length && now[start] === shown[start]) start += 1;
    let same = 0;
    const most = Math.min(now.length, shown.length) - start;
    while (same < most && now[now.length - 1 - same] === shown[shown.length - 1 - same]) same += 1;
    const [end, by] = [shown.length - same, now.length - shown.length];
    tokens = tokens.flatMap((token) => moved(token, start, end, by));
    const mark = (said) => (said.at ? moved(said.at, start, end, by).map((at) => ({ ...said, at })) : [said]);
    faults = faults.flatMap(mark);
    doubts = doubts.flatMap(mark);
  }

  function tell() {
    const item = (mark, kind) => {
      const line = mark.at && area.value.slice(0, mark.at.start).split("\n").length;
      const text = [english(mark.message), mark.hint && english(` ${mark.hint}`, "span", { class: "hint" })];
      const jump = () => select(mark.at.start, mark.at.end);
      return h("li", { class: kind }, line ? h("button", { type: "button", class: "plain", onclick: jump }, words.line(line)) : null, " ", text);
    };
    replace(said, faults.map((mark) => item(mark, "fault")), doubts.map((mark) => item(mark, "doubt")));
    area.setAttribute("aria-invalid", String(faults.length > 0));
  }

  async function check() {
    asked?.abort();
    asked = new AbortController();
    const query = area.value;
    try {
      const answer = await context.call("check", { query }, { post: true, signal: asked.signal });
      if (query !== area.value) return;
      tokens = answer.tokens;
      faults = answer.error && query.trim() ? [answer.error] : [];
      doubts = answer.warnings;
      paint();
      tell();
      onchecked(answer);
    } catch (error) {
      if (error.name !== "AbortError") replace(said, english(error.message, "li", { class: "fault" }));
    }
  }

  function changed() {
    move();
    paint();
    onchange(area.value);
    clearTimeout(timer);
    timer = window.setTimeout(check, PAUSE);
  }

  /** Replaces a part of the text so that it can be undone. */
  function insert(start, end, text) {
    area.focus();
    area.setSelectionRange(start, end);
    const isDone = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
    if (!isDone) {
      area.setRangeText(text, start, end, "end");
      changed();
    }
  }

  function select(start, end) {
    area.focus();
    area.setSelectionRange(start, end);
    const { top } = place(start);
    frame.scrollTop += top - frame.getBoundingClientRect().top - frame.clientHeight / 2;
  }

  /** Where a character stands on the screen. */
  function place(offset) {
    const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
    let before = 0;
    while (walker.nextNode()) {
      const node = /** @type {Text} */ (walker.currentNode);
      if (offset <= before + node.length) {
        const range = document.createRange();
        range.setStart(node, offset - before);
        range.setEnd(node, Math.min(offset - before + 1, node.length));
        return range.getClientRects()[0] ?? range.getBoundingClientRect();
      }
      before += node.length;
    }
    return layer.getBoundingClientRect();
  }

  /** Makes comments of the selected lines, or takes the marks away if all have them. */
  function comment() {
    const text = area.value;
    const start = text.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const after = text.indexOf("\n", Math.max(area.selectionStart, area.selectionEnd - 1));
    const end = after < 0 ? text.length : after;
    const lines = text.slice(start, end).split("\n");
    const isComment = lines.every((line) => !line.trim() || /^\s*#(?!\+)/.test(line));
    const changed = lines.map((line) => (isComment ? line.replace(/^(\s*)# ?/, "$1") : line.trim() ? `# ${line}` : line)).join("\n");
    insert(start, end, changed);
    area.setSelectionRange(start, start + changed.length);
  }

  function newLine() {
    const start = area.selectionStart;
    const line = area.value.slice(area.value.lastIndexOf("\n", start - 1) + 1, start);
    const indent = /^ */.exec(line)[0] + (/[{(]\s*$/.test(line) ? "  " : "");
    insert(start, area.selectionEnd, `\n${indent}`);
  }

  area.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || list.takes(event)) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && isCommand) onrun();
    else if (event.key === "/" && isCommand) comment();
    else if (event.key === "}" && /(^|\n) {2,}$/.test(area.value.slice(0, area.selectionStart))) insert(area.selectionStart - 2, area.selectionEnd, "}");
    else if (event.key === "Enter" && !event.shiftKey && !event.altKey) newLine();
    else return;
    event.preventDefault();
  });
  area.addEventListener("input", changed);
  paint();
  if (text.trim()) check();

  return {
    element,
    get text() { return area.value; },
    /** Replaces the whole text; it can be undone. */
    set(text) {
      if (text !== area.value) insert(0, area.value.length, text);
    },
    comment: () => { area.focus(); comment(); },
    focus: () => area.focus(),
    /** Shows what is wrong, found when it was run. */
    fault(mark) {
      faults = [mark];
      paint();
      tell();
      if (mark.at) select(mark.at.start, mark.at.end);
    },
    end() {
      clearTimeout(timer);
      asked?.abort();
      list.end();
    },
  };
}

/** A part of a text after another part was replaced; one that was changed itself is none, but for one that was only continued. */
function moved(part, start, end, by) {
  if (part.end <= start) return [part];
  if (part.start >= end) return [{ ...part, start: part.start + by, end: part.end + by }];
  return part.start <= start && part.end >= end ? [{ ...part, end: part.end + by }] : [];
}

/** The text in pieces, each in one colour and with one mark at most. */
function pieces(text, tokens, faults, doubts) {
  const kinds = new Map(tokens.map((token) => [token.start, token]));
  const marks = [...doubts.map((mark) => [mark.at, "doubtful"]), ...faults.map((mark) => [mark.at, "wrong"])].filter(([at]) => at);
  const bounds = new Set([0, text.length]);
  for (const { start, end } of [...tokens, ...marks.map(([at]) => at)]) bounds.add(start).add(Math.max(end, start));
  const sorted = [...bounds].filter((at) => at <= text.length).sort((a, b) => a - b);
  const made = [];
  let token = null;
  for (let index = 0; index + 1 < sorted.length; index += 1) {
    const [start, end] = [sorted[index], sorted[index + 1]];
    token = kinds.get(start) ?? (token && token.end > start ? token : null);
    const marked = marks.filter(([at]) => at.start <= start && at.end >= end).map(([, kind]) => kind);
    const name = [token && `t-${token.kind}`, ...new Set(marked)].filter(Boolean).join(" ");
    const piece = text.slice(start, end);
    if (!name) made.push(document.createTextNode(piece));
    else {
      const span = h("span", { class: name });
      span.textContent = piece;
      made.push(span);
    }
  }
  return made;
}
