//! A part of a graph as a picture shows it: IRIs are nodes, predicates are labelled edges, literals and classes go into the node.

use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::query::Dataset;
use crate::rdf::{NamedOrBlankNode, Term, Triple, vocab};
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::{BTreeMap, BTreeSet};

/// A node of a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The IRI or blank node, as in Turtle.
    pub name: String,
    /// Its label, or its name if it has none.
    pub label: String,
    /// The labels of its classes.
    pub classes: Vec<String>,
    /// Its literals: label of the property, lexical form.
    pub fields: Vec<(String, String)>,
}

/// An edge of a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The predicate, as in Turtle.
    pub name: String,
    /// Its label.
    pub label: String,
}

/// What is drawn.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// What it shows.
    pub title: String,
    /// Nodes by name, edges by nodes and name.
    pub graph: DiGraph<Node, Edge>,
    /// What was left out, if anything.
    pub left_out: Option<String>,
}

/// The view of the triples of a CONSTRUCT query. Labels and classes that are not among them are taken from the graph.
pub fn view(graph: &Graph, triples: &[Triple], title: &str, languages: &[String]) -> View {
    let mut drawing = Drawing {
        graph,
        languages,
        nodes: BTreeMap::new(),
        edges: BTreeSet::new(),
    };
    for triple in triples {
        drawing.add(triple);
    }
    drawing.finish(title)
}

/// The view of some entities and of what the graph says between them; literals among them are left aside.
pub fn between(dataset: Dataset, entities: &[Term], title: &str, languages: &[String]) -> View {
    let graph = dataset.graph();
    let is_node = |term: &&Term| matches!(term, Term::NamedNode(_) | Term::BlankNode(_));
    let ids: BTreeSet<TermId> = entities
        .iter()
        .filter(is_node)
        .filter_map(|t| graph.find(t))
        .collect();
    let mut drawing = Drawing {
        graph,
        languages,
        nodes: BTreeMap::new(),
        edges: BTreeSet::new(),
    };
    for id in &ids {
        drawing.node(&graph.dictionary.term(*id));
        let statements = dataset
            .triples(Some(*id), None, None)
            .filter(|t| ids.contains(&t[2]));
        for triple in statements.filter_map(|t| triple(graph, t)) {
            drawing.add(&triple);
        }
    }
    drawing.finish(title)
}

/// The view of the neighbourhood of an entity: what is at most `depth` statements away, in either direction.
/// Beyond `limit` nodes nothing is followed any more, and the view says so.
pub fn around(
    dataset: Dataset,
    entity: TermId,
    depth: usize,
    limit: usize,
    languages: &[String],
) -> View {
    let graph = dataset.graph();
    let mut reached = BTreeSet::from([entity]);
    let mut frontier = vec![entity];
    let mut left_out = 0;
    for _ in 0..depth {
        let mut next = Vec::new();
        for id in frontier {
            for neighbour in neighbours(dataset, id) {
                if reached.len() >= limit && !reached.contains(&neighbour) {
                    left_out += 1;
                } else if reached.insert(neighbour) {
                    next.push(neighbour);
                }
            }
        }
        frontier = next;
    }
    let triples: Vec<Triple> = reached
        .iter()
        .flat_map(|id| dataset.triples(Some(*id), None, None))
        .filter(|t| {
            graph.dictionary.is_literal(t[2]) || reached.contains(&t[2]) || is_type(graph, t[1])
        })
        .filter_map(|[s, p, o]| triple(graph, [s, p, o]))
        .collect();
    let name = graph
        .label(entity, languages)
        .unwrap_or_else(|| graph.display(entity));
    let mut view = view(graph, &triples, &name, languages);
    view.left_out = (left_out > 0).then(|| {
        format!("links to further nodes, {left_out} in number: the most nodes are {limit}")
    });
    view
}

/// Entities one statement away. Classes are no neighbours of their instances, nor are reifiers of what they name.
fn neighbours(dataset: Dataset, id: TermId) -> Vec<TermId> {
    let graph = dataset.graph();
    let is_node =
        |id: &TermId| !graph.dictionary.is_literal(*id) && graph.dictionary.triple(*id).is_none();
    let reifies = graph.dictionary.find_iri(vocab::RDF_REIFIES);
    let is_reifier =
        |id| reifies.is_some() && dataset.triples(Some(id), reifies, None).next().is_some();
    let is_link = |triple: &[TermId; 3]| !is_type(graph, triple[1]) && !is_reifier(triple[0]);
    let outgoing = dataset
        .triples(Some(id), None, None)
        .filter(is_link)
        .map(|t| t[2]);
    let incoming = dataset
        .triples(None, None, Some(id))
        .filter(is_link)
        .map(|t| t[0]);
    outgoing.filter(is_node).chain(incoming).collect()
}

