//! Prints the tokens and comments of a query, line by line.

use super::items::Item;

/// The characters that a group, or a statement with several properties, may have on one line.
const WIDTH: usize = 120;

/// What begins a line of a query or a subquery.
const CLAUSES: [&str; 15] = [
    "PREFIX",
    "BASE",
    "VERSION",
    "SELECT",
    "CONSTRUCT",
    "DESCRIBE",
    "ASK",
    "FROM",
    "WHERE",
    "GROUP",
    "HAVING",
    "ORDER",
    "LIMIT",
    "OFFSET",
    "VALUES",
];

/// What begins a line of a pattern.
const STATEMENTS: [&str; 9] = [
    "OPTIONAL", "FILTER", "BIND", "VALUES", "MINUS", "GRAPH", "SERVICE", "LATERAL", "SELECT",
];

/// The words after which `(` stands apart.
const APART: [&str; 12] = [
    "SELECT", "DISTINCT", "REDUCED", "BY", "HAVING", "VALUES", "IN", "WHERE", "FROM", "A",
    "DESCRIBE", "AS",
];

/// What stands between an item and the one before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Space,
    Line,
}

/// What a pair of braces is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Braces {
    /// None: the query itself.
    Query,
    /// A pattern or a template.
    Pattern,
    /// The rows after `VALUES`.
    Rows,
}

/// A pair of braces that is open.
struct Frame {
    braces: Braces,
    /// Whether it stands on one line.
    is_flat: bool,
    /// The indentation of its lines, and of the one that it begins on.
    indent: usize,
    outer: usize,
    /// Whether a new statement begins with the next item.
    begins: bool,
    /// Whether it is a subquery.
    is_query: bool,
    /// How many brackets are open in it.
    depth: usize,
    /// Whether the statement ends with the brackets that close next, as that of `FILTER`.
    is_call: bool,
    /// Whether the next braces have rows.
    has_rows: bool,
    /// Whether each `;` of the statement ends a line.
    is_split: bool,
}

impl Frame {
    fn new(braces: Braces, is_flat: bool, indent: usize, outer: usize) -> Self {
        Self {
            braces,
            is_flat,
            indent,
            outer,
            begins: true,
            is_query: braces == Braces::Query,
            depth: 0,
            is_call: false,
            has_rows: false,
            is_split: false,
        }
    }
}

/// The items while they are printed.
pub struct Printer<'i, 't> {
    items: &'i [Item<'t>],
    /// For each brace that opens, the item that closes it.
    closing: Vec<usize>,
    frames: Vec<Frame>,
    /// The indentation of the line, and the number of its characters.
    indent: usize,
    column: usize,
}

