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

use super::join::Join;
use super::rule::{Pattern, Rule, Slot};
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
    const STEPS: Self = Self(1 << Role::Step as u8);

    /// Whether a role is in the set.
    pub fn contains(self, role: Role) -> bool {
        self.0 & (1 << role as u8) != 0
    }

    const fn without(self, role: Role) -> Self {
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

/// Restricts the axioms of a rule to those that suffice.
pub fn restrict_axioms(rule: &Rule, axioms: &mut Join) {
    let roles = match rule.name.as_str() {
        _ if rule.place.is_some() => return,
        "cax-sco" | "prp-spo1" | "rdfs7" | "rdfs9" => Roles::ALL.without(Role::Composed),
        // Of classes that are subclasses of each other `cax-sco` gives the same.
        "cax-eqc1" | "cax-eqc2" | "prp-eqp1" | "prp-eqp2" => Roles::ALL.without(Role::Equal),
        _ => return,
    };
    axioms.restrict(0, roles);
}

/// Restricts the body of a clause to the statements that suffice; gives the role of what it concludes.
pub fn restrict_body(rule: &Rule, body: &mut Join, heads: &[Pattern]) -> Conclusion {
    let is_of_the_w3c = rule.place.is_none();
    let without_same = Roles::ALL
        .without(Role::Equal)
        .without(Role::ObjectReplaced);
    match rule.name.as_str() {
        "eq-rep-p" if is_of_the_w3c => {
            let roles = Roles::ALL.without(Role::PredicateReplaced);
            let roles = roles.without(Role::SubjectReplaced);
            body.restrict(1, roles.without(Role::ObjectReplaced));
            return Conclusion::Role(Role::PredicateReplaced);
        }
        "eq-rep-s" if is_of_the_w3c => {
            body.restrict(1, without_same.without(Role::SubjectReplaced));
            return Conclusion::Role(Role::SubjectReplaced);
        }
        "eq-rep-o" if is_of_the_w3c => {
            body.restrict(1, without_same);
            return Conclusion::Role(Role::ObjectReplaced);
        }
        "scm-eqc2" | "scm-eqp2" if is_of_the_w3c => return Conclusion::Role(Role::Equal),
        _ => {}
    }
    let is_plain = rule.filters.is_empty()
        && rule.computed.is_empty()
        && rule.closed.is_empty()
        && (is_of_the_w3c || rule.different.is_empty());
    match body.patterns.as_slice() {
        [only] if is_plain && heads.iter().all(|head| is_renaming(only, head)) => {
            Conclusion::Renamed
        }
        [a, b] if is_plain && heads.len() == 1 => {
            let head = &heads[0];
            let composition = if is_path([a, b], head) {
                [0, 1]
            } else if is_path([b, a], head) {
                [1, 0]
            } else {
                return Conclusion::Role(Role::Step);
            };
            let [first, second] = composition.map(|index| body.patterns[index][1]);
            if first == second && first == head[1] {
                body.restrict(composition[0], Roles::STEPS);
                return Conclusion::Role(Role::Composed);
            }
            // The one that is no part of the conclusion is what the other is carried along.
            if first == head[1] {
                body.restrict(composition[1], Roles::ALL.without(Role::Composed));
            } else if second == head[1] {
                body.restrict(composition[0], Roles::ALL.without(Role::Composed));
            }
            Conclusion::Role(Role::Step)
        }
        _ => Conclusion::Role(Role::Step),
    }
}

/// Whether a pattern is that of all statements of one property.
fn of_property([subject, predicate, object]: &Pattern) -> Option<(Slot, Slot)> {
    let is_variable = |slot: &Slot| matches!(slot, Slot::Var(_));
    let is_open = is_variable(subject) && is_variable(object) && subject != object;
    (is_open && !is_variable(predicate)).then_some((*subject, *object))
}

fn is_renaming(body: &Pattern, head: &Pattern) -> bool {
    let ends = of_property(body).zip(of_property(head));
    ends.is_some_and(|((a, b), head)| head == (a, b) || head == (b, a))
}

/// Whether two patterns are the steps of a path from the subject of a conclusion to its object.
fn is_path([first, second]: [&Pattern; 2], head: &Pattern) -> bool {
    let ends = [first, second, head].map(of_property);
    let [Some((a, b)), Some((c, d)), Some((from, to))] = ends else {
        return false;
    };
    b == c && (a, d) == (from, to) && from != to
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
