//! [Semi-naive](https://en.wikipedia.org/wiki/Datalog#Semi-na%C3%AFve_evaluation) forward chaining in rounds.
//!
//! A round looks only for matches with something that the round before found, so a triple is found in the round that is
//! the depth of its shortest proof. Statements of a weaker level of acceptance join when all that follows from the
//! stricter ones is there, so a triple is found on the strictest level that gives it.

use super::clause::{Clause, ListTerms, clauses};
use super::closed::Closed;
use super::datatype::Datatypes;
use super::facts::{Facts, Terms, Triple};
use super::join::{Join, Match, UNBOUND};
use super::literals::Literals;
use super::output::Output;
use super::own::Draft;
use super::rule::{Pattern, Rule, Slot};
use super::tables;
use super::vocabulary::{self, Vocabulary};
use crate::dictionary::{Interner, TermId};
use crate::error::Result;
use crate::graph::Graph;
use crate::project::Inference;
use crate::rdf::Term;
use rustc_hash::{FxHashMap, FxHashSet};

/// Which rules apply.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The tables of the W3C.
    pub profile: Inference,
    /// The datatypes whose values are known.
    pub datatypes: Datatypes,
    /// Terms to reason on besides those of the graph; it matters only to what holds of all terms.
    pub terms: Vec<Term>,
}

/// Premises from which `false` follows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contradiction {
    /// The number of the rule.
    pub rule: u32,
    /// What cannot hold together: rows of the graph, or how many rows there are and the number of a triple.
    pub premises: Vec<u32>,
}

/// All that follows.
pub struct Closure {
    /// The rules, by number.
    pub rules: Vec<Rule>,
    /// The terms that the graph does not have; they are numbered on from its own.
    pub made: Interner,
    /// What follows, by number.
    pub triples: Vec<Triple>,
    /// The level of acceptance of each.
    pub levels: Vec<u8>,
    /// Whether RDF cannot say it, since its subject is a literal or its predicate is no IRI.
    pub hidden: Vec<bool>,
    /// Where the derivation of each starts in `derivations`.
    pub starts: Vec<u32>,
    /// Per triple the number of the rule, then its premises: a row of the graph, or how many rows there are and the number of a triple.
    pub derivations: Vec<u32>,
    /// What contradicts itself.
    pub contradictions: Vec<Contradiction>,
    /// The numbers of rules that would make terms without end.
    pub endless: Vec<u32>,
    /// The numbers of rules with a condition on all values of a property, and of a triple of that property.
    pub open: Vec<(u32, u32)>,
}

/// Applies rules to a graph until nothing new follows.
///
/// # Errors
/// If there are more terms than can be numbered.
pub fn close(graph: &Graph, settings: &Settings, own: &[Draft]) -> Result<Closure> {
    let mut saturation = Saturation::new(graph, settings, own)?;
    for level in 0..=graph.highest_level() {
        saturation.facts.accept(level);
        saturation.output.level = level;
        let delta = if level == 0 {
            saturation.start(settings)?;
            Vec::new()
        } else {
            graph.triples_of_level(level).collect()
        };
        saturation.run(delta)?;
    }
    Ok(saturation.finish())
}

/// What a new triple may match.
#[derive(Clone, Copy)]
enum Trigger {
    Axiom(u32, u16),
    Body(u32, u16),
}

#[derive(Default)]
struct Triggers {
    /// By predicate and object; [`UNBOUND`] stands for any object.
    by_terms: FxHashMap<(TermId, TermId), Vec<Trigger>>,
    /// Those whose predicate is a variable.
    of_any: Vec<Trigger>,
}

impl Triggers {
    fn add(&mut self, [_, predicate, object]: Pattern, trigger: Trigger) {
        match (predicate, object) {
            (Slot::Var(_), _) => self.of_any.push(trigger),
            (Slot::Term(p), Slot::Term(o)) => {
                self.by_terms.entry((p, o)).or_default().push(trigger)
            }
            (Slot::Term(p), Slot::Var(_)) => {
                self.by_terms.entry((p, UNBOUND)).or_default().push(trigger)
            }
        }
    }

    fn of(&self, [_, predicate, object]: Triple) -> impl Iterator<Item = Trigger> + '_ {
        let exact = self.by_terms.get(&(predicate, object));
        let any = self.by_terms.get(&(predicate, UNBOUND));
        exact
            .into_iter()
            .chain(any)
            .chain([&self.of_any])
            .flatten()
            .copied()
    }
}

struct Saturation<'a> {
    rules: Vec<Rule>,
    axioms: Vec<Join>,
    clauses: Vec<Clause>,
    instantiated: FxHashSet<(u32, Vec<TermId>)>,
    incomplete: Vec<(u32, Match)>,
    triggers: Triggers,
    facts: Facts<'a>,
    /// How many of the triples that were found the rounds before found.
    settled: usize,
    lists: ListTerms,
    output: Output<'a>,
}

