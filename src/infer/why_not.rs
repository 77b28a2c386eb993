//! Why a statement does not hold: the rules that could give it, what they have, and what they lack.

use super::clause::{Clause, ListTerms, clauses};
use super::facts::{Facts, Terms, Triple};
use super::join::{Join, Match};
use super::own::Draft;
use super::pattern::{Pattern, Slot, UNBOUND, bind, ground, unbind};
use super::profile::{Settings, rules};
use super::rule::Rule;
use super::vocabulary::Vocabulary;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::graph::{Graph, RuleName};
use crate::query::Budget;
use crate::rdf::Term;

/// A rule that could give a statement and does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The rule.
    pub rule: RuleName,
    /// The premises that hold.
    pub found: Vec<Triple>,
    /// The first one that does not.
    pub missing: Missing,
    /// How many do not, or were not looked for any more.
    pub lacking: usize,
}

/// What a rule lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A triple; what is not known of it is a variable.
    Triple([Wanted; 3]),
    /// The condition of a rule of the user, as it was read.
    Condition(String),
    /// That all values of a property are as a condition asks.
    Values(Term),
    /// That two terms differ, or that a value is the one that is asked for.
    Value,
}

/// A component of a missing triple.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// This term.
    Term(Term),
    /// Any term; the name of the variable in the rule.
    Any(String),
}

/// At most so many triples are looked at for one copy of a rule.
const LOOKS: usize = 10_000;

/// What could give a statement that does not hold, the nearest first.
///
/// # Errors
/// If there are more terms than can be numbered, or a limit is passed.
pub fn why_not(
    graph: &Graph,
    (settings, own): (&Settings, &[Draft]),
    statement: &[Term; 3],
    budget: &Budget,
) -> Result<Vec<Attempt>> {
    let mut terms = Terms::new(&graph.dictionary);
    let mut goal = [UNBOUND; 3];
    for (id, term) in goal.iter_mut().zip(statement) {
        *id = terms.intern(term)?;
    }
    let mut facts = Facts::new(graph);
    facts.accept(graph.acceptance.default);
    let vocabulary = Vocabulary::new(&mut terms, &facts)?;
    let mut all = rules(settings, graph, &mut terms)?;
    for draft in own {
        all.push(draft.rule(&mut terms)?);
    }
    let lists = ListTerms::new(&mut terms)?;
    let mut attempts = Vec::new();
    for rule in &all {
        for head in &rule.heads {
            budget.look()?;
            let mut variables = vec![UNBOUND; rule.variables.len()];
            let fits = bind_head(rule, head, goal, &mut variables);
            if !fits {
                continue;
            }
            for clause in instances(rule, variables, &facts, lists) {
                // One looks at a bounded number of triples.
                budget.look()?;
                attempts.extend(attempt(rule, &clause, &facts, &terms, goal));
            }
        }
    }
    let says_equal = |attempt: &Attempt| attempt.rule.name.starts_with("eq-rep");
    attempts.retain(|attempt| {
        let equal = attempt
            .found
            .iter()
            .any(|[_, predicate, _]| *predicate == vocabulary.same_as);
        let is_near = !attempt.found.is_empty() || attempt.rule.place.is_some();
        is_near && (!says_equal(attempt) || equal) && !lacks(attempt, statement)
    });
    attempts.sort_by_key(|attempt| (attempt.lacking, std::cmp::Reverse(attempt.found.len())));
    attempts.dedup_by(|a, b| a.missing == b.missing && a.found == b.found);
    Ok(attempts)
}

/// Whether a rule would give a statement if that held already.
fn lacks(attempt: &Attempt, statement: &[Term; 3]) -> bool {
    let Missing::Triple(wanted) = &attempt.missing else {
        return false;
    };
    let is_it =
        |(wanted, term): (&Wanted, &Term)| matches!(wanted, Wanted::Term(one) if one == term);
    wanted.iter().zip(statement).all(is_it)
}

/// Binds the variables of a conclusion; a computed value is not known before the rest matches.
fn bind_head(rule: &Rule, head: &Pattern, goal: Triple, variables: &mut Vec<TermId>) -> bool {
    let computed = |slot: Slot| rule.computed.iter().any(|(v, _)| slot == Slot::Var(*v));
    let free = variables.len() as u16;
    let open = [0, 1, 2].map(|at| {
        if computed(head[at]) {
            Slot::Var(free + at as u16)
        } else {
            head[at]
        }
    });
    variables.resize(variables.len() + 3, UNBOUND);
    let fits = bind(&open, goal, variables).is_some();
    variables.truncate(free as usize);
    fits
}

