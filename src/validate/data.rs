//! The [data graph](https://www.w3.org/TR/shacl12-core/#data-graph): the statements that are validated.

use crate::dictionary::{Dictionary, TermId};
use crate::error::Result;
use crate::graph::Graph;
use crate::limits::Limits;
use crate::query::{Dataset, PreBinding};
use crate::rdf::vocab;
use crate::shapes::Lists;

/// The statements that are validated, and what of them is needed all the time.
#[derive(Clone, Copy)]
pub struct Data<'a> {
    /// The graph.
    pub graph: &'a Graph,
    /// The level of acceptance of the statements that are seen.
    pub level: u8,
    /// Its lists.
    pub lists: Lists<'a>,
    /// Whether it has the shapes, too, so that queries may read them as `$shapesGraph`.
    pub has_shapes: bool,
    /// Which queries with variables that are bound before are allowed.
    pub pre_binding: PreBinding,
    /// What ends the validation, if anything does.
    pub limits: Option<&'a Limits>,
    pub(super) rdf_type: Option<TermId>,
    pub(super) sub_class_of: Option<TermId>,
    pub(super) reifies: Option<TermId>,
}

impl<'a> Data<'a> {
    /// Returns what a level of acceptance sees of a graph as a data graph.
    pub fn new(graph: &'a Graph, level: u8, has_shapes: bool) -> Self {
        let find = |iri: &str| graph.dictionary.find_iri(iri);
        Self {
            graph,
            level,
            lists: Lists::new(graph, level),
            has_shapes,
            pre_binding: PreBinding::default(),
            limits: None,
            rdf_type: find(vocab::RDF_TYPE),
            sub_class_of: find(vocab::RDFS_SUB_CLASS_OF),
            reifies: find(vocab::RDF_REIFIES),
        }
    }

    /// Checks that the validation may go on.
    ///
    /// # Errors
    /// If a limit is passed, or it is cancelled.
    pub(super) fn check(&self) -> Result<()> {
        self.limits.map_or(Ok(()), Limits::check)
    }

    /// Returns its terms.
    pub fn dictionary(&self) -> &'a Dictionary {
        &self.graph.dictionary
    }

    /// Returns it as queries see it.
    pub fn dataset(&self) -> Dataset<'a> {
        Dataset::new(self.graph).at(self.level)
    }

    /// Returns the objects of a subject and a property, ascending.
    pub fn objects(
        &self,
        subject: TermId,
        property: TermId,
    ) -> impl Iterator<Item = TermId> + use<'a> {
        let statements = self.graph.all_triples(Some(subject), Some(property), None);
        statements.up_to(self.level).map(|[.., object]| object)
    }

    /// Returns the subjects of a property and an object, ascending.
    pub fn subjects(
        &self,
        property: TermId,
        object: TermId,
    ) -> impl Iterator<Item = TermId> + use<'a> {
        let statements = self.graph.all_triples(None, Some(property), Some(object));
        statements.up_to(self.level).map(|[subject, ..]| subject)
    }

    /// Returns the statements of a subject.
    pub fn statements(&self, subject: TermId) -> impl Iterator<Item = [TermId; 3]> + use<'a> {
        self.graph
            .all_triples(Some(subject), None, None)
            .up_to(self.level)
    }

    /// Returns whether there is a statement.
    pub fn has(&self, [subject, property, object]: [TermId; 3]) -> bool {
        let statements = self
            .graph
            .all_triples(Some(subject), Some(property), Some(object));
        statements.up_to(self.level).next().is_some()
    }

    /// Returns the classes that a node says it is of.
    pub fn types(&self, node: TermId) -> impl Iterator<Item = TermId> + use<'a> {
        let data = *self;
        self.rdf_type
            .into_iter()
            .flat_map(move |property| data.objects(node, property))
    }
}
