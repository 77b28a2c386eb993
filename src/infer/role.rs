//! Which statements a rule need not look at, since what it would give of them follows from others too:
//! [linear recursion](https://en.wikipedia.org/wiki/Datalog#Evaluation) in place of joins of all with all.
//!
//! A chain of N statements of a transitive property has N²/2 pairs, and each can be put together in up to N ways. If the
//! first of the two premises must be a statement that is not itself put together, each pair is found in one way only for
//! each edge that leads into it. The same holds wherever a relation is carried along another one that is closed under
//! composition (`cax-sco` along `rdfs:subClassOf`, `prp-spo2` of `(p q)` along a transitive q): the steps suffice. Of
//! things that are the same, the statements that first connected them suffice ([union-find](https://en.wikipedia.org/wiki/Disjoint-set_data_structure));
//! and since each statement has its predicate replaced first, then its subject, then its object, no copy is copied back.
//!
//! What is left out has a proof from what is not: of a statement that was put together, the path of its steps; of a copy,
//! the statement that it is a copy of.

use crate::dictionary::TermId;
use rustc_hash::{FxHashMap, FxHashSet};

/// What the derivation of a statement makes of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// A file has it, or a rule gives it that none of the others is about.
    #[default]
    Step,
    /// It is a path of steps of its property.
    Composed,
    /// Its ends are the same by other statements, or are equivalent.
    Equal,
    /// It is another one with the predicate replaced by what is the same.
    PredicateReplaced,
    /// Its subject is replaced.
    SubjectReplaced,
    /// Its object is replaced.
    ObjectReplaced,
}

impl Role {
    /// All roles, in the order of their numbers.
    pub const ALL: [Self; 6] = [
        Self::Step,
        Self::Composed,
        Self::Equal,
        Self::PredicateReplaced,
        Self::SubjectReplaced,
        Self::ObjectReplaced,
    ];
}

/// A set of roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roles(u8);

impl Roles {
    /// Every role.
    pub const ALL: Self = Self(u8::MAX);
    pub(super) const STEPS: Self = Self(1 << Role::Step as u8);

    /// Whether a role is in the set.
    pub fn contains(self, role: Role) -> bool {
        self.0 & (1 << role as u8) != 0
    }

    /// Returns the set without a role.
    pub(super) const fn without(self, role: Role) -> Self {
        Self(self.0 & !(1 << role as u8))
    }
}

/// The role of what a clause concludes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// Always this one.
    Role(Role),
    /// It is a path if its only premise is one: the clause gives a property for another, in one direction for all.
    Renamed,
}

/// Things that are said to be the same: the statements that first connected any two of them.
#[derive(Default)]
pub struct Equalities {
    parents: FxHashMap<TermId, TermId>,
    connecting: FxHashSet<(TermId, TermId)>,
}

impl Equalities {
    /// Takes over that two things are the same; gives the role of the statement.
    pub fn connect(&mut self, a: TermId, b: TermId) -> Role {
        let pair = (a.min(b), a.max(b));
        let (root, other) = (self.root(a), self.root(b));
        if root != other {
            self.parents.insert(other, root);
            self.connecting.insert(pair);
        }
        if self.connecting.contains(&pair) {
            Role::Step
        } else {
            Role::Equal
        }
    }

    fn root(&mut self, term: TermId) -> TermId {
        let mut root = term;
        while let Some(parent) = self.parents.get(&root) {
            root = *parent;
        }
        let mut at = term;
        while let Some(parent) = self.parents.get_mut(&at) {
            at = std::mem::replace(parent, root);
            if at == root {
                break;
            }
        }
        root
    }
}
