// The plan of a query as a tree: what each operator does, with the rows that were expected and those that there were.

import { english, h, replace } from "./dom.js";

const WORDS = {
  en: {
    plan: "Plan", operator: "Operator", estimated: "expected rows", rows: "rows", solutions: "solutions", time: "ms",
    not: "Not executed: rows are expected ones.", off: "much more or less than was expected",
  },
  zh: { plan: "执行计划", operator: "操作", estimated: "预计行数", rows: "行数", solutions: "解", time: "毫秒", not: "尚未执行：行数为预计值。", off: "与预计相差很大" },
};

/** Where the expected rows are wrong by such a factor, it is marked. */
const OFF = 10;
/** Numbers from here on are written with a power of ten. */
const LONG = 1e7;
const OWN = new Set(["operator", "operators", "variables", "estimated_rows", "rows", "solutions", "milliseconds"]);

/**
 * Shows a plan.
 * @param {HTMLElement} container
 * @param {any} plan as `/api/plan` has it
 * @param {any} context
 */
export function plan(container, plan, context) {
  const words = context.say(WORDS);
  const numbers = new Intl.NumberFormat(context.language, { maximumFractionDigits: 1 });
  const shown = (value) => {
    if (value === null || value === undefined) return "";
    const whole = numbers.format(value);
    return value < LONG ? whole : h("span", { title: whole }, value.toExponential(1).replace("e+", "e"));
  };
  const lines = [];
  const walk = (operators, depth) => {
    for (const one of operators) {
      lines.push([one, depth]);
      walk(one.operators ?? [], depth + 1);
    }
  };
  walk(plan.operators, 1);
  const longest = Math.max(0.001, ...lines.map(([one]) => one.milliseconds ?? 0));
  const line = ([one, depth]) => {
    const fields = Object.entries(one).filter(([name]) => !OWN.has(name));
    const texts = fields.map(([name, value]) => h("span", { class: "detail" }, english(`${name} `, "span", { class: "faint" }), h("code", {}, whole(text(value)))));
    const isOff = one.rows !== undefined && one.estimated_rows !== null && ratio(one.rows, one.estimated_rows) > OFF;
    const name = h("th", { scope: "row" }, english(one.operator, "strong"), " ", texts);
    name.style.paddingInlineStart = `${depth * 1.25 - 0.75}rem`;
    const bar = h("span", { class: "time", "aria-hidden": "true" });
    bar.style.inlineSize = `${((one.milliseconds ?? 0) / longest) * 4}rem`;
    return h("tr", { role: "row", "aria-level": depth },
      name,
      h("td", { class: "number" }, shown(one.estimated_rows)),
      plan.executed && [
        h("td", { class: `number${isOff ? " doubt" : ""}`, title: isOff ? words.off : null }, shown(one.rows), isOff && " !"),
        h("td", { class: "number" }, shown(one.solutions)),
        h("td", { class: "number" }, shown(one.milliseconds), bar),
      ]);
  };
  const column = (title, isNumber = true) => h("th", { scope: "col", class: isNumber ? "number" : null }, title);
  replace(container,
    h("h2", {}, words.plan),
    !plan.executed && h("p", { class: "faint" }, words.not),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": words.plan },
      h("table", { class: "plan", role: "treegrid", "aria-label": words.plan },
        h("thead", {}, h("tr", {}, column(words.operator, false), column(words.estimated), plan.executed && [column(words.rows), column(words.solutions), column(words.time)])),
        h("tbody", {}, lines.map(line)))));
}

function ratio(a, b) {
  const [less, more] = [Math.min(a, b) + 1, Math.max(a, b) + 1];
  return more / less;
}

/** A text in which no variable is broken behind its mark. */
function whole(text) {
  return text.split(/([?$][\p{L}\p{N}_]+)/u).map((part, at) => (at % 2 === 1 ? h("span", { class: "whole" }, part) : part));
}

function text(value) {
  return Array.isArray(value) ? value.map(text).join(", ") : typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
