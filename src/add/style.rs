//! How a Turtle text is laid out: what stands between the parts of its blocks, as it is written there.

use super::blocks::Block;
use crate::read::Document;
use std::ops::Range;

/// What stands between the parts of blocks; line breaks are `\n`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// The white space before a subject.
    pub margin: String,
    /// Between a subject and its first predicate.
    pub first: String,
    /// Between an object and the next predicate, with the semicolon.
    pub next: String,
    /// After the last object, with the full stop.
    pub stop: String,
    /// Between an object and its annotation.
    pub annotation: String,
    /// Between two blocks.
    pub between: &'static str,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            margin: String::new(),
            first: " ".to_owned(),
            next: " ;\n    ".to_owned(),
            stop: " .".to_owned(),
            annotation: " ".to_owned(),
            between: "\n\n",
        }
    }
}

impl Style {
    /// Returns the style of one of the blocks of a text; what it does not show is that of the first block that does.
    pub fn of(text: &str, document: &Document, blocks: &[Block], like: Option<&Block>) -> Self {
        let usual = Self::default();
        let all = || like.into_iter().chain(blocks);
        let predicates = |block: &Block| predicates(document, block);
        let margin = like.and_then(|block| {
            let line = text.get(..block.span.start)?.rsplit('\n').next()?;
            line.trim().is_empty().then(|| plain(line))
        });
        let first = all().find_map(|block| before(text, &predicates(block), 0, ""));
        let next = all().find_map(|block| next(text, &predicates(block)));
        let stop = all().find_map(|block| {
            let said = text.get(..block.stop?)?;
            let start = without_mark(said.get(..block.said)?, ";").len();
            let gap = said.get(start..)?;
            is_gap(gap).then(|| format!("{}.", plain(gap)))
        });
        Self {
            margin: margin.unwrap_or(usual.margin),
            first: first.unwrap_or(usual.first),
            next: next.unwrap_or(usual.next),
            stop: stop.unwrap_or(usual.stop),
            annotation: annotation(text, document).unwrap_or(usual.annotation),
            between: between(text, blocks).unwrap_or(usual.between),
        }
    }
}

/// Returns where the predicates of the subject of a block stand, each once.
fn predicates(document: &Document, block: &Block) -> Vec<Range<usize>> {
    let spans = document.spans.iter();
    let of_block = spans.filter(|[subject, ..]| subject.range().start == block.span.start);
    let mut predicates: Vec<Range<usize>> = of_block
        .map(|[_, predicate, _]| predicate.range())
        .collect();
    predicates.sort_by_key(|span| span.start);
    predicates.dedup();
    predicates
}

/// Returns what stands before the n-th predicate: white space, with a mark in it if there is one.
fn before(text: &str, predicates: &[Range<usize>], n: usize, mark: &str) -> Option<String> {
    let end = predicates.get(n)?.start;
    let start = without_mark(text.get(..end)?, mark).len();
    let gap = text.get(start..end)?;
    (is_gap(gap) && gap.contains(mark) && !gap.is_empty()).then(|| plain(gap))
}

/// Returns what stands before a predicate that is not the first: the first gap with a line break, since all on one line would be
/// too long; else the first.
fn next(text: &str, predicates: &[Range<usize>]) -> Option<String> {
    let gaps = (1..predicates.len()).filter_map(|n| before(text, predicates, n, ";"));
    let gaps: Vec<String> = gaps.collect();
    let broken = gaps.iter().find(|gap| gap.contains('\n'));
    broken.or(gaps.first()).cloned()
}

/// Returns a text without the white space at its end, and without a mark there and the white space before that.
fn without_mark<'t>(text: &'t str, mark: &str) -> &'t str {
    let trimmed = text.trim_end();
    match mark.is_empty() {
        true => trimmed,
        false => trimmed.strip_suffix(mark).map_or(trimmed, str::trim_end),
    }
}

fn is_gap(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c == ';')
}

/// Returns white space with `\n` for each line break.
fn plain(gap: &str) -> String {
    gap.replace('\r', "")
}

/// Returns what stands before the first annotation of a text.
fn annotation(text: &str, document: &Document) -> Option<String> {
    let mut predicates = document
        .spans
        .iter()
        .map(|[_, predicate, _]| predicate.range().start);
    predicates.find_map(|start| {
        let open = text.get(..start)?.trim_end().strip_suffix("{|")?;
        let said = open.trim_end();
        let word = said.rsplit(char::is_whitespace).next()?;
        let before_word = said.strip_suffix(word)?;
        let before = if word.starts_with('~') {
            before_word
        } else {
            before_word.trim_end().strip_suffix('~').unwrap_or(open)
        };
        let gap = before.get(before.trim_end().len()..)?;
        Some(plain(gap))
    })
}

/// Returns what stands between two blocks: most often a blank line or none.
fn between(text: &str, blocks: &[Block]) -> Option<&'static str> {
    let gaps = blocks.windows(2).filter_map(|pair| {
        let [before, after] = pair else { return None };
        text.get(before.end()..after.span.start)
    });
    let (mut blank, mut all) = (0, 0);
    for gap in gaps {
        blank += usize::from(plain(gap).contains("\n\n"));
        all += 1;
    }
    (all > 0).then_some(if blank * 2 >= all { "\n\n" } else { "\n" })
}
