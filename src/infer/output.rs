//! What a round of inference finds: new triples with their derivations, and contradictions.

mod literals;

use super::clause::Clause;
use super::closure::Contradiction;
use super::expression::Expression;
use super::facts::{Facts, Terms, Triple};
use super::join::Match;
use super::literals::Literals;
use super::numbered::Numbered;
use super::pattern::{UNBOUND, ground};
use super::role::{Equalities, Role};
use super::rule::Rule;
use super::vocabulary::Vocabulary;
use crate::dictionary::TermId;
use crate::error::Error;
use crate::limits::Limits;
use crate::rdf::Term;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A term may be computed from a computed term, and so on, so many times.
const GENERATIONS: u32 = 100;
/// A text of more bytes that is computed from a computed one grows with each step, and takes all memory before there are
/// [`GENERATIONS`].
const LONGEST: usize = 16 << 20;

/// What something is concluded of.
#[derive(Clone, Copy)]
pub enum Premises<'p> {
    /// Known triples.
    Triples(&'p [Triple]),
    /// What they are called in derivations, and the role of what is concluded.
    Known(Role, &'p [u32]),
}

/// What was found so far.
pub struct Output<'a> {
    /// The terms, with those that rules made.
    pub terms: Terms<'a>,
    vocabulary: Vocabulary,
    literals: Literals,
    /// Literals that the graph does not have.
    more_literals: Vec<TermId>,
    /// Whether a rule asks for the datatypes of literals, so that all are given.
    types_asked: bool,
    trivial: bool,
    /// Bits of the terms of which was concluded that they are the same as themselves.
    themselves: Vec<u64>,
    /// The level of acceptance of what is found now.
    pub level: u8,
    /// All that was ever found.
    pub found: Numbered,
    /// The role of each triple that was ever found.
    pub roles: Vec<Role>,
    equalities: Equalities,
    /// The level of each triple that was ever found.
    pub levels: Vec<u8>,
    /// Whether RDF cannot say it.
    pub hidden: Vec<bool>,
    /// Where its derivation starts.
    pub starts: Vec<u32>,
    /// Rule and premises.
    pub derivations: Vec<u32>,
    /// What contradicts itself.
    pub contradictions: Vec<Contradiction>,
    known_contradictions: FxHashSet<(u32, Vec<u32>)>,
    /// The number of the first rule of datatypes.
    datatype_rules: u32,
    /// From how many computed terms, one after the other, a computed term comes.
    /// And which rule computed it.
    generations: FxHashMap<TermId, (u32, u32)>,
    /// Rules that compute terms of computed terms without end, and whether of their own.
    endless: BTreeSet<(u32, bool)>,
    /// Matches for which a condition on all values does not hold yet, by number of the clause.
    pub waiting: Vec<(u32, Match)>,
    /// The rules that are applied when nothing else follows any more, in that order.
    pub late: Vec<u32>,
    /// The one of them that is applied now.
    pub turn: Option<u32>,
    /// What stopped the run; then nothing is concluded any more.
    pub error: Option<Error>,
    /// How much time is left.
    pub limits: Limits,
    /// The number of matches that were looked at.
    matches: u64,
}

impl<'a> Output<'a> {
    /// Nothing was found yet.
    pub fn new(
        terms: Terms<'a>,
        vocabulary: Vocabulary,
        literals: Literals,
        trivial: bool,
        datatype_rules: u32,
    ) -> Self {
        Self {
            terms,
            vocabulary,
            literals,
            more_literals: Vec::new(),
            types_asked: false,
            trivial,
            themselves: Vec::new(),
            level: 0,
            found: Numbered::default(),
            roles: Vec::new(),
            equalities: Equalities::default(),
            levels: Vec::new(),
            hidden: Vec::new(),
            starts: vec![0],
            derivations: Vec::new(),
            contradictions: Vec::new(),
            known_contradictions: FxHashSet::default(),
            datatype_rules,
            generations: FxHashMap::default(),
            endless: BTreeSet::new(),
            waiting: Vec::new(),
            late: Vec::new(),
            turn: None,
            error: None,
            limits: Limits::default(),
            matches: 0,
        }
    }

