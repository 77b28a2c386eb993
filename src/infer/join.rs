//! Matches several triple patterns at once, always next the one that fewest triples match.

use super::facts::{Facts, Sought, Triple};
use super::pattern::{Pattern, Slot, UNBOUND, bind, ground, unbind};
use super::role::{Role, Roles};
use crate::dictionary::TermId;

/// From this many triples on, what two patterns have in common is kept until more triples are known.
const MANY: usize = 16;

/// Patterns that must match together.
#[derive(Clone, Debug, Default)]
pub struct Join {
    /// The patterns, in the order of the rule.
    pub patterns: Vec<Pattern>,
    /// By number of the pattern, the roles of the triples that it matches.
    roles: Vec<Roles>,
    /// Variables that must stand for different terms.
    different: Vec<(u16, u16)>,
}

/// The terms of the variables, and for each pattern the triple that it matches.
#[derive(Clone)]
pub struct Match {
    /// By number of the variable, its term or [`UNBOUND`].
    pub terms: Vec<TermId>,
    /// By number of the pattern.
    pub triples: Vec<Triple>,
    /// How many times triples were looked for, and how many were found: the work that was done with this memory.
    pub looks: u64,
    /// Memory for the patterns that are left, used again and again.
    left: Vec<u16>,
}

impl Match {
    /// Nothing is matched yet, but some variables may be bound.
    pub fn of(terms: Vec<TermId>) -> Self {
        Self {
            terms,
            triples: Vec::new(),
            looks: 0,
            left: Vec::new(),
        }
    }
}

impl Join {
    /// Prepares patterns to be matched, with variables that must stand for different terms.
    pub fn new(patterns: Vec<Pattern>, different: Vec<(u16, u16)>) -> Self {
        Self {
            roles: vec![Roles::ALL; patterns.len()],
            patterns,
            different,
        }
    }

    /// Makes a pattern match only triples of some roles.
    pub fn restrict(&mut self, pattern: usize, roles: Roles) {
        if let Some(place) = self.roles.get_mut(pattern) {
            *place = roles;
        }
    }

    /// Whether a pattern matches triples of a role.
    pub fn looks_at(&self, pattern: usize, role: Role) -> bool {
        self.roles
            .get(pattern)
            .is_some_and(|roles| roles.contains(role))
    }

    /// Whether each of the patterns may match something, by its property.
    pub fn may_match(&self, facts: &Facts) -> bool {
        self.patterns.iter().all(|[subject, property, object]| {
            let (Slot::Term(property), ends) = (property, (subject, object)) else {
                return true;
            };
            let apart = |(a, b): &(u16, u16)| {
                ends == (&Slot::Var(*a), &Slot::Var(*b)) || ends == (&Slot::Var(*b), &Slot::Var(*a))
            };
            facts.has(*property, self.different.iter().any(apart))
        })
    }

    /// Whether variables that must stand for different terms stand for one.
    fn confuses(&self, terms: &[TermId]) -> bool {
        let term = |variable: u16| terms[variable as usize];
        let is_one = |(a, b): &(u16, u16)| term(*a) == term(*b) && term(*a) != UNBOUND;
        self.different.iter().any(is_one)
    }

    /// Visits all matches; the variables may be bound before.
    pub fn all(&self, facts: &Facts, found: &mut Match, visit: &mut dyn FnMut(&Match)) {
        found.triples.resize(self.patterns.len(), [0; 3]);
        self.match_all_but(None, facts, found, visit);
    }

    /// An order in which a reader understands the patterns: the rarest first, then what hangs together with it.
    pub fn order(&self, facts: &Facts, terms: &[TermId]) -> Vec<u16> {
        let bound: Vec<u16> = (0..terms.len() as u16)
            .filter(|variable| terms[*variable as usize] != UNBOUND)
            .collect();
        if !bound.is_empty() {
            return plan(&self.patterns, None, &bound);
        }
        let rarest = (0..self.patterns.len())
            .min_by_key(|index| facts.count(ground(&self.patterns[*index], terms)));
        let Some(first) = rarest else {
            return Vec::new();
        };
        let mut order = vec![first as u16];
        order.extend(plan(&self.patterns, Some(first), &[]));
        order
    }

    /// Visits the matches in which a pattern matches a certain triple.
    pub fn with(
        &self,
        facts: &Facts,
        pattern: usize,
        triple: Triple,
        found: &mut Match,
        visit: &mut dyn FnMut(&Match),
    ) {
        if !self.may_go_with(facts, pattern, triple) {
            return;
        }
        found.triples.resize(self.patterns.len(), [0; 3]);
        let bound = bind(&self.patterns[pattern], triple, &mut found.terms);
        if let Some(bound) = bound {
            found.triples[pattern] = triple;
            if !self.confuses(&found.terms) {
                self.match_all_but(Some(pattern), facts, found, visit);
            }
            unbind(bound, &mut found.terms);
        }
    }

