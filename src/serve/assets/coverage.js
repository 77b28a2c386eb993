// How many lines the expectations cover, and which saved queries and expectations name the classes and properties of the graph; those that nothing names come first.

import { counts } from "./counts.js";
import { h, replace } from "./dom.js";
import { shown, title } from "./terms.js";

const WORDS = {
  en: {
    pending: "The queries and expectations are being read …", classes: "Classes", properties: "Properties", name: "Name",
    uses: "Instances", statements: "Statements", queries: "Queries", expectations: "Tests",
    lines: (percent, n, of) => `${percent} of the lines with statements are needed by a test: ${n} of ${of}.`, unreadable: "Tests that cannot be read",
    named: (n, of, what) => `${n} of ${of} ${what} are named by a query or a test.`, of: { classes: "classes", properties: "properties" },
  },
  zh: {
    pending: "正在读取查询和预期……", classes: "类", properties: "属性", name: "名称",
    uses: "实例", statements: "陈述", queries: "查询", expectations: "测试",
    lines: (percent, n, of) => `${percent} 的陈述行为测试所需：${of} 行中的 ${n} 行。`, unreadable: "无法读取的测试",
    named: (n, of, what) => `${of} 个${what}中有 ${n} 个出现在查询或测试中。`, of: { classes: "类", properties: "属性" },
  },
};

export async function show(content, address, context) {
  const words = context.say(WORDS);
  const state = h("p", { role: "status" }, words.pending);
  content.append(state);
  const answer = await context.call("coverage");
  const shape = new Intl.NumberFormat(context.language);
  const isNamed = (row) => row.queries.length + row.expectations.length > 0;
  const parts = [["classes", words.uses], ["properties", words.statements]];
  const percent = new Intl.NumberFormat(context.language, { style: "percent", maximumFractionDigits: 1 });
  replace(state);
  content.append(h("p", {}, words.lines(percent.format(answer.percent / 100), shape.format(answer.covered_lines), shape.format(answer.lines))));
  if (answer.unreadable.length > 0) {
    content.append(h("h2", {}, words.unreadable),
      h("ul", {}, answer.unreadable.map((test) => h("li", {}, h("code", {}, test.name), `: ${test.reason}`))));
  }
  for (const [what, uses] of parts) {
    const rows = answer[what];
    const named = rows.filter(isNamed);
    const columns = [
      { name: words.name, key: (row) => title(row.term), cell: (row) => shown(row.term, context, { hasName: true }) },
      { name: uses, key: (row) => row.uses, isNumber: true },
      { name: words.queries, key: (row) => row.queries.length, cell: (row) => list(row.queries, queryLink), isNumber: true },
      { name: words.expectations, key: (row) => row.expectations.length, cell: (row) => list(row.expectations, (path) => h("code", {}, path)), isNumber: true },
    ];
    content.append(h("h2", {}, words[what]),
      h("p", {}, words.named(shape.format(named.length), shape.format(rows.length), words.of[what])),
      counts(words[what], columns, [...rows.filter((row) => !isNamed(row)), ...named], context));
  }
}

/** The number of names, which opens to the names themselves. */
function list(names, show_) {
  if (names.length === 0) return "0";
  return h("details", {}, h("summary", {}, String(names.length)), h("ul", {}, names.map((name) => h("li", {}, show_(name)))));
}

function queryLink(name) {
  return h("a", { href: `/query?name=${encodeURIComponent(name)}` }, name);
}
