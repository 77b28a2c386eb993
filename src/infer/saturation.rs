//! [Semi-naive](https://en.wikipedia.org/wiki/Datalog#Semi-na%C3%AFve_evaluation) forward chaining in rounds.
//!
//! A round looks only for matches with something that the round before found, so a triple is found in the round that is
//! the depth of its shortest proof. Statements of a weaker level of acceptance join when all that follows from the
//! stricter ones is there, so a triple is found on the strictest level that gives it.

use super::clause::{Clause, ListTerms};
use super::closed::Closed;
use super::closure::Closure;
use super::el::{self, Classification};
use super::facts::{Facts, Terms, Triple};
use super::join::{Join, Match};
use super::literals::Literals;
use super::matching::{Body, Matches, Matching};
use super::output::{Output, Premises};
use super::own::Draft;
use super::pattern::UNBOUND;
use super::profile::{Settings, rules};
use super::restrict::axioms;
use super::role::Role;
use super::rule::Rule;
use super::strata::Strata;
use super::triggers::{Trigger, Triggers};
use super::vocabulary::Vocabulary;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::graph::Graph;
use crate::limits::Limits;
use crate::project::Inference;
use crate::rdf::Term;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// The number of triples that are matched before what follows is taken over.
const AT_ONCE: usize = 16 * 1024;

/// Applies rules to a graph until nothing new follows.
///
/// # Errors
/// If there are more terms than can be numbered, or it takes longer than it may.
pub fn close(graph: &Graph, settings: &Settings, own: &[Draft]) -> Result<Closure> {
    let (mut strata, mut late) = (Strata::default(), Vec::new());
    loop {
        let closure = close_in_order(graph, settings, own, late)?;
        if closure.open.is_empty() {
            return Ok(closure);
        }
        match strata.learn(&closure, graph.len() as u32) {
            Some(order) => late = order,
            None => return Ok(closure),
        }
    }
}

/// Applies some rules, one after the other, when nothing else follows any more.
fn close_in_order(
    graph: &Graph,
    settings: &Settings,
    own: &[Draft],
    late: Vec<u32>,
) -> Result<Closure> {
    let mut saturation = Saturation::new(graph, settings, own)?;
    saturation.output.late = late;
    for level in 0..=graph.highest_level() {
        saturation.facts.accept(level);
        saturation.output.level = level;
        if level == 0 {
            saturation.start(settings)?;
        }
        // All that is known on the first level is looked at when the rules start.
        let given = graph.triples_of_level(level).filter(|_| level > 0);
        saturation.run(given)?;
    }
    Ok(saturation.finish())
}

struct Saturation<'a> {
    rules: Vec<Rule>,
    axioms: Vec<Join>,
    clauses: Vec<Clause>,
    instantiated: FxHashSet<(u32, Vec<TermId>)>,
    incomplete: Vec<(u32, Match)>,
    triggers: Triggers,
    facts: Facts<'a>,
    limits: Limits,
    /// How many of the triples that were found the rounds before found.
    settled: usize,
    /// How many triples were found when a late rule was first applied, by number of the rule.
    looked: FxHashMap<u32, usize>,
    /// How many kinds of triples there were when clauses were last woken.
    variety: usize,
    /// Memory for a match, used again and again.
    scratch: Match,
    lists: ListTerms,
    output: Output<'a>,
    /// With OWL 2 EL, what finds all that follows by it.
    classification: Option<Classification>,
}

