// What there is in the graph, counted, and what it rests on.

import { counts, questionLink } from "./counts.js";
import { append, h, replace } from "./dom.js";
import { shown, title } from "./terms.js";

const WORDS = {
  en: {
    pending: "The statements are being counted …", classes: "Classes", properties: "Properties", languages: "Languages of texts",
    sources: "Sources", evidence: "What the graph rests on", name: "Name", instances: "Instances", inferred: "Only inferred", statements: "Statements",
    subjects: "Subjects", objects: "Objects", language: "Language", none: "without language", texts: "Texts", file: "File", lines: "Lines",
    is_imported: "imported", certainty: "Certainty", text: "Text",
    share: (n, of, share) => `${n} of ${of} statements (${share}) have evidence.`,
    certainties: "Evidence by certainty", by_text: "Evidence by text",
  },
  zh: {
    pending: "正在统计陈述……", classes: "类", properties: "属性", languages: "文本的语言",
    sources: "源文件", evidence: "图谱的依据", name: "名称", instances: "实例", inferred: "仅推断", statements: "陈述",
    subjects: "主语", objects: "宾语", language: "语言", none: "无语言", texts: "文本", file: "文件", lines: "行数",
    is_imported: "导入", certainty: "确定性", text: "文本",
    share: (n, of, share) => `${of} 条陈述中有 ${n} 条（${share}）带有依据。`,
    certainties: "按确定性统计的依据", by_text: "按文本统计的依据",
  },
};

export async function show(content, address, context) {
  const words = context.say(WORDS);
  const state = h("p", { role: "status" }, words.pending);
  content.append(state);
  const answer = await context.call("statistics");
  replace(state);
  const table = (name, columns, rows) => counts(name, columns, rows, context);
  const number = (name, field) => ({ name, key: (row) => row[field], isNumber: true });
  const term = { name: words.name, key: (row) => title(row.term), cell: (row) => shown(row.term, context, { hasName: true }) };
  const questions = (column, query) => ({ ...column, cell: (row) => asked(column.key(row), row.term, query, context) });
  append(content,
    h("h2", {}, words.evidence), evidence(answer.evidence, words, table, context),
    h("h2", {}, words.classes),
    table(words.classes, [term, questions(number(words.instances, "instances"), instances), number(words.inferred, "inferred")], answer.classes),
    h("h2", {}, words.properties),
    table(words.properties, [
      term, questions(number(words.statements, "statements"), statements), number(words.inferred, "inferred"),
      number(words.subjects, "subjects"), number(words.objects, "objects"),
    ], answer.properties),
    h("h2", {}, words.languages),
    table(words.languages, [
      { name: words.language, key: (row) => languageName(row.language, words, context) }, number(words.texts, "texts"),
    ], answer.languages),
    h("h2", {}, words.sources),
    table(words.sources, [
      { name: words.file, key: (row) => row.file, cell: (row) => [h("code", {}, row.file), row.is_imported && [" ", h("span", { class: "faint" }, words.is_imported)]] },
      number(words.statements, "statements"), number(words.lines, "lines"),
    ], answer.sources));
}

/** How many statements have evidence, and of which kind. */
function evidence(counted, words, table, context) {
  const shape = new Intl.NumberFormat(context.language);
  const percent = new Intl.NumberFormat(context.language, { style: "percent", maximumFractionDigits: 1 });
  const share = counted.statements > 0 ? counted.with_evidence / counted.statements : 0;
  const columns = (name) => [
    { name, key: (row) => title(row.term), cell: (row) => shown(row.term, context, { hasName: true }) },
    { name: words.statements, key: (row) => row.statements, isNumber: true },
  ];
  return [
    h("p", {}, words.share(shape.format(counted.with_evidence), shape.format(counted.statements), percent.format(share))),
    counted.certainties.length > 0 && h("h3", {}, words.certainties),
    counted.certainties.length > 0 && table(words.certainties, columns(words.certainty), counted.certainties),
    counted.texts.length > 0 && h("h3", {}, words.by_text),
    counted.texts.length > 0 && table(words.by_text, columns(words.text), counted.texts),
  ];
}

/** A number that leads to the question whose rows it counts. */
function asked(number, term, query, context) {
  const text = new Intl.NumberFormat(context.language).format(number);
  return term.type === "uri" && !/[<>"{}|^`\\\s]/.test(term.value) ? questionLink(text, query(term.value)) : text;
}

function instances(iri) {
  return `SELECT ?instance WHERE {\n  ?instance a <${iri}> .\n}\nORDER BY ?instance`;
}

function statements(iri) {
  return `SELECT ?subject ?object WHERE {\n  ?subject <${iri}> ?object .\n}\nORDER BY ?subject ?object`;
}

function languageName(tag, words, context) {
  if (!tag) return words.none;
  try {
    return `${new Intl.DisplayNames([context.language], { type: "language" }).of(tag)} (${tag})`;
  } catch {
    return tag;
  }
}
