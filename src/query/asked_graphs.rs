//! The graphs of an engine that a query is asked of: those of the default graph that a local query has
//! ([SPARQL 1.1, 13](https://www.w3.org/TR/sparql11-query/#rdfDataset)).

use super::algebra::{Part, pattern_of, walk};
use super::dataset::Dataset;
use crate::error::{EngineError, Result};
use crate::graph::Acceptance;
use crate::rdf::NamedNode;
use crate::remote::{Asked, Engine};
use spargebra::Query;
use spargebra::algebra::{GraphPattern, QueryDataset};

/// Returns a query with the graphs of the engine that have what the dataset shows, if it names no graphs itself.
///
/// # Errors
/// If the engine does not keep apart what the dataset leaves out.
pub fn of_graphs(dataset: &Dataset, engine: &Engine, mut query: Query) -> Result<Query> {
    let acceptance = &dataset.graph().acceptance;
    let level = dataset.level() & Acceptance::LEVEL;
    let is_asserted = dataset.level() & Acceptance::INFERRED != 0;
    let is_default = level == acceptance.default & Acceptance::LEVEL;
    let refused = |problem: &str| EngineError::NotApart {
        engine: engine.name().to_owned(),
        problem: problem.to_owned(),
    };
    let published = match engine.asked() {
        Asked::Published(graphs) => graphs,
        other => {
            if is_asserted || !is_default {
                let problem = "no push has published this project there, so levels of acceptance and what is inferred are not \
                               known apart";
                return Err(refused(problem).into());
            }
            if let Asked::Named(graphs) = other
                && query.dataset().is_none()
            {
                *dataset_of(&mut query) = Some(of_all(graphs.clone(), graphs.clone()));
            }
            return Ok(query);
        }
    };
    if level < acceptance.default & Acceptance::LEVEL {
        let problem = "what queries see by default is in the same graphs there, so a stricter level cannot be asked for";
        return Err(refused(problem).into());
    }
    let names_graphs = query.dataset().is_some() || has_graph(&mut query);
    if names_graphs && !is_default {
        let problem = "statements of other levels are in graphs of their own there, which `GRAPH` and `FROM` would show";
        return Err(refused(problem).into());
    }
    if query.dataset().is_none() {
        let levels = acceptance
            .names
            .get(..=usize::from(level))
            .unwrap_or(&acceptance.names);
        let is_seen = |of: &Option<String>| of.as_ref().is_none_or(|of| levels.contains(of));
        let seen = published
            .iter()
            .filter(|graph| is_seen(&graph.level) && !(is_asserted && graph.is_inferred));
        let (mut default, mut named) = (Vec::new(), Vec::new());
        for graph in seen {
            default.push(graph.iri.clone());
            if !graph.is_inferred && graph.level.is_none() {
                named.push(graph.iri.clone());
            }
        }
        *dataset_of(&mut query) = Some(of_all(default, named));
    }
    Ok(query)
}

fn of_all(default: Vec<NamedNode>, named: Vec<NamedNode>) -> QueryDataset {
    QueryDataset {
        default,
        named: Some(named),
    }
}

/// Whether a query asks named graphs.
fn has_graph(query: &mut Query) -> bool {
    let mut found = false;
    walk(pattern_of(query), &mut |part| {
        found |= matches!(part, Part::Pattern(GraphPattern::Graph { .. }));
    });
    found
}

fn dataset_of(query: &mut Query) -> &mut Option<QueryDataset> {
    match query {
        Query::Select { dataset, .. }
        | Query::Ask { dataset, .. }
        | Query::Construct { dataset, .. }
        | Query::Describe { dataset, .. } => dataset,
    }
}
