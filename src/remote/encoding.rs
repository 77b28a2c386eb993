//! Terms and triples as they are published: what an engine without triple terms, base directions or names of blank nodes holds
//! in their place, and the way back.
//!
//! A blank node is the IRI `urn:bixi:blank:LABEL`: so an engine keeps its name, and what is sent twice is there once. A triple term
//! is, in the basic encoding, the IRI `urn:bixi:term:HASH`, of which four triples say what it is; a statement encoding has three
//! triples of the reifier itself in the place of `rdf:reifies`. A text with a base direction has the datatype
//! `https://www.w3.org/ns/i18n#LANGUAGE_DIRECTION` of [JSON-LD](https://www.w3.org/TR/json-ld11/#the-i18n-namespace).

use crate::project::TripleTermEncoding;
use crate::rdf::{
    BaseDirection, BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple, vocab,
    with_usual_case,
};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What the IRIs of published blank nodes start with.
pub const BLANK_NODES: &str = "urn:bixi:blank:";
/// What the IRIs of published triple terms start with.
pub const TRIPLE_TERMS: &str = "urn:bixi:term:";
/// What the datatypes of texts with a base direction start with.
pub const DIRECTED_TEXTS: &str = "https://www.w3.org/ns/i18n#";

/// The bytes of a hash that are in the IRI of a triple term.
const HASHED: usize = 16;

/// Triple terms within triple terms beyond this depth are not decoded: nobody writes them, and a circle of IRIs would be one.
const DEEPEST: usize = 100;

/// Returns the IRI that a blank node is published as.
pub fn blank_node_iri(node: &BlankNode) -> NamedNode {
    NamedNode::new_unchecked(format!("{BLANK_NODES}{}", node.as_str()))
}

/// Returns the blank node that is published as an IRI, if it is one of these IRIs.
pub fn blank_node(iri: &NamedNode) -> Option<BlankNode> {
    BlankNode::new(iri.as_str().strip_prefix(BLANK_NODES)?).ok()
}

/// Returns the IRI that a triple term is published as in the basic encoding: a hash of its published parts as N-Triples.
pub fn triple_term_iri(triple: &Triple) -> NamedNode {
    let [subject, predicate, object] = parts(triple);
    let digest = Sha256::digest(format!("{subject} {predicate} {object}"));
    let hash: String = digest
        .iter()
        .take(HASHED)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    NamedNode::new_unchecked(format!("{TRIPLE_TERMS}{hash}"))
}

/// Returns a term as it is published; a triple term in the statement encoding is as in the basic one.
pub fn published_term(term: Term, encoding: TripleTermEncoding) -> Term {
    let is_native = encoding == TripleTermEncoding::Native;
    match with_usual_case(term) {
        Term::BlankNode(node) => blank_node_iri(&node).into(),
        Term::Literal(literal) if !is_native => without_direction(literal).into(),
        Term::Triple(triple) if is_native => Term::Triple(Box::new(Triple::new(
            published_node(triple.subject),
            triple.predicate,
            published_term(triple.object, encoding),
        ))),
        Term::Triple(triple) => triple_term_iri(&triple).into(),
        other => other,
    }
}

/// Returns what says of the IRI of a triple term in the basic encoding which triple it is. A triple term in it is not described.
pub fn description(triple: &Triple) -> [Triple; 4] {
    let node = triple_term_iri(triple);
    let [class, properties @ ..] = vocab::RDF_PROPOSITION_FORM;
    described(&node.into(), class, properties, triple)
}

/// Returns what says of a reifier in the statement encoding which triple it reifies.
pub fn statement(reifier: NamedOrBlankNode, triple: &Triple) -> [Triple; 4] {
    let [class, properties @ ..] = vocab::RDF_STATEMENT;
    described(&published_node(reifier), class, properties, triple)
}

fn described(
    node: &NamedOrBlankNode,
    class: &str,
    [of_subject, of_predicate, of_object]: [&str; 3],
    triple: &Triple,
) -> [Triple; 4] {
    let [subject, predicate, object] = parts(triple);
    let say = |property: &str, value: Term| {
        Triple::new(node.clone(), NamedNode::new_unchecked(property), value)
    };
    [
        say(vocab::RDF_TYPE, NamedNode::new_unchecked(class).into()),
        say(of_subject, subject),
        say(of_predicate, predicate),
        say(of_object, object),
    ]
}