/// The clauses of a rule whose axioms hold, for a conclusion whose terms are known.
fn instances(rule: &Rule, variables: Vec<TermId>, facts: &Facts, lists: ListTerms) -> Vec<Clause> {
    let mut found = Match::of(variables);
    let mut matches = Vec::new();
    Join::new(rule.axioms.clone(), Vec::new()).all(facts, &mut found, &mut |axioms| {
        matches.push(axioms.clone());
    });
    let clauses = |axioms: &Match| clauses(0, rule, axioms, facts, lists);
    matches.iter().filter_map(clauses).flatten().collect()
}

/// How far a clause gets.
fn attempt(
    rule: &Rule,
    clause: &Clause,
    facts: &Facts,
    terms: &Terms,
    goal: Triple,
) -> Option<Attempt> {
    // The choice of a member of a list may have made the head another one.
    let mut variables = clause.terms.clone();
    let heads = &clause.heads;
    heads
        .iter()
        .find(|head| bind_head(rule, head, goal, &mut variables))?;
    let mut search = Search {
        clause,
        facts,
        order: clause.body.order(facts, &variables),
        terms: variables,
        path: Vec::new(),
        best: None,
        looks: 0,
    };
    search.extend(0);
    let (mut found, bound) = search.best?;
    let matched = found.len();
    let missing = match search.order.get(matched) {
        Some(pattern) => {
            let pattern = clause.body.patterns.get(*pattern as usize)?;
            Missing::Triple([0, 1, 2].map(|at| wanted(rule, pattern[at], &bound, terms)))
        }
        None => {
            let term = |variable: u16| {
                let id = bound.get(variable as usize).filter(|id| **id != UNBOUND);
                id.map(|id| terms.term(*id))
            };
            let fails = rule.filters.iter().find(|filter| !filter.holds(&term));
            let closed = rule.closed.iter();
            let mut open = closed.filter(|one| one.premises(&bound, facts, terms).is_none());
            match (fails, open.next()) {
                (Some(filter), _) => Missing::Condition(filter.to_string()),
                (None, Some(closed)) => Missing::Values(terms.term(closed.property)),
                (None, None) => Missing::Value,
            }
        }
    };
    let lacking = (clause.body.patterns.len() - matched).max(1);
    found.splice(0..0, clause.axioms.iter().copied());
    Some(Attempt {
        rule: RuleName {
            name: rule.name.clone(),
            place: rule.place.clone(),
        },
        found,
        missing,
        lacking,
    })
}

fn wanted(rule: &Rule, slot: Slot, bound: &[TermId], terms: &Terms) -> Wanted {
    match (slot, ground(&[slot; 3], bound)) {
        (_, [Some(term), ..]) | (Slot::Term(term), _) => Wanted::Term(terms.term(term)),
        (Slot::Var(variable), _) => {
            // A space is in the names of variables that the rule's text does not name.
            let name = rule.variables.get(variable as usize);
            let name = name.filter(|name| !name.contains(' '));
            Wanted::Any(name.map_or_else(|| format!("x{variable}"), String::clone))
        }
    }
}

/// Looks for the match that gets furthest.
struct Search<'a> {
    clause: &'a Clause,
    facts: &'a Facts<'a>,
    order: Vec<u16>,
    terms: Vec<TermId>,
    path: Vec<Triple>,
    /// The triples of the best match so far, and its terms.
    best: Option<(Vec<Triple>, Vec<TermId>)>,
    looks: usize,
}

impl Search<'_> {
    fn extend(&mut self, depth: usize) {
        if self
            .best
            .as_ref()
            .is_none_or(|(path, _)| path.len() < self.path.len())
        {
            self.best = Some((self.path.clone(), self.terms.clone()));
        }
        let Some(next) = self.order.get(depth) else {
            return;
        };
        let pattern = self.clause.body.patterns[*next as usize];
        let mut triples = Vec::new();
        self.facts
            .each(ground(&pattern, &self.terms), &mut |triple| {
                if triples.len() < LOOKS {
                    triples.push(triple);
                }
            });
        for triple in triples {
            self.looks += 1;
            if self.looks > LOOKS {
                return;
            }
            if let Some(bound) = bind(&pattern, triple, &mut self.terms) {
                self.path.push(triple);
                self.extend(depth + 1);
                self.path.pop();
                unbind(bound, &mut self.terms);
            }
        }
    }
}
