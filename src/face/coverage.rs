//! What the expectations of a project cover: classes, properties, rules, shapes, saved queries and lines of its sources.

use super::Snapshot;
use crate::build;
use crate::dictionary::{Tag, TermId};
use crate::error::{Error, Result};
use crate::expect::{
    self, Coverage, Covered, CoveredLine, CoveredPart, CoveredSource, CoveringExpectation, Needed,
    is_of_findings, is_of_report, needed, queries_of, split, stem,
};
use crate::finding::{Finding, Place};
use crate::graph::Graph;
use crate::limits::Limits as BuildLimits;
use crate::project::Project;
use crate::query::{Limits, Query, named_in, parse};
use crate::rdf::{Term, vocab};
use crate::read::{Reading, read};
use crate::shapes;
use crate::statement::Statement;
use crate::write::{self, CoverageFormat};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

impl Project {
    /// Returns what the expectations of a project cover of the graph of a snapshot. A statement is covered if the answer of an
    /// expectation, or one proof of what it says, needs it.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::QueryLimits;
    ///
    /// let coverage = project.coverage(&snapshot, &QueryLimits::default())?;
    /// let lives_in = snapshot.entity(":livesIn")?;
    /// let found = coverage.properties.iter().find(|covered| covered.term == lives_in);
    /// let found = found.expect("it is used");
    /// assert_eq!(found.queries, ["residents"]);
    /// assert_eq!(found.expectations, ["tests/someone-lives-in-delft.rq"]);
    /// let (covered, lines) = coverage.lines();
    /// assert!(0 < covered && covered < lines);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a folder cannot be read, or a limit is passed.
    pub fn coverage(&self, snapshot: &Snapshot, limits: &Limits) -> Result<Coverage> {
        let limits = &self.limits_of_tests(limits);
        let statistics = self.statistics(snapshot, limits)?;
        let graph = snapshot.graph();
        let mut by_query = Mentions::default();
        let mut queries = Vec::new();
        for name in self.query_names()? {
            if let Ok(query) = self.query(&name) {
                by_query.note(&name, self.names_of(snapshot, &query));
                queries.push((name, query));
            }
        }
        let names = expect::names(self)?;
        let all = names
            .par_iter()
            .map(|name| needed(self, graph, name, limits));
        let all: Vec<Needed> = all.collect::<Result<_>>()?;
        let expected: Vec<(&str, &Needed)> = names.iter().map(String::as_str).zip(&all).collect();
        let mut by_expectation = Mentions::default();
        for (name, needed) in &expected {
            let path = split(name).0;
            let mut mentioned = self.names_of_expectation(snapshot, path);
            mentioned.extend(names_of_statements(graph, needed));
            by_expectation.note(path, mentioned);
        }
        let covered = |term: Term, uses: usize| {
            let of = |mentions: &Mentions| match &term {
                Term::NamedNode(iri) => mentions.of(iri.as_str()),
                _ => Vec::new(),
            };
            Covered {
                queries: of(&by_query),
                expectations: of(&by_expectation),
                term,
                uses,
            }
        };
        let classes = statistics.classes.into_iter();
        let properties = statistics.properties.into_iter();
        let (views, queries) = self.parts_of_queries(snapshot, &queries, &expected);
        Ok(Coverage {
            classes: classes
                .map(|count| covered(count.class, count.instances))
                .collect(),
            properties: properties
                .map(|count| covered(count.property, count.statements))
                .collect(),
            rules: self.covered_rules(graph, &expected)?,
            shapes: self.covered_shapes(graph, &names, limits)?,
            queries,
            views,
            sources: covered_sources(snapshot, &expected),
            expectations: expected
                .iter()
                .map(|(name, needed)| CoveringExpectation {
                    name: (*name).to_owned(),
                    statements: needed.leaves.asserted.len(),
                    not_followed: needed
                        .not_followed
                        .iter()
                        .map(ToString::to_string)
                        .collect(),
                    unreadable: needed.unreadable.clone(),
                })
                .collect(),
        })
    }

    /// Writes coverage; the paths in an LCOV tracefile are relative to `base`.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{CoverageFormat, QueryLimits};
    ///
    /// let coverage = project.coverage(&snapshot, &QueryLimits::default())?;
    /// let base = &project.root;
    /// let lcov = project.write_coverage(&snapshot, &coverage, CoverageFormat::Lcov, base)?;
    /// assert!(lcov.starts_with("SF:data/people.ttl\nDA:"), "{lcov}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If it cannot be JSON, which is a fault of bixi.
    pub fn write_coverage(
        &self,
        snapshot: &Snapshot,
        coverage: &Coverage,
        format: CoverageFormat,
        base: &Path,
    ) -> Result<String> {
        write::coverage(coverage, snapshot.prefixes(), format, &self.root, base)
    }

