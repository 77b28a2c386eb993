//! Boxes: what has a value of a property stands inside that value, and chains of such values stand inside one another.

use super::fold::{Draft, Raw, Raws};
use super::{Node, Styles};
use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::query::entity;
use crate::rdf::{Term, vocab};
use std::collections::{BTreeMap, BTreeSet};

const SUB_PROPERTY: &str = "http://www.w3.org/2000/01/rdf-schema#subPropertyOf";

/// The most boxes inside one another; a picture with more would be all borders.
const DEEPEST: usize = 30;

/// Which statements put something into a box.
enum By {
    Class,
    /// The properties whose styles say so.
    Styles,
    Property(TermId),
}

/// Gives nodes their boxes, and takes away the edges that the boxes say.
pub(super) fn group(
    graph: &Graph,
    styles: &Styles,
    by: &str,
    nodes: &mut BTreeMap<String, Draft>,
    edges: &mut Raws,
    label: &dyn Fn(TermId) -> Option<String>,
) {
    let by = match by {
        "class" => By::Class,
        "nest" => By::Styles,
        name => match entity(graph, name) {
            Ok(property) => By::Property(property),
            Err(_) => return,
        },
    };
    let nests = |raw: &Raw| {
        raw.predicate.is_some_and(|p| match by {
            By::Class => false,
            By::Styles => styles.nests(graph, p),
            By::Property(property) => p == property || is_below(graph, p, property),
        })
    };
    let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for ((subject, object), raws) in &*edges {
        if subject != object && raws.iter().any(nests) {
            values
                .entry(subject.clone())
                .or_default()
                .insert(object.clone());
        }
    }
    if values.is_empty() {
        values = boxes_of_graph(graph, &by, nodes, label);
    }
    let parents = choose(&values);
    for (child, parent) in &parents {
        if let Some(draft) = nodes.get_mut(child) {
            draft.parent = Some(parent.clone());
        }
    }
    // What stands in a box stands also in the boxes around it, so those edges say nothing more.
    edges.retain(|(subject, object), raws| {
        if ancestors(&parents, subject).any(|box_| box_ == object) {
            let (said, rest): (Vec<Raw>, Vec<Raw>) = raws.drain(..).partition(&nests);
            *raws = rest;
            if let Some(draft) = nodes.get_mut(subject) {
                let said = said.into_iter().map(|raw| (object.clone(), raw));
                draft.contained.extend(said);
            }
        }
        !raws.is_empty()
    });
}

/// Whether a property is a subproperty of another.
fn is_below(graph: &Graph, property: TermId, above: TermId) -> bool {
    let mut seen = BTreeSet::new();
    let mut stack = vec![property];
    while let Some(next) = stack.pop() {
        if next == above {
            return true;
        }
        stack.extend(
            graph
                .said_objects(next, SUB_PROPERTY)
                .into_iter()
                .filter(|p| seen.insert(*p)),
        );
    }
    false
}

/// Boxes that are not nodes yet: classes, or values that the graph knows but the view does not draw.
fn boxes_of_graph(
    graph: &Graph,
    by: &By,
    nodes: &mut BTreeMap<String, Draft>,
    label: &dyn Fn(TermId) -> Option<String>,
) -> BTreeMap<String, BTreeSet<String>> {
    let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut boxes: BTreeMap<String, Draft> = BTreeMap::new();
    for (name, draft) in nodes.iter_mut() {
        let statement = match by {
            By::Property(property) => draft.id.and_then(|id| {
                let mut found = graph.triples(Some(id), Some(*property), None);
                found.find(|t| !graph.dictionary.is_literal(t[2]))
            }),
            By::Class | By::Styles => None,
        };
        let value = match by {
            By::Class => draft.classes.first().copied(),
            _ => statement.map(|[.., value]| value),
        };
        let Some(value) = value else {
            continue;
        };
        let term = graph.dictionary.term(value);
        let box_ = graph.prefixes.display(&term);
        if box_ == *name {
            continue;
        }
        values.entry(name.clone()).or_default().insert(box_.clone());
        if let Some(ids) = statement {
            let property = graph.display(ids[1]);
            let raw = Raw {
                label: label(ids[1]).unwrap_or_else(|| property.clone()),
                name: property,
                predicate: Some(ids[1]),
                ids: Some(ids),
            };
            draft.contained.push((box_.clone(), raw));
        }
        boxes.entry(box_.clone()).or_insert_with(|| Draft {
            node: Node {
                label: label(value).unwrap_or_else(|| box_.clone()),
                iri: match &term {
                    Term::NamedNode(iri) => Some(iri.as_str().to_owned()),
                    _ => None,
                },
                name: box_,
                is_group: matches!(by, By::Class),
                ..Node::default()
            },
            id: Some(value),
            // The box of a class has the colour of what is in it.
            classes: match by {
                By::Class => vec![value],
                _ => graph.said_objects(value, vocab::RDF_TYPE),
            },
            parent: None,
            contained: Vec::new(),
        });
    }
    for (name, draft) in boxes {
        nodes.entry(name).or_insert(draft);
    }
    values
}

/// The box of each node: of several values the one that itself lies deepest; never one that lies in the node.
fn choose(values: &BTreeMap<String, BTreeSet<String>>) -> BTreeMap<String, String> {
    let mut parents: BTreeMap<String, String> = BTreeMap::new();
    for (child, candidates) in values {
        let mut order: Vec<&String> = candidates.iter().collect();
        order.sort_by_key(|name| (usize::MAX - depth(values, name), name.as_str()));
        let parent = order.into_iter().find(|name| {
            let above: Vec<&String> = ancestors(&parents, name).take(DEEPEST).collect();
            *name != child && above.len() < DEEPEST && !above.contains(&child)
        });
        if let Some(parent) = parent {
            parents.insert(child.clone(), parent.clone());
        }
    }
    parents
}

/// How many values lie around one, at most.
fn depth(values: &BTreeMap<String, BTreeSet<String>>, name: &str) -> usize {
    let mut seen = BTreeSet::from([name.to_owned()]);
    let mut level = vec![name.to_owned()];
    let mut depth = 0;
    while !level.is_empty() {
        let above = level.iter().filter_map(|name| values.get(name)).flatten();
        level = above
            .filter(|name| seen.insert((*name).clone()))
            .cloned()
            .collect();
        depth += 1;
    }
    depth
}

fn ancestors<'a>(
    parents: &'a BTreeMap<String, String>,
    name: &str,
) -> impl Iterator<Item = &'a String> {
    std::iter::successors(parents.get(name), |above| parents.get(*above))
}
