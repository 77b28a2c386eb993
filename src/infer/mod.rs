//! Inference: what follows from the statements of a graph by the rules of [RDFS](https://www.w3.org/TR/rdf12-semantics/),
//! of [OWL 2 RL or EL](https://www.w3.org/TR/owl2-profiles/) and of the user, each with the rule and the premises that give it.

mod beyond;
mod clause;
mod closed;
mod closure;
mod consistency;
mod datatype;
mod el;
mod ends;
mod explain;
mod expression;
mod facts;
mod fault;
mod idle;
mod inconsistency;
mod index;
mod join;
mod leaves;
mod literals;
mod matching;
mod materialise;
mod numbered;
mod output;
mod own;
mod pattern;
mod profile;
mod proof;
mod restrict;
mod role;
mod rule;
mod saturation;
mod strata;
mod tables;
mod triggers;
mod undefined;
mod unsatisfiable;
mod vocabulary;
mod why_not;

pub use beyond::beyond;
pub use closure::{Closure, Contradiction};
pub use consistency::{Conflict, smallest_conflict};
pub use datatype::{Datatypes, Value};
pub use explain::EXPLANATIONS;
pub use expression::Expression;
pub use facts::Triple;
pub use fault::Fault;
pub use idle::idle_rules;
pub use inconsistency::{INCONSISTENCY, ill_typed, inconsistencies};
pub use leaves::{Leaves, leaves, reifications};
pub use materialise::materialise;
pub use own::{Draft, own_rules};
pub use pattern::{Pattern, Slot};
pub use profile::Settings;
pub use proof::{Evidence, Proof, Step, evidence, prove, prove_within};
pub use rule::{Choice, Each, Rule};
pub use saturation::close;
pub use undefined::{is_in, undefined_terms};
pub use unsatisfiable::{UNSATISFIABLE, unsatisfiable_classes};
pub use why_not::{Attempt, Missing, Wanted, why_not};

use crate::source::SourceFile;
use std::rc::Rc;

/// Gives a source by its path, so that a finding can be shown in its line.
pub type Sources<'a> = &'a dyn Fn(&str) -> Option<Rc<SourceFile>>;
