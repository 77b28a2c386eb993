//! Properties, classes and entities that a query names and no source uses: most empty results are typing errors.

use super::algebra::{Part, names_of_query, pattern_of, walk};
use crate::dictionary::TermId;
use crate::finding::{likeness, nearest};
use crate::graph::Graph;
use crate::rdf::vocab;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern};
use std::collections::BTreeSet;

/// A likely mistake in a query: a name that no source uses, or something else that makes an empty answer likely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The mistake, with the closest name that is used.
    pub message: String,
    /// Whether it is most likely a slip: a name that is used differs in very little, or the query cannot have this part of
    /// its answer.
    pub is_likely_typo: bool,
}

/// What to say of the properties and classes that a query asks for and the graph does not have, with the closest that
/// it has.
pub(super) fn unused(query: &mut spargebra::Query, graph: &Graph) -> Vec<Warning> {
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
    messages.extend(graphs(query, graph));
    messages.extend(unknown(&entities(query), graph));
    messages
}

/// What to say of the graphs that a query names and there are not.
fn graphs(query: &mut spargebra::Query, graph: &Graph) -> Vec<Warning> {
    let mut asked = BTreeSet::new();
    walk(pattern_of(query), &mut |part| {
        if let Part::Pattern(GraphPattern::Graph {
            name: NamedNodePattern::NamedNode(iri),
            ..
        }) = part
        {
            asked.insert(iri.as_str().to_owned());
        }
    });
    let is_missing = |iri: &String| match graph.dictionary.find_iri(iri) {
        Some(id) => !graph.graph_names().contains(&id),
        None => true,
    };
    let missing = asked.into_iter().filter(is_missing);
    missing
        .map(|iri| {
            let names = graph.graph_names().into_iter().map(|id| graph.display(id));
            let (names, shown) = (names.collect::<Vec<_>>(), graph.prefixes.display_iri(&iri));
            let near = nearest(&shown, names.iter().map(String::as_str));
            let hint = near.map(|near| format!("; did you mean `{near}`?"));
            Warning {
                message: format!(
                    "no graph has the name `{shown}`{}",
                    hint.unwrap_or_default()
                ),
                is_likely_typo: false,
            }
        })
        .collect()
}

/// The IRIs that a query has as subjects, as objects that are no classes, in `VALUES`, and in conditions that hold for them only.
fn entities(query: &mut spargebra::Query) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let note = |found: &mut BTreeSet<String>, term: &TermPattern| {
        if let TermPattern::NamedNode(iri) = term {
            found.insert(iri.as_str().to_owned());
        }
    };
    walk(pattern_of(query), &mut |part| match part {
        Part::Pattern(GraphPattern::Bgp { patterns }) => {
            for pattern in patterns {
                note(&mut found, &pattern.subject);
                let is_class = matches!(&pattern.predicate, NamedNodePattern::NamedNode(iri) if iri.as_str() == vocab::RDF_TYPE);
                if !is_class {
                    note(&mut found, &pattern.object);
                }
            }
        }
        Part::Pattern(GraphPattern::Path {
            subject, object, ..
        }) => {
            note(&mut found, subject);
            note(&mut found, object);
        }
        Part::Pattern(GraphPattern::Values { bindings, .. }) => {
            for cell in bindings.iter().flatten() {
                if let Some(GroundTerm::NamedNode(iri)) = cell {
                    found.insert(iri.as_str().to_owned());
                }
            }
        }
        Part::Pattern(
            GraphPattern::Filter { expr, .. }
            | GraphPattern::LeftJoin {
                expression: Some(expr),
                ..
            },
        ) => required(expr, &mut found),
        _ => {}
    });
    found
}

/// Adds the IRIs that a variable must be equal to if a condition is to hold; what a negated condition names need not be there.
fn required(condition: &Expression, found: &mut BTreeSet<String>) {
    match condition {
        Expression::And(a, b) | Expression::Or(a, b) => {
            required(a, found);
            required(b, found);
        }
        Expression::Equal(a, b) | Expression::SameTerm(a, b) => match (&**a, &**b) {
            (Expression::Variable(_), Expression::NamedNode(iri))
            | (Expression::NamedNode(iri), Expression::Variable(_)) => {
                found.insert(iri.as_str().to_owned());
            }
            _ => {}
        },
        Expression::In(needle, list) if matches!(**needle, Expression::Variable(_)) => {
            for item in list {
                if let Expression::NamedNode(iri) = item {
                    found.insert(iri.as_str().to_owned());
                }
            }
        }
        _ => {}
    }
}

/// The most names of a namespace that an unknown name is compared with.
const MOST: usize = 200_000;

/// The most unknown names for which a close one is looked for, and the most that a warning names.
const MOST_UNKNOWN: usize = 5;

/// Returns what to say of IRIs that no source has: a warning for each that has a close name, and one for all others.
fn unknown(iris: &BTreeSet<String>, graph: &Graph) -> Vec<Warning> {
    let is_datatype = |iri: &str| {
        let mut types = graph.dictionary.types.iter();
        types.any(|known| known.datatype == iri)
    };
    let is_unknown =
        |iri: &&String| graph.dictionary.find_iri(iri).is_none() && !is_datatype(iri.as_str());
    let (mut warnings, mut others) = (Vec::new(), Vec::new());
    for (index, iri) in iris.iter().filter(is_unknown).enumerate() {
        let shown = graph.prefixes.display_iri(iri);
        let near = (index < MOST_UNKNOWN).then(|| near_entity(graph, &shown));
        match near.flatten() {
            Some(near) => warnings.push(Warning {
                message: format!("no source has `{shown}`; did you mean `{near}`?"),
                is_likely_typo: false,
            }),
            None => others.push(format!("`{shown}`")),
        }
    }
    let more = match others.len().saturating_sub(MOST_UNKNOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    others.truncate(MOST_UNKNOWN);
    if !others.is_empty() {
        warnings.push(Warning {
            message: format!("no source has {}{more}", others.join(", ")),
            is_likely_typo: false,
        });
    }
    warnings
}

/// Returns the prefixed name that is closest to one, of those with its prefix, if one is close.
fn near_entity(graph: &Graph, shown: &str) -> Option<String> {
    let dictionary = &graph.dictionary;
    let (prefix, _) = shown.split_once(':')?;
    let namespace = graph.prefixes.namespace(prefix)?;
    let others = dictionary.starting_with(dictionary.iris(), namespace);
    let mut names = Vec::new();
    dictionary.each_text(
        others.start..others.end.min(others.start + MOST as TermId),
        |_, text| {
            let name = text.get(namespace.len()..).unwrap_or_default();
            names.push(format!("{prefix}:{}", String::from_utf8_lossy(name)));
        },
    );
    nearest(shown, names.iter().map(String::as_str)).map(str::to_owned)
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

fn message(graph: &Graph, kind: &str, iri: &str, used: BTreeSet<TermId>) -> Warning {
    let shown = graph.prefixes.display_iri(iri);
    let names: Vec<String> = used.into_iter().map(|id| graph.display(id)).collect();
    let near = nearest(&shown, names.iter().map(String::as_str));
    let is_likely_typo = near.is_some_and(|near| likeness(near, &shown) >= 0.75);
    let hint = near.map(|near| format!("; did you mean `{near}`?"));
    Warning {
        message: format!(
            "no source uses the {kind} `{shown}`{}",
            hint.unwrap_or_default()
        ),
        is_likely_typo,
    }
}
