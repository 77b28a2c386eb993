// What is wrong in the files of the project, by file and by kind, each with the line that it is about.

import { append, english, h, replace } from "./dom.js";

const WORDS = {
  en: {
    english: null, pending: "The files are being checked …", sound: "The files have no findings.",
    error: "error", warning: "warning", info: "note",
    counts: { error: (n) => (n === 1 ? "1 error" : `${n} errors`), warning: (n) => (n === 1 ? "1 warning" : `${n} warnings`), info: (n) => (n === 1 ? "1 note" : `${n} notes`) },
    files: "By file", kinds: "By kind", findings: "Findings", all: "all findings", hint: "Hint:",
    checked: (of) => `Checked: ${of.join(", ")}.`,
    sources: (n) => (n === 1 ? "1 source" : `${n} sources`), imported: (n) => (n === 1 ? "1 imported file" : `${n} imported files`),
    rules: (n) => (n === 1 ? "1 rule" : `${n} rules`), queries: (n) => (n === 1 ? "1 query" : `${n} queries`),
    expectations: (n) => (n === 1 ? "1 expectation" : `${n} expectations`), examples: (n) => (n === 1 ? "1 example" : `${n} examples`),
    shapes: (n) => (n === 1 ? "1 shape" : `${n} shapes`),
    unchecked: (of) => `Not checked, since sources have errors: ${of.join(", ")}.`,
    unchecked_shapes: "shapes", contradictions: "contradictions and values of literals", names: "names in queries, tests, styles and examples",
    refused: "These are the files as they are now. They cannot be built, so the graph before is served.",
    more: (n) => `Show ${n} more`, shown: (n, of) => `${n} of ${of} findings are shown.`, means: "What it means", wrong: "Wrong", right: "Right", only: "Only", of: "of",
  },
  zh: {
    english: "问题的说明由 bixi 以英文写出。", pending: "正在检查文件……", sound: "文件没有问题。",
    error: "错误", warning: "警告", info: "提示",
    counts: { error: (n) => `${n} 个错误`, warning: (n) => `${n} 个警告`, info: (n) => `${n} 个提示` },
    files: "按文件", kinds: "按类型", findings: "问题", all: "全部问题", hint: "建议：",
    checked: (of) => `已检查：${of.join("、")}。`,
    sources: (n) => `${n} 个源文件`, imported: (n) => `${n} 个导入文件`, rules: (n) => `${n} 个规则`, queries: (n) => `${n} 个查询`,
    expectations: (n) => `${n} 个预期`, examples: (n) => `${n} 个示例`, shapes: (n) => `${n} 个形状`,
    unchecked: (of) => `源文件有错误，以下内容未检查：${of.join("、")}。`,
    unchecked_shapes: "形状", contradictions: "矛盾和文字值", names: "查询、测试、样式和示例中的名称",
    refused: "以下是文件的现状；它们无法构建，因此仍提供之前的图谱。",
    more: (n) => `再显示 ${n} 个`, shown: (n, of) => `显示 ${of} 个问题中的 ${n} 个。`, means: "含义", wrong: "错误写法", right: "正确写法", only: "只看", of: "",
  },
};

const SEVERITIES = ["error", "warning", "info"];
const COLOURS = { error: "fault", warning: "doubt", info: "faint" };
/** How many findings come at once. */
const STEP = 200;

export async function show(content, address, context) {
  const words = context.say(WORDS);
  const chosen = { file: address.searchParams.get("file"), id: address.searchParams.get("id") };
  const state = h("p", { role: "status" }, words.pending);
  content.append(state);
  const answer = await context.call("findings", { ...chosen, limit: STEP });
  const shape = new Intl.NumberFormat(context.language);
  replace(state, summary(answer.count, words, shape));
  content.append(about(answer, words, shape));
  if (answer.files.length === 0) return;
  const list = h("div");
  append(content,
    h("div", { class: "lists" },
      h("section", {}, h("h2", {}, words.files), choices("file", answer.files, words, shape, chosen)),
      h("section", {}, h("h2", {}, words.kinds), choices("id", answer.kinds, words, shape, chosen))),
    h("h2", {}, words.findings),
    (chosen.file || chosen.id) && h("p", {}, words.only, " ", h("code", {}, chosen.file ?? chosen.id), " · ", h("a", { href: "/project/findings" }, words.all)),
    chosen.id && answer.kinds.filter((kind) => kind.id === chosen.id).map((kind) => explanation(kind, words)),
    list);
  fill(list, answer, chosen, STEP, words, shape, context);
}