    /// Takes over what a clause concludes from a match.
    pub fn conclude(&mut self, rule: &Rule, clause: &Clause, found: &Match, facts: &Facts) {
        if self.error.is_some() || !self.has_time(rule) {
            return;
        }
        if let Some(others) = &clause.others
            && !others.are_met(&found.terms)
        {
            return;
        }
        let terms = if rule.filters.is_empty() && rule.computed.is_empty() {
            None
        } else {
            match self.compute(clause.rule, rule, &found.terms) {
                Some(terms) => Some(terms),
                None => return,
            }
        };
        let terms = terms.as_ref().unwrap_or(&found.terms);
        if clause.heads.is_empty() {
            let premises = Premises::Triples(&found.triples);
            return self.give(rule, clause, terms, premises, facts);
        }
        if self.turn != Some(clause.rule) && self.late.contains(&clause.rule) {
            self.waiting.push((clause.number, found.clone()));
            return;
        }
        let mut premises = Cow::Borrowed(&found.triples);
        for closed in &rule.closed {
            let Some(values) = closed.premises(terms, facts, &self.terms) else {
                // More may be known later.
                self.waiting.push((clause.number, found.clone()));
                return;
            };
            for value in values {
                if !premises.contains(&value) {
                    premises.to_mut().push(value);
                }
            }
        }
        self.give(rule, clause, terms, Premises::Triples(&premises), facts);
    }

    /// Takes over what a clause concludes of terms for which its conditions are met.
    pub fn give(
        &mut self,
        rule: &Rule,
        clause: &Clause,
        terms: &[TermId],
        premises: Premises,
        facts: &Facts,
    ) {
        if self.error.is_some() {
            return;
        }
        if clause.heads.is_empty() {
            self.contradict(clause, premises, facts);
            return;
        }
        let role = match premises {
            Premises::Triples(triples) => clause.role(triples, &self.found, &self.roles),
            Premises::Known(role, _) => role,
        };
        for head in &clause.heads {
            if let [Some(s), Some(p), Some(o)] = ground(head, terms)
                && !self.is_trivial([s, p, o], rule)
                && !self.is_known_itself([s, p, o])
            {
                let derivation = (clause.rule, role, clause.references.as_slice());
                self.add([s, p, o], derivation, premises, facts);
            }
        }
    }

    /// Whether time is left. The clock is read for conditions, which can take long, and now and then for other matches.
    fn has_time(&mut self, rule: &Rule) -> bool {
        self.matches += 1;
        let is_slow = !rule.filters.is_empty() || !rule.computed.is_empty();
        if is_slow || self.matches.is_multiple_of(4096) {
            self.error = self.limits.check().err();
        }
        self.error.is_none()
    }

    /// The terms with the computed ones; nothing if a condition is not true or a value cannot be computed.
    fn compute(&mut self, number: u32, rule: &Rule, terms: &[TermId]) -> Option<Vec<TermId>> {
        let mut terms = terms.to_vec();
        let bound = |terms: &[TermId], all: &Terms, variable: u16| -> Option<Term> {
            let id = *terms.get(variable as usize)?;
            (id != UNBOUND).then(|| all.term(id))
        };
        for (variable, expression) in &rule.computed {
            let value = expression.value(&|variable| bound(&terms, &self.terms, variable))?;
            // A rule makes no triple terms and no blank nodes.
            if matches!(value, Term::Triple(_) | Term::BlankNode(_)) {
                return None;
            }
            let inputs = expression
                .variables()
                .filter_map(|variable| terms.get(variable as usize));
            let made = inputs
                .filter_map(|term| self.generations.get(term))
                .max()
                .copied();
            let generation = made.map_or(1, |(generation, _)| generation + 1);
            let is_long =
                matches!(&value, Term::Literal(literal) if literal.value().len() > LONGEST);
            if generation > GENERATIONS || is_long && made.is_some() {
                let of_its_own = made.is_some_and(|(_, rule)| rule == number);
                self.endless.insert((number, of_its_own));
                return None;
            }
            let id = self
                .terms
                .intern(&value)
                .map_err(|error| self.error = Some(error))
                .ok()?;
            if id >= self.terms.known() {
                self.generations.entry(id).or_insert((generation, number));
            }
            *terms.get_mut(*variable as usize)? = id;
        }
        let holds = |expression: &Expression| {
            expression.holds(&|variable| bound(&terms, &self.terms, variable))
        };
        rule.filters.iter().all(holds).then_some(terms)
    }

    /// The rules that compute terms without end: those that feed themselves, or else all that were fed for too long.
    pub fn endless(&self) -> Vec<u32> {
        let feeds_itself = self.endless.iter().any(|(_, of_its_own)| *of_its_own);
        let blamed = self
            .endless
            .iter()
            .filter(|(_, of_its_own)| *of_its_own || !feeds_itself);
        blamed.map(|(rule, _)| *rule).collect()
    }

