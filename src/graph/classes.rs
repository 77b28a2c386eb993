//! The classes of an entity, and which of them says most of it ([RDF Schema](https://www.w3.org/TR/rdf-schema/)).

use super::Graph;
use crate::dictionary::TermId;
use crate::rdf::vocab;

/// What is true of everything, or only says that something is named, in the order in which it is least worth saying.
const SAYS_NOTHING: [&str; 3] = [
    "http://www.w3.org/2000/01/rdf-schema#Resource",
    "http://www.w3.org/2002/07/owl#Thing",
    "http://www.w3.org/2002/07/owl#NamedIndividual",
];

impl Graph {
    /// Returns the narrowest of the classes that a source states of an entity, or else of those that are inferred. Of several
    /// one that the sources describe comes first, then the first by its IRI.
    pub fn class_of(&self, entity: TermId) -> Option<TermId> {
        let classes = self.said_objects(entity, vocab::RDF_TYPE);
        let narrowest = classes.iter().copied().filter(|class| {
            let mut others = classes.iter().filter(|other| *other != class);
            // Equivalent classes are below each other.
            !others.any(|other| self.is_below(*other, *class) && !self.is_below(*class, *other))
        });
        narrowest.min_by_key(|class| {
            let iri = self.dictionary.text(*class);
            let says_nothing = SAYS_NOTHING.iter().position(|known| *known == iri);
            let is_described = self.objects(*class, vocab::RDFS_LABEL).next().is_some();
            let is_named = self.dictionary.is_iri(*class);
            (
                says_nothing.map_or(0, |place| SAYS_NOTHING.len() - place),
                !is_named,
                !is_described,
                *class,
            )
        })
    }

    /// Returns whether a class is below another one.
    fn is_below(&self, class: TermId, above: TermId) -> bool {
        let mut found = vec![class];
        let mut next = 0;
        while let Some(class) = found.get(next).copied() {
            for wider in self.objects(class, vocab::RDFS_SUB_CLASS_OF) {
                if wider == above {
                    return true;
                }
                if !found.contains(&wider) {
                    found.push(wider);
                }
            }
            next += 1;
        }
        false
    }
}
