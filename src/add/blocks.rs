//! The blocks of a Turtle text: what stands from a subject to the full stop
//! ([RDF 1.2 Turtle, triples](https://www.w3.org/TR/rdf12-turtle/#grammar-production-triples)).

use crate::dictionary::Tag;
use crate::read::Document;
use std::ops::Range;

/// All that is said about a subject in one place.
pub struct Block {
    /// The subject, if it is an IRI.
    pub subject: Option<String>,
    /// The bytes from the subject on, without the full stop.
    pub span: Range<usize>,
    /// Where the last token before the full stop ends; white space and comments may follow.
    pub said: usize,
    /// Where the full stop is; a block in braces may have none.
    pub stop: Option<usize>,
}

impl Block {
    /// Returns where the block ends, with its full stop.
    pub fn end(&self) -> usize {
        self.stop.map_or(self.said, |stop| stop + 1)
    }
}

/// Returns the blocks of a text that was read, in their order.
pub fn blocks(text: &str, document: &Document) -> Vec<Block> {
    let statements = document.said.statements.iter().zip(&document.spans);
    let mut subjects: Vec<(usize, u32)> = statements
        .map(|(statement, [subject, ..])| (subject.range().start, statement.triple[0]))
        .collect();
    subjects.sort_unstable();
    let mut blocks: Vec<Block> = Vec::new();
    for (start, subject) in subjects {
        let is_inside = blocks.last().is_some_and(|last| start < last.end());
        if is_inside {
            continue;
        }
        let (said, stop) = end(text, start);
        let interner = &document.said.interner;
        let is_triple = interner.triple(subject).is_some();
        let iri = (!is_triple).then(|| interner.get(subject));
        let iri = iri.filter(|(tag, _)| *tag == Tag::IRI);
        blocks.push(Block {
            subject: iri.map(|(_, iri)| String::from_utf8_lossy(iri).into_owned()),
            span: start..stop.unwrap_or(said),
            said,
            stop,
        });
    }
    blocks
}

/// Returns where the last token of a block ends that begins at a byte, and where its full stop is.
fn end(text: &str, start: usize) -> (usize, Option<usize>) {
    let (mut at, mut said) = (start, start);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = match rest.chars().next() {
            Some('.') => return (said, Some(at)),
            // `{|` and `|}` are those of annotations.
            Some('}') => return (said, None),
            Some('#') => {
                at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            Some(c) if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            Some(_) => token(rest),
            None => break,
        };
        at += length;
        said = at;
    }
    (said, None)
}

/// Returns the length of the token that a text begins with.
fn token(text: &str) -> usize {
    const LONG: [&str; 2] = ["\"\"\"", "'''"];
    const MARKS: [&str; 8] = ["<<(", ")>>", "<<", ">>", "{|", "|}", "^^", "--"];
    if let Some(quotes) = LONG.iter().find(|quotes| text.starts_with(**quotes)) {
        return string(text, quotes);
    }
    if let Some(quote) = ["\"", "'"].iter().find(|quote| text.starts_with(**quote)) {
        return string(text, quote);
    }
    if let Some(mark) = MARKS.iter().find(|mark| text.starts_with(**mark)) {
        return mark.len();
    }
    if text.starts_with('<') {
        return text.find('>').map_or(text.len(), |end| end + 1);
    }
    name(text)
}

/// Returns the length of a string with its quotes.
fn string(text: &str, quotes: &str) -> usize {
    let mut at = quotes.len();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(quotes) {
            at += quotes.len();
            // The last three quotes of a longer run end a long string.
            let more = text.get(at..).unwrap_or_default();
            let is_run = quotes.len() == 3 && more.starts_with(&quotes[..1]);
            if !is_run {
                return at;
            }
            at -= quotes.len() - 1;
            continue;
        }
        let mut characters = rest.chars();
        let first = characters.next().map_or(1, char::len_utf8);
        let escaped = match rest.starts_with('\\') {
            true => characters.next().map_or(0, char::len_utf8),
            false => 0,
        };
        at += first + escaped;
    }
    text.len()
}

/// Returns the length of a name or a number, in which a full stop may stand but not at its end; at least one character.
fn name(text: &str) -> usize {
    let is_inner = |c: char| c.is_alphanumeric() || "_-:%@+·‿⁀".contains(c);
    let mut length = 0;
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            // It belongs to the name if more of it follows.
            '.' => {}
            '\\' => {
                let escaped = characters.next().map_or(0, |(_, c)| c.len_utf8());
                length = at + 1 + escaped;
            }
            c if is_inner(c) || !c.is_ascii() && !c.is_whitespace() => {
                length = at + c.len_utf8();
            }
            _ => break,
        }
    }
    match length {
        0 => text.chars().next().map_or(1, char::len_utf8),
        length => length,
    }
}

#[cfg(test)]
mod tests {
    use super::{blocks, end};
    use crate::read::{Reading, read_document};
    use crate::source::SourceFile;

    #[test]
    fn a_block_ends_at_its_full_stop_and_not_at_one_inside() {
        let whole = [
            ":a.b :c 1.5",
            ":a :b <http://x.y/z.w#1>",
            ":a :b \"x. \\\". y\"@en",
            ":a :b '''. ' .'' '''",
            ":a :b \"\"\"x.\"\"\"\"",
            ":a :b \"\" , []",
            ":a :b 5 ~ :r {| :c <<( :d :e 1.0 )>> |}",
            ":a :b ( 1.0 2 ) ; :c [ :d '.' ]",
            "<< :a :b :c ~ :d >> :e \"1\"^^:f",
            ":a\\.b :c\\. _:d.e",
            "温江:p1 :b true",
        ];
        for text in whole {
            for (rest, at) in [(".", 0), (" .", 1), (" # a. b\n .", 9), (" . # c", 1)] {
                let all = format!("{text}{rest}");
                assert_eq!(end(&all, 0), (text.len(), Some(text.len() + at)), "{all}");
            }
            assert_eq!(end(text, 0), (text.len(), None), "{text}");
            assert_eq!(end(&format!("{text} }}"), 0), (text.len(), None), "{text}");
        }
    }

    #[test]
    fn each_subject_at_the_top_has_a_block() {
        let text = "PREFIX : <http://e/>\n:a :b [ :c 1.0 ], (:x) {| :y :z |} .\n# :no :no :no .\n:g { :d :e :f. :d :e \"}\" }\n[ :h :i ] .";
        let source = SourceFile::new("x.trig", text);
        let reading = Reading {
            base: None,
            blank_node_prefix: "b",
        };
        let document = read_document(&source, &reading)
            .expect("few terms")
            .expect("TriG");
        let found = blocks(text, &document);
        let found: Vec<&str> = found
            .iter()
            .map(|block| &text[block.span.start..block.end()])
            .collect();
        let expected = [
            ":a :b [ :c 1.0 ], (:x) {| :y :z |} .",
            ":d :e :f.",
            ":d :e \"}\"",
            "[ :h :i ] .",
        ];
        assert_eq!(found, expected);
    }
}