fn parts(triple: &Triple) -> [Term; 3] {
    let basic = TripleTermEncoding::Basic;
    [
        published_term(triple.subject.clone().into(), basic),
        triple.predicate.clone().into(),
        published_term(triple.object.clone(), basic),
    ]
}

fn published_node(node: NamedOrBlankNode) -> NamedOrBlankNode {
    match node {
        NamedOrBlankNode::BlankNode(node) => blank_node_iri(&node).into(),
        iri => iri,
    }
}

fn without_direction(literal: Literal) -> Literal {
    match (literal.language(), literal.direction()) {
        (Some(tag), Some(direction)) => {
            let datatype = format!("{DIRECTED_TEXTS}{}_{direction}", tag.to_ascii_lowercase());
            Literal::new_typed_literal(literal.value(), NamedNode::new_unchecked(datatype))
        }
        _ => literal,
    }
}

/// Returns a term that an engine gave as it is in the sources, if it is not the IRI of a triple term: of those [`decoded`] knows the
/// parts.
pub fn own_term(term: Term) -> Term {
    match term {
        Term::NamedNode(iri) => match blank_node(&iri) {
            Some(node) => node.into(),
            None => iri.into(),
        },
        Term::Literal(literal) => with_direction(literal).into(),
        Term::Triple(triple) => Term::Triple(Box::new(Triple::new(
            own_node(triple.subject),
            triple.predicate,
            own_term(triple.object),
        ))),
        other => other,
    }
}

fn own_node(node: NamedOrBlankNode) -> NamedOrBlankNode {
    match node {
        NamedOrBlankNode::NamedNode(iri) => match blank_node(&iri) {
            Some(node) => node.into(),
            None => iri.into(),
        },
        node => node,
    }
}

fn with_direction(literal: Literal) -> Literal {
    let datatype = literal.datatype();
    let named = datatype.as_str().strip_prefix(DIRECTED_TEXTS);
    let (tag, direction) = match named.and_then(|name| name.split_once('_')) {
        Some((tag, "ltr")) => (tag, BaseDirection::Ltr),
        Some((tag, "rtl")) => (tag, BaseDirection::Rtl),
        _ => return literal,
    };
    match Literal::new_directional_language_tagged_literal(literal.value(), tag, direction) {
        Ok(directed) => directed,
        Err(_) => literal,
    }
}

/// Returns the triples of a published graph as they are in the sources.
///
/// # Errors
/// If the IRI of a triple term is there whose parts are not, as a sentence that says so.
pub fn decoded(
    triples: Vec<Triple>,
    encoding: TripleTermEncoding,
) -> std::result::Result<Vec<Triple>, String> {
    let described = match encoding {
        TripleTermEncoding::Native => {
            return Ok(triples.into_iter().map(own_triple).collect());
        }
        TripleTermEncoding::Basic => vocab::RDF_PROPOSITION_FORM,
        TripleTermEncoding::Statement => vocab::RDF_STATEMENT,
    };
    let mut parts = Parts {
        described,
        of: BTreeMap::new(),
    };
    let is_basic = encoding == TripleTermEncoding::Basic;
    let mut rest = Vec::with_capacity(triples.len());
    for triple in triples {
        let may_describe = !is_basic || is_triple_term(&triple.subject);
        if !may_describe || !parts.take(&triple) {
            rest.push(triple);
        }
    }
    let mut decoded = Vec::with_capacity(rest.len());
    for triple in rest {
        decoded.push(Triple::new(
            own_node(triple.subject),
            triple.predicate,
            parts.own(triple.object, is_basic, 0)?,
        ));
    }
    if !is_basic {
        let reifies = NamedNode::new_unchecked(vocab::RDF_REIFIES);
        for reifier in parts.of.keys() {
            let node = NamedNode::new_unchecked(reifier.as_str());
            let term = parts.triple(reifier, false, 0)?;
            decoded.push(Triple::new(own_node(node.into()), reifies.clone(), term));
        }
    }
    Ok(decoded)
}

fn own_triple(triple: Triple) -> Triple {
    Triple::new(
        own_node(triple.subject),
        triple.predicate,
        own_term(triple.object),
    )
}

fn is_triple_term(node: &NamedOrBlankNode) -> bool {
    matches!(node, NamedOrBlankNode::NamedNode(iri) if iri.as_str().starts_with(TRIPLE_TERMS))
}

