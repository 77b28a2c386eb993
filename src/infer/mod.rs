//! Inference: what follows from the statements of a graph by the rules of [RDFS](https://www.w3.org/TR/rdf12-semantics/),
//! of [OWL 2 RL](https://www.w3.org/TR/owl2-profiles/#OWL_2_RL) and of the user, each with the rule and the premises that give it.

mod clause;
mod closed;
mod datatype;
mod explain;
mod expression;
mod facts;
mod fault;
mod inconsistency;
mod join;
mod literals;
mod materialise;
mod output;
mod own;
mod profile;
mod proof;
mod role;
mod rule;
mod saturation;
mod strata;
mod tables;
mod triggers;
mod vocabulary;
mod why_not;

pub use datatype::{Datatypes, Value};
pub use explain::EXPLANATIONS;
pub use expression::Expression;
pub use facts::Triple;
pub use fault::{Fault, idle_rules};
pub use inconsistency::inconsistencies;
pub use materialise::materialise;
pub use own::{Draft, own_rules};
pub use profile::Settings;
pub use proof::{Evidence, Proof, Step, evidence, prove};
pub use rule::{Choice, Each, Pattern, Rule, Slot};
pub use saturation::{Closure, Contradiction, close};
pub use why_not::{Attempt, Missing, Wanted, why_not};

use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::source::SourceFile;
use rayon::prelude::*;
use std::rc::Rc;

/// Gives a source by its path, so that a finding can be shown in its line.
pub type Sources<'a> = &'a dyn Fn(&str) -> Option<Rc<SourceFile>>;

/// The literals of a graph that are ill-typed: a recognised datatype gives them no value.
pub fn ill_typed(graph: &Graph, datatypes: &Datatypes) -> Vec<TermId> {
    let dictionary = &graph.dictionary;
    let suspect: Vec<bool> = dictionary
        .types
        .iter()
        .map(|kind| {
            kind.datatype != crate::rdf::vocab::XSD_STRING && datatypes.recognises(&kind.datatype)
        })
        .collect();
    let is_ill_typed = |id: &TermId| {
        let at = (*id - dictionary.bounds[1]) as usize;
        let kind = dictionary
            .literal_types
            .get(at)
            .map_or(usize::MAX, |kind| kind as usize);
        suspect.get(kind) == Some(&true)
            && datatypes.is_ill_typed(&dictionary.text(*id), &dictionary.types[kind])
    };
    let literals = dictionary.literals().into_par_iter();
    literals.filter(is_ill_typed).collect()
}
