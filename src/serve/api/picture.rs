//! Nodes and edges in JSON, and what calls about them are asked.

use super::asked::Asked;
use super::term::{Named, named};
use crate::serve::problem::Problem;
use bixi::rdf::Term;
use bixi::{Link, LinkDirection, Snapshot};
use serde::Serialize;
use std::collections::BTreeMap;

/// A part of a graph.
#[derive(Serialize)]
pub struct Part {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

/// An entity.
#[derive(Serialize)]
struct Node {
    /// By what edges and other calls name it: the IRI, or `_:` with the label of a blank node.
    id: String,
    entity: Named,
    class: Option<Named>,
    /// What the styles of the graph give its class.
    color: Option<String>,
    icon: Option<String>,
}

/// A statement between two entities.
#[derive(Serialize)]
struct Edge {
    from: String,
    property: Named,
    to: String,
    is_inferred: bool,
}

impl Part {
    /// Returns some entities and links, with the entities that the links lead from and to.
    pub fn of(snapshot: &Snapshot, entities: Vec<Term>, links: &[Link]) -> Self {
        let ends = links.iter().flat_map(|link| {
            let triple = &link.triple;
            [Term::from(triple.subject.clone()), triple.object.clone()]
        });
        let all: BTreeMap<String, Term> = entities
            .into_iter()
            .chain(ends)
            .map(|term| (id(&term), term))
            .collect();
        let (ids, terms): (Vec<String>, Vec<Term>) = all.into_iter().unzip();
        let looks = snapshot.appearances(&terms);
        let nodes = ids.into_iter().zip(&terms).zip(looks);
        let nodes = nodes.map(|((id, term), look)| Node {
            id,
            entity: named(snapshot, term),
            class: look.class.map(|class| named(snapshot, &class)),
            color: look.color,
            icon: look.icon,
        });
        let edges = links.iter().map(
            |Link {
                 triple,
                 is_inferred,
             }| Edge {
                from: id(&triple.subject.clone().into()),
                property: named(snapshot, &triple.predicate.clone().into()),
                to: id(&triple.object),
                is_inferred: *is_inferred,
            },
        );
        Self {
            nodes: nodes.collect(),
            edges: edges.collect(),
        }
    }
}

/// Returns by what an entity is named in edges.
fn id(term: &Term) -> String {
    match term {
        Term::NamedNode(iri) => iri.as_str().to_owned(),
        other => other.to_string(),
    }
}

/// Returns the graph whose links are asked for: with those that are only inferred if `inferred` is `true`.
///
/// # Errors
/// If `inferred` is something else.
pub fn seen(asked: &Asked) -> Result<Snapshot, Problem> {
    let snapshot = &asked.served.snapshot;
    Ok(match asked.parameters.is_true("inferred")? {
        true => snapshot.clone(),
        false => snapshot.asserted(),
    })
}

/// Returns a direction as JSON and parameters name it.
pub fn direction_name(direction: LinkDirection) -> &'static str {
    match direction {
        LinkDirection::Outgoing => "out",
        LinkDirection::Incoming => "in",
    }
}

/// Returns the direction that is asked for: that from the entity if nothing is said.
///
/// # Errors
/// If it is none.
pub fn direction(asked: &Asked) -> Result<LinkDirection, Problem> {
    match asked.parameters.one("direction")? {
        None | Some("out") => Ok(LinkDirection::Outgoing),
        Some("in") => Ok(LinkDirection::Incoming),
        Some(other) => Err(Problem::bad(format!(
            "`direction` is `out` or `in`, not `{other}`"
        ))),
    }
}
