//! Where the first triple pattern of a mapping's query stands, which asks a graph that a mapping does not have.

use crate::query::{TokenKind, tokens};
use std::ops::Range;

/// The words before which a triple pattern ends.
const NEXT: [&str; 7] = [
    "BIND", "FILTER", "GRAPH", "MINUS", "OPTIONAL", "SERVICE", "VALUES",
];

/// Returns the bytes of the first triple pattern of a CONSTRUCT query, behind its template: it begins with a term at the start of a
/// group, or behind a point, a group or an expression.
pub fn triple_pattern(text: &str) -> Option<Range<usize>> {
    let tokens = tokens(text);
    let mut words = tokens.iter().map(|token| token.text(text)).enumerate();
    words.find(|(_, word)| word.eq_ignore_ascii_case("CONSTRUCT"))?;
    let (opening, _) = words.find(|(_, word)| *word == "{")?;
    // The short form `CONSTRUCT WHERE { … }` has no template.
    let is_short = tokens.get(opening.checked_sub(1)?)?.text(text);
    let mut before = match is_short.eq_ignore_ascii_case("WHERE") {
        true => "{",
        false => {
            words.find(|(_, word)| *word == "}")?;
            ""
        }
    };
    let mut is_list = false;
    for (at, word) in words {
        let token = tokens.get(at)?;
        let is_term = match token.kind {
            TokenKind::Variable | TokenKind::Iri | TokenKind::String => true,
            TokenKind::Word => word.contains(':'),
            _ => false,
        };
        if is_term && !is_list && matches!(before, "{" | "}" | "." | ")") {
            let ends = |token: &str| {
                matches!(token, "." | "}" | "{")
                    || NEXT.iter().any(|next| token.eq_ignore_ascii_case(next))
            };
            let rest = tokens.get(at..)?.iter();
            let last = rest.take_while(|token| !ends(token.text(text))).last()?;
            return Some(token.range.start..last.range.end);
        }
        // The terms in a data block are values.
        is_list = match word {
            "}" => false,
            _ => is_list || word.eq_ignore_ascii_case("VALUES"),
        };
        before = word;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triple_patterns_stand_where_a_term_begins_a_part_of_a_group() {
        let cases = [
            (
                "CONSTRUCT { ?s :v ?v } WHERE { BIND(IRI(?id) AS ?s) ?x a :Y }",
                "?x a :Y",
            ),
            (
                "CONSTRUCT { ?s :v ?v . ?s :w 1 } { VALUES ?v { :a :b } FILTER EXISTS { ?s :v/:w ?z . } }",
                "?s :v/:w ?z",
            ),
            ("CONSTRUCT WHERE { <a> :b ?c FILTER(?c > 1) }", "<a> :b ?c"),
            (
                "CONSTRUCT { ?s :v ?v } WHERE { VALUES (?s ?v) { (:a 1) (:b 2) } FILTER(?v IN (1, 2)) }",
                "",
            ),
        ];
        for (query, pattern) in cases {
            let found = triple_pattern(query).map_or("", |range| &query[range]);
            assert_eq!(found, pattern, "{query}");
        }
    }
}
