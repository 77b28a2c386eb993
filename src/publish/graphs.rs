//! Which graphs a project publishes: one for each source and each graph in it, one of what is inferred, and beside each of them one
//! for each level of acceptance that queries do not see by default.

use crate::dictionary::TermId;
use crate::error::{Error, PublishError, Result};
use crate::graph::{Acceptance, Graph, Origin};
use crate::project::Project;
use crate::rdf::{NamedNode, Term};
use crate::remote::{BLANK_NODES, DIRECTED_TEXTS, TRIPLE_TERMS, blank_node_iri};
use std::collections::{BTreeMap, BTreeSet};

/// Where the statements of a published graph come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A source of the project, which is a graph by its path.
    Source,
    /// A graph that sources name.
    Named,
    /// What is inferred.
    Inferred,
}

/// A graph to be published.
#[derive(Clone, Debug)]
pub struct PublishedGraph {
    /// Its IRI.
    pub iri: NamedNode,
    /// Where its statements come from.
    pub role: Role,
    /// The path of its source, if it is one.
    pub path: Option<String>,
    /// The level of acceptance of its statements, if queries do not see it by default.
    pub level: Option<String>,
    /// Its name in the graph.
    pub(super) name: Option<TermId>,
    /// The numbers of the levels that it has, the last one included.
    pub(super) levels: (u8, u8),
}

/// Returns the graphs that a project publishes, sorted by IRI. Each has statements.
///
/// # Errors
/// If the sources have names that only what is published has.
pub fn published_graphs(project: &Project, graph: &Graph) -> Result<Vec<PublishedGraph>> {
    check_names(graph)?;
    graph.take_portions();
    let mut published = Vec::new();
    for (name, of_graph) in origins(project, graph) {
        let levels = levels_of(graph, name);
        for (level, levels) in parts(&graph.acceptance, &levels) {
            let iri = match &level {
                None => of_graph.iri.clone(),
                Some(level) => at_level(&of_graph.iri, level),
            };
            published.push(PublishedGraph {
                iri,
                level,
                levels,
                ..of_graph.clone()
            });
        }
    }
    published.sort_by(|a, b| a.iri.as_str().cmp(b.iri.as_str()));
    check_graphs(project, &published)?;
    Ok(published)
}

/// Returns the IRI of the graph with those statements of a graph that are on a level which queries do not see by default.
pub fn at_level(graph: &NamedNode, level: &str) -> NamedNode {
    let encoded: String = level
        .bytes()
        .map(|byte| match byte {
            b'-' | b'.' | b'_' | b'~' => (byte as char).to_string(),
            byte if byte.is_ascii_alphanumeric() => (byte as char).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    NamedNode::new_unchecked(format!("{}?certainty={encoded}", graph.as_str()))
}

/// Checks that nothing in the sources has a name that stands for something else where it is published.
fn check_names(graph: &Graph) -> Result<()> {
    let dictionary = &graph.dictionary;
    for start in [BLANK_NODES, TRIPLE_TERMS] {
        let mut iris = dictionary.starting_with(dictionary.iris(), start);
        if let Some(first) = iris.next() {
            let iri = dictionary.text(first);
            return Err(PublishError::Reserved { iri }.into());
        }
    }
    let datatypes = dictionary.types.iter().map(|of| of.datatype.as_str());
    match datatypes
        .into_iter()
        .find(|iri| iri.starts_with(DIRECTED_TEXTS))
    {
        Some(iri) => Err(PublishError::Reserved {
            iri: iri.to_owned(),
        }
        .into()),
        None => Ok(()),
    }
}

/// Checks that no graph of the sources has the name of the manifest, or of what another one has on a level.
fn check_graphs(project: &Project, sorted: &[PublishedGraph]) -> Result<()> {
    let manifest = project.graph_iri("manifest");
    let twice = sorted.windows(2).find_map(|pair| match pair {
        [one, other] if one.iri == other.iri => Some(one),
        _ => None,
    });
    let taken = || sorted.iter().find(|graph| graph.iri.as_str() == manifest);
    match twice.or_else(taken) {
        Some(graph) => Err(PublishError::Reserved {
            iri: graph.iri.as_str().to_owned(),
        }
        .into()),
        None => Ok(()),
    }
}

/// Returns the graphs of the sources and that of what is inferred, as they are on the levels seen by default.
fn origins(project: &Project, graph: &Graph) -> BTreeMap<Option<TermId>, PublishedGraph> {
    let mut graphs = BTreeMap::new();
    for origin in &graph.places.origins {
        let source = graph.sources.get(origin.source as usize);
        let path = source.map(|source| source.path.as_str());
        let iri = match origin.graph.map(|name| graph.dictionary.term(name)) {
            Some(Term::NamedNode(iri)) => iri,
            Some(Term::BlankNode(node)) => blank_node_iri(&node),
            _ => NamedNode::new_unchecked(project.graph_iri("default")),
        };
        let path = path.filter(|path| project.graph_iri(path) == iri.as_str());
        let role = match path {
            _ if origin.source == Origin::NONE => Role::Inferred,
            Some(_) => Role::Source,
            None => Role::Named,
        };
        let published = PublishedGraph {
            iri,
            role,
            path: path.map(str::to_owned),
            level: None,
            name: origin.graph,
            levels: (0, 0),
        };
        let known = graphs
            .entry(origin.graph)
            .or_insert_with(|| published.clone());
        // Other sources may name the graph of a source.
        if published.role != Role::Named {
            *known = published;
        }
    }
    graphs
}

/// Returns the levels that the statements of a graph are on.
fn levels_of(graph: &Graph, name: Option<TermId>) -> BTreeSet<u8> {
    let portion = graph.portion(&[name]);
    let rows = portion.rows().iter();
    rows.map(|row| graph.level_of(*row as usize)).collect()
}

/// Returns the parts of a graph by who sees them: the one that queries see by default, and one for each other level with a name;
/// each with its levels.
fn parts(acceptance: &Acceptance, levels: &BTreeSet<u8>) -> Vec<(Option<String>, (u8, u8))> {
    let default = acceptance.default;
    let mut parts = Vec::new();
    if levels.iter().any(|level| *level <= default) {
        parts.push((None, (0, default)));
    }
    for level in levels.iter().filter(|level| **level > default) {
        if let Some(name) = acceptance.names.get(*level as usize) {
            parts.push((Some(name.clone()), (*level, *level)));
        }
    }
    parts
}

impl PublishedGraph {
    /// Returns the name that people know the graph by: the path of a source, `inferred`, or the IRI.
    pub fn shown(&self) -> &str {
        match (self.role, &self.path) {
            (Role::Inferred, _) => "inferred",
            (_, Some(path)) => path,
            _ => self.iri.as_str(),
        }
    }

    /// Returns whether the statement in a row of the graph of a project belongs to the published graph.
    pub(super) fn has(&self, graph: &Graph, row: usize) -> bool {
        let (first, last) = self.levels;
        (first..=last).contains(&graph.level_of(row))
    }
}

/// Returns the error for what a bug would be: a row that is not there.
pub(super) fn no_row() -> Error {
    Error::internal("a graph has fewer rows")
}