    /// Whether each of the other patterns may match something beside a triple, by the properties of its terms.
    fn may_go_with(&self, facts: &Facts, pattern: usize, triple: Triple) -> bool {
        let own = &self.patterns[pattern];
        let term = |slot: Slot| match slot {
            Slot::Term(term) => Some(term),
            Slot::Var(_) => {
                let at = own.iter().position(|other| *other == slot);
                at.and_then(|at| triple.get(at).copied())
            }
        };
        let mut patterns = self.patterns.iter().enumerate();
        patterns.all(|(at, other)| at == pattern || facts.may_have(other.map(term)))
    }

    fn match_all_but(
        &self,
        matched: Option<usize>,
        facts: &Facts,
        found: &mut Match,
        visit: &mut dyn FnMut(&Match),
    ) {
        let mut left = std::mem::take(&mut found.left);
        let patterns = 0..self.patterns.len();
        left.clear();
        left.extend(
            patterns
                .filter(|at| Some(*at) != matched)
                .map(|at| at as u16),
        );
        self.extend(facts, &mut left, found, visit);
        found.left = left;
    }

    fn extend(
        &self,
        facts: &Facts,
        left: &mut Vec<u16>,
        found: &mut Match,
        visit: &mut dyn FnMut(&Match),
    ) {
        let Some((at, count)) = self.narrowest(facts, left, &found.terms) else {
            visit(found);
            return;
        };
        if count > MANY
            && let Some((variable, both)) = self.other_of_one_variable(left, at, &found.terms)
        {
            for term in facts.common(both).iter() {
                found.terms[variable as usize] = *term;
                self.extend(facts, left, found, visit);
            }
            found.terms[variable as usize] = UNBOUND;
            return;
        }
        let next = left.swap_remove(at) as usize;
        let pattern = &self.patterns[next];
        let sought = ground(pattern, &found.terms);
        found.looks += 1;
        facts.each_of(self.roles[next], sought, &mut |triple| {
            found.looks += 1;
            if let Some(bound) = bind(pattern, triple, &mut found.terms) {
                found.triples[next] = triple;
                if !self.confuses(&found.terms) {
                    self.extend(facts, left, found, visit);
                }
                unbind(bound, &mut found.terms);
            }
        });
        // As it was before.
        left.push(next as u16);
        let last = left.len() - 1;
        left.swap(at, last);
    }

    /// Which of the patterns that are left matches fewest triples, and about how many if it is one of several.
    fn narrowest(&self, facts: &Facts, left: &[u16], terms: &[TermId]) -> Option<(usize, usize)> {
        if left.len() < 2 {
            return (!left.is_empty()).then_some((0, 0));
        }
        let mut best: Option<(usize, usize)> = None;
        for (at, pattern) in left.iter().enumerate() {
            let sought = ground(&self.patterns[*pattern as usize], terms);
            if sought.iter().all(Option::is_some) {
                return Some((at, 1));
            }
            let count = facts.count(sought);
            if count == 0 {
                return Some((at, 0));
            }
            if best.is_none_or(|(_, least)| count < least) {
                best = Some((at, count));
            }
        }
        best
    }

    /// If a pattern has one variable left, and another pattern the same one: that variable, and both.
    fn other_of_one_variable(
        &self,
        left: &[u16],
        at: usize,
        terms: &[TermId],
    ) -> Option<(u16, [Sought; 2])> {
        let open = |pattern: &u16| {
            let pattern = self.patterns.get(*pattern as usize)?;
            let sought = ground(pattern, terms);
            let end = sought.iter().position(Option::is_none)?;
            let is_only = sought.iter().flatten().count() == 2;
            match pattern[end] {
                Slot::Var(variable) if is_only => Some((variable, (sought, end))),
                _ => None,
            }
        };
        let (variable, narrowest) = open(left.get(at)?)?;
        let mut others = left.iter().enumerate().filter(|(other, _)| *other != at);
        let other = others.find_map(|(_, other)| open(other).filter(|(v, _)| *v == variable))?;
        Some((variable, [narrowest, other.1]))
    }
}

/// The order of the patterns other than `first`: always the one that most is known of, and that hangs together with those before.
fn plan(patterns: &[Pattern], first: Option<usize>, bound: &[u16]) -> Vec<u16> {
    let mut bound = bound.to_vec();
    let mut left: Vec<usize> = (0..patterns.len())
        .filter(|index| Some(*index) != first)
        .collect();
    let variables = |pattern: &Pattern| -> Vec<u16> {
        let variable = |slot: &Slot| match slot {
            Slot::Var(variable) => Some(*variable),
            Slot::Term(_) => None,
        };
        pattern.iter().filter_map(variable).collect()
    };
    if let Some(first) = first {
        bound.extend(variables(&patterns[first]));
    }
    let mut order = Vec::with_capacity(left.len());
    while let Some(at) = (0..left.len()).max_by_key(|at| {
        let own = variables(&patterns[left[*at]]);
        let known = own
            .iter()
            .filter(|variable| bound.contains(variable))
            .count();
        (
            known > 0 || own.is_empty(),
            3 - own.len() + known,
            std::cmp::Reverse(*at),
        )
    }) {
        let next = left.remove(at);
        bound.extend(variables(&patterns[next]));
        order.push(next as u16);
    }
    order
}
