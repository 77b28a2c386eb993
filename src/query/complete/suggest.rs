//! The candidates for a place, those that fit best first.

use super::candidate::{Candidate, CandidateKind, MOST};
use super::known::Known;
use super::place::{Node, Place, Step, Triple};
use super::usage::{Counts, Direction, Usage};
use crate::dictionary::{TermId, fold};
use crate::error::Result;
use crate::query::dataset::Dataset;
use crate::query::find::find;
use crate::query::limits::Budget;
use crate::query::syntax::FUNCTIONS;
use crate::query::tokens::AGGREGATES;
use crate::rdf::{Prefixes, vocab};

/// The most values of a property that are looked at.
const VALUES: usize = 200_000;
/// From so many different values on, those are not compared one by one.
const MANY: usize = 5_000;
/// The most entities with a prefix that are looked at.
const NAMES: usize = 2_000;
/// The most entities that are suggested by their names.
const ENTITIES: usize = 20;

/// What is asked of the candidates.
pub struct Asking<'a> {
    pub dataset: Dataset<'a>,
    pub usage: &'a Usage,
    pub prefixes: &'a Prefixes,
    /// What is written already.
    pub typed: &'a str,
    pub variables: Vec<String>,
    pub triples: &'a [Triple],
    /// What the search for them may take.
    pub budget: &'a Budget,
}

