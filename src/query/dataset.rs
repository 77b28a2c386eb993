//! A graph as the [dataset](https://www.w3.org/TR/sparql11-query/#rdfDataset) of queries.

use crate::dictionary::TermId;
use crate::error::{NameError, Result};
use crate::graph::{Acceptance, Graph, Triples};
use crate::remote::Engine;

/// What a query without `GRAPH` and `FROM` sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DefaultGraph {
    /// The union of all graphs, each triple once: how a project is asked.
    #[default]
    Union,
    /// The default graph alone, as [RDF datasets](https://www.w3.org/TR/sparql11-query/#rdfDataset) have it.
    Own,
}

/// A graph seen as a dataset.
#[derive(Clone, Copy)]
pub struct Dataset<'a> {
    graph: &'a Graph,
    default_graph: DefaultGraph,
    level: u8,
    languages: &'a [String],
    engine: Option<&'a Engine>,
}

impl<'a> Dataset<'a> {
    /// The dataset of a project: its default graph is the union.
    pub fn new(graph: &'a Graph) -> Self {
        Self {
            graph,
            default_graph: DefaultGraph::Union,
            level: graph.acceptance.default,
            languages: &[],
            engine: None,
        }
    }

    /// The same dataset for a reader of some languages, the preferred one first: what is named besides an answer, such as
    /// entities that may be meant, has its labels in them.
    #[must_use]
    pub fn for_reader(self, languages: &'a [String]) -> Self {
        Self { languages, ..self }
    }

    /// The same dataset, whose queries another engine answers; the graph still says what names, labels and prefixes stand for.
    #[must_use]
    pub fn on(self, engine: Option<&'a Engine>) -> Self {
        Self { engine, ..self }
    }

    /// The engine that answers queries in the place of the graph.
    pub fn engine(&self) -> Option<&'a Engine> {
        self.engine
    }

    /// The label of a term in the languages of the reader, or else what it is referred to by.
    pub fn label(&self, term: TermId) -> String {
        let label = self.graph.label(term, self.languages);
        label.unwrap_or_else(|| self.graph.display(term).to_string())
    }

    /// The same dataset with another default graph.
    #[must_use]
    pub fn with_default_graph(self, default_graph: DefaultGraph) -> Self {
        Self {
            default_graph,
            ..self
        }
    }

    /// The same dataset with what a level of acceptance adds or takes away.
    ///
    /// # Errors
    /// If the project has no level of this name.
    pub fn accepting(self, level: &str) -> Result<Self> {
        let acceptance = &self.graph.acceptance;
        let level = acceptance.level(level).ok_or_else(|| NameError::Level {
            name: level.to_owned(),
            levels: acceptance.names.clone(),
        })?;
        let level = level | self.level & Acceptance::INFERRED;
        Ok(Self { level, ..self })
    }

    /// Returns the same dataset on a level, as [`level`](Self::level) gives it.
    #[must_use]
    pub fn at(self, level: u8) -> Self {
        Self { level, ..self }
    }

    /// The same dataset without what is only inferred.
    #[must_use]
    pub fn asserted(self) -> Self {
        Self {
            level: self.level | Acceptance::INFERRED,
            ..self
        }
    }

    /// The triples that match a triple pattern, as far as they are accepted.
    pub fn triples(
        &self,
        subject: Option<TermId>,
        predicate: Option<TermId>,
        object: Option<TermId>,
    ) -> Triples<'a> {
        self.graph
            .all_triples(subject, predicate, object)
            .up_to(self.level)
    }

    /// The graph behind it.
    pub fn graph(&self) -> &'a Graph {
        self.graph
    }

    /// The level of acceptance, as [`Acceptance::sees`] takes it.
    pub fn level(&self) -> u8 {
        self.level
    }

    /// Whether the default graph is the union of all graphs, or there is none but it.
    pub fn has_union_as_default(&self) -> bool {
        let origins = &self.graph.places.origins;
        self.default_graph == DefaultGraph::Union || origins.iter().all(|o| o.graph.is_none())
    }
}
