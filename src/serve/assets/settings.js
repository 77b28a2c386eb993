// What a reader chooses for all pages: the language and the theme. The browser keeps it.

import { h } from "./dom.js";

const WORDS = {
  en: { language: "Language", theme: "Theme", system: "system", light: "light", dark: "dark" },
  zh: { language: "语言", theme: "外观", system: "跟随系统", light: "浅色", dark: "深色" },
};

/** How long the server is told the language, in seconds. */
const YEAR = 31_536_000;

/** @param {string} name */
export function remembered(name) {
  try {
    return localStorage.getItem(`bixi.${name}`);
  } catch {
    return null; // A browser may keep nothing.
  }
}

/** @param {string} name @param {string} value */
function remember(name, value) {
  try {
    localStorage.setItem(`bixi.${name}`, value);
  } catch {
    // Then it holds until the page is left.
  }
}

/** Tells the server the language that was chosen: it writes some pages whole. @param {string} tag */
function tell(tag) {
  document.cookie = `bixi-language=${encodeURIComponent(tag)}; path=/; max-age=${YEAR}; SameSite=Strict`;
}

/** The language that the server was told, here or on a page that it wrote. */
function told() {
  const [, tag] = /(?:^|;\s*)bixi-language=([^;]*)/u.exec(document.cookie) ?? [];
  try {
    return tag && decodeURIComponent(tag);
  } catch {
    return undefined; // Somebody else wrote it.
  }
}

/** The languages to choose from: those of the graph, and those of the page. */
function languages(status) {
  const tags = [...status.languages];
  for (const own of ["en", "zh"]) {
    if (!tags.some((tag) => tag === own || tag.startsWith(`${own}-`))) tags.push(own);
  }
  return tags;
}

/** The language of the reader: chosen before, or the first of the browser that the graph or the page has, or that of the project. */
export function language(status) {
  const offered = languages(status);
  const chosen = remembered("language") ?? told();
  if (chosen && offered.includes(chosen)) {
    tell(chosen);
    return chosen;
  }
  for (const wanted of navigator.languages ?? []) {
    const primary = wanted.split("-")[0];
    const found = offered.find((tag) => tag === wanted) ?? offered.find((tag) => tag.split("-")[0] === primary);
    if (found) return found;
  }
  return offered[0];
}

/** Shows the page in a theme. */
export function theme(value) {
  if (value === "light" || value === "dark") document.documentElement.dataset.theme = value;
  else delete document.documentElement.dataset.theme;
}

function select(label, values, chosen, choose) {
  const options = values.map(([value, text]) => h("option", { value, selected: value === chosen }, text));
  return h("label", { class: "choice" }, h("span", {}, label), h("select", { onchange: (event) => choose(event.target.value) }, options));
}

function named(names, tag) {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/**
 * Makes the fields of the choices, and a button that opens them on a narrow screen.
 * @param {any} status
 * @param {string} language
 * @param {() => void} onlanguage called when another language is chosen
 */
export function choices(status, language, onlanguage) {
  const words = language.startsWith("zh") ? WORDS.zh : WORDS.en;
  const names = new Intl.DisplayNames([language], { type: "language", fallback: "code" });
  const tags = languages(status).map((tag) => [tag, named(names, tag)]);
  const themes = [["system", words.system], ["light", words.light], ["dark", words.dark]];
  const settings = h("button", { type: "button", class: "settings", "aria-expanded": "false", "aria-controls": "choices", "aria-label": `${words.language}, ${words.theme}`, onclick: () => {
    settings.setAttribute("aria-expanded", String(settings.getAttribute("aria-expanded") !== "true"));
  } }, "⚙");
  return [settings, h("div", { class: "choices", id: "choices" },
    select(words.language, tags, language, (tag) => { remember("language", tag); tell(tag); onlanguage(); }),
    select(words.theme, themes, remembered("theme") ?? "system", (value) => { remember("theme", value); theme(value); }))];
}
