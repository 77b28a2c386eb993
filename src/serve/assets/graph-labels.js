// Labels of a graph: broken into lines, and placed where they cover no other.

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** What stands at the beginning of no line. */
const CLOSING = /[，。、；：！？）》」』】”’,.;:!?)\]}%]/u;

/** How wide a text is: a Chinese character counts as two Latin ones. */
export function widthOf(text) {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}

/** Where a text can be broken: after spaces and hyphens, and at Chinese characters, but not before what closes. */
function pieces(text) {
  const found = [];
  let piece = "";
  for (const character of text) {
    const isWide = WIDE.test(character);
    const breaks = piece !== "" && !CLOSING.test(character) && (isWide || /[\s/-]$/u.test(piece) || WIDE.test([...piece].at(-1)));
    if (breaks) {
      found.push(piece);
      piece = "";
    }
    piece += character;
  }
  if (piece !== "") found.push(piece);
  return found;
}

/**
 * Breaks a label into lines. What has no room ends in "…".
 * @param {string} text
 * @param {number} width the most Latin characters of a line
 * @param {number} most the most lines
 * @returns {string[]}
 */
export function wrapped(text, width = 20, most = 2) {
  const lines = [];
  let line = "";
  for (const piece of pieces(text.trim().replace(/\s+/gu, " "))) {
    if (line !== "" && widthOf((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += piece;
  }
  lines.push(line.trimEnd());
  const shown = lines.slice(0, most);
  if (lines.length > most) shown[most - 1] += "…";
  return shown.map((one) => cut(one, width + 1));
}

function cut(line, width) {
  if (widthOf(line) <= width) return line;
  let kept = "";
  for (const character of line) {
    if (widthOf(kept) + 2 > width) break;
    kept += character;
  }
  return `${kept.replace(/…$/u, "")}…`;
}

/** Rectangles that must not cover each other, by the squares of a grid that they touch. */
export class Occupied {
  constructor() {
    this.squares = new Map();
  }

  /** Takes a place if it is free; returns whether it was. */
  take(left, top, width, height) {
    const rect = [left, top, left + width, top + height];
    const touched = [];
    for (let x = Math.floor(rect[0] / 64); x <= Math.floor(rect[2] / 64); x += 1) {
      for (let y = Math.floor(rect[1] / 64); y <= Math.floor(rect[3] / 64); y += 1) touched.push(x * 65536 + y);
    }
    const isFree = touched.every((square) => (this.squares.get(square) ?? []).every((other) => !overlap(rect, other)));
    if (!isFree) return false;
    for (const square of touched) {
      const there = this.squares.get(square);
      if (there) there.push(rect);
      else this.squares.set(square, [rect]);
    }
    return true;
  }
}

/**
 * Takes a place for the label of a node: below it, above it, or beside it.
 * @param {Occupied} occupied
 * @param {number} gap from the middle of the node
 * @param {[number, number]} [sight] what is between these edges is seen: the label of a node there is moved so that it is seen, too
 * @returns {number[] | undefined} the left upper corner, if there is a free place
 */
export function beside(occupied, x, y, gap, width, height, sight) {
  const [least, most] = sight && x > sight[0] && x < sight[1] ? [sight[0] + 2, sight[1] - width - 2] : [-Infinity, Infinity];
  const middle = Math.max(least, Math.min(most, x - width / 2));
  const corners = [[middle, y + gap], [middle, y - gap - height], [x + gap, y - height / 2], [x - gap - width, y - height / 2]];
  return corners.filter(([left]) => left === middle || (left >= least && left <= most)).find(([left, top]) => occupied.take(left, top, width, height));
}

function overlap(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
