//! Classes that can have no instance, as findings: those that are so by themselves, each with the lines that it follows from.

use super::inconsistency::lines;
use super::{Sources, Triple, prove};
use crate::dictionary::TermId;
use crate::finding::Finding;
use crate::graph::Graph;
use crate::number::with_commas;
use crate::rdf::vocab;
use std::collections::BTreeSet;

/// The id of the findings about classes that can have no instance.
pub const UNSATISFIABLE: &str = "unsatisfiable-class";

/// A class that can have no instance.
struct Empty {
    class: TermId,
    /// The number of statements of files that its proof rests on.
    leaves: usize,
    /// Other classes of which the proof says that they can have none.
    others: BTreeSet<TermId>,
}

/// Returns the named classes of a graph that was materialised of which it follows that they can have no instance. One that is a
/// subclass of another, or needs an instance of another, is counted with that. `is_ontology` is as in
/// [`inconsistencies`](super::inconsistencies).
pub fn unsatisfiable_classes(
    graph: &Graph,
    source: Sources,
    is_ontology: &dyn Fn(&str) -> bool,
) -> Vec<Finding> {
    let find = |iri: &str| graph.dictionary.find_iri(iri);
    let nothing = find("http://www.w3.org/2002/07/owl#Nothing");
    let (Some(sub), Some(nothing)) = (find(vocab::RDFS_SUB_CLASS_OF), nothing) else {
        return Vec::new();
    };
    let said = graph.triples(None, Some(sub), Some(nothing));
    let inferred = said.filter(|triple| {
        let [class, ..] = *triple;
        class != nothing && graph.dictionary.is_iri(class) && graph.is_only_inferred(*triple)
    });
    let mut empty: Vec<Empty> = inferred
        .filter_map(|triple| of_proof(graph, triple))
        .collect();
    // What another one rests on has the shorter proof.
    empty.sort_by_key(|empty| (empty.leaves, empty.class));
    let mut roots: Vec<(TermId, usize)> = Vec::new();
    for Empty { class, others, .. } in &empty {
        let rests_on =
            |root: &TermId| others.contains(root) || graph.row([*class, sub, *root]).is_some();
        match roots.iter_mut().find(|(root, _)| rests_on(root)) {
            Some((_, dependents)) => *dependents += 1,
            None => roots.push((*class, 0)),
        }
    }
    roots.sort_unstable();
    let finding = |(class, dependents): (TermId, usize)| {
        let name = graph.display(class);
        let also = match dependents {
            0 => String::new(),
            1 => ", and neither can another class that depends on it".to_owned(),
            more => format!(
                ", and neither can {} others that depend on it",
                with_commas(more)
            ),
        };
        let message = format!("`{name}` can have no instance{also}");
        let (place, related) = lines(graph, &[[class, sub, nothing]], source, is_ontology);
        let mut finding = Finding::warning(UNSATISFIABLE, message, place);
        finding.related = related;
        finding.with_hint(format!(
            "`bixi why {name} rdfs:subClassOf owl:Nothing` proves it"
        ))
    };
    roots.into_iter().map(finding).collect()
}

/// What the proof that a class can have no instance says.
fn of_proof(graph: &Graph, statement: Triple) -> Option<Empty> {
    let proof = prove(graph, statement)?;
    let [class, sub, nothing] = statement;
    let says_it = |[_, predicate, object]: &Triple| (*predicate, *object) == (sub, nothing);
    let steps = proof.steps.iter().map(|step| step.triple);
    let others = steps.filter(says_it).map(|[other, ..]| other);
    Some(Empty {
        class,
        leaves: proof.leaves().count(),
        others: others.filter(|other| *other != class).collect(),
    })
}
