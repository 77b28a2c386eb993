// What became of the expectations of the project: those that failed with what is not as expected, then those that passed.

import { append, english, h, replace } from "./dom.js";

const WORDS = {
  en: {
    pending: "The expectations are being checked …", none: "The project has no expectations: files in tests/ are, such as x.holds.ttl.",
    passed: (n) => (n === 1 ? "1 expectation passed" : `${n} expectations passed`), failed: (n) => `${n} failed`,
    english: null, failures: "Failed", others: (n) => `Passed (${n})`, time: (s) => `in ${s} s`,
  },
  zh: {
    pending: "正在检查预期……", none: "项目没有预期：tests/ 中的文件即是，例如 x.holds.ttl。",
    passed: (n) => `${n} 个预期通过`, failed: (n) => `${n} 个未通过`,
    english: "未通过的原因由 bixi 以英文写出。", failures: "未通过", others: (n) => `已通过（${n}）`, time: (s) => `用时 ${s} 秒`,
  },
};

export async function show(content, address, context) {
  const words = context.say(WORDS);
  const shape = new Intl.NumberFormat(context.language, { maximumFractionDigits: 1 });
  const state = h("p", { role: "status" }, words.pending);
  content.append(state);
  const begun = performance.now();
  const answer = await context.call("tests");
  const seconds = (performance.now() - begun) / 1000;
  // What others waited for before is there at once.
  const time = seconds >= 1 && words.time(shape.format(seconds));
  if (answer.expectations.length === 0) {
    replace(state, words.none);
    return;
  }
  const failed = answer.expectations.filter((tested) => !tested.passed);
  const passed = answer.expectations.filter((tested) => tested.passed);
  replace(state,
    h("strong", { class: answer.failed > 0 ? "" : "good" }, words.passed(answer.passed === 1 ? 1 : shape.format(answer.passed))), ", ",
    h("strong", { class: answer.failed > 0 ? "fault" : "" }, words.failed(shape.format(answer.failed))), " ", h("span", { class: "faint" }, time));
  append(content,
    failed.length > 0 && [h("h2", {}, words.failures), words.english && h("p", { class: "faint" }, words.english)], failed.map(failure),
    passed.length > 0 && h("details", { open: failed.length === 0 }, h("summary", {}, h("h2", {}, words.others(shape.format(passed.length)))), h("ul", {}, passed.map(success))));
}

/** An expectation with what is not as it should be, as `bixi test` reports it. */
function failure(tested) {
  const lines = [...tested.failures, ...(tested.stopped ? [tested.stopped] : [])];
  return h("section", { class: "failed" },
    h("h3", {}, tested.path), tested.title && h("p", {}, tested.title),
    english(lines.join("\n"), "pre"), doubts(tested));
}

function success(tested) {
  return h("li", {}, h("code", {}, tested.path), tested.title && [" ", tested.title], doubts(tested));
}

function doubts(tested) {
  return tested.warnings.map((warning) => english(warning, "p", { class: "doubt" }));
}