/** Shows findings, and a button for those that are not shown. */
function fill(list, answer, chosen, limit, words, shape, context) {
  const shown = answer.findings.length;
  const next = Math.min(STEP, answer.matching - shown);
  const more = async (event) => {
    event.target.disabled = true;
    try {
      const wider = await context.call("findings", { ...chosen, limit: limit + STEP });
      fill(list, wider, chosen, limit + STEP, words, shape, context);
    } catch (error) {
      context.report(list, error);
    }
  };
  replace(list, byFile(answer.findings).map(([file, findings]) => [
    h("h3", {}, file || "—"), h("ul", { class: "findings" }, findings.map((finding) => item(finding, answer.kinds, words)))]),
  next > 0 && h("p", {}, words.shown(shape.format(shown), shape.format(answer.matching)), " ", h("button", { type: "button", onclick: more }, words.more(shape.format(next)))));
}

function summary(count, words, shape) {
  const some = SEVERITIES.filter((severity) => count[severity] > 0);
  if (some.length === 0) return h("span", { class: "good" }, words.sound);
  return some.map((severity, at) => [at > 0 && ", ", h("strong", { class: COLOURS[severity] }, words.counts[severity](count[severity] === 1 ? 1 : shape.format(count[severity])))]);
}

/** What was looked at, and what was not. */
function about(answer, words, shape) {
  const kinds = ["sources", "imported", "rules", "queries", "expectations", "examples", "shapes"];
  const checked = kinds.filter((kind) => answer.checked[kind] > 0).map((kind) => words[kind](answer.checked[kind] === 1 ? 1 : shape.format(answer.checked[kind])));
  const unchecked = answer.unchecked.map((what) => words[what === "shapes" ? "unchecked_shapes" : what]);
  return h("div", { class: "faint" },
    words.english && h("p", {}, words.english),
    answer.is_refused && h("p", { class: "fault" }, words.refused),
    h("p", {}, words.checked(checked)),
    unchecked.length > 0 && h("p", {}, words.unchecked(unchecked)),
    answer.not_looked_at && english(answer.not_looked_at, "p"));
}

/** Links that show only the findings of a file, or of a kind. */
function choices(name, rows, words, shape, chosen) {
  return h("ul", { class: "choices-of" }, rows.map((row) => {
    const href = `/project/findings?${name}=${encodeURIComponent(row[name])}`;
    return h("li", {}, h("a", { href, "aria-current": chosen[name] === row[name] && "true" }, row[name] || "—"), " ", summary(row.count, words, shape));
  }));
}

function byFile(findings) {
  const files = new Map();
  for (const finding of findings) files.set(finding.file, [...(files.get(finding.file) ?? []), finding]);
  return [...files];
}

function item(finding, kinds, words) {
  const { excerpt, related } = finding;
  const kind = kinds.find(({ id }) => id === finding.id);
  return h("li", {},
    h("p", {}, h("strong", { class: COLOURS[finding.severity] }, words[finding.severity]), " ",
      h("span", { class: "faint" }, `${finding.line}:${finding.column}`), " ", english(finding.message)),
    excerpt && h("pre", {}, h("span", { class: "faint" }, `${finding.line} │ `), excerpt.before, h("mark", {}, excerpt.marked), excerpt.after),
    finding.hint && h("p", {}, h("strong", {}, words.hint), " ", english(finding.hint)),
    related.length > 0 && h("ul", {}, related.map((other) => h("li", {}, h("span", { class: "faint" }, `${other.file}:${other.line}`), " ", english(other.message)))),
    kind && explanation(kind, words));
}

function explanation(kind, words) {
  const example = (title, text) => text && [h("p", {}, h("strong", {}, title)), h("pre", {}, text)];
  return h("details", {}, h("summary", {}, words.means, " ", h("code", {}, kind.id)),
    english(kind.explanation, "p"), example(words.wrong, kind.wrong), example(words.right, kind.right));
}