    /// Splits the saved queries into those that draw and the others, each with the expectations that run it.
    fn parts_of_queries(
        &self,
        snapshot: &Snapshot,
        queries: &[(String, Query)],
        expected: &[(&str, &Needed)],
    ) -> (Vec<CoveredPart>, Vec<CoveredPart>) {
        let base = self.config.base.as_deref();
        let draws = |query: &Query| {
            use spargebra::Query::{Construct, Describe};
            let parsed = parse(query, snapshot.prefixes(), base);
            matches!(parsed, Ok(Construct { .. } | Describe { .. }))
        };
        let (views, others): (Vec<_>, Vec<_>) = queries.iter().partition(|(_, query)| draws(query));
        let parts = |queries: Vec<&(String, Query)>| {
            let part = |(name, query): &(String, Query)| {
                let path = query.source.path.clone();
                CoveredPart {
                    name: name.clone(),
                    expectations: paths_of(expected, |needed| needed.query.as_ref() == Some(&path)),
                    place: Some(path),
                }
            };
            queries.into_iter().map(part).collect()
        };
        (parts(views), parts(others))
    }

    /// Returns the project's own rules, each with the expectations whose proofs use it.
    fn covered_rules(
        &self,
        graph: &Graph,
        expected: &[(&str, &Needed)],
    ) -> Result<Vec<CoveredPart>> {
        let (_, own) = build::reasoning(self, graph)?;
        let rules: BTreeSet<(Option<String>, String)> = own
            .into_iter()
            .map(|draft| (Some(draft.place), draft.name))
            .collect();
        let part = |rule: (Option<String>, String)| CoveredPart {
            expectations: paths_of(expected, |needed| needed.leaves.rules.contains(&rule)),
            name: rule.1,
            place: rule.0,
        };
        Ok(rules.into_iter().map(part).collect())
    }

    /// Returns the shapes with names, each with the expectations of findings or reports in which it finds something.
    fn covered_shapes(
        &self,
        graph: &Graph,
        names: &[String],
        limits: &Limits,
    ) -> Result<Vec<CoveredPart>> {
        let known = shapes::read(graph).shapes;
        let known: Vec<TermId> = known
            .into_iter()
            .map(|shape| shape.node)
            .filter(|node| !graph.dictionary.is_blank_node(*node))
            .collect();
        if known.is_empty() {
            return Ok(Vec::new());
        }
        let of_findings = names
            .par_iter()
            .filter(|name| is_of_findings(name) || is_of_report(name));
        let lines = of_findings.map(|name| Ok((name, self.lines_of_findings(name, limits)?)));
        let lines: Vec<(&String, BTreeSet<String>)> = lines.collect::<Result<_>>()?;
        let part = |node: TermId| {
            let own = lines_about(graph, node);
            let touching = lines.iter().filter(|(_, lines)| !lines.is_disjoint(&own));
            CoveredPart {
                name: graph.display(node),
                place: places_about(graph, node).into_iter().next(),
                expectations: touching.map(|(name, _)| (*name).clone()).collect(),
            }
        };
        Ok(known.into_iter().map(part).collect())
    }

    /// Returns the lines, as `path:line`, that the findings of an expectation refer to.
    fn lines_of_findings(&self, name: &str, limits: &Limits) -> Result<BTreeSet<String>> {
        let tests = &self.inventory()?.tests;
        let subject = expect::subject(name, |path| tests.iter().any(|test| test == path));
        let Some(subject) = subject else {
            return Ok(BTreeSet::new());
        };
        let limits = BuildLimits {
            timeout: limits.timeout,
            cancellation: limits.cancellation.clone(),
            ..BuildLimits::default()
        };
        let findings = build::findings_with(self, &subject, &limits)?;
        let related = |finding: Finding| finding.related.into_iter().map(|related| related.place);
        let line = |place: Place| {
            let file = self.read_to_show(&place.file).ok()?;
            let line = file.shown_line(place.span.start);
            Some(format!("{}:{line}", place.file))
        };
        Ok(findings
            .into_iter()
            .flat_map(related)
            .filter_map(line)
            .collect())
    }

    fn names_of(&self, snapshot: &Snapshot, query: &Query) -> BTreeSet<String> {
        let base = self.config.base.as_deref();
        match parse(query, snapshot.prefixes(), base) {
            Ok(mut parsed) => named_in(&mut parsed),
            Err(_) => BTreeSet::new(),
        }
    }

    fn names_of_expectation(&self, snapshot: &Snapshot, path: &str) -> BTreeSet<String> {
        let names = if path.ends_with(".ttl") {
            self.names_of_file(path)
        } else if path != stem(path) {
            let open = |path: &str| Query::new(self.read(path)?);
            let queries = queries_of(self, path, &open);
            queries.map(|(_, query)| self.names_of(snapshot, &query))
        } else {
            return BTreeSet::new();
        };
        names.unwrap_or_else(|_: Error| BTreeSet::new())
    }

