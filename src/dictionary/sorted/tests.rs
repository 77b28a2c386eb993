//! Every term is found under its number and read back, whatever the order of appearance.

use super::*;
use crate::dictionary::Interner;
use crate::rdf::{BaseDirection, Literal};

fn iri(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("http://example.org/{name}"))
}

fn many_terms() -> Vec<Term> {
    let mut terms: Vec<Term> = vec![
        Literal::new_simple_literal("").into(),
        Literal::new_simple_literal("温江").into(),
        Literal::new_language_tagged_literal_unchecked("温江", "zh-hans").into(),
        Literal::new_language_tagged_literal_unchecked("温江", "en").into(),
        Literal::new_directional_language_tagged_literal_unchecked(
            "温江",
            "en",
            BaseDirection::Rtl,
        )
        .into(),
        Literal::from(42).into(),
        BlankNode::new_unchecked("b0").into(),
    ];
    let inner = Triple::new(iri("1"), iri("2"), Literal::from(42));
    let outer = Triple::new(BlankNode::new_unchecked("b0"), iri("2"), inner.clone());
    terms.push(Term::Triple(Box::new(outer)));
    terms.push(Term::Triple(Box::new(inner)));
    terms.extend((0..100).map(|n| Term::from(iri(&n.to_string()))));
    terms
}

#[test]
fn every_term_is_found_under_its_number_and_read_back() {
    let mut interner = Interner::default();
    let terms = many_terms();
    let ids: Vec<TermId> = terms
        .iter()
        .map(|term| interner.intern_term(term).expect("few terms"))
        .collect();
    let (dictionary, renumbered) = Dictionary::from_interner(&interner);
    for (term, old) in terms.iter().zip(ids) {
        let id = renumbered[old as usize];
        assert_eq!(dictionary.term(id), *term);
        assert_eq!(dictionary.find(term), Some(id));
    }
    assert_eq!(dictionary.find(&iri("x").into()), None);
    assert_eq!(dictionary.literals_with_text("温江").len(), 4);
    assert_eq!(dictionary.literals_with_text("湖里").len(), 0);
}

#[test]
fn numbers_do_not_depend_on_the_order_of_appearance() {
    let number = |terms: &mut dyn Iterator<Item = &Term>| {
        let mut interner = Interner::default();
        for term in terms {
            interner.intern_term(term).expect("few terms");
        }
        let (dictionary, _) = Dictionary::from_interner(&interner);
        (
            dictionary.text.to_vec(),
            dictionary.triples.to_vec(),
            dictionary.types,
        )
    };
    let terms = many_terms();
    assert_eq!(number(&mut terms.iter()), number(&mut terms.iter().rev()));
}
