//! Patterns of triple terms as patterns of what stands for these in RDF 1.1.
//!
//! In the basic encoding a node stands for a triple term, with its subject, predicate and object. As a statement, the reifier
//! has them itself; then one of several statements cannot be told from a mixture of them, so patterns are not rewritten.

use crate::project::TripleTermEncoding;
use crate::rdf::{NamedNode, Variable, vocab};
use spargebra::term::{TermPattern, TriplePattern};

/// The properties of the node or of the reifier, for a subject, a predicate and an object.
pub fn properties(encoding: TripleTermEncoding) -> [NamedNode; 3] {
    let names = match encoding {
        TripleTermEncoding::Statement => {
            let [_, properties @ ..] = vocab::RDF_STATEMENT;
            properties
        }
        TripleTermEncoding::Basic | TripleTermEncoding::Native => {
            let [_, properties @ ..] = vocab::RDF_PROPOSITION_FORM;
            properties
        }
    };
    names.map(NamedNode::new_unchecked)
}

/// Adds what a pattern with a triple term as its object is in the basic encoding. `None` if the term contains another.
pub fn encoded(
    pattern: &TriplePattern,
    fresh: &mut dyn FnMut() -> Variable,
    made: &mut Vec<TriplePattern>,
) -> Option<()> {
    let TermPattern::Triple(term) = &pattern.object else {
        made.push(pattern.clone());
        return Some(());
    };
    let is_nested = |part: &TermPattern| matches!(part, TermPattern::Triple(_));
    if [&pattern.subject, &term.subject, &term.object]
        .into_iter()
        .any(is_nested)
    {
        return None;
    }
    let node = TermPattern::from(fresh());
    made.push(TriplePattern {
        object: node.clone(),
        ..pattern.clone()
    });
    let predicate = TermPattern::from(term.predicate.clone());
    let parts = [&term.subject, &predicate, &term.object];
    for (property, part) in properties(TripleTermEncoding::Basic).into_iter().zip(parts) {
        made.push(TriplePattern {
            subject: node.clone(),
            predicate: property.into(),
            object: part.clone(),
        });
    }
    Some(())
}
