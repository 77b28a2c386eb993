// A field that finds entities while a name is typed: a combobox with a list (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).

import { english, h, replace } from "./dom.js";
import { title } from "./terms.js";

const WORDS = {
  en: {
    all: (n) => (n === 1 ? "List the result" : `List all ${n} results`), count: (n) => (n === 0 ? "Nothing found" : n === 1 ? "1 result" : `${n} results`),
    similar: "Nothing has this name; similar ones:",
  },
  zh: {
    all: (n) => `列出全部 ${n} 个结果`, count: (n) => (n === 0 ? "没有找到" : `${n} 个结果`),
    similar: "没有此名称；相近的有：",
  },
};

/** How many entities are shown, how long typing must pause in milliseconds, and how many characters are looked for. */
const SHOWN = 8;
const PAUSE = 120;
const LEAST = 2;
let finders = 0;

/**
 * Makes a field. `pick` is called with an entity that is chosen: by Enter the best one, unless the arrow keys chose another. `submit`
 * is called with the text if nothing has it, and `list` if all results are wanted: by the last entry, or Enter with Shift or Ctrl.
 * @param {any} context
 * @param {{ label: string, value?: string, ofClass?: string | null, placeholder?: string, pick: (hit: any, field: HTMLInputElement) => void, submit?: (text: string) => void, list?: (text: string) => void }} options
 * @returns {{ element: HTMLElement, field: HTMLInputElement }}
 */
export function finder(context, options) {
  const words = context.say(WORDS);
  const id = `finder-${++finders}`;
  const list = h("ul", { id, role: "listbox", class: "found", "aria-label": options.label, hidden: true });
  const said = h("span", { class: "visually-hidden", role: "status" });
  const field = /** @type {HTMLInputElement} */ (h("input", {
    type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": id, value: options.value ?? "", placeholder: options.placeholder, enterkeyhint: "search",
  }));
  /** What is in the list, what of it is chosen, and for which text it was looked up. */
  let entries = [];
  let active = -1;
  let lookedUp = null;
  let timer = 0;
  let request = new AbortController();

  function choose(index) {
    active = index;
    [...list.querySelectorAll("[role=option]")].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === active));
      if (at === active) option.scrollIntoView({ block: "nearest" });
    });
    if (active >= 0) field.setAttribute("aria-activedescendant", `${id}-${active}`);
    else field.removeAttribute("aria-activedescendant");
  }

  function close() {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  async function look() {
    const text = field.value.trim();
    if (text === lookedUp) return;
    request.abort();
    if ([...text].length < LEAST) {
      lookedUp = null;
      entries = [];
      close();
      return;
    }
    request = new AbortController();
    const found = await context.call("find", { text, class: options.ofClass, limit: SHOWN }, { signal: request.signal });
    if (field.value.trim() !== text) return;
    lookedUp = text;
    entries = found.hits.map((hit) => ({ hit }));
    if (options.list && found.count > 0) entries.push({ all: found.count });
    show(found);
  }

  function show(found) {
    const isSimilar = found.hits[0]?.is_similar;
    replace(list,
      isSimilar && h("li", { role: "presentation", class: "faint note" }, words.similar),
      found.hits.length === 0 && h("li", { role: "presentation", class: "faint note" }, words.count(0)),
      entries.map((entry, at) => h("li", {
        role: "option", id: `${id}-${at}`, "aria-selected": "false", class: entry.all ? "all" : false,
        onmousedown: (event) => event.preventDefault(), onclick: () => take(entry),
      }, entry.all ? words.all(entry.all) : option(entry.hit))));
    said.textContent = words.count(found.count);
    list.hidden = document.activeElement !== field;
    field.setAttribute("aria-expanded", String(!list.hidden));
    choose(entries.length > 0 && !isSimilar ? 0 : -1);
  }

  function take(entry) {
    close();
    if (entry.all) options.list?.(field.value.trim());
    else options.pick(entry.hit, field);
  }

  async function enter(isListed) {
    const text = field.value.trim();
    if (text === "") return;
    window.clearTimeout(timer);
    if (isListed && options.list) {
      close();
      options.list(text);
      return;
    }
    if (text !== lookedUp) await look().catch(() => {});
    const entry = entries[active];
    if (entry && text === lookedUp) take(entry);
    else {
      close();
      options.submit?.(text);
    }
  }

  function later() {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => look().catch((error) => { if (error.name !== "AbortError") replace(said, english(error.message)); }), PAUSE);
  }

  field.addEventListener("input", (event) => { if (!(/** @type {InputEvent} */ (event)).isComposing) later(); });
  field.addEventListener("compositionend", later);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    // Keys that belong to an input method choose characters.
    if (event.isComposing || event.keyCode === 229) return;
    const count = entries.length;
    if (event.key === "Enter") {
      event.preventDefault();
      enter(event.shiftKey || event.ctrlKey || event.metaKey);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count > 0) {
      event.preventDefault();
      if (list.hidden) {
        list.hidden = false;
        field.setAttribute("aria-expanded", "true");
        choose(event.key === "ArrowDown" ? 0 : count - 1);
      } else choose((active + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
    }
  });
  const element = h("div", { class: "finder" }, h("label", {}, h("span", {}, options.label), field), list, said);
  return { element, field };
}

/** What of an entity is shown in the list: its name, the text that was found if it is another one, and its class. */
export function option(hit) {
  const name = title(hit.entity);
  const text = hit.text !== name && h("span", { class: "text" }, hit.property ? `${title(hit.property)}: ${hit.text}` : hit.text);
  const kind = hit.class ? title(hit.class) : "";
  return [h("span", { class: "name", dir: "auto" }, name), text, h("span", { class: "faint kind" }, kind)];
}
