// Lines of sources, shown where they are spoken of.

import { h, replace } from "./dom.js";

const WORDS = {
  en: { more: "More lines", close: "Close", lines: (file, line) => `${file}, line ${line}`, changed: "The file has no such line any more." },
  zh: { more: "更多行", close: "收起", lines: (file, line) => `${file}，第 ${line} 行`, changed: "文件已没有这一行。" },
};

/** How many lines are before and after one at first, and how many more each time. */
const AROUND = 3;
const MORE = 12;

/**
 * Makes a button for a place that shows its lines in an element of the page, and takes them away again.
 * @param {{ file: string, line: number }} place
 * @param {HTMLElement} panel
 * @param {any} context
 */
export function placeButton(place, panel, context) {
  const text = `${place.file}:${place.line}`;
  return toggle(text, "place", panel, (body) => lines(body, place, AROUND, context), context);
}

/**
 * Makes a button that fills a panel, and empties it when it is pressed again. The buttons of a panel share it.
 * @param {string} text
 * @param {string} kind
 * @param {HTMLElement} panel
 * @param {(body: HTMLElement) => Promise<void>} fill
 * @param {any} context
 */
export function toggle(text, kind, panel, fill, context) {
  const button = h("button", { type: "button", class: `small ${kind}`, "aria-expanded": "false", onclick: press }, text);
  async function press() {
    const isOpen = button.getAttribute("aria-expanded") === "true";
    panel.dispatchEvent(new CustomEvent("taken"));
    replace(panel);
    if (isOpen) return;
    button.setAttribute("aria-expanded", "true");
    panel.addEventListener("taken", () => button.setAttribute("aria-expanded", "false"), { once: true });
    const body = h("div", { class: "body" });
    panel.append(body);
    try {
      await fill(body);
    } catch (error) {
      context.report(body, error);
    }
  }
  return button;
}

async function lines(body, place, around, context) {
  const words = context.say(WORDS);
  const answer = await context.call("source", { file: place.file, line: place.line, around });
  const width = String(answer.lines.at(-1)?.number ?? 0).length;
  const line = ({ number, text }) => h("span", { class: number === place.line ? "line here" : "line", "aria-current": number === place.line ? "true" : false },
    h("span", { class: "number", "aria-hidden": "true" }, String(number).padStart(width)), h("span", {}, `${text}\n`));
  replace(body,
    h("p", { class: "faint caption" }, words.lines(place.file, place.line)),
    answer.lines.length === 0 ? h("p", { class: "doubt" }, words.changed) : h("pre", { class: "source", tabindex: 0, "aria-label": words.lines(place.file, place.line) }, answer.lines.map(line)),
    answer.lines.length > around && h("button", { type: "button", class: "small", onclick: () => lines(body, place, around + MORE, context).catch((error) => context.report(body, error)) }, words.more));
}
