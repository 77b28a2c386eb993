// The page: its frame, and the module for each address.

import { caller, Problem } from "./api.js";
import { english, h, replace } from "./dom.js";
import { news } from "./news.js";
import { choices, language, remembered, theme } from "./settings.js";

const WORDS = {
  en: {
    search: "Search", query: "Query", explore: "Explore", project: "Project", skip: "To the content",
    gone: "The server does not answer.", unanswered: "There is no answer:", nothing: "There is nothing at this address.",
  },
  zh: {
    search: "搜索", query: "查询", explore: "探索", project: "项目", skip: "跳到正文",
    gone: "服务器没有应答。", unanswered: "没有结果：", nothing: "此地址没有内容。",
  },
};

/** The module of each address and its tab; every other address is that of an entity. @type {[RegExp, string, string | null][]} */
const PAGES = [
  [/^\/$|^\/find$/, "search", "/"],
  [/^\/entity$/, "entity", null],
  [/^\/query$/, "query", "/query"],
  [/^\/explore$/, "explore", "/explore"],
  [/^\/project(\/|$)/, "project", "/project"],
];

const main = h("main", { id: "content", tabindex: -1 });
/** What tells what happens on the server. @type {{ element: HTMLElement, end: () => void } | null} */
let told = null;
/** What leaves the page that is shown. */
let leave = null;
/** How many pages were begun, so that one that comes late is not shown. */
let begun = 0;

function contextOf(status, language) {
  const { call, open } = caller(language);
  const say = (words) => (language.startsWith("zh") ? words.zh : words.en);
  return { call, open, say, language, status, go, report };
}

/** Says why something has no answer, in an element of the page. */
function report(element, error) {
  if (error.name === "AbortError") return;
  const words = context.say(WORDS);
  const hint = error instanceof Problem && error.said.hint;
  // What was said before of the same place is said no longer.
  element.querySelectorAll(":scope > [role=alert]").forEach((before) => before.remove());
  element.append(h("p", { class: "fault", role: "alert" },
    error instanceof Problem ? words.unanswered : words.gone, " ", english(error.message), hint && english(` — ${hint}`, "span", { class: "hint" })));
}

let context;

/** Goes to an address of this page. */
function go(address, { replace: isReplaced = false } = {}) {
  leaving();
  history[isReplaced ? "replaceState" : "pushState"](null, "", address);
  return arrive(true);
}

/** How long after the last scroll its place is noted, and how long a page that is gone back to may take to be as long as it was. */
const NOTE = 200;
const LATE = 5000;
let noting = 0;
/** While the place of a page is restored, what ends that. @type {AbortController | null} */
let restoring = null;

/** Notes in the history how far the page is scrolled. */
function note() {
  history.replaceState({ ...history.state, top: Math.round(window.scrollY) }, "");
}

function leaving() {
  clearTimeout(noting);
  if (!restoring || window.scrollY > 0) note();
  restoring?.abort();
  restoring = null;
}

/** Scrolls to where the page was, once it is long enough again, unless the reader moves before. @param {number} top @param {AbortController} ending */
function restore(top, ending) {
  const sizes = new ResizeObserver(() => {
    if (document.documentElement.scrollHeight - window.innerHeight >= top) arrived();
  });
  const arrived = () => {
    if (!ending.signal.aborted) window.scrollTo({ top, behavior: "instant" });
    ending.abort();
  };
  ending.signal.addEventListener("abort", () => {
    sizes.disconnect();
    if (restoring === ending) restoring = null;
  });
  for (const moved of ["wheel", "keydown", "pointerdown"]) window.addEventListener(moved, () => ending.abort(), { once: true, passive: true, signal: ending.signal });
  window.setTimeout(arrived, LATE);
  if (!ending.signal.aborted) sizes.observe(main);
}

/** Shows the page of the address. */
async function arrive(hasMoved) {
  const address = new URL(location.href);
  const [, name, tab] = PAGES.find(([path]) => path.test(address.pathname)) ?? [null, "entity", null];
  const turn = ++begun;
  leave?.();
  leave = null;
  for (const link of document.querySelectorAll("header nav a")) {
    if (link.getAttribute("href") === tab) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const page = h("div", { class: `page ${name}` });
  replace(main, page);
  document.title = context.status.name || "bixi";
  try {
    const module = await import(`./${name}.js`);
    if (turn !== begun) return;
    const left = await module.show(page, address, context);
    if (turn === begun) leave = left ?? null;
    else left?.();
  } catch (error) {
    if (turn === begun) report(page, error);
  }
  if (hasMoved && turn === begun && !main.contains(document.activeElement)) main.focus({ preventScroll: true });
}

function frame(status) {
  const words = context.say(WORDS);
  document.documentElement.lang = context.language;
  const tabs = [["/", words.search], ["/query", words.query], ["/explore", words.explore], ["/project", words.project]];
  told?.end();
  // What is wrong in the files is another thing then.
  told = news(context, () => { if (location.pathname.startsWith("/project")) arrive(false); });
  replace(
    document.body,
    h("a", { class: "skip", href: "#content" }, words.skip),
    h("header", {},
      h("a", { class: "title", href: "/" }, status.name || "bixi"),
      h("nav", { "aria-label": "bixi" }, tabs.map(([href, text]) => h("a", { href }, text))),
      choices(status, context.language, () => start())),
    told.element, main,
  );
}

async function start() {
  theme(remembered("theme"));
  try {
    const status = await caller(null).call("status");
    context = contextOf(status, language(status));
    frame(status);
    restoring = new AbortController();
    await arrive(false);
    restore(history.state?.top ?? 0, restoring);
  } catch (error) {
    replace(document.body, h("main", {}, h("p", { role: "alert" }, `${WORDS.en.gone} ${WORDS.zh.gone} ${error.message}`)));
  }
}

/** Links to this page are followed without loading it anew. */
function follow(event) {
  const link = event.target.closest?.("a[href]");
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || link.target || link.hasAttribute("download") || event.defaultPrevented) return;
  const address = new URL(link.href);
  const isPage = address.origin === location.origin && PAGES.some(([path]) => path.test(address.pathname));
  if (!isPage || (address.hash && address.pathname === location.pathname && address.search === location.search)) return;
  event.preventDefault();
  go(address.pathname + address.search + address.hash);
  window.scrollTo(0, 0);
}

document.addEventListener("click", follow);
window.addEventListener("popstate", async (event) => {
  clearTimeout(noting);
  const { top = 0 } = event.state ?? {};
  restoring?.abort();
  restoring = new AbortController();
  await arrive(true);
  restore(top, restoring);
});
history.scrollRestoration = "manual";
window.addEventListener("scroll", () => {
  clearTimeout(noting);
  if (!restoring) noting = window.setTimeout(note, NOTE);
}, { passive: true });
start();