impl<'i, 't> Printer<'i, 't> {
    pub fn new(items: &'i [Item<'t>]) -> Self {
        let mut closing = vec![items.len(); items.len()];
        let mut open = Vec::new();
        for (at, item) in items.iter().enumerate() {
            if item.is_sign("{") {
                open.push(at);
            } else if item.is_sign("}")
                && let Some(opened) = open.pop()
                && let Some(place) = closing.get_mut(opened)
            {
                *place = at;
            }
        }
        Self {
            items,
            closing,
            frames: vec![Frame::new(Braces::Query, false, 0, 0)],
            indent: 0,
            column: 0,
        }
    }

    pub fn print(mut self, output: &mut String) {
        let items = self.items;
        for (at, item) in items.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| items.get(at));
            let Some(frame) = self.frames.last() else {
                return;
            };
            let gap = before.map_or(Gap::None, |before| gap(frame, before, item));
            let begins = frame.begins || begins_clause(frame, item);
            if gap == Gap::Line {
                let is_apart = item.lines_before > 1
                    && !item.is_sign("}")
                    && before.is_none_or(|before| !before.is_sign("{"));
                output.push_str(if is_apart { "\n\n" } else { "\n" });
                self.indent = indentation(frame, item, begins);
                output.extend(std::iter::repeat_n(' ', self.indent));
                self.column = self.indent;
            } else if gap == Gap::Space {
                output.push(' ');
                self.column += 1;
            }
            output.push_str(&item.text);
            self.column += width(item);
            if !item.is_comment {
                self.note(at, item, begins);
            }
        }
        if !items.is_empty() {
            output.push('\n');
        }
    }

    /// Notes what an item means for those after it.
    fn note(&mut self, at: usize, item: &Item, begins: bool) {
        if item.is_sign("{") {
            return self.open(at);
        }
        if item.is_sign("}") {
            return self.close(at);
        }
        let is_split = begins && self.is_split(at);
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if begins {
            frame.is_split = is_split;
            frame.is_call = item.is_one_of(&["FILTER", "BIND"]);
            frame.begins = false;
            frame.is_query |= item.is("SELECT");
        }
        if item.is("VALUES") && frame.depth == 0 {
            frame.has_rows = true;
        }
        if item.opens() {
            frame.depth += 1;
        } else if item.closes() {
            frame.depth = frame.depth.saturating_sub(1);
            if frame.depth == 0 && frame.is_call {
                (frame.begins, frame.is_call) = (true, false);
            }
        } else if item.is_sign(".") && frame.depth == 0 && frame.braces == Braces::Pattern {
            frame.begins = true;
        }
    }

    /// Opens braces.
    fn open(&mut self, at: usize) {
        let close = self.closing.get(at).copied().unwrap_or(self.items.len());
        let inside = self.items.get(at + 1..=close).unwrap_or_default();
        let is_on_line = inside
            .iter()
            .all(|item| !item.is_comment && item.lines_before == 0);
        let fits = self.column - 1 + self.flat_width(at..close + 1) <= WIDTH;
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        let braces = match frame.has_rows && frame.depth == 0 {
            true => Braces::Rows,
            false => Braces::Pattern,
        };
        frame.has_rows = false;
        frame.begins = false;
        let is_whole = frame.is_query && frame.depth == 0 && braces == Braces::Pattern;
        let is_empty = inside.len() == 1;
        let is_flat = frame.is_flat || is_empty || is_on_line && fits && !is_whole;
        let indent = self.indent;
        self.frames
            .push(Frame::new(braces, is_flat, indent + 2, indent));
    }

    /// Closes braces.
    fn close(&mut self, at: usize) {
        if self.frames.len() > 1 {
            self.frames.pop();
        }
        let next = self.items.get(at + 1);
        let goes_on = next.is_some_and(|next| next.is("UNION") || next.is_sign("."));
        if let Some(frame) = self.frames.last_mut()
            && frame.depth == 0
            && frame.braces == Braces::Pattern
        {
            (frame.begins, frame.is_call) = (!goes_on, false);
        }
    }

    /// The characters of some items on one line.
    fn flat_width(&self, range: std::ops::Range<usize>) -> usize {
        let items = self.items.get(range).unwrap_or_default();
        let gaps = items.windows(2);
        let gaps = gaps.filter(|pair| is_apart(&pair[0], &pair[1])).count();
        items.iter().map(width).sum::<usize>() + gaps
    }

    /// Returns whether each `;` of the statement that begins with an item ends a line.
    fn is_split(&self, start: usize) -> bool {
        let is_flat = self.frames.last().is_none_or(|frame| frame.is_flat);
        let (mut depth, mut end, mut has_one) = (0_usize, start, false);
        for item in self.items.get(start..).unwrap_or_default() {
            if item.opens() {
                depth += 1;
            } else if item.closes() {
                depth = depth.saturating_sub(1);
            }
            let is_last = item.is_sign(".") || item.is_sign("}") || item.is_sign("{");
            if depth == 0 && (is_last || item.is_one_of(&STATEMENTS)) {
                break;
            }
            if depth == 0 && item.is_sign(";") {
                has_one = true;
                let next = self.items.get(end + 1);
                if next.is_some_and(|next| next.lines_before > 0 || next.is_comment) {
                    return !is_flat;
                }
            }
            end += 1;
        }
        has_one && !is_flat && self.indent + self.flat_width(start..end) > WIDTH
    }
}

