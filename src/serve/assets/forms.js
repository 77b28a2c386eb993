// A form for the parameters of a query: a control for each, by its type.

import { nameOf } from "./cell.js";
import { h, replace } from "./dom.js";

const WORDS = {
  en: {
    parameters: "Parameters", optional: "optional", byDefault: (value) => `by default: ${value}`, any: "any", yes: "true", no: "false",
    search: "name, in any language", instances: (classes) => `one of ${classes}`, found: (count) => (count === 1 ? "1 found" : `${count} found`), like: "like",
  },
  zh: {
    parameters: "参数", optional: "可省略", byDefault: (value) => `默认：${value}`, any: "不限", yes: "是", no: "否",
    search: "任一语言的名称", instances: (classes) => `${classes} 的实例`, found: (count) => `找到 ${count} 个`, like: "相近",
  },
};

/** How a value of a type is given: the type of an input, and what makes it the lexical form. */
const INPUTS = {
  date: ["date"], time: ["time", (value) => (/^\d\d:\d\d$/.test(value) ? `${value}:00` : value)],
  dateTime: ["datetime-local", (value) => (/T\d\d:\d\d$/.test(value) ? `${value}:00` : value)],
  yearMonth: ["month"], gYearMonth: ["month"], integer: ["number"], year: ["number"], gYear: ["number"],
  decimal: ["number", null, "any"], double: ["number", null, "any"], float: ["number", null, "any"], anyURI: ["url"],
};
const ENTITIES = ["iri", "class", "property"];

/**
 * Makes a form.
 * @param {any} context
 * @param {any[]} parameters as `/api/queries` has them
 * @param {Record<string, string>} values
 * @param {() => void} onrun
 */
export function form(context, parameters, values, onrun) {
  const words = context.say(WORDS);
  const fields = parameters.map((parameter) => field(context, words, parameter, values[parameter.name] ?? ""));
  const element = h("form", { class: "parameters", onsubmit: (event) => { event.preventDefault(); onrun(); } },
    h("fieldset", { hidden: !fields.length }, h("legend", {}, words.parameters), fields.map((one) => one.element)),
    // Enter in a field runs the query.
    h("button", { type: "submit", hidden: true }));
  return {
    element,
    /** The values that are given, by name. */
    values() {
      const given = fields.map((one) => [one.name, one.value()]);
      return Object.fromEntries(given.filter(([, value]) => value !== ""));
    },
    /** The first field without a value that needs one. */
    missing() {
      return fields.find((one) => one.isNeeded && one.value() === "") ?? null;
    },
  };
}

function field(context, words, parameter, value) {
  const id = `parameter-${parameter.name}`;
  const shown = parameter.default && (parameter.default.label ?? parameter.default.value);
  const notes = [
    parameter.description,
    parameter.of && words.instances(parameter.of.map(nameOf).join(", ")),
    shown && words.byDefault(shown),
  ];
  const isNeeded = !parameter.is_optional && !parameter.default;
  const empty = shown ? words.byDefault(shown) : parameter.is_optional ? words.any : "";
  const control = controlOf(context, words, parameter, { id, value, empty, described: `${id}-note` });
  control.input.required = isNeeded;
  const element = h("div", { class: "field" },
    h("label", { for: id }, parameter.name, parameter.is_optional && h("span", { class: "faint" }, ` (${words.optional})`)),
    control.element,
    h("p", { class: "faint small", id: `${id}-note` }, notes.filter(Boolean).join(" · ")));
  return { name: parameter.name, element, value: control.value, isNeeded, focus: () => control.input.focus() };
}

function controlOf(context, words, parameter, given) {
  if (parameter.choices) return chooser(context, parameter.choices, given);
  if (parameter.kind === "boolean") return select([["true", words.yes], ["false", words.no]], given);
  if (ENTITIES.includes(parameter.kind)) return search(context, words, parameter, given);
  const [type, lexical, step] = INPUTS[parameter.kind] ?? ["text"];
  const input = h("input", { id: given.id, type, step, value: given.value, placeholder: given.empty, "aria-describedby": given.described, autocomplete: "off" });
  return { element: input, input, value: () => (lexical ? lexical(input.value) : input.value.trim()) };
}

function select(options, { id, value, empty, described }) {
  const all = [["", empty], ...options];
  const input = h("select", { id, "aria-describedby": described }, all.map(([one, text]) => h("option", { value: one, selected: one === value }, text)));
  return { element: input, input, value: () => input.value };
}

function chooser(context, choices, given) {
  const collator = new Intl.Collator(context.language);
  const options = choices.map((term) => [term.name ?? term.value, term.label ?? term.name ?? term.value]);
  options.sort((a, b) => collator.compare(a[1], b[1]));
  // A value that is written otherwise than the choices is one of them, or stays as it is.
  const known = options.some(([name]) => name === given.value);
  const same = choices.find((term) => [term.value, `<${term.value}>`, term.label].includes(given.value));
  const value = known || !given.value ? given.value : same ? same.name ?? same.value : given.value;
  if (value && !options.some(([name]) => name === value)) options.unshift([value, value]);
  return select(options, { ...given, value });
}

/** A field in which an entity is searched by its name: a combobox with a list. */
function search(context, words, parameter, { id, value, empty, described }) {
  const list = h("ul", { class: "suggestions", id: `${id}-list`, role: "listbox", "aria-label": parameter.name, hidden: true });
  const input = h("input", {
    id, type: "text", value, placeholder: empty || words.search, role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-describedby": described,
  });
  const status = h("span", { class: "unseen", role: "status" });
  let chosen = null; // What the text in the field stands for.
  let hits = [];
  let active = -1;
  let timer = 0;
  let asked = null;

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function take(hit) {
    chosen = { text: hit.entity.label ?? hit.text, value: hit.entity.name ?? hit.entity.value };
    input.value = chosen.text;
    close();
  }
  function mark(index) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const item = list.children[active];
    item?.setAttribute("aria-selected", "true");
    item?.scrollIntoView({ block: "nearest" });
    if (item) input.setAttribute("aria-activedescendant", item.id);
  }
  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const text = input.value.trim();
    if (!text) return close();
    try {
      const answer = await context.call("find", { text, class: parameter.of?.map((term) => term.value), limit: 20 }, { signal: asked.signal });
      if (input.value.trim() !== text || document.activeElement !== input) return;
      hits = answer.hits.filter((hit) => hit.entity.type === "uri");
      replace(list, hits.map((hit, index) => h("li", {
        id: `${id}-${index}`, role: "option", "aria-selected": "false", onmousedown: (event) => event.preventDefault(), onclick: () => take(hit),
      }, h("span", { class: "label" }, hit.entity.label ?? hit.text), h("span", { class: "t-name name" }, hit.entity.name ?? hit.entity.value),
      h("span", { class: "faint count" }, hit.class?.label ?? hit.class?.name ?? ""))));
      list.hidden = !hits.length;
      input.setAttribute("aria-expanded", String(hits.length > 0));
      status.textContent = words.found(hits.length);
      active = -1;
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }
  input.addEventListener("input", () => { clearTimeout(timer); timer = window.setTimeout(ask, 150); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown") mark((active + 1) % hits.length);
    else if (event.key === "ArrowUp") mark((active <= 0 ? hits.length : active) - 1);
    else if (event.key === "Enter" && active >= 0) take(hits[active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  return {
    element: h("div", { class: "search" }, input, list, status),
    input,
    value: () => (chosen && chosen.text === input.value ? chosen.value : input.value.trim()),
  };
}