impl<'a> Saturation<'a> {
    fn new(graph: &'a Graph, settings: &Settings, own: &[Draft]) -> Result<Self> {
        let mut terms = Terms::new(&graph.dictionary);
        let facts = Facts::new(graph);
        let vocabulary = Vocabulary::new(&mut terms, &facts)?;
        let mut rules = rules(settings, graph, &mut terms)?;
        let trivial = settings.profile.is_full();
        let mut datatypes = settings.datatypes.clone();
        let restricted = match settings.profile {
            Inference::OwlRl | Inference::OwlRlFull | Inference::OwlEl => datatypes.learn(graph),
            Inference::None | Inference::Rdfs | Inference::RdfsFull => Vec::new(),
        };
        let mut literals = Literals::new(datatypes);
        literals.named = restricted;
        let iris: Vec<String> = literals.datatypes.iris().map(str::to_owned).collect();
        for iri in iris {
            if trivial || graph.dictionary.find_iri(&iri).is_some() {
                literals.named.push((terms.iri(&iri)?, iri));
            }
        }
        let first = rules.len() as u32;
        rules.extend(
            ["dt-type2", "dt-eq", "dt-diff", "dt-not-type"].map(|name| Rule {
                name: name.to_owned(),
                ..Rule::default()
            }),
        );
        let mut classification = None;
        if settings.profile == Inference::OwlEl {
            classification = Some(Classification::new(&mut terms, rules.len() as u32)?);
            rules.extend(el::RULES.map(|name| Rule {
                name: name.to_owned(),
                ..Rule::default()
            }));
        }
        for draft in own {
            rules.push(draft.rule(&mut terms)?);
        }
        let lists = ListTerms::new(&mut terms)?;
        settings
            .limits
            .work
            .enter_rules(rules.iter().map(Rule::shown).collect());
        let mut output = Output::new(terms, vocabulary, literals, trivial, first);
        output.limits = settings.limits.clone();
        Ok(Self {
            axioms: rules.iter().map(axioms).collect(),
            rules,
            clauses: Vec::new(),
            instantiated: FxHashSet::default(),
            incomplete: Vec::new(),
            triggers: Triggers::default(),
            facts,
            limits: settings.limits.clone(),
            settled: 0,
            looked: FxHashMap::default(),
            variety: 0,
            scratch: Match::of(Vec::new()),
            lists,
            output,
            classification,
        })
    }

    /// The first round: every rule on all that is known.
    fn start(&mut self, settings: &Settings) -> Result<()> {
        for (number, join) in self.axioms.iter().enumerate() {
            for (index, pattern) in join.patterns.iter().enumerate() {
                self.triggers
                    .add(*pattern, Trigger::Axiom(number as u32, index as u16));
            }
        }
        let mut literals = Vec::new();
        for term in settings
            .terms
            .iter()
            .filter(|term| matches!(term, Term::Literal(_)))
        {
            literals.push(self.output.terms.intern(term)?);
        }
        self.output.start_literals(&self.facts, literals);
        let mut found = Vec::new();
        for (number, join) in self.axioms.iter().enumerate() {
            // The rules of datatypes have only names; they are applied to literals as these turn up.
            if self.rules[number].is_only_a_name() {
                continue;
            }
            let mut blank = Match::of(vec![UNBOUND; self.rules[number].variables.len()]);
            let mut keep = |axioms: &Match| found.push((number as u32, axioms.clone()));
            join.all(&self.facts, &mut blank, &mut keep);
            self.scratch.looks += blank.looks;
        }
        self.instantiate(found)
    }

    /// Rounds until one finds nothing new; the first is on some triples of the graph.
    fn run(&mut self, given: impl Iterator<Item = Triple>) -> Result<()> {
        let mut axioms = Vec::new();
        for triple in given {
            self.output.connect(triple);
            for matches in self.matching().of(&[triple], &[Role::Step]) {
                self.take_over(matches, &mut axioms);
            }
        }
        self.end(axioms)?;
        loop {
            if self.output.found.triples.len() == self.settled {
                self.try_again();
            }
            if self.output.found.triples.len() == self.settled
                && let Some(classification) = &mut self.classification
            {
                classification.classify(&self.facts, &mut self.output, &self.limits)?;
            }
            let new = self.settled..self.output.found.triples.len();
            if new.is_empty() {
                return Ok(());
            }
            self.settled = new.end;
            let (triples, roles) = self.seen_by_rules(new.clone());
            self.facts.learn(&triples, &roles);
            self.wake();
            for triple in triples {
                self.output.look_at_literals(triple, &self.facts);
            }
            let axioms = self.apply(new);
            self.end(axioms)?;
        }
    }

