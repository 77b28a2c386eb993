// The words of a text that a statement rests on, marked in their passage.

import { h, replace } from "./dom.js";
import { identifier } from "./terms.js";

const WORDS = {
  en: { passage: "The words in the text" },
  zh: { passage: "原文" },
};

/**
 * What a button that quotes a reifier or a passage is called.
 * @param {any} context
 */
export function quotingName(context) {
  return context.say(WORDS).passage;
}

/**
 * Fills an element with what a reifier or a passage rests on.
 * @param {HTMLElement} body
 * @param {any} entity
 * @param {any} context
 */
export async function quote(body, entity, context) {
  const { file, before, words, after } = await context.call("passage", { iri: identifier(entity) });
  replace(body, h("figure", { class: "passage" },
    h("blockquote", { dir: "auto" }, before, words && h("mark", { class: "words" }, words), after),
    h("figcaption", { class: "faint caption" }, file)));
}
