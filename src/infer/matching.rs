//! Matches of new triples with the patterns of rules, found on all cores: what is known does not change meanwhile
//! ([parallel semi-naive evaluation](https://en.wikipedia.org/wiki/Datalog#Evaluation)).
//!
//! Each core keeps what it finds in the order of its triples, and what follows is taken over in the order of all triples:
//! conclusions and derivations are those of one core that does everything. Most matches give what is known already, or
//! what another one gave; a core leaves them out, so that little is left to take over.

use super::clause::{Clause, ListTerms, clauses};
use super::facts::{Facts, Triple};
use super::join::{Join, Match};
use super::numbered::Numbered;
use super::pattern::{UNBOUND, ground};
use super::role::Role;
use super::rule::Rule;
use super::triggers::{Trigger, Triggers};
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::limits::Limits;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// The number of triples that a core takes at once.
const AT_ONCE: usize = 512;

/// What is known while triples are matched.
pub struct Matching<'m> {
    pub rules: &'m [Rule],
    pub axioms: &'m [Join],
    pub clauses: &'m [Clause],
    pub triggers: &'m Triggers,
    pub facts: &'m Facts<'m>,
    /// All that was found, whether rules look at it yet or not.
    pub found: &'m Numbered,
    /// The role of each.
    pub roles: &'m [Role],
    pub limits: &'m Limits,
}

/// What matches some triples, in their order.
#[derive(Default)]
pub struct Matches {
    /// The number of a rule, and what its axioms match.
    pub axioms: Vec<(u32, Match)>,
    /// The matches of bodies.
    pub bodies: Vec<Body>,
    /// The terms of those that are whole, one after the other.
    pub terms: Vec<TermId>,
    /// What the triples of those that are whole are called in derivations, one after the other.
    pub premises: Vec<u32>,
    /// The triple that is matched, and what it is called in derivations, once that is known.
    current: (Triple, Option<u32>),
    /// What follows from these, and whether by a rule of the user.
    given: FxHashSet<(Triple, bool)>,
    /// How many there were with those that give nothing new.
    count: u64,
    /// The work that was done.
    pub looks: u64,
    /// What stopped it.
    pub error: Option<Error>,
}

/// A match with a body, by the number of its clause.
pub enum Body {
    /// Its terms and premises are kept; the role of what follows.
    Whole(u32, Role),
    /// A pattern and the triple that it matches. The rest is matched where what follows is taken over: most matches would
    /// not meet the conditions of the clause.
    Begun(u32, u16, Triple),
}

