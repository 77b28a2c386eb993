//! Counts what a snapshot holds, and what it rests on.

use super::Snapshot;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::evidence::{DERIVED, HAS_SOURCE};
use crate::graph::{Acceptance, Graph, Origin, Triples};
use crate::project::Project;
use crate::query::{Budget, Limits};
use crate::rdf::{Term, usual_case, vocab};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What a snapshot holds on its level of acceptance, counted.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphStatistics {
    /// The classes that have a name, those with the most instances first.
    pub classes: Vec<CountedClass>,
    /// The properties, those of the most statements first.
    pub properties: Vec<CountedProperty>,
    /// The languages of texts, those of the most texts first.
    pub languages: Vec<CountedLanguage>,
    /// The sources, by path.
    pub sources: Vec<CountedSource>,
    /// What the statements rest on.
    pub evidence: CountedEvidence,
}

/// A class with the number of its instances.
#[derive(Clone, Debug, PartialEq)]
pub struct CountedClass {
    /// The class.
    pub class: Term,
    /// The number of its instances.
    pub instances: usize,
    /// How many of them are only inferred to be instances.
    pub inferred: usize,
}

/// A property with the number of its statements.
#[derive(Clone, Debug, PartialEq)]
pub struct CountedProperty {
    /// The property.
    pub property: Term,
    /// The number of its statements.
    pub statements: usize,
    /// How many of them are only inferred.
    pub inferred: usize,
    /// The number of different subjects.
    pub subjects: usize,
    /// The number of different objects.
    pub objects: usize,
}

/// A language with the number of its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedLanguage {
    /// The language tag; empty for strings without one.
    pub language: String,
    /// The number of different texts.
    pub texts: usize,
}

/// A source with the number of its statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedSource {
    /// The path of the file.
    pub path: String,
    /// The number of its lines.
    pub lines: usize,
    /// The number of different statements that it makes, or reifies without making them.
    pub statements: usize,
    /// Whether it is built only because another source imports it.
    pub is_imported: bool,
}

/// How many statements have evidence: a reifier that speaks of them.
#[derive(Clone, Debug, PartialEq)]
pub struct CountedEvidence {
    /// The number of statements of sources that say nothing of a reifier.
    pub statements: usize,
    /// How many of them have evidence.
    pub with_evidence: usize,
    /// How certain they are: the values of the property that `acceptance` in `bixi.toml` names, each with the number of
    /// statements that have it in their evidence, the most first.
    pub certainties: Vec<(Term, usize)>,
    /// The texts that they were derived from (`prov:wasDerivedFrom` a passage that has its `oa:hasSource` in the text), each with
    /// the number of statements, the most first; a passage of no text stands for itself.
    pub texts: Vec<(Term, usize)>,
}

impl Project {
    /// Counts what a snapshot holds: classes, properties, languages, sources, and the evidence that statements have.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::QueryLimits;
    ///
    /// let statistics = project.statistics(&snapshot, &QueryLimits::default())?;
    /// let lives_in = snapshot.entity(":livesIn")?;
    /// let of_property = |count: &&bixi::CountedProperty| count.property == lives_in;
    /// let found = statistics.properties.iter().find(of_property).expect("a count");
    /// assert_eq!((found.statements, found.subjects, found.objects), (2, 2, 1));
    /// assert_eq!(statistics.sources[0].path, "data/people.ttl");
    /// assert_eq!(statistics.evidence.with_evidence, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn statistics(&self, snapshot: &Snapshot, limits: &Limits) -> Result<GraphStatistics> {
        let budget = Budget::new(limits);
        budget.enter("counting the statements");
        let counting = Counting {
            graph: snapshot.graph(),
            level: snapshot.dataset().level(),
            budget: &budget,
        };
        let property = self.config.acceptance.as_ref().map(|of| &of.property);
        let property = property.and_then(|name| {
            let names = std::slice::from_ref(name);
            counting.graph.named(names).into_iter().next()
        });
        Ok(GraphStatistics {
            classes: counting.classes()?,
            properties: counting.properties()?,
            languages: counting.languages()?,
            sources: counting.sources(&snapshot.opened().imported)?,
            evidence: counting.evidence(property)?,
        })
    }
}

/// A graph on a level of acceptance, which is counted within limits.
struct Counting<'a> {
    graph: &'a Graph,
    level: u8,
    budget: &'a Budget,
}

