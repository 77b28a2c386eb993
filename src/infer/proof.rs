//! Why a statement holds: its derivation, and those of its premises, down to what files assert.

use super::Triple;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::graph::{Graph, RuleName};
use crate::query::{Budget, Limits};
use crate::rdf::vocab;
use rustc_hash::FxHashMap;

/// A proof as a list of steps: a conclusion stands before its premises, and the first is what is proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The steps; each statement is proved once.
    pub steps: Vec<Step>,
}

/// A statement in a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What holds.
    pub triple: Triple,
    /// The rule that gives it and the indexes of its premises; nothing if a file has it.
    pub derivation: Option<(RuleName, Vec<usize>)>,
}

/// The proof of a statement, if a graph has it: files are believed, what is in none is derived.
pub fn prove(graph: &Graph, triple: Triple) -> Option<Proof> {
    // Without limits none is passed.
    prove_within(graph, triple, &Budget::new(&Limits::default())).ok()?
}

/// As [`prove`], within limits.
///
/// # Errors
/// If one is passed.
pub fn prove_within(graph: &Graph, triple: Triple, budget: &Budget) -> Result<Option<Proof>> {
    if graph.row(triple).is_none() {
        return Ok(None);
    }
    let step = |triple| Step {
        triple,
        derivation: None,
    };
    let mut steps = vec![step(triple)];
    let mut indexes: FxHashMap<Triple, usize> = FxHashMap::default();
    indexes.insert(triple, 0);
    let mut next = 0;
    while let Some(current) = steps.get(next).map(|step| step.triple) {
        budget.look()?;
        if !graph.is_asserted(current)
            && let Some(derivation) = graph.derivation(current)
        {
            let mut premises = Vec::with_capacity(derivation.premises.len());
            for premise in derivation.premises {
                let index = *indexes.entry(premise).or_insert_with(|| {
                    steps.push(step(premise));
                    steps.len() - 1
                });
                // Patterns of a rule may match the same statement.
                if !premises.contains(&index) {
                    premises.push(index);
                }
            }
            if let Some(step) = steps.get_mut(next) {
                step.derivation = Some((derivation.rule.clone(), premises));
            }
        }
        next += 1;
    }
    Ok(Some(Proof { steps }))
}

impl Proof {
    /// What the proof rests on.
    pub fn leaves(&self) -> impl Iterator<Item = Triple> + '_ {
        self.steps
            .iter()
            .filter(|step| step.derivation.is_none())
            .map(|step| step.triple)
    }
}

/// What a file says of a statement: a [reifier](https://www.w3.org/TR/rdf12-concepts/#section-triple-terms-reification) and its properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The reifier.
    pub reifier: TermId,
    /// Property and value.
    pub properties: Vec<(TermId, TermId)>,
}

/// The reifiers of a statement, with what files say of them.
pub fn evidence(graph: &Graph, triple: Triple) -> Vec<Evidence> {
    let term = graph.dictionary.find_triple(triple);
    let reifies = graph.dictionary.find_iri(vocab::RDF_REIFIES);
    let (Some(term), Some(reifies)) = (term, reifies) else {
        return Vec::new();
    };
    let properties = |reifier| {
        let all = graph.triples(Some(reifier), None, None);
        all.filter(|triple| graph.is_asserted(*triple) && triple[1] != reifies)
            .map(|[_, property, value]| (property, value))
            .collect()
    };
    graph
        .triples(None, Some(reifies), Some(term))
        .map(|[reifier, ..]| Evidence {
            reifier,
            properties: properties(reifier),
        })
        .collect()
}
