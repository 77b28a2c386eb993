//! The tokens and comments of a query with what stood between them.

use super::super::syntax::FUNCTIONS;
use super::super::tokens::{Kind, tokens};
use std::borrow::Cow;
use std::ops::Range;

/// A token or a comment.
#[derive(Debug)]
pub struct Item<'t> {
    /// What it becomes.
    pub text: Cow<'t, str>,
    /// Whether it is a word without a colon: a keyword, or the name of a function.
    pub is_word: bool,
    /// Whether it is a comment, which ends its line.
    pub is_comment: bool,
    /// Whether it is a sign.
    pub is_sign: bool,
    /// The number of line ends before it.
    pub lines_before: usize,
    /// Whether white space stood before it.
    pub is_apart: bool,
}

impl Item<'_> {
    /// Returns whether it is a certain keyword, in upper case.
    pub fn is(&self, word: &str) -> bool {
        self.is_word && self.text.eq_ignore_ascii_case(word)
    }

    /// Returns whether it is one of some keywords, in upper case.
    pub fn is_one_of(&self, words: &[&str]) -> bool {
        self.is_word && words.iter().any(|word| self.is(word))
    }

    /// Returns whether it is a sign.
    pub fn is_sign(&self, sign: &str) -> bool {
        self.is_sign && self.text == sign
    }

    /// Returns whether it opens brackets other than braces.
    pub fn opens(&self) -> bool {
        self.is_sign && ["(", "[", "<<(", "<<", "{|"].contains(&&*self.text)
    }

    /// Returns whether it closes brackets other than braces.
    pub fn closes(&self) -> bool {
        self.is_sign && [")", "]", ")>>", ">>", "|}"].contains(&&*self.text)
    }
}

/// Takes a text apart.
pub fn items(text: &str) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    let mut end = 0;
    for token in tokens(text) {
        let lines = comments(text, end..token.range.start, &mut items);
        let shown = token.text(text);
        let is_word = token.kind == Kind::Word && !shown.contains(':');
        items.push(Item {
            text: match is_word {
                true => cased(shown),
                false => Cow::Borrowed(shown),
            },
            is_word,
            is_comment: false,
            is_sign: token.kind == Kind::Sign,
            lines_before: lines,
            is_apart: token.range.start > end,
        });
        end = token.range.end;
    }
    comments(text, end..text.len(), &mut items);
    items
}

/// Adds the comments of a gap, and returns the number of line ends after the last one.
fn comments<'t>(text: &'t str, gap: Range<usize>, items: &mut Vec<Item<'t>>) -> usize {
    let mut lines = 0;
    let between = text.get(gap).unwrap_or_default();
    for (number, line) in between.split('\n').enumerate() {
        lines += usize::from(number > 0);
        let line = line.trim();
        if line.starts_with('#') {
            items.push(Item {
                text: Cow::Borrowed(line),
                is_word: false,
                is_comment: true,
                is_sign: false,
                lines_before: lines,
                is_apart: true,
            });
            lines = 0;
        }
    }
    lines
}

/// Returns a word in the case that is usual: keywords in upper case, booleans and `a` in lower case; the name of a function may
/// have both.
fn cased(word: &str) -> Cow<'_, str> {
    let upper = word.to_ascii_uppercase();
    let has_both = word.bytes().any(|byte| byte.is_ascii_uppercase());
    match upper.as_str() {
        _ if word == "a" => word.into(),
        "TRUE" | "FALSE" => word.to_ascii_lowercase().into(),
        name if has_both && FUNCTIONS.contains(&name) => word.into(),
        _ => upper.into(),
    }
}