impl Counting<'_> {
    fn term(&self, id: TermId) -> Term {
        self.graph.dictionary.term(id)
    }

    /// Returns the triples that match a pattern on the level.
    fn triples(&self, [subject, predicate, object]: [Option<TermId>; 3]) -> Triples<'_> {
        self.graph
            .all_triples(subject, predicate, object)
            .up_to(self.level)
    }

    /// Returns those of them that are not only inferred.
    fn said(&self, pattern: [Option<TermId>; 3]) -> Triples<'_> {
        self.triples(pattern)
            .up_to(self.level | Acceptance::INFERRED)
    }

    fn find(&self, iri: &str) -> Option<TermId> {
        self.graph.dictionary.find_iri(iri)
    }

    fn classes(&self) -> Result<Vec<CountedClass>> {
        let Some(rdf_type) = self.find(vocab::RDF_TYPE) else {
            return Ok(Vec::new());
        };
        let pattern = [None, Some(rdf_type), None];
        let all = self.by_object(self.triples(pattern))?;
        let said = self.by_object(self.said(pattern))?;
        let named = all.into_iter();
        let named = named.filter(|(class, _)| self.graph.dictionary.is_iri(*class));
        let mut counts: Vec<(TermId, usize)> = named.collect();
        sort_by_count(&mut counts);
        let classes = counts.into_iter().map(|(class, instances)| CountedClass {
            class: self.term(class),
            instances,
            inferred: instances - said.get(&class).copied().unwrap_or(0),
        });
        Ok(classes.collect())
    }

    fn by_object(&self, triples: Triples) -> Result<FxHashMap<TermId, usize>> {
        let pace = self.budget.pace();
        let mut counts = FxHashMap::default();
        for [_, _, object] in triples {
            pace.step(1)?;
            *counts.entry(object).or_default() += 1;
        }
        Ok(counts)
    }

    fn properties(&self) -> Result<Vec<CountedProperty>> {
        let subjects = self.subjects()?;
        let mut counts = Vec::new();
        for property in self.graph.statistics.predicates() {
            let (statements, objects) = self.of_property(property)?;
            let (said, subjects) = subjects.get(&property).copied().unwrap_or((0, 0));
            if statements > 0 {
                counts.push((property, statements, said, subjects, objects));
            }
        }
        counts.sort_by_key(|(property, statements, ..)| (Reverse(*statements), *property));
        let counts = counts.into_iter();
        let counts =
            counts.map(
                |(property, statements, said, subjects, objects)| CountedProperty {
                    property: self.term(property),
                    statements,
                    inferred: statements - said,
                    subjects,
                    objects,
                },
            );
        Ok(counts.collect())
    }

    /// Returns the numbers of the statements and of the objects of a property, whose statements come by object.
    fn of_property(&self, property: TermId) -> Result<(usize, usize)> {
        let pace = self.budget.pace();
        let (mut statements, mut objects, mut before) = (0, 0, None);
        for [_, _, object] in self.triples([None, Some(property), None]) {
            pace.step(1)?;
            statements += 1;
            objects += usize::from(before != Some(object));
            before = Some(object);
        }
        Ok((statements, objects))
    }

    /// Returns the numbers of the statements that are not only inferred, and of the subjects, of each property; statements come by
    /// subject and property.
    fn subjects(&self) -> Result<FxHashMap<TermId, (usize, usize)>> {
        let pace = self.budget.pace();
        let mut counts: FxHashMap<TermId, (usize, usize)> = FxHashMap::default();
        for [_, property, _] in self.said([None; 3]) {
            pace.step(1)?;
            counts.entry(property).or_default().0 += 1;
        }
        let mut before = None;
        for [subject, property, _] in self.triples([None; 3]) {
            pace.step(1)?;
            if before != Some((subject, property)) {
                counts.entry(property).or_default().1 += 1;
            }
            before = Some((subject, property));
        }
        Ok(counts)
    }

    fn languages(&self) -> Result<Vec<CountedLanguage>> {
        let pace = self.budget.pace();
        let dictionary = &self.graph.dictionary;
        let mut texts = FxHashSet::default();
        for [_, _, object] in self.triples([None; 3]) {
            pace.step(1)?;
            if dictionary.is_literal(object) {
                texts.insert(object);
            }
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for text in texts {
            pace.step(1)?;
            let kind = dictionary.literal_type(text);
            let kind =
                kind.filter(|kind| !kind.language.is_empty() || kind.datatype == vocab::XSD_STRING);
            if let Some(kind) = kind {
                *counts.entry(kind.language.as_str()).or_default() += 1;
            }
        }
        let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(language, texts)| (Reverse(*texts), *language));
        let counts = counts.into_iter().map(|(language, texts)| CountedLanguage {
            language: usual_case(language),
            texts,
        });
        Ok(counts.collect())
    }

    fn sources(&self, imported: &[String]) -> Result<Vec<CountedSource>> {
        let pace = self.budget.pace();
        let (graph, mut counts) = (self.graph, vec![0; self.graph.sources.len()]);
        let mut of_row: Vec<u32> = Vec::new();
        for row in 0..graph.len() {
            pace.step(1)?;
            if !Acceptance::sees(self.level, graph.marked_level(row)) {
                continue;
            }
            of_row.clear();
            graph.places.each_origin(row, |origin| {
                let source = graph.places.origins.get(origin).map(|origin| origin.source);
                of_row.extend(source.filter(|source| *source != Origin::NONE));
            });
            of_row.sort_unstable();
            of_row.dedup();
            for source in &of_row {
                if let Some(count) = counts.get_mut(*source as usize) {
                    *count += 1;
                }
            }
        }
        let sources = graph.sources.iter().zip(counts);
        let sources = sources.map(|(source, statements)| CountedSource {
            path: source.path.clone(),
            lines: source.lines as usize,
            statements,
            is_imported: imported.contains(&source.path),
        });
        Ok(sources.collect())
    }

    fn evidence(&self, certainty: Option<TermId>) -> Result<CountedEvidence> {
        let pace = self.budget.pace();
        let mut reifiers: FxHashSet<TermId> = FxHashSet::default();
        let mut reified: FxHashSet<[TermId; 3]> = FxHashSet::default();
        let (mut certainties, mut texts) = (Sorted::default(), Sorted::default());
        let reifies = self.find(vocab::RDF_REIFIES);
        let all = reifies.map(|reifies| self.said([None, Some(reifies), None]));
        for [reifier, _, term] in all.into_iter().flatten() {
            pace.step(1)?;
            reifiers.insert(reifier);
            let Some(statement) = self.graph.dictionary.triple(term) else {
                continue;
            };
            let [subject, predicate, object] = statement;
            let pattern = [Some(subject), Some(predicate), Some(object)];
            if self.said(pattern).next().is_none() {
                continue;
            }
            reified.insert(statement);
            if let Some(property) = certainty {
                for [_, _, value] in self.triples([Some(reifier), Some(property), None]) {
                    certainties.note(value, term);
                }
            }
            for text in self.texts(reifier) {
                texts.note(text, term);
            }
        }
        let (mut statements, mut with_evidence) = (0, 0);
        for statement in self.said([None; 3]) {
            pace.step(1)?;
            if !reifiers.contains(&statement[0]) {
                statements += 1;
                with_evidence += usize::from(reified.contains(&statement));
            }
        }
        let terms = |sorted: Sorted| {
            let counts = sorted.counts().into_iter();
            counts
                .map(|(term, count)| (self.term(term), count))
                .collect()
        };
        Ok(CountedEvidence {
            statements,
            with_evidence,
            certainties: terms(certainties),
            texts: terms(texts),
        })
    }

    /// Returns the texts that a reifier was derived from.
    fn texts(&self, reifier: TermId) -> Vec<TermId> {
        let Some(derived) = self.find(DERIVED) else {
            return Vec::new();
        };
        let passages = self.triples([Some(reifier), Some(derived), None]);
        let text = |passage: TermId| {
            let has_source = self.find(HAS_SOURCE)?;
            let mut texts = self.triples([Some(passage), Some(has_source), None]);
            texts.next().map(|[_, _, text]| text)
        };
        let texts = passages.map(|[_, _, passage]| text(passage).unwrap_or(passage));
        texts.collect()
    }
}

/// Different statements by what they have.
#[derive(Default)]
struct Sorted(FxHashMap<TermId, FxHashSet<TermId>>);

impl Sorted {
    fn note(&mut self, of: TermId, statement: TermId) {
        self.0.entry(of).or_default().insert(statement);
    }

    fn counts(self) -> Vec<(TermId, usize)> {
        let counts = self
            .0
            .into_iter()
            .map(|(of, statements)| (of, statements.len()));
        let mut counts: Vec<(TermId, usize)> = counts.collect();
        sort_by_count(&mut counts);
        counts
    }
}

/// Sorts terms by their numbers, the largest first, and else by the order of terms.
fn sort_by_count(counts: &mut [(TermId, usize)]) {
    counts.sort_by_key(|(term, count)| (Reverse(*count), *term));
}
