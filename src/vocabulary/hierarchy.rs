//! Classes, properties and concepts that are below themselves, cycles in properties that must have none, and nodes in disjoint
//! classes.

use super::fault::{Fault, Found};
use super::once::OTHER_CLASS;
use super::schema::{OWL, RDFS, SKOS, Schema};
use super::scope::Scope;
use crate::dictionary::TermId;
use crate::graph::Place;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;

/// Of a longer cycle, the first nodes are named.
const NAMED: usize = 5;

/// More nodes than these that lead to themselves right away were not written by hand.
const MOST_LOOPS: usize = 10;

/// A property that must not lead back to where it started.
struct Relation {
    id: &'static str,
    /// What a node is to the next one.
    word: &'static str,
    property: TermId,
    /// The property whose statements say the same the other way round.
    inverse: Option<TermId>,
}

/// Hierarchies whose properties mean the same in all projects.
const HIERARCHIES: [(&str, &str, Option<&str>, &str); 3] = [
    (RDFS, "subClassOf", None, "is a subclass of"),
    (RDFS, "subPropertyOf", None, "is a subproperty of"),
    (SKOS, "broader", Some("narrower"), "is narrower than"),
];

/// Properties of well-known vocabularies that make parts of wholes, with their inverses.
const PARTS: [(&str, &str, &str); 3] = [
    ("http://purl.org/dc/terms/", "isPartOf", "hasPart"),
    (
        "http://www.w3.org/ns/org#",
        "subOrganizationOf",
        "hasSubOrganization",
    ),
    ("https://schema.org/", "isPartOf", "hasPart"),
];

/// Finds cycles.
pub fn cycles(scope: &Scope, found: &mut Found) {
    for relation in relations(scope) {
        found.faults.extend(of_relation(scope, &relation));
    }
}

fn relations(scope: &Scope) -> Vec<Relation> {
    let find = |namespace: &str, name: &str| scope.find(&format!("{namespace}{name}"));
    let mut relations: Vec<Relation> = Vec::new();
    for (namespace, name, inverse, word) in HIERARCHIES {
        relations.extend(find(namespace, name).map(|property| Relation {
            id: "cyclic-hierarchy",
            word,
            property,
            inverse: inverse.and_then(|inverse| find(namespace, inverse)),
        }));
    }
    let mut acyclic: Vec<TermId> = Vec::new();
    let parts = PARTS
        .iter()
        .filter_map(|(namespace, name, _)| find(namespace, name));
    acyclic.extend(parts);
    let instances = |name: &str| -> FxHashSet<TermId> {
        let instances = scope.instances(&format!("{OWL}{name}"));
        instances.map(|[property, ..]| property).collect()
    };
    let symmetric = instances("SymmetricProperty");
    let reflexive = instances("ReflexiveProperty");
    let mut transitive: Vec<TermId> = instances("TransitiveProperty").into_iter().collect();
    transitive.sort_unstable();
    let strict = transitive
        .into_iter()
        .filter(|id| !symmetric.contains(id) && !reflexive.contains(id));
    acyclic.extend(strict.filter(|id| scope.is_own(*id)));
    let settings = scope.context.settings.acyclic.iter();
    acyclic.extend(settings.filter_map(|name| scope.find(&scope.expanded(name))));
    let mut known: FxHashSet<TermId> = relations.iter().map(|relation| relation.property).collect();
    for property in acyclic.into_iter().filter(|id| known.insert(*id)) {
        relations.push(Relation {
            id: "cycle",
            word: "",
            property,
            inverse: inverse_of(scope, property),
        });
    }
    relations
}

fn inverse_of(scope: &Scope, property: TermId) -> Option<TermId> {
    let of_parts = PARTS.iter().find_map(|(namespace, name, inverse)| {
        let is_it = scope.find(&format!("{namespace}{name}")) == Some(property);
        is_it
            .then(|| scope.find(&format!("{namespace}{inverse}")))
            .flatten()
    });
    let inverse = scope.find(&format!("{OWL}inverseOf"));
    let declared = || scope.objects(property, inverse).next();
    let other_way = || scope.asserted(inverse).find(|[.., of]| *of == property);
    of_parts
        .or_else(declared)
        .or_else(|| other_way().map(|[other, ..]| other))
}

