// A form for the parameters of a query: a control for each, by its type.

import { h, prose } from "./dom.js";
import { finder } from "./finder.js";
import { identifier, title } from "./terms.js";

const WORDS = {
  en: {
    parameters: "Parameters", optional: "optional", byDefault: (value) => `by default: ${value}`, any: "any", yes: "true", no: "false",
    instances: (classes) => `one of ${classes}`,
  },
  zh: {
    parameters: "参数", optional: "可省略", byDefault: (value) => `默认：${value}`, any: "不限", yes: "是", no: "否",
    instances: (classes) => `${classes} 的实例`,
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
  const fields = parameters.map((parameter) => field(context, words, parameter, values[parameter.name] ?? "", onrun));
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

function field(context, words, parameter, value, onrun) {
  const id = `parameter-${parameter.name}`;
  const shown = parameter.default && (parameter.default.label ?? parameter.default.value);
  const notes = [
    parameter.description,
    parameter.of && words.instances(parameter.of.map(title).join(", ")),
    shown && words.byDefault(shown),
  ];
  const isNeeded = !parameter.is_optional && !parameter.default;
  const empty = shown ? words.byDefault(shown) : parameter.is_optional ? words.any : "";
  const name = parameter.is_optional ? `${parameter.name} (${words.optional})` : parameter.name;
  const control = controlOf(context, words, parameter, { id, value, empty, name, described: `${id}-note` }, onrun);
  control.input.required = isNeeded;
  const element = h("div", { class: "field" },
    !control.hasLabel && h("label", { for: id }, name),
    control.element,
    h("p", { class: "faint fine", id: `${id}-note` }, prose(notes.filter(Boolean).join(" · "))));
  return { name: parameter.name, element, value: control.value, isNeeded, focus: () => control.input.focus() };
}

function controlOf(context, words, parameter, given, onrun) {
  if (parameter.choices) return chooser(context, parameter.choices, given);
  if (parameter.kind === "boolean") return select([["true", words.yes], ["false", words.no]], given);
  if (ENTITIES.includes(parameter.kind)) return search(context, parameter, given, onrun);
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
  const same = choices.find((term) => [term.value, `<${term.value}>`, term.label].includes(given.value)) ?? only(choices.filter((term) => localName(term) === given.value));
  const value = known || !given.value ? given.value : same ? same.name ?? same.value : given.value;
  if (value && !options.some(([name]) => name === value)) options.unshift([value, value]);
  return select(options, { ...given, value });
}

/** What stands after the namespace of an entity. */
function localName(term) {
  return term.type === "uri" ? (term.name ?? term.value).replace(/>$/u, "").replace(/^.*[:/#]/u, "") : null;
}

/** The element of a list that has no other. */
function only(list) {
  return list.length === 1 ? list[0] : undefined;
}

/** A field in which an entity is found by its name; a text that is not chosen from the list is given as it is. */
function search(context, parameter, { id, value, empty, described, name }, onrun) {
  let chosen = null; // What the text in the field stands for.
  const pick = (hit, field) => {
    // Enter chooses first, and runs then.
    if (chosen && chosen.text === field.value) return onrun();
    chosen = { text: title(hit.entity), value: hit.entity.name ?? identifier(hit.entity) };
    field.value = chosen.text;
    return undefined;
  };
  // Of several classes none is asked for.
  const ofClass = parameter.of?.length === 1 ? parameter.of[0].value : null;
  const { element, field } = finder(context, { label: name, value, ofClass, placeholder: empty, pick, submit: onrun });
  field.id = id;
  field.setAttribute("aria-describedby", described);
  return { element, input: field, hasLabel: true, value: () => (chosen && chosen.text === field.value ? chosen.value : field.value.trim()) };
}
