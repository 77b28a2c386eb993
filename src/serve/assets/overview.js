// The overview of the project: its sizes, and how its files and tests are.

import { h } from "./dom.js";

const WORDS = {
  en: {
    sources: "sources", imported: "imported files", statements: "statements", inferred: "statements inferred", terms: "terms",
    served: "What is served", digest: "Digest", levels: "Levels of acceptance", base: "Base IRI", languages: "Languages",
    checked: "What was checked", sound: "The files have no findings.", found: (n) => (n === 1 ? "The files have 1 finding." : `The files have ${n} findings.`),
    tests: "Run the tests", pending: "The files are being checked …",
  },
  zh: {
    sources: "个源文件", imported: "个导入文件", statements: "条陈述", inferred: "条推断的陈述", terms: "个词项",
    served: "当前内容", digest: "摘要", levels: "接受级别", base: "基准 IRI", languages: "语言",
    checked: "检查结果", sound: "文件没有问题。", found: (n) => `文件有 ${n} 个问题。`,
    tests: "运行测试", pending: "正在检查文件……",
  },
};

export async function show(content, address, context) {
  const words = context.say(WORDS);
  const { status } = context;
  const shape = new Intl.NumberFormat(context.language);
  const sizes = ["sources", "imported", "statements", "inferred", "terms"].filter((size) => status.sizes[size] > 0);
  const facts = [
    [words.languages, status.languages.join(", ")], [words.base, status.base],
    [words.levels, status.levels.join(", ")], [words.digest, status.digest],
  ].filter(([, value]) => value);
  const found = h("p", { role: "status" }, words.pending);
  content.append(
    h("h2", {}, words.served),
    h("ul", { class: "sizes" }, sizes.map((size) => h("li", {}, h("strong", {}, shape.format(status.sizes[size])), " ", words[size]))),
    h("dl", {}, facts.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
    h("h2", {}, words.checked), found,
    h("p", {}, h("a", { href: "/project/tests" }, words.tests)));
  const { count } = await context.call("findings", { limit: 0 });
  const all = count.error + count.warning + count.info;
  found.replaceChildren(all === 0
    ? h("span", { class: "good" }, words.sound)
    : h("a", { class: count.error > 0 ? "fault" : "doubt", href: "/project/findings" }, words.found(shape.format(all))));
}