/// An edge with the statement that it is made of.
type Edge = (TermId, TermId, [TermId; 3]);

/// Returns a fault for each set of nodes that lead to each other.
fn of_relation(scope: &Scope, relation: &Relation) -> Vec<Fault> {
    let straight = scope
        .asserted(Some(relation.property))
        .map(|at| (at[0], at[2], at));
    let inverse = scope
        .asserted(relation.inverse)
        .map(|at| (at[2], at[0], at));
    let is_node = |id: TermId| id < scope.graph.dictionary.bounds[1];
    let edges = straight
        .chain(inverse)
        .filter(|(a, b, _)| is_node(*a) && is_node(*b));
    let mut edges: Vec<Edge> = edges.collect();
    edges.sort_unstable();
    edges.dedup_by_key(|edge| (edge.0, edge.1));
    let mut graph: DiGraph<TermId, ()> = DiGraph::new();
    let mut numbers: FxHashMap<TermId, NodeIndex> = FxHashMap::default();
    for (from, to, _) in &edges {
        let [from, to] =
            [from, to].map(|id| *numbers.entry(*id).or_insert_with(|| graph.add_node(*id)));
        graph.add_edge(from, to, ());
    }
    let mut faults = Vec::new();
    let mut component: FxHashMap<TermId, usize> = FxHashMap::default();
    let components = kosaraju_scc(&graph);
    for (index, nodes) in components.iter().enumerate() {
        component.extend(nodes.iter().map(|node| (graph[*node], index)));
    }
    let mut within: FxHashMap<usize, Vec<Edge>> = FxHashMap::default();
    for edge in edges {
        if component.get(&edge.0) == component.get(&edge.1)
            && let Some(index) = component.get(&edge.0)
        {
            within.entry(*index).or_default().push(edge);
        }
    }
    let is_loop = |edges: &Vec<Edge>| edges.iter().all(|edge| edge.0 == edge.1);
    if within.values().filter(|edges| is_loop(edges)).count() > MOST_LOOPS {
        // A reasoner wrote down that everything is below itself.
        within.retain(|_, edges| !is_loop(edges));
    }
    for edges in within.into_values() {
        faults.extend(of_component(scope, relation, &edges));
    }
    faults.sort_by_key(|fault| fault.at);
    faults
}

/// The fault of nodes that lead to each other: a shortest cycle through the last edge by place.
fn of_component(scope: &Scope, relation: &Relation, edges: &[Edge]) -> Option<Fault> {
    let place = |edge: &Edge| -> Option<Place> { scope.places(edge.2).into_iter().next() };
    let is_own =
        |edge: &&Edge| scope.is_own(edge.0) || scope.is_own(edge.1) || scope.is_own(edge.2[1]);
    let placed = edges
        .iter()
        .filter(is_own)
        .filter_map(|edge| Some((place(edge)?, edge)));
    let (_, last) = placed.max_by_key(|(place, edge)| (*place, edge.2))?;
    let path = path(edges, last.1, last.0)?;
    let mut names: Vec<String> = vec![scope.name(last.0), scope.name(last.1)];
    names.extend(path.iter().map(|edge| scope.name(edge.1)));
    let more = names.len().saturating_sub(NAMED + 1);
    let message = match (relation.word, path.as_slice()) {
        ("", []) => format!(
            "{} leads from {} to itself",
            scope.name(relation.property),
            names[0]
        ),
        ("", _) => format!(
            "{} leads from {} back to itself",
            scope.name(relation.property),
            chain(&names, more)
        ),
        (word, []) => format!("{} {word} itself", names[0]),
        (word, _) => {
            let steps: Vec<String> = names.iter().skip(1).take(NAMED).cloned().collect();
            let more = if more > 0 {
                format!(", which {word} … {}", names[0])
            } else {
                String::new()
            };
            format!(
                "{} {word} {}{more}",
                names[0],
                steps.join(&format!(", which {word} "))
            )
        }
    };
    let mut fault = Fault::warning(relation.id, last.2, last.2[2], message);
    for edge in path.iter().take(NAMED) {
        fault = fault.with_related(edge.2, edge.2[2], "part of the cycle");
    }
    Some(fault.with_hint("leave out the statement that is wrong"))
}

