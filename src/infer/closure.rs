//! All that follows from a graph by rules: the [deductive closure](https://en.wikipedia.org/wiki/Deductive_closure).

use super::facts::Triple;
use super::rule::Rule;
use crate::dictionary::Interner;

/// Premises from which `false` follows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contradiction {
    /// The number of the rule.
    pub rule: u32,
    /// What cannot hold together: rows of the graph, or how many rows there are and the number of a triple.
    pub premises: Vec<u32>,
}

/// All that follows.
pub struct Closure {
    /// The rules, by number.
    pub rules: Vec<Rule>,
    /// The terms that the graph does not have; they are numbered on from its own.
    pub made: Interner,
    /// What follows, by number.
    pub triples: Vec<Triple>,
    /// The level of acceptance of each.
    pub levels: Vec<u8>,
    /// Whether RDF cannot say it, since its subject is a literal or its predicate is no IRI.
    pub hidden: Vec<bool>,
    /// Where the derivation of each starts in `derivations`.
    pub starts: Vec<u32>,
    /// Per triple the number of the rule, then its premises: a row of the graph, or how many rows there are and the number of a triple.
    pub derivations: Vec<u32>,
    /// What contradicts itself.
    pub contradictions: Vec<Contradiction>,
    /// The numbers of rules that would make terms without end.
    pub endless: Vec<u32>,
    /// The numbers of rules with a condition on all values of a property, and of a triple of that property.
    pub open: Vec<(u32, u32)>,
    /// How many times triples were looked for, and how many were found.
    pub looks: u64,
}