    /// Returns the properties and classes of a file of statements.
    fn names_of_file(&self, path: &str) -> Result<BTreeSet<String>> {
        let base = self.base_of(path)?;
        let reading = Reading {
            base: base.as_deref(),
            blank_node_prefix: "b",
        };
        let said = read(&self.read(path)?, &reading)?;
        let iri = |id: TermId| {
            let is_triple = said.interner.triple(id).is_some();
            match (!is_triple).then(|| said.interner.get(id)) {
                Some((Tag::IRI, text)) => Some(String::from_utf8_lossy(text).into_owned()),
                _ => None,
            }
        };
        let statements = said.statements.iter();
        let names = statements.map(|Statement { triple, .. }| names_in(triple.map(iri)));
        Ok(names.flatten().collect())
    }
}

/// Returns the property of a statement, and the classes that it is about.
fn names_in([subject, predicate, object]: [Option<String>; 3]) -> impl Iterator<Item = String> {
    let of = predicate.as_deref();
    let is_hierarchy = of == Some(vocab::RDFS_SUB_CLASS_OF);
    let is_of_class = is_hierarchy || of == Some(vocab::RDF_TYPE);
    let object = object.filter(|_| is_of_class);
    let subject = subject.filter(|_| is_hierarchy);
    [subject, predicate, object].into_iter().flatten()
}

/// Returns the properties and classes of the statements that an expectation needs.
fn names_of_statements(graph: &Graph, needed: &Needed) -> BTreeSet<String> {
    let dictionary = &graph.dictionary;
    let iri = |id: TermId| dictionary.is_iri(id).then(|| dictionary.text(id));
    let statements = needed.leaves.asserted.iter();
    statements
        .flat_map(|triple| names_in(triple.map(iri)))
        .collect()
}

/// Returns the paths of the expectations that need something.
fn paths_of(expected: &[(&str, &Needed)], needs: impl Fn(&Needed) -> bool) -> Vec<String> {
    let needing = expected.iter().filter(|(_, needed)| needs(needed));
    let paths: BTreeSet<&str> = needing.map(|(name, _)| split(name).0).collect();
    paths.into_iter().map(str::to_owned).collect()
}

/// Returns the lines on which statements of the project's sources start, each with the number of expectations that need one there.
fn covered_sources(snapshot: &Snapshot, expected: &[(&str, &Needed)]) -> Vec<CoveredSource> {
    let graph = snapshot.graph();
    let imported = &snapshot.opened().imported;
    let lines_of = |triple: [TermId; 3]| {
        let places = graph.places_of(triple).into_iter();
        places.map(|place| (place.source, place.line))
    };
    let all = graph.asserted_triples(None, None, None);
    let mut lines: BTreeMap<(u32, u32), usize> =
        all.flat_map(lines_of).map(|line| (line, 0)).collect();
    for (_, needed) in expected {
        let statements = needed.leaves.asserted.iter().copied();
        let touched: BTreeSet<(u32, u32)> = statements.flat_map(lines_of).collect();
        for line in touched {
            *lines.entry(line).or_insert(0) += 1;
        }
    }
    let sources = (0..).zip(&graph.sources);
    let own = sources.filter(|(_, source)| !imported.contains(&source.path));
    own.map(|(number, source)| CoveredSource {
        path: source.path.clone(),
        lines: lines
            .range((number, 0)..=(number, u32::MAX))
            .map(|((_, line), expectations)| CoveredLine {
                line: *line,
                expectations: *expectations,
            })
            .collect(),
    })
    .collect()
}

/// Returns the places, as `path:line`, of the statements about a node, those about the blank nodes that it leads to behind them.
fn places_about(graph: &Graph, node: TermId) -> Vec<String> {
    let (mut open, mut seen) = (vec![node], BTreeSet::from([node]));
    let mut places = Vec::new();
    while let Some(node) = open.pop() {
        for triple in graph.asserted_triples(Some(node), None, None) {
            let of_triple = graph.places_of(triple);
            places.extend(of_triple.iter().map(|place| graph.display_place(place)));
            if graph.dictionary.is_blank_node(triple[2]) && seen.insert(triple[2]) {
                open.push(triple[2]);
            }
        }
    }
    places
}

/// As [`places_about`], as a set.
fn lines_about(graph: &Graph, node: TermId) -> BTreeSet<String> {
    places_about(graph, node).into_iter().collect()
}

/// By IRI, what names it.
#[derive(Default)]
struct Mentions(BTreeMap<String, BTreeSet<String>>);

impl Mentions {
    fn note(&mut self, by: &str, names: BTreeSet<String>) {
        for name in names {
            self.0.entry(name).or_default().insert(by.to_owned());
        }
    }

    fn of(&self, iri: &str) -> Vec<String> {
        let by = self.0.get(iri).into_iter().flatten();
        by.cloned().collect()
    }
}