/// What a graph says about nodes that stand for triples.
struct Parts {
    /// The class of such a node, and the properties that lead to its subject, predicate and object.
    described: [&'static str; 4],
    /// By node.
    of: BTreeMap<String, [Option<Term>; 3]>,
}

impl Parts {
    /// Takes a triple if it only says which triple a node stands for, and returns whether it does.
    fn take(&mut self, triple: &Triple) -> bool {
        let NamedOrBlankNode::NamedNode(node) = &triple.subject else {
            return false;
        };
        let [class, properties @ ..] = self.described;
        let predicate = triple.predicate.as_str();
        if predicate == vocab::RDF_TYPE {
            let is_class = matches!(&triple.object, Term::NamedNode(of) if of.as_str() == class);
            if is_class {
                self.of.entry(node.as_str().to_owned()).or_default();
            }
            return is_class;
        }
        let place = properties.iter().position(|known| *known == predicate);
        let Some(place) = place else {
            return false;
        };
        let parts = self.of.entry(node.as_str().to_owned()).or_default();
        if let Some(part) = parts.get_mut(place) {
            *part = Some(triple.object.clone());
        }
        true
    }

    /// Returns a published term as it is in the sources.
    fn own(&self, term: Term, is_basic: bool, depth: usize) -> std::result::Result<Term, String> {
        match term {
            Term::NamedNode(iri) if is_basic && iri.as_str().starts_with(TRIPLE_TERMS) => {
                self.triple(iri.as_str(), is_basic, depth)
            }
            other => Ok(own_term(other)),
        }
    }

