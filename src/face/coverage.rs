//! Which classes and properties of a graph the saved queries and the expectations of a project name.

use super::Snapshot;
use crate::dictionary::{Tag, TermId};
use crate::error::{Error, Result};
use crate::expect::{expectations, is_of_findings, queries_of};
use crate::project::Project;
use crate::query::{Limits, Query, named_in, parse};
use crate::rdf::{Term, vocab};
use crate::read::{Reading, read};
use crate::statement::Statement;
use std::collections::{BTreeMap, BTreeSet};

/// What names a class or a property.
#[derive(Clone, Debug, PartialEq)]
pub struct Covered {
    /// The class or the property.
    pub term: Term,
    /// The number of its instances or statements.
    pub uses: usize,
    /// The names of the saved queries that name it.
    pub queries: Vec<String>,
    /// The paths of the expectations that name it, themselves or by the saved query that they run.
    pub expectations: Vec<String>,
}

/// The classes and properties of a graph, each with what names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// The classes.
    pub classes: Vec<Covered>,
    /// The properties.
    pub properties: Vec<Covered>,
}

impl Project {
    /// Returns which saved queries and expectations name each class and property that a snapshot uses. A file that cannot be read
    /// as what it is names nothing; [`Project::check`] finds it.
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
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a folder cannot be read, or a limit is passed.
    pub fn coverage(&self, snapshot: &Snapshot, limits: &Limits) -> Result<Coverage> {
        let statistics = self.statistics(snapshot, limits)?;
        let mut by_query = Mentions::default();
        for name in self.query_names()? {
            if let Ok(query) = self.query(&name) {
                by_query.note(&name, self.names_of(snapshot, &query));
            }
        }
        let mut by_expectation = Mentions::default();
        for path in expectations(self)? {
            by_expectation.note(&path, self.names_of_expectation(snapshot, &path));
        }
        let covered = |term: Term, uses: usize| {
            let of = |mentions: &Mentions| match &term {
                Term::NamedNode(iri) => mentions.0.get(iri.as_str()).cloned().unwrap_or_default(),
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
        Ok(Coverage {
            classes: classes
                .map(|count| covered(count.class, count.instances))
                .collect(),
            properties: properties
                .map(|count| covered(count.property, count.statements))
                .collect(),
        })
    }

    fn names_of(&self, snapshot: &Snapshot, query: &Query) -> BTreeSet<String> {
        let base = self.config.base.as_deref();
        match parse(query, snapshot.prefixes(), base) {
            Ok(mut parsed) => named_in(&mut parsed),
            Err(_) => BTreeSet::new(),
        }
    }

    fn names_of_expectation(&self, snapshot: &Snapshot, path: &str) -> BTreeSet<String> {
        if is_of_findings(path) {
            return BTreeSet::new();
        }
        let names = match path.ends_with(".ttl") {
            true => self.names_of_statements(path),
            false => {
                let open = |path: &str| Query::new(self.read(path)?);
                let queries = queries_of(self, path, &open);
                queries.map(|(_, query)| self.names_of(snapshot, &query))
            }
        };
        names.unwrap_or_else(|_: Error| BTreeSet::new())
    }

    /// Returns the properties and classes of a file of statements.
    fn names_of_statements(&self, path: &str) -> Result<BTreeSet<String>> {
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
        let mut names = BTreeSet::new();
        for Statement { triple, .. } in &said.statements {
            let [subject, predicate, object] = triple.map(iri);
            let of = predicate.as_deref();
            let is_hierarchy = of == Some(vocab::RDFS_SUB_CLASS_OF);
            let object = object.filter(|_| is_hierarchy || of == Some(vocab::RDF_TYPE));
            names.extend(subject.filter(|_| is_hierarchy).into_iter().chain(object));
            names.extend(predicate);
        }
        Ok(names)
    }
}

/// By IRI, what names it.
#[derive(Default)]
struct Mentions(BTreeMap<String, Vec<String>>);

impl Mentions {
    fn note(&mut self, by: &str, names: BTreeSet<String>) {
        for name in names {
            self.0.entry(name).or_default().push(by.to_owned());
        }
    }
}
