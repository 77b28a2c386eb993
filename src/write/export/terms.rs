//! The terms of an export. For a format or version without triple terms a blank node stands for each, by the basic encoding of
//! [RDF 1.2 Interoperability](https://w3c.github.io/rdf-interop/spec/), and texts have no base direction.

use super::{ExportFormat, RdfVersion};
use crate::dictionary::{Dictionary, TermId};
use crate::error::{Error, Result};
use crate::query::{Budget, Reservation};
use crate::rdf::{
    BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple, vocab, with_usual_case,
};
use std::collections::BTreeSet;

/// What a triple term that is still to be described takes.
const BYTES: u64 = 24;

/// Terms on their way to a format.
pub struct Terms<'g> {
    dictionary: &'g Dictionary,
    encodes: bool,
    has_directions: bool,
    /// What the names of the blank nodes of triple terms start with.
    node: String,
    /// The triple terms that are still to be described, each in a graph.
    pending: BTreeSet<(Option<TermId>, TermId)>,
    memory: Reservation,
    /// How many triple terms were encoded.
    pub encoded: usize,
    /// How many statements lost the direction of their text.
    pub without_direction: usize,
}

impl<'g> Terms<'g> {
    /// Returns the terms of a graph for a format.
    pub fn new(
        dictionary: &'g Dictionary,
        format: ExportFormat,
        version: RdfVersion,
        budget: &Budget,
    ) -> Self {
        let mut node = "proposition-form-".to_owned();
        let nodes = dictionary.iris().end..dictionary.literals().start;
        while !dictionary.starting_with(nodes.clone(), &node).is_empty() {
            node.push('-');
        }
        Self {
            dictionary,
            encodes: version == RdfVersion::V11 || !format.has_triple_terms(),
            has_directions: version == RdfVersion::V12 || !format.has_triple_terms(),
            node,
            pending: BTreeSet::new(),
            memory: budget.reservation(),
            encoded: 0,
            without_direction: 0,
        }
    }

    /// Returns a statement of a graph.
    ///
    /// # Errors
    /// As [`node`](Self::node).
    pub fn triple(
        &mut self,
        [subject, predicate, object]: [TermId; 3],
        graph: Option<TermId>,
    ) -> Result<Triple> {
        let subject = self.node(subject)?;
        let predicate = NamedNode::new_unchecked(self.dictionary.text(predicate));
        Ok(Triple::new(subject, predicate, self.object(object, graph)))
    }

    /// Returns a subject, or the name of a graph.
    ///
    /// # Errors
    /// If it is a literal or a triple term.
    pub fn node(&self, id: TermId) -> Result<NamedOrBlankNode> {
        match self.dictionary.term(id) {
            Term::NamedNode(iri) => Ok(iri.into()),
            Term::BlankNode(node) => Ok(node.into()),
            _ => Err(Error::internal(
                "a subject is neither an IRI nor a blank node",
            )),
        }
    }

    fn object(&mut self, id: TermId, graph: Option<TermId>) -> Term {
        if self.encodes && self.dictionary.triple_terms().contains(&id) {
            if self.pending.insert((graph, id)) {
                self.memory.set(self.pending.len() as u64 * BYTES);
            }
            return self.node_of(id).into();
        }
        match with_usual_case(self.dictionary.term(id)) {
            Term::Literal(literal) if !self.has_directions && literal.direction().is_some() => {
                self.without_direction += 1;
                let tag = literal.language().unwrap_or_default();
                Literal::new_language_tagged_literal_unchecked(literal.value(), tag).into()
            }
            term => term,
        }
    }

    /// Returns the node that stands for a triple term: its name has the number of the term, 1-based.
    fn node_of(&self, id: TermId) -> BlankNode {
        let number = id - self.dictionary.triple_terms().start + 1;
        BlankNode::new_unchecked(format!("{}{number}", self.node))
    }

    /// Returns the statements that describe the next triple term, and the graph in which it is used. One has a larger number
    /// than those in it, so it comes before them.
    ///
    /// # Errors
    /// If the dictionary has not all parts of it.
    pub fn next_described(&mut self) -> Result<Option<(Option<TermId>, [Triple; 4])>> {
        let Some((graph, id)) = self.pending.pop_last() else {
            return Ok(None);
        };
        self.encoded += 1;
        let parts = self.dictionary.triple(id);
        let [subject, predicate, object] =
            parts.ok_or_else(|| Error::internal("a triple term has no parts"))?;
        let node = self.node_of(id);
        let statement = |property: &str, object: Term| {
            let property = NamedNode::new_unchecked(property);
            Triple::new(node.clone(), property, object)
        };
        let subject = self.dictionary.term(subject);
        let predicate = self.dictionary.term(predicate);
        let object = self.object(object, graph);
        let class = NamedNode::new_unchecked(vocab::RDF_PROPOSITION_FORM[0]);
        let [_, of_subject, of_predicate, of_object] = vocab::RDF_PROPOSITION_FORM;
        let described = [
            statement(vocab::RDF_TYPE, class.into()),
            statement(of_subject, subject),
            statement(of_predicate, predicate),
            statement(of_object, object),
        ];
        Ok(Some((graph, described)))
    }
}
