//! Reads [SHACL lists](https://www.w3.org/TR/shacl12-core/#dfn-shacl-list): `rdf:first` and `rdf:rest` up to `rdf:nil`.

use crate::dictionary::TermId;
use crate::graph::Graph;
use rustc_hash::FxHashSet;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// What lists of a graph are made of.
#[derive(Clone, Copy, Debug)]
pub struct Lists<'a> {
    graph: &'a Graph,
    level: u8,
    first: Option<TermId>,
    rest: Option<TermId>,
    nil: Option<TermId>,
}

/// Why a node is not a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFault {
    /// A node of the list has not exactly one `rdf:first`.
    First(TermId),
    /// A node of the list has not exactly one `rdf:rest`.
    Rest(TermId),
    /// `rdf:nil` has an `rdf:first` or an `rdf:rest`.
    End(TermId),
    /// The list comes back to a node that it had before.
    Cycle(TermId),
}

impl ListFault {
    /// Returns what is wrong, as the end of a sentence.
    pub fn said(self) -> &'static str {
        match self {
            Self::First(_) => "one of its nodes does not have exactly one `rdf:first`",
            Self::Rest(_) => "one of its nodes does not have exactly one `rdf:rest`",
            Self::End(_) => "`rdf:nil`, where it ends, has an `rdf:first` or an `rdf:rest`",
            Self::Cycle(_) => "this one leads back to itself, so it has no end",
        }
    }
}

impl<'a> Lists<'a> {
    /// Returns a reader of the lists of a graph, as a level of acceptance sees them.
    pub fn new(graph: &'a Graph, level: u8) -> Self {
        let find = |name: &str| graph.dictionary.find_iri(&format!("{RDF}{name}"));
        Self {
            graph,
            level,
            first: find("first"),
            rest: find("rest"),
            nil: find("nil"),
        }
    }

    /// Returns whether a node is the end of lists, or has a statement with `rdf:first` or `rdf:rest`.
    pub fn is_list(&self, node: TermId) -> bool {
        let has = |property: Option<TermId>| self.values(node, property).next().is_some();
        Some(node) == self.nil || has(self.first) || has(self.rest)
    }

    /// Returns the members of a list.
    ///
    /// # Errors
    /// If the node is not a list.
    pub fn members(&self, list: TermId) -> Result<Vec<TermId>, ListFault> {
        let (mut members, mut seen) = (Vec::new(), FxHashSet::default());
        let mut node = list;
        while Some(node) != self.nil {
            if !seen.insert(node) {
                return Err(ListFault::Cycle(node));
            }
            members.push(self.only(node, self.first).ok_or(ListFault::First(node))?);
            node = self.only(node, self.rest).ok_or(ListFault::Rest(node))?;
        }
        // The end of a list has neither.
        match self
            .values(node, self.first)
            .chain(self.values(node, self.rest))
            .next()
        {
            None => Ok(members),
            Some(_) => Err(ListFault::End(node)),
        }
    }

    fn values(
        &self,
        node: TermId,
        property: Option<TermId>,
    ) -> impl Iterator<Item = TermId> + use<'a> {
        let (graph, level) = (self.graph, self.level);
        let statements = property.into_iter().flat_map(move |property| {
            graph
                .all_triples(Some(node), Some(property), None)
                .up_to(level)
        });
        statements.map(|[.., value]| value)
    }

    fn only(&self, node: TermId, property: Option<TermId>) -> Option<TermId> {
        let mut values = self.values(node, property);
        values.next().filter(|_| values.next().is_none())
    }
}