impl Matching<'_> {
    /// Matches triples, each with its role.
    pub fn of(&self, triples: &[Triple], roles: &[Role]) -> Vec<Matches> {
        if triples.len() <= AT_ONCE {
            return vec![self.of_some(triples, roles)];
        }
        let some = triples.par_chunks(AT_ONCE).zip(roles.par_chunks(AT_ONCE));
        some.map(|(triples, roles)| self.of_some(triples, roles))
            .collect()
    }

    /// Makes the clauses of matches of axioms, one after the other; nothing where a list is not complete.
    ///
    /// # Errors
    /// Each is that of its match: a limit is passed, or a premise is not known.
    pub fn clauses(
        &self,
        axioms: &[(u32, Match)],
        lists: ListTerms,
    ) -> Vec<Result<Option<Vec<Clause>>>> {
        let made = |(number, found): &(u32, Match)| {
            self.limits.check()?;
            let rule = &self.rules[*number as usize];
            let Some(mut made) = clauses(*number, rule, found, self.facts, lists) else {
                return Ok(None);
            };
            let references = found.triples.iter().map(|triple| {
                let reference = self.facts.reference(*triple, self.found);
                reference.ok_or_else(|| Error::internal("a premise is not known"))
            });
            let references = references.collect::<Result<Vec<u32>>>()?;
            for clause in &mut made {
                clause.references.clone_from(&references);
                clause.asleep = !clause.body.may_match(self.facts);
            }
            Ok(Some(made))
        };
        if axioms.len() <= AT_ONCE {
            return axioms.iter().map(made).collect();
        }
        let axioms = axioms.par_iter().with_min_len(AT_ONCE / 4);
        axioms.map(made).collect()
    }

    fn of_some(&self, triples: &[Triple], roles: &[Role]) -> Matches {
        let (mut matches, mut found) = (Matches::default(), Match::of(Vec::new()));
        for (triple, role) in triples.iter().zip(roles) {
            if matches.error.is_none() {
                matches.current = (*triple, None);
                self.apply(*triple, *role, &mut found, &mut matches);
            }
        }
        matches.looks = found.looks;
        matches
    }

    fn apply(&self, triple: Triple, role: Role, found: &mut Match, matches: &mut Matches) {
        for trigger in self.triggers.of(triple) {
            match trigger {
                Trigger::Axiom(rule, pattern) => {
                    let join = &self.axioms[rule as usize];
                    if join.looks_at(pattern.into(), role) {
                        let variables = self.rules[rule as usize].variables.len();
                        found.terms.clear();
                        found.terms.resize(variables, UNBOUND);
                        let mut keep =
                            |found: &Match| matches.axioms.push((rule, Match::clone(found)));
                        join.with(self.facts, pattern.into(), triple, found, &mut keep);
                    }
                }
                Trigger::Body(number, pattern) => {
                    let clause = &self.clauses[number as usize];
                    if clause.asleep || !clause.body.looks_at(pattern.into(), role) {
                        continue;
                    }
                    if !clause.is_plain {
                        matches.bodies.push(Body::Begun(number, pattern, triple));
                        continue;
                    }
                    self.limits.work.apply(clause.rule);
                    found.terms.clone_from(&clause.terms);
                    let mut keep = |found: &Match| self.keep(clause, found, matches);
                    let body = &clause.body;
                    body.with(self.facts, pattern.into(), triple, found, &mut keep);
                }
            }
        }
    }

    /// Keeps a match if something new may follow from it.
    fn keep(&self, clause: &Clause, found: &Match, matches: &mut Matches) {
        matches.count += 1;
        if matches.count.is_multiple_of(4096) {
            // Another core may have said what it does.
            self.limits.work.apply(clause.rule);
            matches.error = self.limits.check().err();
        }
        let others = clause.others.as_ref();
        let is_met = others.is_none_or(|others| others.are_met(&found.terms));
        if is_met && matches.error.is_none() && self.gives_more(clause, found, &mut matches.given) {
            let role = clause.role(&found.triples, self.found, self.roles);
            matches.bodies.push(Body::Whole(clause.number, role));
            matches.terms.extend_from_slice(&found.terms);
            for triple in &found.triples {
                match self.reference(*triple, &mut matches.current) {
                    Some(reference) => matches.premises.push(reference),
                    None => matches.error = Some(Error::internal("a premise is not known")),
                }
            }
        }
    }

    fn reference(&self, triple: Triple, current: &mut (Triple, Option<u32>)) -> Option<u32> {
        if triple != current.0 {
            return self.facts.reference(triple, self.found);
        }
        if current.1.is_none() {
            current.1 = self.facts.reference(triple, self.found);
        }
        current.1
    }

    /// Whether a contradiction follows, or a triple that is not known and not given yet.
    fn gives_more(
        &self,
        clause: &Clause,
        found: &Match,
        given: &mut FxHashSet<(Triple, bool)>,
    ) -> bool {
        let is_own = self.rules[clause.rule as usize].place.is_some();
        let mut heads = clause.heads.iter();
        clause.heads.is_empty()
            || heads.any(|head| match ground(head, &found.terms) {
                [Some(s), Some(p), Some(o)] => {
                    let triple = [s, p, o];
                    self.found.find(triple).is_none()
                        && self.facts.row(triple).is_none()
                        && given.insert((triple, is_own))
                }
                _ => false,
            })
    }
}