/// What stands before an item.
fn gap(frame: &Frame, before: &Item, item: &Item) -> Gap {
    if before.is_comment {
        return Gap::Line;
    }
    let flat = match is_apart(before, item) {
        true => Gap::Space,
        false => Gap::None,
    };
    if item.is_comment {
        return match item.lines_before {
            0 => Gap::Space,
            _ => Gap::Line,
        };
    }
    let is_punctuation = item.is_sign && [".", ";", ","].contains(&&*item.text);
    if frame.is_flat || is_punctuation {
        return flat;
    }
    if before.is_sign("{") || item.is_sign("}") {
        return Gap::Line;
    }
    let is_row = frame.braces == Braces::Rows && frame.depth == 0 && item.is_sign("(");
    let is_statement = frame.braces == Braces::Pattern && frame.begins;
    let is_split = frame.depth == 0 && frame.is_split && before.is_sign(";");
    if is_row || is_statement || is_split || begins_clause(frame, item) {
        // `CONSTRUCT WHERE` and `ASK WHERE` are short.
        let is_short = item.is("WHERE") && before.is_one_of(&["CONSTRUCT", "ASK"]);
        return if is_short { flat } else { Gap::Line };
    }
    let is_joined = item.is_sign("{") && !before.is("UNION")
        || item.is_sign("(") && before.is_word && flat == Gap::None
        || item.is_sign("^^")
        || before.is_sign("^^")
        || item.text.starts_with('@');
    match item.lines_before > 0 && !is_joined {
        true => Gap::Line,
        false => flat,
    }
}

/// Returns whether an item begins a clause or a statement wherever it stands.
fn begins_clause(frame: &Frame, item: &Item) -> bool {
    let is_statement = frame.braces == Braces::Pattern && item.is_one_of(&STATEMENTS);
    let is_clause = frame.is_query && item.is_one_of(&CLAUSES);
    frame.depth == 0 && (is_statement || is_clause)
}

/// The spaces before an item that begins a line.
fn indentation(frame: &Frame, item: &Item, begins: bool) -> usize {
    if item.is_sign("}") {
        return frame.outer;
    }
    let is_row = frame.braces == Braces::Rows && frame.depth == 0;
    if is_row || begins && frame.depth == 0 {
        return frame.indent;
    }
    if item.is("UNION") || frame.depth == 0 && item.is_sign("{") {
        return frame.indent;
    }
    let depth = match item.closes() {
        true => frame.depth.saturating_sub(1),
        false => frame.depth,
    };
    frame.indent + 2 + 2 * depth
}

/// Returns whether a space stands between two items on a line. Only where tokens stay the same there may be none where there was one.
fn is_apart(before: &Item, item: &Item) -> bool {
    let one_of = |item: &Item, signs: &[&str]| item.is_sign && signs.contains(&&*item.text);
    let operators = ["=", "!=", "<", ">", "<=", ">=", "&&", "||", "{|", "|}"];
    if one_of(item, &[",", ")"]) || one_of(before, &["("]) {
        return false;
    }
    if item.is_sign("}") && before.is_sign("{") {
        return false;
    }
    if one_of(item, &[".", ";", "{", "}"]) || one_of(before, &[".", ",", ";", "{", "}"]) {
        return true;
    }
    if one_of(item, &operators) || one_of(before, &operators) {
        return true;
    }
    let is_all = item.is_sign("*");
    if is_all && before.is_one_of(&["SELECT", "DISTINCT", "REDUCED", "DESCRIBE"]) {
        return true;
    }
    if item.is_sign("(") && before.is_word {
        return before.is_one_of(&APART);
    }
    item.is_apart
}

/// The characters of an item; of one with several lines, those of all of them.
fn width(item: &Item) -> usize {
    item.text.chars().count()
}