    /// Finds the clauses that may match since the last round found the first triple of a property.
    fn wake(&mut self) {
        if self.variety != self.facts.variety() {
            self.variety = self.facts.variety();
            for clause in self.clauses.iter_mut().filter(|clause| clause.asleep) {
                clause.asleep = !clause.body.may_match(&self.facts);
            }
        }
    }

    /// Looks again at what waits for a condition on all values to hold: first that of rules that wait for no others.
    fn try_again(&mut self) {
        let late = self.output.late.clone();
        for turn in [None].into_iter().chain(late.into_iter().map(Some)) {
            self.output.turn = turn;
            for (clause, found) in std::mem::take(&mut self.output.waiting) {
                let clause = &self.clauses[clause as usize];
                let rule = &self.rules[clause.rule as usize];
                if turn == Some(clause.rule) {
                    let seen = self.output.found.triples.len();
                    self.looked.entry(clause.rule).or_insert(seen);
                }
                self.limits.work.apply(clause.rule);
                self.output.conclude(rule, clause, &found, &self.facts);
            }
            self.output.turn = None;
            if self.output.found.triples.len() > self.settled {
                return;
            }
        }
    }

    /// What follows with triples that are new in a round; returns the axioms that match.
    fn apply(&mut self, new: Range<usize>) -> Vec<(u32, Match)> {
        let mut axioms = Vec::new();
        for start in new.clone().step_by(AT_ONCE) {
            let (triples, roles) = self.seen_by_rules(start..new.end.min(start + AT_ONCE));
            let matches = self.matching().of(&triples, &roles);
            for matches in matches {
                self.take_over(matches, &mut axioms);
            }
        }
        axioms
    }

    /// The triples of some numbers with their roles, without what is only a step of proofs of OWL 2 EL.
    fn seen_by_rules(&self, numbers: Range<usize>) -> (Vec<Triple>, Vec<Role>) {
        let is_seen =
            |number: &usize| self.classification.is_none() || !self.output.hidden[*number];
        let of_number = |number| (self.output.found.triples[number], self.output.roles[number]);
        numbers.filter(is_seen).map(of_number).unzip()
    }

