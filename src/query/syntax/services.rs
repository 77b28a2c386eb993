//! Where the engines stand that a query asks with `SERVICE`.

use crate::query::tokens::{Kind, Token, tokens};

/// Returns the byte where the name of an engine begins: of the given one among those with this name; where another name stands in
/// the text, such as a parameter or a prefixed name, that of the first `SERVICE`.
pub(super) fn place(text: &str, service: &str, number: usize) -> Option<usize> {
    let tokens = tokens(text);
    let is_word = |token: &Token, word: &str| {
        token.kind == Kind::Word && token.text(text).eq_ignore_ascii_case(word)
    };
    let mut names = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if is_word(token, "SERVICE") {
            let mut after = tokens.iter().skip(at + 1);
            names.extend(after.find(|token| !is_word(token, "SILENT")));
        }
    }
    let same = names.iter().filter(|name| name.text(text) == service);
    let found = same.clone().nth(number).or_else(|| same.clone().next());
    found.or(names.first()).map(|name| name.range.start)
}
