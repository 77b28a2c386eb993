// The texts of queries that were run in this browser, which stay in it.

const KEY = "bixi.queries";
/** So many texts are kept, and so many characters of them. */
const MOST = 50;
const CHARACTERS = 200_000;

/** The texts, the last one first. */
export function texts() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((text) => typeof text === "string") : [];
  } catch {
    return []; // A browser may keep nothing, or something else.
  }
}

/** Keeps a text that is run. @param {string} text */
export function keep(text) {
  if (!text.trim() || text.length > CHARACTERS) return;
  const kept = [text, ...texts().filter((other) => other !== text)].slice(0, MOST);
  while (kept.reduce((sum, one) => sum + one.length, 0) > CHARACTERS) kept.pop();
  write(kept);
}

/** Forgets all texts. */
export function forget() {
  write([]);
}

function write(kept) {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Then there is no history.
  }
}

/** What a text is called in a list: its title, or its first line that is not a comment or prefix. @param {string} text */
export function titleOf(text, language) {
  const english = language.startsWith("en") ? /^#\+ *title_en: *(.+)$/m.exec(text)?.[1] : undefined;
  const title = english ?? /^#\+ *title: *(.+)$/m.exec(text)?.[1];
  const lines = text.split("\n").map((line) => line.trim());
  const line = lines.filter((one) => one && !/^(#|prefix\b|base\b)/i.test(one)).join(" ");
  return (title ?? line ?? text).slice(0, 120);
}