    fn matching(&self) -> Matching<'_> {
        Matching {
            rules: &self.rules,
            axioms: &self.axioms,
            clauses: &self.clauses,
            triggers: &self.triggers,
            facts: &self.facts,
            found: &self.output.found,
            roles: &self.output.roles,
            limits: &self.limits,
        }
    }

    /// Takes over what follows from matches, and the axioms among them.
    fn take_over(&mut self, matches: Matches, axioms: &mut Vec<(u32, Match)>) {
        axioms.extend(matches.axioms);
        self.scratch.looks += matches.looks;
        if matches.error.is_some() {
            self.output.error = matches.error;
            return;
        }
        let (found, facts, output) = (&mut self.scratch, &self.facts, &mut self.output);
        let (mut terms, mut premises) = (&matches.terms[..], &matches.premises[..]);
        for body in matches.bodies {
            let (Body::Whole(number, _) | Body::Begun(number, ..)) = body;
            let clause = &self.clauses[number as usize];
            let rule = &self.rules[clause.rule as usize];
            self.limits.work.apply(clause.rule);
            match body {
                Body::Whole(_, role) => {
                    let (terms_of_it, others) = terms.split_at(clause.terms.len());
                    terms = others;
                    let (known, others) = premises.split_at(clause.body.patterns.len());
                    premises = others;
                    output.give(
                        rule,
                        clause,
                        terms_of_it,
                        Premises::Known(role, known),
                        facts,
                    );
                }
                Body::Begun(_, pattern, triple) if output.error.is_none() => {
                    found.terms.clone_from(&clause.terms);
                    let mut conclude = |found: &Match| output.conclude(rule, clause, found, facts);
                    let body = &clause.body;
                    body.with(facts, pattern.into(), triple, found, &mut conclude);
                }
                Body::Begun(..) => {}
            }
        }
    }

    /// The end of a round: the axioms that it found, and those that could not be used before, have copies of their rules made.
    fn end(&mut self, axioms: Vec<(u32, Match)>) -> Result<()> {
        let mut all = std::mem::take(&mut self.incomplete);
        all.extend(axioms);
        self.instantiate(all)?;
        self.output.error.take().map_or(Ok(()), Err)
    }

    /// Makes clauses of matches of axioms, and applies them to all that is known.
    fn instantiate(&mut self, found: Vec<(u32, Match)>) -> Result<()> {
        for some in found.chunks(AT_ONCE) {
            let made = self.matching().clauses(some, self.lists);
            for ((number, axioms), made) in some.iter().zip(made) {
                self.limits.work.apply(*number);
                self.limits.check()?;
                let key = (*number, axioms.terms.clone());
                if self.instantiated.contains(&key) {
                    continue;
                }
                let Some(made) = made? else {
                    self.incomplete.push((*number, axioms.clone()));
                    continue;
                };
                self.instantiated.insert(key);
                made.into_iter().for_each(|clause| self.add(clause));
            }
        }
        Ok(())
    }

    /// Adds a clause, and applies it to all that is known.
    fn add(&mut self, mut clause: Clause) {
        clause.number = self.clauses.len() as u32;
        self.output.literals_asked_by(&clause, &self.facts);
        for (index, pattern) in clause.body.patterns.iter().enumerate() {
            let others = clause.others.as_ref();
            if others.is_none_or(|others| others.is_seen_by(pattern)) {
                let trigger = Trigger::Body(clause.number, index as u16);
                self.triggers.add(*pattern, trigger);
            }
        }
        if !clause.asleep {
            let rule = &self.rules[clause.rule as usize];
            let (facts, output) = (&self.facts, &mut self.output);
            let mut conclude = |found: &Match| output.conclude(rule, &clause, found, facts);
            let found = &mut self.scratch;
            found.terms.clone_from(&clause.terms);
            clause.body.all(facts, found, &mut conclude);
        }
        self.clauses.push(clause);
    }

    fn finish(self) -> Closure {
        let endless = self.output.endless();
        let open = self.open();
        let of_classification = self.classification.map_or(0, |known| known.applications);
        let mut contradictions = self.output.contradictions;
        contradictions.sort();
        Closure {
            rules: self.rules,
            made: self.output.terms.made,
            triples: self.output.found.triples,
            levels: self.output.levels,
            hidden: self.output.hidden,
            starts: self.output.starts,
            derivations: self.output.derivations,
            contradictions,
            endless,
            open,
            looks: self.scratch.looks + self.facts.looks() + of_classification,
        }
    }

    /// The rules with a condition on all values of a property of which something was inferred after they were looked at.
    fn open(&self) -> Vec<(u32, u32)> {
        let triples = self.output.found.triples.iter().enumerate();
        let is_open = |(number, rule): (usize, &Rule)| {
            let number = number as u32;
            let from = match self.looked.get(&number) {
                Some(from) => *from,
                None if self.output.late.contains(&number) => return None,
                None => 0,
            };
            let inferred = |property: TermId| {
                let mut later = triples.clone().skip(from);
                later.find(|(_, triple)| triple[1] == property)
            };
            let mut properties = rule.closed.iter().flat_map(Closed::properties);
            Some((number, properties.find_map(inferred)?.0 as u32))
        };
        self.rules.iter().enumerate().filter_map(is_open).collect()
    }
}
