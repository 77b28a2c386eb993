//! Copies of a rule for what an ontology says: a rule with axioms is a pattern of rules, and each match of its axioms
//! makes one with the classes, properties and lists filled in.

use super::facts::{Facts, Terms, Triple};
use super::join::{Join, Match};
use super::numbered::Numbered;
use super::pattern::{Pattern, Slot, UNBOUND};
use super::restrict::restrict_body;
use super::role::{Conclusion, Role};
use super::rule::{Choice, Each, Rule};
use super::vocabulary;
use crate::dictionary::TermId;
use crate::error::Result;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A rule with its axioms filled in.
pub struct Clause {
    /// The number of the clause, once it has one.
    pub number: u32,
    /// The number of the rule.
    pub rule: u32,
    /// What its axioms match.
    pub axioms: Vec<Triple>,
    /// What these are called in derivations, once it is known.
    pub references: Vec<u32>,
    /// What a variable may be, if two members of a list are looked for.
    pub others: Option<Others>,
    /// The terms of the variables that the axioms bind.
    pub terms: Vec<TermId>,
    /// What must match besides.
    pub body: Join,
    /// Whether nothing has a property that its body asks for, so that it cannot match.
    pub asleep: bool,
    /// What then holds.
    pub heads: Vec<Pattern>,
    /// Whether that follows from the match alone: no condition is computed, and none is on all values.
    pub is_plain: bool,
    /// In which role.
    pub conclusion: Conclusion,
}

/// The other members of a list, one of which a variable must be: the rule has a copy for each member, not for each two.
pub struct Others {
    variable: u16,
    own: TermId,
    /// How often each member is in the list.
    members: Arc<FxHashMap<TermId, u32>>,
}

impl Others {
    /// Whether the term of the variable is at another position of the list.
    pub fn are_met(&self, terms: &[TermId]) -> bool {
        let term = terms[self.variable as usize];
        let times = self.members.get(&term).copied().unwrap_or(0);
        times > u32::from(term == self.own)
    }

    /// Whether new triples need to be looked at by a pattern: not if another copy of the rule sees the same.
    pub fn is_seen_by(&self, pattern: &Pattern) -> bool {
        pattern.contains(&Slot::Term(self.own))
    }
}

/// The terms that lists are made of.
#[derive(Clone, Copy)]
pub struct ListTerms {
    /// `rdf:first`
    pub first: TermId,
    /// `rdf:rest`
    pub rest: TermId,
    /// `rdf:nil`
    pub nil: TermId,
}

impl ListTerms {
    /// Their numbers.
    ///
    /// # Errors
    /// If there are more terms than can be numbered.
    pub fn new(terms: &mut Terms) -> Result<Self> {
        let mut iri = |name| terms.iri(&vocabulary::expand(name).unwrap_or_default());
        Ok(Self {
            first: iri("rdf:first")?,
            rest: iri("rdf:rest")?,
            nil: iri("rdf:nil")?,
        })
    }
}

/// The members of a [list](https://www.w3.org/TR/rdf-schema/#ch_list), unless it has no end.
pub fn list(facts: &Facts, head: TermId, terms: ListTerms) -> Option<Vec<TermId>> {
    let (mut members, mut cells, mut cell) = (Vec::new(), BTreeSet::new(), head);
    while cell != terms.nil {
        if !cells.insert(cell) {
            return None;
        }
        members.push(facts.object(cell, terms.first)?);
        cell = facts.object(cell, terms.rest)?;
    }
    Some(members)
}

/// The clauses of a rule for one match of its axioms; nothing if a list is not complete.
pub fn clauses(
    number: u32,
    rule: &Rule,
    axioms: &Match,
    facts: &Facts,
    lists: ListTerms,
) -> Option<Vec<Clause>> {
    let members = |variable: u16, terms: &[TermId]| {
        let head = *terms.get(variable as usize)?;
        list(facts, head, lists)
    };
    let mut choices: Vec<(Vec<TermId>, Option<Others>)> = vec![(axioms.terms.clone(), None)];
    match rule.choice {
        None => {}
        Some(Choice::Member(list, member)) => {
            let members = members(list, &axioms.terms)?;
            let choice = |term: &TermId| (with(&axioms.terms, member, *term), None);
            choices = members.iter().map(choice).collect();
        }
        Some(Choice::Pair(list, variable, member)) => {
            let mut times: FxHashMap<TermId, u32> = FxHashMap::default();
            let members = members(list, &axioms.terms)?;
            members
                .iter()
                .for_each(|term| *times.entry(*term).or_default() += 1);
            let times = Arc::new(times);
            choices.clear();
            for own in members.into_iter().collect::<BTreeSet<TermId>>() {
                let members = Arc::clone(&times);
                let others = Others {
                    variable,
                    own,
                    members,
                };
                choices.push((with(&axioms.terms, member, own), Some(others)));
            }
        }
    }
    let mut made = Vec::with_capacity(choices.len());
    for (terms, others) in choices {
        let (body, terms) = expand(rule, terms, &members)?;
        let heads: Vec<Pattern> = rule.heads.iter().map(|head| fill(head, &terms)).collect();
        let patterns = body.into_iter();
        let patterns = patterns.map(|pattern| fill(&pattern, &terms)).collect();
        let mut body = Join::new(patterns, rule.different.clone());
        let conclusion = restrict_body(rule, &mut body, &heads);
        made.push(Clause {
            number: u32::MAX,
            rule: number,
            axioms: axioms.triples.clone(),
            references: Vec::new(),
            others,
            body,
            asleep: false,
            heads,
            is_plain: rule.is_plain(),
            conclusion,
            terms,
        });
    }
    made.retain(|clause| clause.is_safe(rule));
    Some(made)
}

