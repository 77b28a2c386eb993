//! The reifiers of a template: what is said of a triple is left out with the triple.

use super::construct::Part;
use crate::rdf::{Term, vocab};

/// A reifier of the template: the subject of triples with `rdf:reifies`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reifier {
    /// The indexes of the triples that say what it reifies.
    by: Vec<usize>,
    /// The indexes of the triples about it, and of those that reify one of these.
    about: Vec<usize>,
}

/// Returns the reifiers of a template.
pub fn reifiers(template: &[[Part; 3]]) -> Vec<Reifier> {
    let is_reifies = |part: &Part| {
        let Part::Constant(Term::NamedNode(iri)) = part else {
            return false;
        };
        iri.as_str() == vocab::RDF_REIFIES
    };
    let mut subjects: Vec<&Part> = Vec::new();
    for [subject, predicate, object] in template {
        let is_new = !subjects.contains(&subject);
        if is_reifies(predicate) && matches!(object, Part::Triple(_)) && is_new {
            subjects.push(subject);
        }
    }
    let of = |subject: &Part| {
        let (mut by, mut about) = (Vec::new(), Vec::new());
        for (index, [of, predicate, object]) in template.iter().enumerate() {
            let reified = match object {
                Part::Triple(parts) if is_reifies(predicate) => Some(&parts[0]),
                _ => None,
            };
            if of == subject && reified.is_some() {
                by.push(index);
            } else if of == subject || reified == Some(subject) {
                about.push(index);
            }
        }
        Reifier { by, about }
    };
    subjects.into_iter().map(of).collect()
}

/// Takes away what is said of triples that are not there, given the triples of the template in one solution.
pub fn leave_out<T>(reifiers: &[Reifier], made: &mut [Option<T>]) {
    // What is said of what is said of a triple goes with it.
    loop {
        let mut is_changed = false;
        for reifier in reifiers {
            let is_made = |index: &usize| made.get(*index).is_some_and(Option::is_some);
            if reifier.by.iter().any(is_made) {
                continue;
            }
            for index in &reifier.about {
                if let Some(triple) = made.get_mut(*index) {
                    is_changed |= triple.take().is_some();
                }
            }
        }
        if !is_changed {
            return;
        }
    }
}