impl Asking<'_> {
    /// Returns the candidates for a place.
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn candidates(&self, place: &Place) -> Result<Vec<Candidate>> {
        Ok(match place {
            Place::Start => {
                self.keywords(&["SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE"])
            }
            Place::Prefix => self.prefixes(true),
            Place::Selected => [
                self.variables(),
                self.keywords(&["DISTINCT", "REDUCED", "WHERE", "FROM"]),
                self.functions(&AGGREGATES),
            ]
            .concat(),
            Place::BeforePattern => self.keywords(&["WHERE", "FROM", "FROM NAMED"]),
            Place::Subject => [
                self.variables(),
                self.keywords(&[
                    "FILTER", "OPTIONAL", "BIND", "VALUES", "MINUS", "UNION", "GRAPH", "SELECT",
                ]),
                self.entities(None)?,
                self.prefixes(false),
            ]
            .concat(),
            Place::Property { of, is_reached } => self.properties(of, *is_reached)?,
            Place::Object { subject, step } => self.objects(subject, step)?,
            Place::AfterTriple => {
                self.keywords(&["FILTER", "OPTIONAL", "BIND", "VALUES", "MINUS", "UNION"])
            }
            Place::Constraint => [
                self.keywords(&["NOT EXISTS", "EXISTS"]),
                self.functions(&FUNCTIONS),
            ]
            .concat(),
            Place::Expression => [
                self.variables(),
                self.functions(&FUNCTIONS),
                self.functions(&AGGREGATES),
                self.keywords(&["AS", "DISTINCT", "EXISTS", "NOT EXISTS", "IN", "NOT IN"]),
                self.entities(None)?,
                self.prefixes(false),
            ]
            .concat(),
            Place::Value => [
                self.keywords(&["UNDEF"]),
                self.entities(None)?,
                self.prefixes(false),
            ]
            .concat(),
            Place::Graph => [self.variables(), self.graphs()].concat(),
            Place::Modifier => self.keywords(&[
                "ORDER BY", "GROUP BY", "HAVING", "LIMIT", "OFFSET", "VALUES",
            ]),
            Place::Key => [
                self.variables(),
                self.keywords(&["BY", "ASC", "DESC", "LIMIT", "OFFSET", "HAVING", "ORDER BY"]),
                self.functions(&AGGREGATES),
            ]
            .concat(),
            Place::Nothing => Vec::new(),
        })
    }

    fn begins(&self, word: &str) -> bool {
        let start = word.get(..self.typed.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(self.typed))
    }

    fn plain(&self, kind: CandidateKind, text: String) -> Candidate {
        Candidate {
            text,
            label: None,
            kind,
            count: None,
        }
    }

    fn keywords(&self, words: &[&str]) -> Vec<Candidate> {
        let words = words.iter().filter(|word| self.begins(word));
        words
            .map(|word| self.plain(CandidateKind::Keyword, (*word).to_owned()))
            .collect()
    }

    fn functions(&self, names: &[&str]) -> Vec<Candidate> {
        // All of them help nobody.
        let names = names
            .iter()
            .filter(|name| !self.typed.is_empty() && self.begins(name));
        names
            .map(|name| self.plain(CandidateKind::Function, format!("{name}(")))
            .collect()
    }

    fn variables(&self) -> Vec<Candidate> {
        let typed = self.typed.trim_start_matches(['?', '$']);
        let has_sign = typed.len() < self.typed.len() || self.typed.is_empty();
        let begins = |name: &&String| {
            let name = name.trim_start_matches(['?', '$']);
            name.to_lowercase().starts_with(&typed.to_lowercase())
        };
        let variables = self.variables.iter().filter(|_| has_sign).filter(begins);
        variables
            .map(|name| self.plain(CandidateKind::Variable, name.clone()))
            .collect()
    }

    /// The prefixes, for a declaration with the namespace; without one only those that are begun.
    fn prefixes(&self, is_declared: bool) -> Vec<Candidate> {
        let is_written = !self.typed.is_empty() && !self.typed.contains(':');
        let known = self.prefixes.iter();
        let known =
            known.filter(|(name, _)| (is_declared || is_written) && self.begins_prefix(name));
        let candidate = |(name, namespace): (&str, &str)| Candidate {
            label: Some(namespace.to_owned()),
            ..self.plain(CandidateKind::Prefix, format!("{name}:"))
        };
        known.map(candidate).collect()
    }

    fn begins_prefix(&self, name: &str) -> bool {
        let typed = self.typed.trim_end_matches(':');
        name.starts_with(typed) && !name.is_empty()
    }

    fn properties(&self, of: &Node, is_reached: bool) -> Result<Vec<Candidate>> {
        let direction = match is_reached {
            true => Direction::To,
            false => Direction::From,
        };
        let known = Known::of(of, self.triples, self.dataset);
        let mut counts =
            known.possible_properties(direction, self.usage, (self.dataset, self.budget))?;
        let mut found = self.ranked(&counts, CandidateKind::Property)?;
        if found.is_empty() && !self.typed.is_empty() {
            // What does not fit is better than nothing.
            counts.clone_from(&self.usage.properties);
            found = self.ranked(&counts, CandidateKind::Property)?;
        }
        if !is_reached {
            found.extend(self.variables());
        }
        found.extend(self.prefixes(false));
        Ok(found)
    }

    fn objects(&self, subject: &Node, step: &Step) -> Result<Vec<Candidate>> {
        let mut found = match step {
            Step::Property(property) if property == vocab::RDF_TYPE => {
                let known = Known::of(subject, self.triples, self.dataset);
                let mut classes =
                    self.ranked(&known.possible_classes(self.usage), CandidateKind::Class)?;
                if classes.is_empty() && !self.typed.is_empty() {
                    classes = self.ranked(&self.usage.classes, CandidateKind::Class)?;
                }
                classes
            }
            Step::Property(property) => {
                let values = self.values(property)?;
                // Of many values those are named that are found by their labels.
                let (mut found, others) = match values.len() > MANY && !self.typed.is_empty() {
                    true => (Vec::new(), self.entities(None)?),
                    false => {
                        let ranked = self.ranked(&values, CandidateKind::Entity)?;
                        (ranked, self.entities(Some(&values))?)
                    }
                };
                found.extend(others);
                found
            }
            Step::Steps(property) if property == vocab::RDFS_SUB_CLASS_OF => {
                self.ranked(&self.usage.classes, CandidateKind::Class)?
            }
            _ => self.entities(None)?,
        };
        let variables = self.variables();
        if self.typed.is_empty() {
            found.truncate(ENTITIES);
        }
        found.extend(variables);
        found.extend(self.prefixes(false));
        Ok(found)
    }

    /// The values of a property, with the number of statements that have each.
    fn values(&self, property: &str) -> Result<Counts> {
        let mut counts = Counts::new();
        let graph = self.dataset.graph();
        if let Some(property) = graph.dictionary.find_iri(property) {
            let triples = self.dataset.triples(None, Some(property), None);
            let pace = self.budget.pace();
            for [_, _, object] in triples.take(VALUES) {
                pace.step(1)?;
                *counts.entry(object).or_default() += 1;
            }
        }
        counts.retain(|object, _| !graph.dictionary.is_blank_node(*object));
        Ok(counts)
    }

    /// Sorts the terms that what is written may stand for: first those that begin with it, then those that have it in their names; of
    /// these the most frequent first.
    fn ranked(&self, counts: &Counts, kind: CandidateKind) -> Result<Vec<Candidate>> {
        let wanted = folded(self.typed);
        let mut found: Vec<(usize, usize, Candidate)> = Vec::new();
        // With nothing to compare, only the most frequent are named.
        let mut terms: Vec<(TermId, usize)> =
            counts.iter().map(|(id, count)| (*id, *count)).collect();
        if wanted.is_empty() {
            terms.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
            terms.truncate(MOST);
        }
        for (id, count) in terms {
            self.budget.look()?;
            let candidate = self.candidate(id, kind, Some(count));
            if let Some(rank) = self.rank(id, &candidate.text, &wanted) {
                found.push((rank, count, candidate));
            }
        }
        found.sort_by(|a, b| {
            let by_count = b.1.cmp(&a.1);
            a.0.cmp(&b.0)
                .then(by_count)
                .then_with(|| a.2.text.cmp(&b.2.text))
        });
        let found = found.into_iter().map(|(_, _, candidate)| candidate);
        Ok(found.collect())
    }

    fn candidate(&self, id: TermId, kind: CandidateKind, count: Option<usize>) -> Candidate {
        let graph = self.dataset.graph();
        let term = graph.dictionary.term(id);
        let label = self.dataset.label(id);
        let is_literal = graph.dictionary.is_literal(id);
        let text = match graph.dictionary.is_iri(id) && graph.dictionary.text(id) == vocab::RDF_TYPE
        {
            true => "a".to_owned(),
            false => self.prefixes.display(&term),
        };
        Candidate {
            label: (!is_literal && label != graph.display(id)).then_some(label),
            kind: match is_literal {
                true => CandidateKind::Literal,
                false => kind,
            },
            text,
            count,
        }
    }

    /// How well what is written fits a term: 0 if a name of it begins so, in any language.
    fn rank(&self, id: TermId, text: &str, wanted: &str) -> Option<usize> {
        if wanted.is_empty() {
            return Some(0);
        }
        // An IRI that is begun is one that has a prefix.
        if let Some(start) = self.typed.strip_prefix('<') {
            let iri = self.prefixes.expand(text);
            return iri.filter(|iri| iri.starts_with(start)).map(|_| 0);
        }
        let text = folded(text);
        let local = text.split_once(':').map_or(&*text, |(_, local)| local);
        let graph = self.dataset.graph();
        let labels = vocab::LABELS.iter();
        let labels = labels.flat_map(|property| graph.objects(id, property));
        let labels: Vec<String> = labels
            .map(|label| folded(&graph.dictionary.text(label)))
            .collect();
        let begins = |name: &str| name.starts_with(wanted);
        if begins(&text) || begins(local) || labels.iter().any(|label| begins(label)) {
            return Some(0);
        }
        let has = |name: &str| !wanted.contains(':') && name.contains(wanted);
        (has(local) || labels.iter().any(|label| has(label))).then_some(1)
    }

    /// The entities that what is written names, by a label or the beginning of a prefixed name; those among some values are left out,
    /// since they are there already.
    fn entities(&self, but: Option<&Counts>) -> Result<Vec<Candidate>> {
        if self.typed.is_empty() || self.typed.starts_with(['?', '$']) {
            return Ok(Vec::new());
        }
        let graph = self.dataset.graph();
        let iris = graph.dictionary.iris();
        let start = match self.typed.strip_prefix('<') {
            Some(iri) => Some(iri.to_owned()),
            None => self.prefixes.expand(self.typed),
        };
        let ids: Vec<TermId> = match start {
            Some(start) => {
                let named = graph.dictionary.starting_with(iris, &start).take(NAMES);
                let is_subject =
                    |id: &TermId| self.dataset.triples(Some(*id), None, None).next().is_some();
                named.filter(is_subject).take(ENTITIES).collect()
            }
            None if self.typed.contains(':') => Vec::new(),
            None => {
                let found = find(self.dataset, self.typed, false, self.budget)?.into_iter();
                let named = found.filter(|found| {
                    let property = graph.dictionary.text(found.property);
                    !found.is_similar && vocab::LABELS.contains(&property.as_str())
                });
                let named = named.filter(|found| graph.dictionary.is_iri(found.entity));
                named.map(|found| found.entity).take(ENTITIES).collect()
            }
        };
        let ids = ids
            .into_iter()
            .filter(|id| but.is_none_or(|but| !but.contains_key(id)));
        let candidates = ids.map(|id| self.candidate(id, CandidateKind::Entity, None));
        Ok(candidates.collect())
    }

    fn graphs(&self) -> Vec<Candidate> {
        let graph = self.dataset.graph();
        let names = graph
            .places
            .origins
            .iter()
            .filter_map(|origin| origin.graph);
        let mut names: Vec<TermId> = names.collect();
        names.sort_unstable();
        names.dedup();
        let named = names
            .into_iter()
            .map(|id| self.candidate(id, CandidateKind::Entity, None));
        let typed = self.typed.trim_start_matches('<');
        named
            .filter(|candidate| candidate.text.contains(typed))
            .collect()
    }
}

fn folded(text: &str) -> String {
    let mut folded = String::new();
    fold(text, &mut folded);
    folded
}
