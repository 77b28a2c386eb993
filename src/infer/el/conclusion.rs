//! What was concluded, each with the rule and the conclusions that give it, in the order in which it was found.

use super::ontology::{ConceptId, RoleId};
use hashbrown::HashTable;

/// The number of what stands for the instances of an expression.
pub type ContextId = u32;

/// No number.
pub const NONE: u32 = u32::MAX;

/// A rule; its premises are `first` and `second` of the [`Conclusion`] as numbers of conclusions, where it has them, and `axiom`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Instances of an expression are instances of it.
    Initial,
    /// A value of a property is an instance of the ranges of the property, for which the context is made.
    RangeOfContext,
    /// A subclass axiom, by number: an instance of the narrower class.
    Inclusion,
    /// An instance of an intersection is one of its members.
    Member,
    /// An instance of two members is one of their intersection.
    Both,
    /// A link, and an instance at its end: an instance of the restriction.
    Filler,
    /// A link: an instance of the restriction to `owl:Thing`.
    Something,
    /// A link: an instance of the domain; the axiom is its place in the domains of the property.
    Domain,
    /// A link from an individual to an individual: that is an instance of the range; the axiom is as with the domain.
    Range,
    /// A member of a list of disjoint classes, by number of the axiom.
    OneOfDisjoint,
    /// Two members of a list of disjoint classes.
    Disjoint,
    /// A link to what cannot be.
    Empty,
    /// An instance of the class of one individual is that individual: what holds of the one holds of the other.
    Same,
    /// As [`Rule::Same`], of an individual and a class that must have an instance.
    SameAsInstance,
    /// A link, since there is a restriction.
    Successor,
    /// A link between individuals, by number.
    Fact,
    /// A link to itself, since there is such a restriction.
    Loop,
    /// A link to itself is one of the property above.
    LoopAbove,
    /// Two links, by number of the composition.
    Chain,
}

/// A conclusion: the instances of a context are instances of an expression, or have a link to an instance of a context.
#[derive(Clone, Copy, Debug)]
pub struct Conclusion {
    /// The context.
    pub context: ContextId,
    /// The property of a link; [`NONE`] if it is no link.
    pub role: RoleId,
    /// The expression, or the context at the end of a link.
    pub object: ConceptId,
    /// The rule.
    pub rule: Rule,
    /// Whether nothing new follows from the parts of the expression, since it was made of them.
    pub is_composed: bool,
    /// The first premise.
    pub first: u32,
    /// The second premise.
    pub second: u32,
    /// The axiom.
    pub axiom: u32,
    /// The expression that was concluded of the context before.
    pub before: u32,
}

impl Conclusion {
    /// Returns whether it is a link.
    pub fn is_link(&self) -> bool {
        self.role != NONE
    }
}

/// The conclusions, each once, by number.
#[derive(Default)]
pub struct Conclusions {
    all: Vec<Conclusion>,
    /// Part of the hash of a conclusion, and its number.
    numbers: HashTable<(u32, u32)>,
}

impl Conclusions {
    /// Returns the number of conclusions.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Returns a conclusion.
    pub fn get(&self, number: u32) -> Conclusion {
        self.all[number as usize]
    }

    /// Returns the number of a conclusion.
    pub fn find(&self, context: ContextId, role: RoleId, object: u32) -> Option<u32> {
        let hash = hash_of(context, role, object);
        let is_it = |(other, number): &(u32, u32)| {
            let known = &self.all[*number as usize];
            *other == hash as u32
                && known.context == context
                && known.object == object
                && known.role == role
        };
        self.numbers.find(hash, is_it).map(|(_, number)| *number)
    }

    /// Adds a conclusion that is not there yet.
    pub fn push(&mut self, conclusion: Conclusion) -> u32 {
        let number = self.all.len() as u32;
        let hash = hash_of(conclusion.context, conclusion.role, conclusion.object);
        let all = &self.all;
        let rehash = |(_, number): &(u32, u32)| {
            let known = all.get(*number as usize).unwrap_or(&conclusion);
            hash_of(known.context, known.role, known.object)
        };
        self.numbers
            .insert_unique(hash, (hash as u32, number), rehash);
        self.all.push(conclusion);
        number
    }

    /// Takes note that the parts of the expression are not what it was concluded from alone.
    pub fn decompose(&mut self, number: u32) {
        self.all[number as usize].is_composed = false;
    }
}

fn hash_of(context: ContextId, role: RoleId, object: u32) -> u64 {
    let ends = u64::from(context) << 32 | u64::from(object);
    let mixed = ends.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ mixed >> 32 ^ u64::from(role)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ mixed >> 29
}
