//! The axioms of an ontology in [OWL 2 EL](https://www.w3.org/TR/owl2-profiles/#OWL_2_EL), over numbers.

use rustc_hash::{FxHashMap, FxHashSet};

/// The number of a class expression or of an individual.
pub type ConceptId = u32;
/// The number of a property.
pub type RoleId = u32;
/// What an axiom rests on; the ontology only keeps it.
pub type Reason = u32;

/// `owl:Thing`
pub const TOP: ConceptId = 0;
/// `owl:Nothing`
pub const BOTTOM: ConceptId = 1;

/// A class expression. Equal ones have one number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Concept {
    /// A class, or an expression of which nothing is known; the number is that of its term.
    Class(u32),
    /// The class of one individual or literal.
    Nominal(u32),
    /// The intersection of at least two expressions.
    And(Vec<ConceptId>),
    /// `owl:someValuesFrom`
    Some(RoleId, ConceptId),
    /// `owl:hasSelf`
    Itself(RoleId),
}

/// All instances of one expression are instances of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The narrower expression.
    pub sub: ConceptId,
    /// The wider one.
    pub sup: ConceptId,
    /// What says so.
    pub reason: Reason,
}

/// A property chain, or one property, below a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The properties, at least one.
    pub links: Vec<RoleId>,
    /// The property that they give.
    pub sup: RoleId,
    /// What says so.
    pub reason: Reason,
}

/// The axioms.
#[derive(Clone, Debug)]
pub struct Ontology {
    /// The expressions, by number.
    pub concepts: Vec<Concept>,
    numbers: FxHashMap<Concept, ConceptId>,
    /// The literals among them, which are no instances of `owl:Thing`.
    pub values: FxHashSet<ConceptId>,
    /// The number of properties.
    pub roles: u32,
    /// The axioms about classes.
    pub inclusions: Vec<Inclusion>,
    /// Expressions no two of which have a common instance.
    pub disjoint: Vec<(Vec<ConceptId>, Reason)>,
    /// The axioms about properties.
    pub chains: Vec<Chain>,
    /// What has a property is an instance of the expression.
    pub domains: Vec<(RoleId, ConceptId, Reason)>,
    /// What is a value of a property is an instance of the expression.
    pub ranges: Vec<(RoleId, ConceptId, Reason)>,
    /// Statements about individuals: both ends are numbers of [`Concept::Nominal`].
    pub facts: Vec<(ConceptId, RoleId, ConceptId, Reason)>,
}

impl Ontology {
    /// No axioms; `thing` and `nothing` are the terms of the two classes that are known always.
    pub fn new(thing: u32, nothing: u32) -> Self {
        let mut ontology = Self {
            concepts: Vec::new(),
            numbers: FxHashMap::default(),
            values: FxHashSet::default(),
            roles: 0,
            inclusions: Vec::new(),
            disjoint: Vec::new(),
            chains: Vec::new(),
            domains: Vec::new(),
            ranges: Vec::new(),
            facts: Vec::new(),
        };
        ontology.concept(Concept::Class(thing));
        ontology.concept(Concept::Class(nothing));
        ontology
    }

    /// Returns the number of an expression, new if the expression is.
    pub fn concept(&mut self, concept: Concept) -> ConceptId {
        if let Some(number) = self.numbers.get(&concept) {
            return *number;
        }
        let number = self.concepts.len() as ConceptId;
        self.concepts.push(concept.clone());
        self.numbers.insert(concept, number);
        number
    }

    /// Returns the number of the intersection of expressions: what is in it twice is in it once, and `owl:Thing` is not.
    pub fn intersection(&mut self, mut members: Vec<ConceptId>) -> ConceptId {
        members.sort_unstable();
        members.dedup();
        members.retain(|member| *member != TOP);
        match members.as_slice() {
            [] => TOP,
            [only] => *only,
            _ => self.concept(Concept::And(members)),
        }
    }

    /// Returns the number of an expression, if it has one.
    pub fn find(&self, concept: &Concept) -> Option<ConceptId> {
        self.numbers.get(concept).copied()
    }

    /// Returns whether an expression is an individual.
    pub fn is_nominal(&self, concept: ConceptId) -> bool {
        matches!(
            self.concepts.get(concept as usize),
            Some(Concept::Nominal(_))
        )
    }
}
