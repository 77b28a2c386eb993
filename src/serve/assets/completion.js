// The list of what can be written next, beside the caret of an editor.

import { h, replace } from "./dom.js";

const WORDS = {
  en: {
    list: "Suggestions", count: (count) => (count === 1 ? "1 suggestion" : `${count} suggestions`), none: "No suggestions",
    kinds: { keyword: "keyword", function: "function", prefix: "prefix", variable: "variable", class: "class", property: "property", entity: "entity", literal: "value" },
  },
  zh: {
    list: "补全建议", count: (count) => `${count} 条建议`, none: "没有建议",
    kinds: { keyword: "关键字", function: "函数", prefix: "前缀", variable: "变量", class: "类", property: "属性", entity: "实体", literal: "值" },
  },
};

/** How long after the last key it is asked, in milliseconds. */
const PAUSE = 120;

/**
 * Makes the list of an editor.
 * @param {any} context
 * @param {{ area: HTMLTextAreaElement, frame: HTMLElement, place: (offset: number) => DOMRect, insert: (start: number, end: number, text: string) => void }} editor
 */
export function completion(context, { area, frame, place, insert }) {
  const words = context.say(WORDS);
  const numbers = new Intl.NumberFormat(context.language);
  const list = h("ul", { class: "suggestions", id: "suggestions", role: "listbox", "aria-label": words.list, hidden: true });
  const status = h("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  document.body.append(list, status);
  area.setAttribute("aria-controls", "suggestions");
  let found = null;
  let active = -1;
  let timer = 0;
  let asked = null;
  /** Whether the reader asked for the list or moved in it, so that Enter takes what is marked, whatever was typed. */
  let isChosen = false;
  /** Whether what is inserted now is a suggestion, which asks for no further ones. */
  let isInserting = false;

  function close() {
    clearTimeout(timer);
    asked?.abort();
    found = null;
    active = -1;
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  }

  async function open(isWanted) {
    asked?.abort();
    asked = new AbortController();
    const at = area.selectionStart;
    const query = area.value;
    try {
      const answer = await context.call("complete", { query, at }, { post: true, signal: asked.signal });
      if (query !== area.value || at !== area.selectionStart || document.activeElement !== area) return;
      const written = query.slice(answer.start, at);
      const isDone = answer.suggestions.length === 1 && answer.suggestions[0].text === written;
      if (!answer.suggestions.length || (isDone && !isWanted)) {
        close();
        status.textContent = isWanted ? words.none : "";
        return;
      }
      found = answer;
      show();
      // What is typed out is not replaced by something longer, nor by something else.
      mark(isWanted || begins(written, found.suggestions[0].text) ? 0 : -1);
      isChosen = isWanted;
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  function show() {
    const items = found.suggestions.map((one, index) => h("li", {
      id: `suggestion-${index}`, role: "option", "aria-selected": "false",
      onmousedown: (event) => event.preventDefault(), onclick: () => take(index),
    },
    h("span", { class: `t-${kindOf(one)} name` }, one.text),
    one.label && h("span", { class: "label" }, one.label),
    h("span", { class: "faint count" }, one.count !== null ? numbers.format(one.count) : words.kinds[one.kind])));
    replace(list, items);
    list.hidden = false;
    status.textContent = words.count(items.length);
    const at = place(found.start);
    const height = list.offsetHeight;
    const isBelow = at.bottom + height < window.innerHeight || at.top < height;
    list.style.insetInlineStart = `${Math.max(8, Math.min(at.left, window.innerWidth - list.offsetWidth - 8)) + window.scrollX}px`;
    list.style.top = `${(isBelow ? at.bottom + 2 : at.top - height - 2) + window.scrollY}px`;
  }

  function mark(index) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const item = list.children[active];
    if (item) {
      item.setAttribute("aria-selected", "true");
      item.scrollIntoView({ block: "nearest" });
      area.setAttribute("aria-activedescendant", item.id);
    } else area.removeAttribute("aria-activedescendant");
  }

  function take(index) {
    const { start, end, suggestions } = found;
    const { text, kind } = suggestions[index];
    close();
    isInserting = true;
    insert(start, Math.max(end, area.selectionStart), kind === "keyword" || kind === "function" || kind === "prefix" ? text : `${text} `);
    isInserting = false;
  }

  /** Goes to a suggestion. */
  function move(index) {
    isChosen = true;
    mark(index);
  }

  /** Whether Enter takes the marked suggestion: one that was only typed for must still begin with what stands there. */
  function isTaken() {
    return active >= 0 && (isChosen || begins(area.value.slice(found.start, area.selectionStart), found.suggestions[active].text));
  }

  /** Whether the list takes a key. */
  function takes(event) {
    if (event.key === " " && event.ctrlKey) open(true);
    else if (!found) return false;
    else if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") move((active + 1) % found.suggestions.length);
    else if (event.key === "ArrowUp") move((active <= 0 ? found.suggestions.length : active) - 1);
    else if (event.key === "PageDown") move(Math.min(active + 8, found.suggestions.length - 1));
    else if (event.key === "PageUp") move(Math.max(active - 8, 0));
    else if (event.key === "Tab" && !event.shiftKey) take(Math.max(active, 0));
    else if (event.key === "Enter" && !event.ctrlKey && isTaken()) take(active);
    else return false;
    event.preventDefault();
    return true;
  }

  area.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (isInserting) return;
    const before = area.value.slice(0, area.selectionStart);
    const isTyped = event instanceof InputEvent && (event.inputType.startsWith("insertText") || event.inputType === "insertCompositionText" || event.inputType === "deleteContentBackward");
    // A word, a variable, a prefixed name, or the space after a word of a pattern.
    const isWord = /[\p{L}\p{N}_:?$-]$/u.test(before) || /<[^\s<>]*$/.test(before);
    if (!isTyped || event.isComposing || !isWord) close();
    else timer = window.setTimeout(() => open(false), PAUSE);
  });
  area.addEventListener("compositionend", () => { timer = window.setTimeout(() => open(false), PAUSE); });
  area.addEventListener("blur", close);
  area.addEventListener("click", close);
  frame.addEventListener("scroll", close);
  const leaves = (event) => { if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) close(); };
  area.addEventListener("keyup", leaves);

  return {
    takes,
    end() {
      close();
      list.remove();
      status.remove();
    },
  };
}

/** Whether a text begins with what was written, and goes on. */
function begins(written, text) {
  return written !== "" && written.length < text.length && text.toLowerCase().startsWith(written.toLowerCase());
}

/** The colour of a suggestion is that of its token. */
function kindOf({ text, kind }) {
  if (kind === "class" || kind === "property" || kind === "entity" || kind === "prefix") return text.startsWith("<") ? "iri" : "name";
  return kind === "literal" ? "string" : kind;
}