fn chain(names: &[String], more: usize) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    match (shown.split_first(), more) {
        (Some((first, rest)), 0) => {
            let between: Vec<&str> = rest.iter().copied().filter(|name| name != first).collect();
            format!("{first} by way of {}", between.join(", "))
        }
        (Some((first, rest)), more) => {
            format!("{first} by way of {} and {more} more", rest.join(", "))
        }
        (None, _) => String::new(),
    }
}

/// Returns the edges of a shortest path between two nodes.
fn path(edges: &[Edge], from: TermId, to: TermId) -> Option<Vec<Edge>> {
    let mut next: FxHashMap<TermId, Vec<&Edge>> = FxHashMap::default();
    for edge in edges {
        next.entry(edge.0).or_default().push(edge);
    }
    let mut by: FxHashMap<TermId, &Edge> = FxHashMap::default();
    let mut queue = VecDeque::from([from]);
    while let Some(node) = queue.pop_front() {
        if node == to {
            break;
        }
        for edge in next.get(&node).into_iter().flatten() {
            if edge.1 != from && !by.contains_key(&edge.1) {
                by.insert(edge.1, edge);
                queue.push_back(edge.1);
            }
        }
    }
    let mut path = Vec::new();
    let mut node = to;
    while node != from {
        let edge = by.get(&node)?;
        path.push(**edge);
        node = edge.0;
    }
    path.reverse();
    Some(path)
}

/// Two classes and the statement by which they are disjoint.
type Disjoint = (TermId, TermId, [TermId; 3]);

/// Finds nodes in disjoint classes, and classes below disjoint classes.
pub fn disjoint(scope: &Scope, schema: &Schema, found: &mut Found) {
    let mut known: FxHashMap<Vec<TermId>, Option<Disjoint>> = FxHashMap::default();
    let Some(rdf_type) = scope.rdf_type else {
        return;
    };
    for node in 0..scope.graph.dictionary.bounds[1] {
        let rows = scope.graph.spo.range([Some(node), Some(rdf_type), None]);
        if rows.len() < 2 {
            continue;
        }
        let types: Vec<TermId> = scope.types(node).collect();
        let entry = known.entry(types.clone());
        let Some((a, b, axiom)) = *entry.or_insert_with(|| schema.disjoint_among(&types)) else {
            continue;
        };
        let message = format!(
            "{} is an instance of {}",
            scope.name(node),
            both(scope, a, b)
        );
        let fault = of_pair([node, rdf_type, a], [node, rdf_type, b], axiom, message);
        found.faults.push(fault);
    }
    let sub_class = scope.find(&format!("{RDFS}subClassOf"));
    let Some(sub_class) = sub_class else {
        return;
    };
    for class in schema.classes() {
        let above: Vec<TermId> = scope.objects(class, Some(sub_class)).collect();
        if above.len() < 2 || !scope.is_own(class) {
            continue;
        }
        if let Some((a, b, axiom)) = schema.disjoint_among(&above) {
            let message = format!(
                "{} is a subclass of {}, so nothing can be in it",
                scope.name(class),
                both(scope, a, b)
            );
            let fault = of_pair([class, sub_class, a], [class, sub_class, b], axiom, message);
            found.faults.push(fault);
        }
    }
}

/// Returns two disjoint classes in a sentence.
fn both(scope: &Scope, a: TermId, b: TermId) -> String {
    let [a, b] = [a, b].map(|class| scope.name(class));
    format!("{a} and of {b}, which are disjoint")
}

fn of_pair(first: [TermId; 3], second: [TermId; 3], axiom: [TermId; 3], message: String) -> Fault {
    Fault::warning("disjoint-classes", second, second[2], message)
        .into_error()
        .with_related(first, first[2], OTHER_CLASS)
        .with_related(axiom, axiom[2], "the classes are disjoint")
}
