//! The terms of `VALUES` ([SPARQL 1.1, 10](https://www.w3.org/TR/sparql11-query/#inline-data)).

use crate::rdf::{NamedOrBlankNode, Term, Triple};
use spargebra::term::GroundTerm;

/// Returns a term of `VALUES`.
pub fn ground_term(term: &GroundTerm) -> Term {
    match term {
        GroundTerm::NamedNode(iri) => iri.clone().into(),
        GroundTerm::Literal(literal) => literal.clone().into(),
        GroundTerm::Triple(triple) => Term::Triple(Box::new(Triple::new(
            NamedOrBlankNode::from(triple.subject.clone()),
            triple.predicate.clone(),
            ground_term(&triple.object),
        ))),
    }
}
