//! All that follows from a graph by rules: the [deductive closure](https://en.wikipedia.org/wiki/Deductive_closure).

use super::facts::Triple;
use super::rule::Rule;
use crate::dictionary::Interner;

/// Premises from which `false` follows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contradiction {
    /// The number of the rule.
    pub rule: u32,
    /// The premises: a row of the graph, or the number of rows plus the number of an inferred triple.
    pub premises: Vec<u32>,
}

/// What follows from a graph, with one derivation of each triple.
pub struct Closure {
    /// The rules, by number.
    pub rules: Vec<Rule>,
    /// The terms that the graph does not have; they are numbered on from its own.
    pub made: Interner,
    /// The inferred triples, by number.
    pub triples: Vec<Triple>,
    /// The level of acceptance of each.
    pub levels: Vec<u8>,
    /// For each triple whether RDF cannot express it, because its subject is a literal or its predicate is not an IRI.
    pub hidden: Vec<bool>,
    /// Where the derivation of each starts in `derivations`.
    pub starts: Vec<u32>,
    /// For each triple the number of its rule, then its premises, as in [`Contradiction::premises`].
    pub derivations: Vec<u32>,
    /// The contradictions.
    pub contradictions: Vec<Contradiction>,
    /// The numbers of the rules that would make infinitely many terms.
    pub endless: Vec<u32>,
    /// The numbers of rules with a condition on all values of a property, and of a triple of that property.
    pub open: Vec<(u32, u32)>,
    /// The number of look-ups of triples plus the number of triples that they found; with OWL 2 EL, how many times its rules were
    /// applied.
    pub looks: u64,
}