    fn contradict(&mut self, clause: &Clause, premises: Premises, facts: &Facts) {
        let mut references = clause.references.clone();
        match premises {
            Premises::Triples(triples) => references.extend(self.references(triples, facts)),
            Premises::Known(_, known) => references.extend(known),
        }
        self.add_contradiction(clause.rule, references);
    }

    fn add_contradiction(&mut self, rule: u32, premises: Vec<u32>) {
        let mut key = premises.clone();
        key.sort_unstable();
        if self.known_contradictions.insert((rule, key)) {
            self.contradictions.push(Contradiction { rule, premises });
        }
    }

    /// Adds a statement that follows from known ones by a rule, unless it is known; `is_hidden` says whether it is only a step of
    /// proofs.
    pub fn add_statement(
        &mut self,
        statement: Triple,
        rule: u32,
        premises: &[Triple],
        is_hidden: bool,
        facts: &Facts,
    ) {
        let known = self.found.triples.len();
        let derivation = (rule, Role::Step, &[][..]);
        self.add(statement, derivation, Premises::Triples(premises), facts);
        if let Some(hidden) = self.hidden.get_mut(known) {
            *hidden |= is_hidden;
        }
    }

    /// Adds known statements that contradict each other by a rule.
    pub fn add_conflict(&mut self, rule: u32, premises: &[Triple], facts: &Facts) {
        let references = self.references(premises, facts);
        self.add_contradiction(rule, references);
    }

    /// What known triples are called in derivations.
    pub fn references(&mut self, triples: &[Triple], facts: &Facts) -> Vec<u32> {
        let references = triples.iter().map(|triple| {
            let reference = facts.reference(*triple, &self.found);
            reference.ok_or_else(|| Error::internal("a premise is not known"))
        });
        let references = references.collect::<Result<Vec<u32>, Error>>();
        references.unwrap_or_else(|error| {
            self.error = Some(error);
            Vec::new()
        })
    }

    /// Whether a conclusion says nothing that anyone asks for.
    fn is_trivial(&mut self, triple: Triple, rule: &Rule) -> bool {
        let [subject, predicate, object] = triple;
        // What a user's own rule concludes is asked for.
        !self.trivial && rule.place.is_none() && self.vocabulary.is_trivial(triple)
            // `dt-type2` says so of every literal of the datatype, if a rule asks for it.
            || predicate == self.vocabulary.rdf_type
                && self.terms.is_literal(subject)
                && self.literals.has_type(subject, object, &self.terms)
    }

    /// Whether a triple says that a thing is the same as itself, and was concluded before: every triple says it of three.
    fn is_known_itself(&mut self, [subject, predicate, object]: Triple) -> bool {
        if subject != object || predicate != self.vocabulary.same_as {
            return false;
        }
        let (place, bit) = (subject as usize / 64, 1 << (subject % 64));
        if self.themselves.len() <= place {
            self.themselves.resize(place + 1, 0);
        }
        let known = self.themselves[place] & bit != 0;
        self.themselves[place] |= bit;
        known
    }

    /// Takes over which things a statement connects, if it says that two are the same; gives its role then.
    pub fn connect(&mut self, [subject, predicate, object]: Triple) -> Option<Role> {
        (predicate == self.vocabulary.same_as).then(|| self.equalities.connect(subject, object))
    }

    /// Adds a triple with its derivation, unless it is known.
    fn add(
        &mut self,
        triple: Triple,
        (rule, role, axioms): (u32, Role, &[u32]),
        premises: Premises,
        facts: &Facts,
    ) {
        let [subject, predicate, _] = triple;
        if self.found.find(triple).is_some() || facts.row(triple).is_some() {
            return;
        }
        self.found.push(triple);
        let equality = self.connect(triple);
        self.roles.push(equality.unwrap_or(role));
        self.levels.push(self.level);
        self.hidden
            .push(!self.terms.is_subject(subject) || !self.terms.is_iri(predicate));
        self.derivations.push(rule);
        self.derivations.extend(axioms);
        match premises {
            Premises::Triples(triples) => {
                let references = self.references(triples, facts);
                self.derivations.extend(references);
            }
            Premises::Known(_, references) => self.derivations.extend(references),
        }
        self.starts.push(self.derivations.len() as u32);
    }
}