impl<'a> Saturation<'a> {
    fn new(graph: &'a Graph, settings: &Settings, own: &[Draft]) -> Result<Self> {
        let mut terms = Terms::new(&graph.dictionary);
        let facts = Facts::new(graph);
        let vocabulary = Vocabulary::new(&mut terms, &facts)?;
        let mut rules = rules(settings, graph, &mut terms)?;
        let trivial = settings.profile.is_full();
        let mut literals = Literals::new(settings.datatypes.clone());
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
        for draft in own {
            rules.push(draft.rule(&mut terms)?);
        }
        let lists = ListTerms::new(&mut terms)?;
        Ok(Self {
            axioms: rules
                .iter()
                .map(|rule| Join::new(rule.axioms.clone()))
                .collect(),
            rules,
            clauses: Vec::new(),
            instantiated: FxHashSet::default(),
            incomplete: Vec::new(),
            triggers: Triggers::default(),
            facts,
            settled: 0,
            lists,
            output: Output::new(graph, terms, vocabulary, literals, trivial, first),
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
        self.output.start_literals(&self.facts, &literals);
        let mut found = Vec::new();
        for (number, join) in self.axioms.iter().enumerate() {
            // The rules of datatypes have only names; they are applied to literals as these turn up.
            if self.rules[number].is_only_a_name() {
                continue;
            }
            let mut blank = self.blank(number as u32);
            let mut keep = |axioms: &Match| found.push((number as u32, axioms.clone()));
            join.all(&self.facts, &mut blank, &mut keep);
        }
        self.instantiate(found)
    }

    /// Rounds until one finds nothing new.
    fn run(&mut self, mut delta: Vec<Triple>) -> Result<()> {
        loop {
            self.apply(&delta)?;
            if self.output.found.triples.len() == self.settled {
                self.try_again();
            }
            delta = self.output.found.triples[self.settled..].to_vec();
            if delta.is_empty() {
                return Ok(());
            }
            self.settled += delta.len();
            self.facts.learn(&delta);
            self.output.look_at_literals(&delta, &self.facts);
        }
    }

    /// Looks again at what waits for a condition on all values to hold.
    fn try_again(&mut self) {
        for (clause, found) in std::mem::take(&mut self.output.waiting) {
            let clause = &self.clauses[clause as usize];
            let rule = &self.rules[clause.rule as usize];
            self.output.conclude(rule, clause, &found, &self.facts);
        }
    }

    /// One round: what follows with something of `delta`.
    fn apply(&mut self, delta: &[Triple]) -> Result<()> {
        let clauses = self.clauses.len() as u32;
        let mut found = std::mem::take(&mut self.incomplete);
        for triple in delta {
            for trigger in self.triggers.of(*triple) {
                match trigger {
                    Trigger::Axiom(rule, pattern) => {
                        let mut blank = self.blank(rule);
                        let mut keep = |axioms: &Match| found.push((rule, axioms.clone()));
                        let join = &self.axioms[rule as usize];
                        join.with(&self.facts, pattern.into(), *triple, &mut blank, &mut keep);
                    }
                    Trigger::Body(clause, pattern) if clause < clauses => {
                        let clause = &self.clauses[clause as usize];
                        let rule = &self.rules[clause.rule as usize];
                        let mut blank = Match::of(clause.terms.clone());
                        let (facts, output) = (&self.facts, &mut self.output);
                        let mut conclude =
                            |found: &Match| output.conclude(rule, clause, found, facts);
                        clause
                            .body
                            .with(facts, pattern.into(), *triple, &mut blank, &mut conclude);
                    }
                    Trigger::Body(..) => {}
                }
            }
        }
        self.instantiate(found)?;
        self.output.error.take().map_or(Ok(()), Err)
    }

    fn blank(&self, rule: u32) -> Match {
        Match::of(vec![UNBOUND; self.rules[rule as usize].variables.len()])
    }

    /// Makes clauses of matches of axioms, and applies them to all that is known.
    fn instantiate(&mut self, found: Vec<(u32, Match)>) -> Result<()> {
        for (number, axioms) in found {
            let rule = &self.rules[number as usize];
            let key = (number, axioms.terms.clone());
            if self.instantiated.contains(&key) {
                continue;
            }
            let Some(made) = clauses(number, rule, &axioms, &self.facts, self.lists) else {
                self.incomplete.push((number, axioms));
                continue;
            };
            self.instantiated.insert(key);
            for mut clause in made {
                clause.number = self.clauses.len() as u32;
                clause.references = self.output.references(&clause.axioms, &self.facts);
                self.output.types_asked_by(&clause, &self.facts);
                for (index, pattern) in clause.body.patterns.iter().enumerate() {
                    let others = clause.others.as_ref();
                    if others.is_none_or(|others| others.is_seen_by(pattern)) {
                        let trigger = Trigger::Body(clause.number, index as u16);
                        self.triggers.add(*pattern, trigger);
                    }
                }
                let mut blank = Match::of(clause.terms.clone());
                let (facts, output) = (&self.facts, &mut self.output);
                let mut conclude = |found: &Match| output.conclude(rule, &clause, found, facts);
                clause.body.all(facts, &mut blank, &mut conclude);
                self.clauses.push(clause);
            }
        }
        Ok(())
    }

    fn finish(self) -> Closure {
        let endless = self.output.endless();
        let open = self.open();
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
        }
    }

    /// The rules with a condition on all values of a property of which something was inferred.
    fn open(&self) -> Vec<(u32, u32)> {
        let triples = &self.output.found.triples;
        let inferred = |property: TermId| triples.iter().position(|triple| triple[1] == property);
        let is_open = |(number, rule): (usize, &Rule)| {
            let mut properties = rule.closed.iter().flat_map(Closed::properties);
            Some((number as u32, properties.find_map(inferred)? as u32))
        };
        self.rules.iter().enumerate().filter_map(is_open).collect()
    }
}

/// The rules of a profile.
pub fn rules(settings: &Settings, graph: &Graph, terms: &mut Terms) -> Result<Vec<Rule>> {
    let tables: &[&str] = match settings.profile {
        Inference::None => &[],
        Inference::Rdfs => &[tables::RDFS],
        Inference::OwlRl => &[tables::OWL_RL],
        Inference::RdfsFull => &[
            tables::RDFS,
            tables::RDFS_TRIVIAL,
            tables::RDF_AXIOMS,
            tables::RDFS_AXIOMS,
        ],
        Inference::OwlRlFull => &[tables::OWL_RL, tables::OWL_RL_TRIVIAL],
    };
    let mut lines: Vec<String> = tables
        .iter()
        .flat_map(|table| table.lines())
        .map(str::to_owned)
        .collect();
    if settings.profile == Inference::OwlRlFull {
        lines.extend(
            settings
                .datatypes
                .iris()
                .map(|iri| tables::datatype("dt-type1", iri)),
        );
    } else if settings.profile == Inference::RdfsFull {
        lines.extend(
            settings
                .datatypes
                .iris()
                .map(|iri| tables::datatype("rdfs1", iri)),
        );
        let iris = settings.terms.iter().filter_map(|term| match term {
            Term::NamedNode(iri) => Some(iri.as_str().to_owned()),
            _ => None,
        });
        let used = (0..graph.dictionary.bounds[0]).map(|id| graph.dictionary.text(id));
        let is_member = |iri: &String| {
            let number = iri.strip_prefix("http://www.w3.org/1999/02/22-rdf-syntax-ns#_");
            number.is_some_and(|number| number.parse::<u32>().is_ok())
        };
        lines.extend(
            used.chain(iris)
                .filter(is_member)
                .map(|iri| tables::membership(&format!("<{iri}>"))),
        );
    }
    let mut rules = Vec::new();
    if settings.profile == Inference::RdfsFull {
        rules.push(propositions(graph, terms)?);
    }
    for line in lines {
        // A number in an axiom may be given as either kind of integer.
        let kinds: &[&str] = if line.contains("ardinality") {
            &["nonNegativeInteger", "integer"]
        } else {
            &[""]
        };
        for kind in kinds {
            rules.extend(parse(&line, kind, terms)?);
        }
    }
    Ok(rules)
}

/// `rdfs14`: triple terms are propositions.
fn propositions(graph: &Graph, terms: &mut Terms) -> Result<Rule> {
    let iri = |name| vocabulary::expand(name).unwrap_or_default();
    let [rdf_type, class] = [terms.iri(&iri("a"))?, terms.iri(&iri("rdfs:Proposition"))?];
    let head = |term| [Slot::Term(term), Slot::Term(rdf_type), Slot::Term(class)];
    let [.., first, end] = graph.dictionary.bounds;
    Ok(Rule {
        name: "rdfs14".to_owned(),
        heads: (first..end).map(head).collect(),
        ..Rule::default()
    })
}

fn parse(line: &str, kind: &str, terms: &mut Terms) -> Result<Option<Rule>> {
    let mut failure = None;
    let rule = Rule::parse(line, &mut |word| {
        vocabulary::term(word, kind, terms).unwrap_or_else(|error| {
            failure = Some(error);
            None
        })
    });
    failure.map_or(Ok(rule), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_a_rule() {
        let graph = Graph::default();
        for (profile, tables) in [
            (Inference::RdfsFull, [tables::RDFS, tables::RDFS_TRIVIAL]),
            (
                Inference::OwlRlFull,
                [tables::OWL_RL, tables::OWL_RL_TRIVIAL],
            ),
        ] {
            let settings = Settings {
                profile,
                ..Settings::default()
            };
            let rules =
                rules(&settings, &graph, &mut Terms::new(&graph.dictionary)).expect("few terms");
            let names = rules.iter().map(|rule| rule.name.as_str());
            let made = ["rdf-axioms", "rdfs-axioms", "rdfs1", "rdfs14", "dt-type1"];
            let mut names: Vec<&str> = names.filter(|name| !made.contains(name)).collect();
            names.dedup();
            let lines = tables
                .iter()
                .flat_map(|table| table.lines())
                .filter(|line| !line.is_empty());
            let expected: Vec<&str> = lines
                .filter_map(|line| line.split_whitespace().next())
                .collect();
            names.sort_unstable();
            names.dedup();
            let mut expected = expected;
            expected.sort_unstable();
            assert_eq!(names, expected);
        }
    }
}
