// The page of the project: what is wrong in its files, what became of its tests, what there is, and what names it.

import { h, replace } from "./dom.js";
import * as coverage from "./coverage.js";
import * as findings from "./findings.js";
import * as overview from "./overview.js";
import * as statistics from "./statistics.js";
import * as tests from "./tests.js";

const WORDS = {
  en: {
    project: "Project", parts: "Parts of the project", overview: "Overview", findings: "Findings", tests: "Tests",
    coverage: "Coverage", statistics: "Statistics", nothing: "The project has no such page.",
  },
  zh: {
    project: "项目", parts: "项目的各部分", overview: "概览", findings: "问题", tests: "测试",
    coverage: "覆盖", statistics: "统计", nothing: "项目没有这个页面。",
  },
};

/** What each address has, in the order of the tabs. @type {[string, string, { show: (content: HTMLElement, address: URL, context: any) => Promise<unknown> }][]} */
const PARTS = [
  ["/project", "overview", overview], ["/project/findings", "findings", findings], ["/project/tests", "tests", tests],
  ["/project/coverage", "coverage", coverage], ["/project/statistics", "statistics", statistics],
];

/** Shows the part of the address; what it waits for ends when the page is left. */
export async function show(main, address, context) {
  const words = context.say(WORDS);
  const path = address.pathname.replace(/\/$/, "");
  const part = PARTS.find(([of]) => of === path);
  const tabs = PARTS.map(([href, name]) => h("a", { href, "aria-current": href === path && "page" }, words[name]));
  const content = h("div", { class: "part-of-project" });
  const title = part ? words[part[1]] : words.project;
  document.title = `${title} · ${context.status.name || "bixi"}`;
  main.append(h("h1", {}, title), h("nav", { class: "tabs parts-of-project", "aria-label": words.parts }, tabs), content);
  if (!part) {
    replace(content, h("p", {}, words.nothing));
    return undefined;
  }
  const left = new AbortController();
  const call = (name, parameters) => context.call(name, parameters, { signal: left.signal });
  // What is shown when the answer comes: a page may be left before.
  part[2].show(content, address, { ...context, call }).catch((error) => context.report(content, error));
  return () => left.abort();
}
