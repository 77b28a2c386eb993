//! The parts of a query's text as an editor shows them, comments and words without a meaning included.

use super::syntax::FUNCTIONS;
use super::tokens::{AGGREGATES, Kind, Token, tokens};
use serde::Serialize;
use std::ops::Range;

/// What a part of a query's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartKind {
    /// A line of front matter, or a part of one.
    FrontMatter,
    /// From `#` to the end of the line.
    Comment,
    /// A word of the language, `a` included.
    Keyword,
    /// The name of a function or an aggregate of SPARQL.
    Function,
    /// A prefixed name, or a prefix.
    Name,
    /// The label of a blank node.
    BlankNode,
    /// An IRI between `<` and `>`.
    Iri,
    /// A variable.
    Variable,
    /// A variable that stands for a parameter.
    Parameter,
    /// A string with its quotes, whether it is closed or not.
    String,
    /// The tag of a language.
    Language,
    /// A number.
    Number,
    /// A bracket, an operator or punctuation.
    Sign,
    /// A word that SPARQL does not have.
    Unknown,
}

/// A part of a query's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Its bytes.
    pub range: Range<usize>,
}

/// The words of SPARQL that are not functions.
pub const KEYWORDS: [&str; 44] = [
    "A",
    "AS",
    "ASC",
    "ASK",
    "BASE",
    "BIND",
    "BY",
    "CONSTRUCT",
    "DESC",
    "DESCRIBE",
    "DISTINCT",
    "EXISTS",
    "FALSE",
    "FILTER",
    "FROM",
    "GRAPH",
    "GROUP",
    "HAVING",
    "IN",
    "LATERAL",
    "LIMIT",
    "MINUS",
    "NAMED",
    "NOT",
    "OFFSET",
    "OPTIONAL",
    "ORDER",
    "PREFIX",
    "REDUCED",
    "SELECT",
    "SEPARATOR",
    "SERVICE",
    "SILENT",
    "TRUE",
    "UNDEF",
    "UNION",
    "VALUES",
    "VERSION",
    "WHERE",
    "DELETE",
    "INSERT",
    "LOAD",
    "CLEAR",
    "DROP",
];

/// Returns the parts of a text in their order; white space belongs to none.
pub fn parts_of_text(text: &str) -> Vec<Part> {
    let tokens = tokens(text);
    let mut parts = Vec::with_capacity(tokens.len());
    let mut end = 0;
    for token in &tokens {
        comments(text, end..token.range.start, end == 0, &mut parts);
        parts.push(Part {
            kind: kind_of(text, token),
            range: token.range.clone(),
        });
        end = token.range.end;
    }
    comments(text, end..text.len(), end == 0, &mut parts);
    parts
}

/// Adds the comments between two tokens; those before all tokens may be front matter.
fn comments(text: &str, gap: Range<usize>, is_before: bool, parts: &mut Vec<Part>) {
    let mut at = gap.start;
    while let Some(start) = text.get(at..gap.end).and_then(|rest| rest.find('#')) {
        let start = at + start;
        let rest = text.get(start..gap.end).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        let range = start..start + line.trim_end().len();
        at = start + line.len();
        let kind = match is_before && line.starts_with("#+") {
            true => PartKind::FrontMatter,
            false => PartKind::Comment,
        };
        parts.push(Part { kind, range });
    }
}

fn kind_of(text: &str, token: &Token) -> PartKind {
    let shown = token.text(text);
    match token.kind {
        Kind::Iri => PartKind::Iri,
        Kind::String | Kind::OpenString => PartKind::String,
        // Parameters are named `?_name_type` and `?__name_type`.
        Kind::Variable if shown.get(1..).is_some_and(|name| name.starts_with('_')) => {
            PartKind::Parameter
        }
        Kind::Variable => PartKind::Variable,
        Kind::Language => PartKind::Language,
        Kind::Number => PartKind::Number,
        Kind::Sign => PartKind::Sign,
        Kind::Word if shown.starts_with("_:") => PartKind::BlankNode,
        Kind::Word if shown.contains(':') => PartKind::Name,
        Kind::Word => {
            let upper = shown.to_ascii_uppercase();
            let is_in = |words: &[&str]| words.contains(&upper.as_str());
            match () {
                () if is_in(&FUNCTIONS) || is_in(&AGGREGATES) => PartKind::Function,
                () if is_in(&KEYWORDS) => PartKind::Keyword,
                () => PartKind::Unknown,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_kind() {
        let text = "#+ title: 园区\n# note\nselect (count(*) as ?n) { ?_park_iri a kgv:Park ; <http://e/p> _:b, 'x#'@zh, 1.5 . # end\n  温江 }";
        let parts: Vec<(PartKind, &str)> = parts_of_text(text)
            .into_iter()
            .filter(|part| part.kind != PartKind::Sign)
            .map(|part| (part.kind, &text[part.range]))
            .collect();
        assert_eq!(
            parts,
            [
                (PartKind::FrontMatter, "#+ title: 园区"),
                (PartKind::Comment, "# note"),
                (PartKind::Keyword, "select"),
                (PartKind::Function, "count"),
                (PartKind::Keyword, "as"),
                (PartKind::Variable, "?n"),
                (PartKind::Parameter, "?_park_iri"),
                (PartKind::Keyword, "a"),
                (PartKind::Name, "kgv:Park"),
                (PartKind::Iri, "<http://e/p>"),
                (PartKind::BlankNode, "_:b"),
                (PartKind::String, "'x#'"),
                (PartKind::Language, "@zh"),
                (PartKind::Number, "1.5"),
                (PartKind::Comment, "# end"),
                (PartKind::Unknown, "温江"),
            ]
        );
    }
}