/// Gives the members of the list that a variable stands for.
type Members<'a> = &'a dyn Fn(u16, &[TermId]) -> Option<Vec<TermId>>;

/// The body with the patterns that its lists add, and the terms with their variables.
fn expand(
    rule: &Rule,
    mut terms: Vec<TermId>,
    members: Members,
) -> Option<(Vec<Pattern>, Vec<TermId>)> {
    let mut body = rule.body.clone();
    let fresh = |terms: &mut Vec<TermId>| {
        terms.push(UNBOUND);
        Slot::Var(terms.len() as u16 - 1)
    };
    for each in &rule.each {
        match *each {
            Each::Every(list, member, pattern) => {
                for term in members(list, &terms)? {
                    body.push(pattern.map(|slot| match slot {
                        Slot::Var(variable) if variable == member => Slot::Term(term),
                        other => other,
                    }));
                }
            }
            Each::Chain(list, from, to) => {
                let properties = members(list, &terms)?;
                let mut at = Slot::Var(from);
                for (index, property) in properties.iter().enumerate() {
                    let last = index + 1 == properties.len();
                    let next = if last {
                        Slot::Var(to)
                    } else {
                        fresh(&mut terms)
                    };
                    body.push([at, Slot::Term(*property), next]);
                    at = next;
                }
            }
            Each::Keys(list, a, b) => {
                for property in members(list, &terms)? {
                    let value = fresh(&mut terms);
                    body.push([Slot::Var(a), Slot::Term(property), value]);
                    body.push([Slot::Var(b), Slot::Term(property), value]);
                }
            }
        }
    }
    Some((body, terms))
}

impl Clause {
    /// The role of what it concludes of premises. What says of a property what they say of another is a path if they are.
    pub fn role(&self, premises: &[Triple], found: &Numbered, roles: &[Role]) -> Role {
        match self.conclusion {
            Conclusion::Role(role) => role,
            Conclusion::Renamed => {
                let number = premises.first().and_then(|premise| found.find(*premise));
                match number.and_then(|number| roles.get(number as usize)) {
                    Some(Role::Composed) => Role::Composed,
                    _ => Role::Step,
                }
            }
        }
    }

    /// Whether its conclusions and conditions speak only of what its patterns bind: not so with an empty list.
    fn is_safe(&self, rule: &Rule) -> bool {
        let patterns = self.body.patterns.iter().flatten();
        let bound: BTreeSet<Slot> = patterns.copied().collect();
        let is_bound = |slot: &Slot| match slot {
            Slot::Term(_) => true,
            Slot::Var(variable) => {
                bound.contains(slot)
                    || self.terms[*variable as usize] != UNBOUND
                    || rule
                        .computed
                        .iter()
                        .any(|(computed, _)| computed == variable)
            }
        };
        let different = rule
            .different
            .iter()
            .flat_map(|(a, b)| [Slot::Var(*a), Slot::Var(*b)]);
        self.heads.iter().flatten().copied().chain(different).all(|slot| is_bound(&slot))
            // A key without properties would make all things one.
            && (rule.each.is_empty() || self.body.patterns.len() > rule.body.len())
    }
}

fn with(terms: &[TermId], variable: u16, term: TermId) -> Vec<TermId> {
    let mut terms = terms.to_vec();
    terms[variable as usize] = term;
    terms
}

fn fill(pattern: &Pattern, terms: &[TermId]) -> Pattern {
    pattern.map(|slot| match slot {
        Slot::Var(variable) if terms[variable as usize] != UNBOUND => {
            Slot::Term(terms[variable as usize])
        }
        other => other,
    })
}
