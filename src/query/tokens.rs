//! The tokens of a query's text ([SPARQL 1.1, 19.8](https://www.w3.org/TR/sparql11-query/#sparqlGrammar)), for what has
//! to be said or done about it before it is parsed.

use std::collections::BTreeSet;
use std::ops::Range;

/// The names of the [aggregates](https://www.w3.org/TR/sparql11-query/#rAggregate).
pub const AGGREGATES: [&str; 7] = [
    "COUNT",
    "SUM",
    "MIN",
    "MAX",
    "AVG",
    "SAMPLE",
    "GROUP_CONCAT",
];

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `<http://example.org/>`
    Iri,
    /// A string with its quotes, of one line or several.
    String,
    /// A string whose closing quote is missing, up to the end of its line or of the text.
    OpenString,
    /// `?x` or `$x`
    Variable,
    /// `@zh-Hans`
    Language,
    /// A keyword, a function's name, a prefixed name or the label of a blank node.
    Word,
    /// A number without sign.
    Number,
    /// One character, or `<<(`, `<<`, `)>>`, `>>`, `{|`, `|}`, `^^`, `&&`, `||`, `!=`, `<=`, `>=`.
    Sign,
}

/// A token with its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub range: Range<usize>,
}

impl Token {
    /// Its text.
    pub fn text<'t>(&self, query: &'t str) -> &'t str {
        query.get(self.range.clone()).unwrap_or_default()
    }
}

const SIGNS: [&str; 12] = [
    "<<(", ")>>", "<<", ">>", "{|", "|}", "^^", "&&", "||", "!=", "<=", ">=",
];

/// Returns a text with others in the places of some of its parts, which are ranges of bytes, ascending.
pub fn replaced(text: &str, parts: &[(Range<usize>, &str)]) -> String {
    let mut parts = parts.iter().peekable();
    let mut replaced = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        while parts.next_if(|(range, _)| range.end <= at).is_some() {}
        match parts.peek() {
            Some((range, other)) if range.start == at => replaced.push_str(other),
            Some((range, _)) if range.contains(&at) => {}
            _ => replaced.push(character),
        }
    }
    replaced
}

/// The tokens of a text, without comments and white space.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, length) = match character {
            '#' => {
                at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            // Other white space is none in SPARQL.
            _ if character.is_ascii_whitespace() => {
                at += character.len_utf8();
                continue;
            }
            '<' if iri_length(rest) > 1 => (Kind::Iri, iri_length(rest)),
            '"' | '\'' => string(rest, character),
            '?' | '$' if !variable_name(&rest[1..]).is_empty() => {
                (Kind::Variable, 1 + variable_name(&rest[1..]).len())
            }
            '@' => (
                Kind::Language,
                1 + length_of(&rest[1..], |c| c.is_alphanumeric() || c == '-' || c == '_'),
            ),
            _ if character.is_ascii_digit() => (Kind::Number, number_length(rest)),
            _ if is_word(character) || character == ':' => (Kind::Word, word_length(rest)),
            _ => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
                (
                    Kind::Sign,
                    sign.map_or(character.len_utf8(), |sign| sign.len()),
                )
            }
        };
        tokens.push(Token {
            kind,
            range: at..at + length,
        });
        at += length;
    }
    tokens
}

/// The names of the variables of a text.
pub fn variables(text: &str) -> BTreeSet<String> {
    let tokens = tokens(text).into_iter();
    let variables = tokens.filter(|token| token.kind == Kind::Variable);
    variables
        .filter_map(|token| token.text(text).get(1..).map(str::to_owned))
        .collect()
}

fn length_of(text: &str, fits: impl Fn(char) -> bool) -> usize {
    text.find(|c| !fits(c)).unwrap_or(text.len())
}

/// The characters of a variable's name at the start of a text.
fn variable_name(text: &str) -> &str {
    &text[..length_of(text, |c| c.is_alphanumeric() || c == '_')]
}

fn is_word(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

/// A word, or a prefixed name: after its colon more characters may stand, and dots anywhere but at its end.
fn word_length(text: &str) -> usize {
    let joins = |c: char| {
        matches!(
            c,
            '_' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}' | '\u{2040}'
        )
    };
    let is_name = |c: char| c.is_alphanumeric() || joins(c);
    let prefix = length_of(text, |c| is_name(c) || c == '-' || c == '.');
    if !text[prefix..].starts_with(':') {
        return length_of(text, is_name).max(1);
    }
    let mut length = prefix + 1;
    let mut characters = text[length..].chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' | '%' => drop(characters.next()),
            '.' => continue,
            '-' | ':' => {}
            _ if is_name(character) => {}
            _ => break,
        }
        length = text.len() - characters.as_str().len();
    }
    length
}

fn number_length(text: &str) -> usize {
    let digits = |text: &str| length_of(text, |c| c.is_ascii_digit());
    let mut length = digits(text);
    if text[length..].starts_with('.') && digits(&text[length + 1..]) > 0 {
        length += 1 + digits(&text[length + 1..]);
    }
    if text[length..].starts_with(['e', 'E']) {
        let sign = usize::from(text[length + 1..].starts_with(['+', '-']));
        let exponent = digits(&text[length + 1 + sign..]);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    length
}

/// The length of an [IRIREF](https://www.w3.org/TR/sparql11-query/#rIRIREF), in which characters may be escaped, or 1 if
/// `<` is an operator here.
fn iri_length(text: &str) -> usize {
    let end = text[1..]
        .find(|c: char| c <= ' ' || "<>\"{}|^`".contains(c))
        .map(|at| at + 1);
    end.filter(|end| text[*end..].starts_with('>'))
        .map_or(1, |end| end + 1)
}

fn string(text: &str, quote: char) -> (Kind, usize) {
    let long = text.starts_with(&String::from_iter([quote; 3]));
    let open = if long { 3 } else { 1 };
    let mut characters = text[open..].char_indices();
    while let Some((at, character)) = characters.next() {
        let at = open + at;
        if character == '\\' {
            characters.next();
        } else if text[at..].starts_with(&text[..open]) {
            return (Kind::String, at + open);
        } else if character == '\n' && !long {
            return (Kind::OpenString, at);
        }
    }
    (Kind::OpenString, text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_text_are_replaced() {
        let text = "所有 a bc 所有";
        let parts = [(0..6, "x"), (7..8, ""), (9..11, "温江 "), (12..18, "y")];
        assert_eq!(replaced(text, &parts), "x  温江  y");
        assert_eq!(replaced(text, &[]), text);
    }

    #[test]
    fn a_text_is_taken_apart_by_the_longest_token() {
        let text = "SELECT*{?s a:b.c ex:温江%20x\\-y. # no\n FILTER(?x<?a&&?b>?y||'it''s'@zh-Hans=1.5e3)<<( \"a\n";
        let found: Vec<&str> = tokens(text).iter().map(|t| t.text(text)).collect();
        assert_eq!(
            found,
            [
                "SELECT",
                "*",
                "{",
                "?s",
                "a:b.c",
                "ex:温江%20x\\-y",
                ".",
                "FILTER",
                "(",
                "?x",
                "<?a&&?b>",
                "?y",
                "||",
                "'it'",
                "'s'",
                "@zh-Hans",
                "=",
                "1.5e3",
                ")",
                "<<(",
                "\"a"
            ]
        );
    }
}
