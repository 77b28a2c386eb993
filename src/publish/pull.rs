//! Fetches graphs of an engine as they are in the sources, and compares them with the graph of the project.

use super::graphs::{PublishedGraph, no_row};
use super::manifest::{Listed, Manifest, not_rows, rows};
use super::store::Store;
use super::text::node;
use super::value::value_of_triple;
use crate::error::{EngineError, Error, PublishError, Result};
use crate::graph::Graph;
use crate::project::EngineConfig;
use crate::query::Budget;
use crate::rdf::{NamedNode, Term, Triple, with_usual_case};
use crate::remote::{Answer, Client, Form, decoded};
use rustc_hash::FxHashSet;

/// A graph of an engine that is to be fetched.
#[derive(Clone, Debug)]
pub struct Fetchable {
    /// Its IRI.
    pub iri: NamedNode,
    /// What the manifest says of it, if it lists it.
    pub listed: Option<Listed>,
}

/// Returns the graphs of an engine, by IRI: those that are asked for; or else those of a manifest; or those of its settings; or all
/// that have a name.
///
/// # Errors
/// If the engine cannot be asked.
pub fn fetchable(
    client: &Client,
    config: &EngineConfig,
    manifest: Option<&Manifest>,
    asked: &[NamedNode],
) -> Result<Vec<Fetchable>> {
    let of_settings = config.graphs.iter().map(NamedNode::new_unchecked);
    let mut iris: Vec<NamedNode> = match (asked, manifest) {
        ([_, ..], _) => asked.to_vec(),
        ([], Some(manifest)) => {
            let listed = manifest.graphs.keys();
            listed.map(NamedNode::new_unchecked).collect()
        }
        ([], None) if !config.graphs.is_empty() => of_settings.collect(),
        ([], None) => all_named(client)?,
    };
    iris.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    iris.dedup();
    let listed = |iri: &NamedNode| manifest?.graphs.get(iri.as_str()).cloned();
    let graphs = iris.into_iter().map(|iri| Fetchable {
        listed: listed(&iri),
        iri,
    });
    Ok(graphs.collect())
}

fn all_named(client: &Client) -> Result<Vec<NamedNode>> {
    let text = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }";
    let rows = rows(client, text)?.into_iter();
    let names = rows.map(|row| match row.into_iter().next() {
        Some(Some(Term::NamedNode(iri))) => Ok(iri),
        _ => Err(Error::from(not_rows(client))),
    });
    names.collect()
}

/// Fetches a graph, and returns its triples as they are in the sources if bixi published it, sorted.
///
/// # Errors
/// If the engine cannot be asked, has no such graph, does not give all of it, or does not say which triple a term of it is.
pub fn fetch(
    client: &Client,
    config: &EngineConfig,
    graph: &Fetchable,
    manifest: Option<&Manifest>,
) -> Result<Vec<Triple>> {
    let iri = &graph.iri;
    let answer = match config.graph_store {
        Some(_) => client.get_graph(iri)?,
        None => {
            let text = format!("CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri} {{ ?s ?p ?o }} }}");
            client.query(Form::Construct, &text)?
        }
    };
    let Answer::Graph(mut triples) = answer else {
        return Err(not_rows(client).into());
    };
    sort(&mut triples);
    let count = Store::to_read(client, config).count(iri)?;
    if count != triples.len() {
        return Err(Error::from(EngineError::Incomplete {
            engine: client.name().to_owned(),
            problem: format!(
                "<{}> has {count} statements there, and {} came",
                iri.as_str(),
                triples.len()
            ),
        }));
    }
    if triples.is_empty() && graph.listed.is_none() {
        return Err(Error::from(PublishError::NoGraph {
            engine: client.name().to_owned(),
            graph: iri.as_str().to_owned(),
        }));
    }
    if let (Some(_), Some(manifest)) = (&graph.listed, manifest) {
        let unreadable = |problem| EngineError::NotReadable {
            engine: client.name().to_owned(),
            problem: format!("in <{}> {problem}", iri.as_str()),
        };
        triples = decoded(triples, manifest.encoding).map_err(unreadable)?;
        sort(&mut triples);
    }
    Ok(triples)
}

/// Sorts triples by what they are as N-Triples, and leaves out those that are there twice.
fn sort(triples: &mut Vec<Triple>) {
    triples.sort_by_cached_key(Triple::to_string);
    triples.dedup();
}

/// How a graph of an engine differs from the one of a project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The number of statements that the project has.
    pub here: usize,
    /// The number of those that the engine has and the project does not have.
    pub added: usize,
    /// The number of those that the project has and the engine does not have.
    pub missing: usize,
}

/// Compares the triples of a graph of an engine, by value, with those of the same graph of a project.
///
/// # Errors
/// If a limit is passed.
pub fn difference(
    graph: &Graph,
    published: &PublishedGraph,
    there: &[Triple],
    budget: &Budget,
) -> Result<Difference> {
    let pace = budget.pace();
    let mut left: FxHashSet<String> = there
        .iter()
        .map(|triple| value_of_triple(triple).to_string())
        .collect();
    let mut here: FxHashSet<String> = FxHashSet::default();
    let (mut number, mut missing) = (0, 0);
    for row in graph.portion(&[published.name]).rows() {
        let row = *row as usize;
        if !published.has(graph, row) {
            continue;
        }
        let triple = triple_of(graph, row)?;
        number += 1;
        let value = value_of_triple(&triple).to_string();
        pace.step_with(1, 2 * value.len() * here.len())?;
        match left.remove(&value) {
            true => {
                here.insert(value);
            }
            false if !here.contains(&value) => missing += 1,
            false => {}
        }
    }
    Ok(Difference {
        here: number,
        added: left.len(),
        missing,
    })
}

fn triple_of(graph: &Graph, row: usize) -> Result<Triple> {
    let [subject, predicate, object] = graph.spo.triple(row).ok_or_else(no_row)?;
    let dictionary = &graph.dictionary;
    Ok(Triple::new(
        node(dictionary, subject)?,
        NamedNode::new_unchecked(dictionary.text(predicate)),
        with_usual_case(dictionary.term(object)),
    ))
}
