//! Properties and classes that a query names and no source uses: most empty results are typing errors.

use super::algebra::names_of_query;
use crate::dictionary::TermId;
use crate::finding::{likeness, nearest};
use crate::graph::Graph;
use crate::rdf::vocab;
use std::collections::BTreeSet;

/// A name that no source uses, or something else in a query that makes an empty answer likely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unused {
    /// What to say of it, with the closest name.
    pub message: String,
    /// Whether it must be a typing error: a name that is used differs in very little, or nothing can come of it.
    pub is_typing_error: bool,
}

/// What to say of the properties and classes that a query asks for and the graph does not have, with the closest that
/// it has.
pub(super) fn unused(query: &mut spargebra::Query, graph: &Graph) -> Vec<Unused> {
    let named = names_of_query(query);
    let mut messages = Vec::new();
    for property in named.properties {
        let is_used = |id| graph.statistics.distinct(id).is_some();
        if !graph.dictionary.find_iri(&property).is_some_and(is_used) {
            let used = graph.statistics.predicates().collect();
            messages.push(message(graph, "property", &property, used));
        }
    }
    for class in named.classes {
        if graph.dictionary.find_iri(&class).is_none() {
            messages.push(message(graph, "class", &class, classes(graph)));
        }
    }
    messages
}

/// The classes that something is of.
fn classes(graph: &Graph) -> BTreeSet<TermId> {
    let rdf_type = graph.dictionary.find_iri(vocab::RDF_TYPE);
    let triples = rdf_type.map(|property| graph.triples(None, Some(property), None));
    triples
        .into_iter()
        .flatten()
        .map(|triple| triple[2])
        .collect()
}

fn message(graph: &Graph, kind: &str, iri: &str, used: BTreeSet<TermId>) -> Unused {
    let shown = graph.prefixes.display_iri(iri);
    let names: Vec<String> = used.into_iter().map(|id| graph.display(id)).collect();
    let near = nearest(&shown, names.iter().map(String::as_str));
    let is_typing_error = near.is_some_and(|near| likeness(near, &shown) >= 0.75);
    let hint = near.map(|near| format!("; did you mean `{near}`?"));
    Unused {
        message: format!(
            "no source uses the {kind} `{shown}`{}",
            hint.unwrap_or_default()
        ),
        is_typing_error,
    }
}