    fn triple(
        &self,
        node: &str,
        is_basic: bool,
        depth: usize,
    ) -> std::result::Result<Term, String> {
        let parts = self.of.get(node).filter(|_| depth < DEEPEST);
        match parts {
            Some(
                [
                    Some(subject),
                    Some(Term::NamedNode(predicate)),
                    Some(object),
                ],
            ) => {
                let subject = match own_term(subject.clone()) {
                    Term::NamedNode(iri) => NamedOrBlankNode::from(iri),
                    Term::BlankNode(node) => node.into(),
                    other => return Err(format!("<{node}> has the subject {other}")),
                };
                let object = self.own(object.clone(), is_basic, depth + 1)?;
                let triple = Triple::new(subject, predicate.clone(), object);
                Ok(Term::Triple(Box::new(triple)))
            }
            _ => Err(format!("it does not say which triple <{node}> stands for")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// A triple as it is published, with what describes the triple terms in it.
    fn encoded(triple: Triple, encoding: TripleTermEncoding) -> Vec<Triple> {
        let mut triples = Vec::new();
        let mut next = match (encoding, &triple.object) {
            (TripleTermEncoding::Basic, Term::Triple(inner)) => Some(inner.clone()),
            _ => None,
        };
        while let Some(inner) = next {
            triples.extend(description(&inner));
            next = match inner.object {
                Term::Triple(inner) => Some(inner),
                _ => None,
            };
        }
        match (encoding, triple.object) {
            (TripleTermEncoding::Statement, Term::Triple(inner)) => {
                triples.extend(statement(triple.subject, &inner));
            }
            (_, object) => triples.push(Triple::new(
                published_node(triple.subject),
                triple.predicate,
                published_term(object, encoding),
            )),
        }
        triples
    }

    fn node() -> impl Strategy<Value = NamedOrBlankNode> {
        prop_oneof![
            "[a-c]".prop_map(|name| NamedNode::new_unchecked(format!("http://e/{name}")).into()),
            "[a-c]-[0-9]".prop_map(|name| BlankNode::new_unchecked(name).into()),
        ]
    }

    fn literal() -> impl Strategy<Value = Literal> {
        let directions = prop_oneof![Just(BaseDirection::Ltr), Just(BaseDirection::Rtl)];
        prop_oneof![
            "\\PC{0,4}".prop_map(Literal::new_simple_literal),
            "园?[0-9]".prop_map(|text| {
                Literal::new_language_tagged_literal_unchecked(text, "zh-Hans-CN")
            }),
            ("[a-z]", directions).prop_map(|(text, direction)| {
                Literal::new_directional_language_tagged_literal_unchecked(text, "ar", direction)
            }),
            any::<i32>().prop_map(Literal::from),
        ]
    }

    fn triple() -> impl Strategy<Value = Triple> {
        let plain = prop_oneof![node().prop_map(Term::from), literal().prop_map(Term::from)];
        let object = plain.prop_recursive(3, 8, 1, |object| {
            (node(), object).prop_map(|(subject, object)| {
                let property = NamedNode::new_unchecked("http://e/p");
                Term::Triple(Box::new(Triple::new(subject, property, object)))
            })
        });
        (node(), "[p-q]", object).prop_map(|(subject, name, object)| {
            let name = NamedNode::new_unchecked(format!("http://e/{name}"));
            Triple::new(subject, name, object)
        })
    }

    /// Reifiers, each of one triple that has no triple term.
    fn reification() -> impl Strategy<Value = Triple> {
        let object = prop_oneof![node().prop_map(Term::from), literal().prop_map(Term::from)];
        ("[r-t]-[0-9]", node(), object).prop_map(|(reifier, subject, object)| {
            let property = NamedNode::new_unchecked("http://e/p");
            let reified = Triple::new(subject, property, object);
            Triple::new(
                BlankNode::new_unchecked(reifier),
                NamedNode::new_unchecked(vocab::RDF_REIFIES),
                Term::Triple(Box::new(reified)),
            )
        })
    }

    fn round(graph: &BTreeSet<String>, triples: Vec<Triple>, encoding: TripleTermEncoding) {
        let sent: BTreeSet<String> = triples
            .into_iter()
            .flat_map(|triple| encoded(triple, encoding))
            .map(|triple| triple.to_string())
            .collect();
        let has_blank_nodes = sent.iter().any(|line| line.contains("_:"));
        assert!(!has_blank_nodes, "{sent:?}");
        if encoding != TripleTermEncoding::Native {
            assert!(!sent.iter().any(|line| line.contains("<<(")), "{sent:?}");
        }
        let text: String = sent.iter().map(|line| format!("{line} .\n")).collect();
        let format = oxigraph::io::RdfFormat::NTriples;
        let parser = oxigraph::io::RdfParser::from_format(format);
        let there = parser.for_slice(text.as_bytes());
        let there = there.map(|quad| Triple::from(quad.expect("N-Triples")));
        let back = decoded(there.collect(), encoding).expect("all parts");
        assert_eq!(lines(&back), *graph);
    }

    /// The triples in N-Triples; parsers write language tags in lower case.
    fn lines(triples: &[Triple]) -> BTreeSet<String> {
        let lines = triples.iter().map(|triple| {
            let object = with_usual_case(triple.object.clone());
            Triple::new(triple.subject.clone(), triple.predicate.clone(), object).to_string()
        });
        lines.collect()
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(triples in prop::collection::vec(triple(), 0..12)) {
            let graph = lines(&triples);
            round(&graph, triples.clone(), TripleTermEncoding::Basic);
            round(&graph, triples, TripleTermEncoding::Native);
        }

        #[test]
        fn statements_are_decoded(
            plain in prop::collection::vec(triple(), 0..6),
            reified in prop::collection::vec(reification(), 0..6),
        ) {
            let mut triples: Vec<Triple> = plain;
            triples.retain(|triple| !matches!(triple.object, Term::Triple(_)));
            let mut reifiers = BTreeSet::new();
            triples.extend(reified.into_iter().filter(|t| reifiers.insert(t.subject.to_string())));
            round(&lines(&triples), triples.clone(), TripleTermEncoding::Statement);
        }
    }

    #[test]
    fn the_iri_of_a_triple_term_does_not_depend_on_the_case_of_tags() {
        let triple = |tag: &str| {
            Triple::new(
                BlankNode::new_unchecked("b-1"),
                NamedNode::new_unchecked("http://e/p"),
                Literal::new_language_tagged_literal_unchecked("公园", tag),
            )
        };
        let iri = triple_term_iri(&triple("zh-hans"));
        assert_eq!(iri, triple_term_iri(&triple("zh-Hans")));
        assert_eq!(
            iri.as_str(),
            "urn:bixi:term:2b6d8e7f0558843a497546d20da28f88"
        );
    }

    #[test]
    fn a_triple_term_without_its_parts_is_not_decoded() {
        let there = Triple::new(
            NamedNode::new_unchecked("http://e/r"),
            NamedNode::new_unchecked(vocab::RDF_REIFIES),
            NamedNode::new_unchecked("urn:bixi:term:00"),
        );
        assert_eq!(
            decoded(vec![there], TripleTermEncoding::Basic),
            Err("it does not say which triple <urn:bixi:term:00> stands for".to_owned())
        );
    }
}
