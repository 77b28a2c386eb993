// A form that asks why a statement about an entity holds, or why it does not.

import { h, replace } from "./dom.js";
import { finder } from "./finder.js";
import { proof } from "./proof.js";
import { title, written } from "./terms.js";

const WORDS = {
  en: {
    intro: "Choose a property and a value, by their names; a value may also be a text or a number.", property: "Property", value: "Value",
    ask: "Ask why", swap: "It is the value", subject: "Subject",
  },
  zh: {
    intro: "按名称选择属性和值；值也可以是文本或数字。", property: "属性", value: "值",
    ask: "询问原因", swap: "它是值", subject: "主语",
  },
};

/**
 * Fills an element with the form.
 * @param {HTMLElement} body
 * @param {any} entity
 * @param {any} context
 */
export function whyForm(body, entity, context) {
  const words = context.say(WORDS);
  const answer = h("div", { "aria-live": "polite" });
  /** What was chosen from the lists, as long as its name stands in the field. */
  const chosen = new Map();
  const choice = (label) => {
    const { element, field } = finder(context, { label, pick: (hit) => {
      field.value = title(hit.entity);
      chosen.set(field, { name: field.value, term: written(hit.entity) });
    } });
    return { element, field };
  };
  const text = (field) => {
    const known = chosen.get(field);
    return known?.name === field.value ? known.term : field.value.trim();
  };
  const [property, value] = [choice(words.property), choice(words.value)];
  const swap = h("input", { type: "checkbox", onchange: (event) => { value.element.querySelector("label span").textContent = event.target.checked ? words.subject : words.value; } });
  async function ask(event) {
    event.preventDefault();
    const [predicate, other] = [text(property.field), text(value.field)];
    if (!predicate || !other) return (predicate ? value : property).field.focus();
    const [subject, object] = swap.checked ? [other, written(entity)] : [written(entity), other];
    try {
      replace(answer, await proof({ subject, predicate, object }, context));
    } catch (error) {
      replace(answer);
      context.report(answer, error);
    }
  }
  replace(body, h("p", { class: "faint" }, words.intro),
    h("form", { onsubmit: ask }, property.element, value.element, h("label", { class: "switch" }, swap, " ", words.swap), h("button", { class: "main" }, words.ask)),
    answer);
}