fn is_type(graph: &Graph, predicate: TermId) -> bool {
    graph.dictionary.find_iri(vocab::RDF_TYPE) == Some(predicate)
}

fn triple(graph: &Graph, [subject, predicate, object]: [TermId; 3]) -> Option<Triple> {
    let subject = match graph.dictionary.term(subject) {
        Term::NamedNode(iri) => NamedOrBlankNode::from(iri),
        Term::BlankNode(node) => node.into(),
        _ => return None,
    };
    let Term::NamedNode(predicate) = graph.dictionary.term(predicate) else {
        return None;
    };
    Some(Triple::new(
        subject,
        predicate,
        graph.dictionary.term(object),
    ))
}

/// A view while triples are added.
struct Drawing<'a> {
    graph: &'a Graph,
    languages: &'a [String],
    nodes: BTreeMap<String, Node>,
    edges: BTreeSet<(String, String, String, String)>,
}

impl Drawing<'_> {
    fn add(&mut self, triple: &Triple) {
        let subject = self.node(&triple.subject.clone().into());
        let predicate = Term::from(triple.predicate.clone());
        let iri = triple.predicate.as_str();
        match &triple.object {
            Term::Literal(literal) if vocab::LABELS.contains(&iri) => {
                // The graph's label is in the language asked for; this one names what only the query made.
                if self.label(&triple.subject.clone().into()).is_none()
                    && let Some(node) = self.nodes.get_mut(&subject)
                    && node.label == node.name
                {
                    node.label = literal.value().to_owned();
                }
            }
            Term::Literal(literal) => {
                let field = (self.caption(&predicate), literal.value().to_owned());
                if let Some(node) = self.nodes.get_mut(&subject)
                    && !node.fields.contains(&field)
                {
                    node.fields.push(field);
                }
            }
            class if iri == vocab::RDF_TYPE => {
                let class = self.caption(class);
                if let Some(node) = self.nodes.get_mut(&subject)
                    && !node.classes.contains(&class)
                {
                    node.classes.push(class);
                }
            }
            Term::Triple(_) => {}
            object => {
                let object = self.node(object);
                let name = self.graph.prefixes.display_iri(iri);
                self.edges
                    .insert((subject, object, name, self.caption(&predicate)));
            }
        }
    }

    /// The name of the node of a term; makes the node if it is new.
    fn node(&mut self, term: &Term) -> String {
        let name = self.graph.prefixes.display(term);
        if !self.nodes.contains_key(&name) {
            let classes = self
                .graph
                .find(term)
                .map(|id| self.classes(id))
                .unwrap_or_default();
            let label = self.label(term).unwrap_or_else(|| name.clone());
            let node = Node {
                name: name.clone(),
                label,
                classes,
                fields: Vec::new(),
            };
            self.nodes.insert(name.clone(), node);
        }
        name
    }

    fn classes(&self, id: TermId) -> Vec<String> {
        let classes = self.graph.said_objects(id, vocab::RDF_TYPE);
        classes
            .into_iter()
            .map(|class| self.caption(&self.graph.dictionary.term(class)))
            .collect()
    }

    fn label(&self, term: &Term) -> Option<String> {
        self.graph
            .find(term)
            .and_then(|id| self.graph.label(id, self.languages))
    }

    /// The label of a class or property, or its name without the prefix.
    fn caption(&self, term: &Term) -> String {
        self.label(term).unwrap_or_else(|| {
            let name = self.graph.prefixes.display(term);
            name.rsplit_once(':')
                .filter(|_| !name.starts_with('<'))
                .map_or(name.clone(), |(_, local)| local.to_owned())
        })
    }

    fn finish(self, title: &str) -> View {
        let mut graph = DiGraph::new();
        let mut indices: BTreeMap<String, NodeIndex> = BTreeMap::new();
        for (name, mut node) in self.nodes {
            node.fields.sort();
            node.classes.sort();
            indices.insert(name, graph.add_node(node));
        }
        for (subject, object, name, label) in self.edges {
            graph.add_edge(indices[&subject], indices[&object], Edge { name, label });
        }
        View {
            title: title.to_owned(),
            graph,
            left_out: None,
        }
    }
}
