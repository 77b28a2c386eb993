//! Instances of classes: [`rdf:type` and `rdfs:subClassOf`](https://www.w3.org/TR/shacl12-core/#dfn-shacl-instance) of the data
//! graph.

use super::data::Data;
use crate::dictionary::TermId;
use rustc_hash::FxHashSet;

impl Data<'_> {
    /// Returns a class with all of its subclasses.
    pub(super) fn subclasses(&self, class: TermId) -> FxHashSet<TermId> {
        let mut found = FxHashSet::default();
        let mut open = vec![class];
        while let Some(class) = open.pop() {
            if found.insert(class)
                && let Some(sub_class_of) = self.sub_class_of
            {
                open.extend(self.subjects(sub_class_of, class));
            }
        }
        found
    }

    /// Returns classes with all of their superclasses.
    pub(super) fn superclasses(&self, classes: impl Iterator<Item = TermId>) -> FxHashSet<TermId> {
        let mut found = FxHashSet::default();
        let mut open: Vec<TermId> = classes.collect();
        while let Some(class) = open.pop() {
            if found.insert(class)
                && let Some(sub_class_of) = self.sub_class_of
            {
                open.extend(self.objects(class, sub_class_of));
            }
        }
        found
    }

    /// Returns the instances of a class and of its subclasses, ascending.
    pub(super) fn instances(&self, class: TermId) -> Vec<TermId> {
        let Some(rdf_type) = self.rdf_type else {
            return Vec::new();
        };
        let classes = self.subclasses(class).into_iter();
        let instances = classes.flat_map(|class| self.subjects(rdf_type, class));
        let mut instances: Vec<TermId> = instances.collect();
        instances.sort_unstable();
        instances.dedup();
        instances
    }
}
