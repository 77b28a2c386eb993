//! Puts the solutions of an answer in an order that does not change from one request to the next.

use crate::query::{Answered, TokenKind, tokens};
use crate::rdf::{BlankNode, NamedOrBlankNode, Term, Triple};
use std::collections::BTreeMap;

/// Returns an answer with its solutions in the order of their text, unless the query orders them, and with its blank nodes numbered.
pub fn stable(query: &str, mut answered: Answered) -> Answered {
    let is_ordered = tokens(query).iter().any(|token| {
        token.kind == TokenKind::Word && token.text(query).eq_ignore_ascii_case("ORDER")
    });
    if !is_ordered {
        // Labels of blank nodes have no meaning beyond one answer.
        answered.rows.sort_by_cached_key(|row| {
            let mut same = |_: &BlankNode| BlankNode::new_unchecked("b");
            let terms = row.iter().cloned();
            let terms = terms.map(|term| term.map(|term| renamed(term, &mut same).to_string()));
            terms.collect::<Vec<Option<String>>>()
        });
    }
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut numbered = |node: &BlankNode| {
        let next = numbers.len();
        let number = *numbers.entry(node.as_str().to_owned()).or_insert(next);
        BlankNode::new_unchecked(format!("b{number}"))
    };
    for term in answered.rows.iter_mut().flatten() {
        *term = term.take().map(|term| renamed(term, &mut numbered));
    }
    answered
}

/// Returns a term with other blank nodes.
fn renamed(term: Term, name: &mut dyn FnMut(&BlankNode) -> BlankNode) -> Term {
    match term {
        Term::BlankNode(node) => name(&node).into(),
        Term::Triple(triple) => {
            let subject = match triple.subject {
                NamedOrBlankNode::BlankNode(node) => name(&node).into(),
                named @ NamedOrBlankNode::NamedNode(_) => named,
            };
            let object = renamed(triple.object, name);
            Triple::new(subject, triple.predicate, object).into()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::{Literal, Variable};

    fn rows(query: &str, rows: &[&[&str]]) -> Vec<String> {
        let term = |text: &&str| match *text {
            "" => None,
            text => Some(match text.strip_prefix("_:") {
                Some(label) => BlankNode::new_unchecked(label).into(),
                None => Literal::new_simple_literal(text).into(),
            }),
        };
        let answered = Answered {
            variables: vec![Variable::new_unchecked("a"), Variable::new_unchecked("b")],
            rows: rows
                .iter()
                .map(|row| row.iter().map(term).collect())
                .collect(),
        };
        let shown = |term: &Option<Term>| term.as_ref().map_or("-".to_owned(), Term::to_string);
        let rows = stable(query, answered).rows.into_iter();
        rows.map(|row| row.iter().map(shown).collect::<Vec<_>>().join(" "))
            .collect()
    }

    #[test]
    fn the_order_of_the_engine_and_its_labels_do_not_matter() {
        let expected = [
            "- \"z\"",
            "\"a\" _:b0",
            "\"b\" _:b1",
            "\"b\" \"c\"",
            "\"c\" _:b1",
        ];
        let query = "SELECT ?a ?b WHERE { ?a ?b ?c }";
        let one: [&[&str]; 5] = [
            &["b", "c"],
            &["c", "_:y"],
            &["a", "_:x"],
            &["", "z"],
            &["b", "_:y"],
        ];
        let mut sorted = rows(query, &one);
        let other: [&[&str]; 5] = [
            &["", "z"],
            &["a", "_:n1"],
            &["b", "_:n0"],
            &["c", "_:n0"],
            &["b", "c"],
        ];
        assert_eq!(sorted, rows(query, &other));
        sorted.sort();
        let mut expected = expected.map(str::to_owned);
        expected.sort();
        assert_eq!(sorted, expected);
    }

    #[test]
    fn an_order_that_is_asked_for_is_kept() {
        let query = "SELECT ?a WHERE { { SELECT ?a ?b WHERE { ?a ?b ?c } ORDER BY DESC(?a) } }";
        let found = rows(query, &[&["b", "_:q"], &["a", "_:p"]]);
        assert_eq!(found, ["\"b\" _:b0", "\"a\" _:b1"]);
    }
}
