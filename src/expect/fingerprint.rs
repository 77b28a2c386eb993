//! What the outcome of an expectation depends on, as one digest: its files, the query that it asks, and what that reads of the graph.
//!
//! Two runs in which it is the same have the same outcome. The other way round, it may differ though the outcome does not: where it is
//! not known what is read, it is taken to be everything.

use super::pictures::picture_path;
use super::queries::{Case, cases, queries_of, rows_path, split};
use super::statements::Kind;
use super::suite::{SUITE, Settings, other_profile};
use super::table::{Cell, table};
use crate::dictionary::{Tag, TermId};
use crate::error::Result;
use crate::federation;
use crate::graph::{Digests, Graph};
use crate::project::Project;
use crate::query::{
    Dataset, EntityKind, Extract, NameOf, Order, PlainLabels, Query, in_languages, is_used,
    meanings_by_labels, reads,
};
use crate::rdf::vocab;
use crate::read::{Reading, read};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// What the outcomes of all expectations depend on.
pub struct Basis<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its graph.
    pub graph: &'a Graph,
    /// A digest of everything that was read to make the graph.
    pub whole: &'a str,
}

/// Returns for each expectation a digest of what its outcome depends on; `None` for one whose outcome is not known to be the same
/// even then, such as of a query that asks for the time.
pub fn fingerprints(basis: &Basis, names: &[String]) -> Vec<Option<String>> {
    let shared = Shared::of(basis, names);
    let fingerprint = |name: &String| shared.fingerprint(name).ok().flatten();
    names.par_iter().map(fingerprint).collect()
}

/// What is looked up once for all expectations.
struct Shared<'a> {
    basis: &'a Basis<'a>,
    /// The files of each folder, by name.
    folders: BTreeMap<String, BTreeSet<String>>,
    /// A digest of what everything depends on: settings, prefixes, contradictions.
    common: [u8; 32],
    digests: Digests,
    labels: PlainLabels,
}

impl<'a> Shared<'a> {
    fn of(basis: &'a Basis<'a>, names: &[String]) -> Self {
        let (project, graph) = (basis.project, basis.graph);
        let mut folders: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for name in names {
            let folder = folder_of(split(name).0);
            let files = || {
                let entries = fs::read_dir(project.root.join(folder))
                    .into_iter()
                    .flatten();
                let names = entries.flatten().map(|entry| entry.file_name());
                names.filter_map(|name| name.into_string().ok()).collect()
            };
            if !folders.contains_key(folder) {
                folders.insert(folder.to_owned(), files());
            }
        }
        let mut common = Sha256::new();
        common.update(format!("{:?}", project.config));
        for (prefix, namespace) in graph.prefixes.iter() {
            common.update(format!("{prefix} {namespace}\n"));
        }
        common.update(graph.contradictions().len().to_le_bytes());
        if !project.config.engines.is_empty() {
            common.update(federation::fingerprint(&project.root));
        }
        // Here, and not when they are first needed: threads that wait for one another must have nothing else to do.
        let has_rows = names
            .iter()
            .any(|name| rows_path(project, split(name).0).is_some());
        let labels = || match has_rows {
            true => PlainLabels::of(graph),
            false => PlainLabels::default(),
        };
        let (digests, labels) = rayon::join(|| graph.digests(), labels);
        Self {
            basis,
            folders,
            common: common.finalize().into(),
            digests,
            labels,
        }
    }

    fn fingerprint(&self, name: &str) -> Result<Option<String>> {
        let (path, case) = split(name);
        if other_profile(self.basis.project, path)?.is_some() {
            // It is asked of another graph.
            return Ok(None);
        }
        let mut digest = Sha256::new_with_prefix(self.common);
        self.add_files(path, &mut digest)?;
        let is_asked = [".rq", ".sparql", ".csv"]
            .iter()
            .any(|end| path.ends_with(end));
        let extract = if is_asked {
            match self.add_question(path, case, &mut digest)? {
                Some(extract) => extract,
                None => return Ok(None),
            }
        } else if path.ends_with(".holds.ttl")
            || path.ends_with(".absent.ttl")
            || path.ends_with(".inferred.ttl")
        {
            self.of_statements(path)?
        } else {
            Extract::Everything
        };
        self.add_extract(&extract, &mut digest);
        let bytes: [u8; 32] = digest.finalize().into();
        Ok(Some(
            bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        ))
    }

    /// Adds the files that belong to an expectation: those of its name, and the defaults of its folders.
    fn add_files(&self, path: &str, digest: &mut Sha256) -> Result<()> {
        let folder = folder_of(path);
        let start = path
            .get(folder.len()..)
            .unwrap_or(path)
            .trim_start_matches('/');
        // `x.report.ttl` is about `x.ttl`; files of another name that begins so are added without harm.
        let start = start.split_once('.').map_or(start, |(start, _)| start);
        let start = format!("{start}.");
        let files = self.folders.get(folder).into_iter();
        let own = files.flat_map(|files| files.range(start.clone()..));
        let own = own.take_while(|file| file.starts_with(&start));
        for file in own {
            self.add_file(&joined(folder, file), digest)?;
        }
        let mut above = Some(folder);
        while let Some(folder) = above {
            let suite = joined(folder, SUITE);
            if self.basis.project.root.join(&suite).is_file() {
                self.add_file(&suite, digest)?;
            }
            above = (!folder.is_empty()).then(|| folder_of(folder));
        }
        Ok(())
    }

    fn add_file(&self, path: &str, digest: &mut Sha256) -> Result<()> {
        let file = self.basis.project.read(path)?;
        digest.update(path);
        digest.update([0]);
        digest.update(Sha256::digest(&file.bytes));
        Ok(())
    }

    /// Adds the query that an expectation asks and what its expected cells stand for; returns what is read of the graph, or `None`
    /// if nothing is known of the case.
    fn add_question(
        &self,
        path: &str,
        case: Option<&str>,
        digest: &mut Sha256,
    ) -> Result<Option<Extract>> {
        let (project, graph) = (self.basis.project, self.basis.graph);
        let open = |path: &str| Query::new(project.read(path)?);
        let (test, query) = queries_of(project, path, &open)?;
        if query.source.path != path {
            self.add_file(&query.source.path, digest)?;
        }
        let cases = cases(&test);
        let Some(Case { arguments, .. }) = cases.iter().find(|one| one.name.as_deref() == case)
        else {
            return Ok(None);
        };
        let settings = Settings::of(project, path, &test.front_matter)?;
        let dataset = settings.dataset(Dataset::new(graph))?;
        let arguments = in_languages(&query, arguments, &project.config.languages);
        let read = reads(dataset, &query, &arguments)?;
        digest.update(&read.algebra);
        for slip in &read.slips {
            digest.update(slip);
            digest.update([0]);
        }
        self.add_cells(path, digest)?;
        // Rows that are alike for the query come in the order in which they are found; in one graph, statements may be that stand
        // in others as well; and a picture shows more than the rows say.
        let settings = &test.front_matter;
        let is_ordered = settings.order == Some(Order::Strict);
        let is_more =
            is_ordered || settings.graph.is_some() || picture_path(project, path).is_some();
        Ok(Some(match is_more {
            true => Extract::Everything,
            false => read.extract,
        }))
    }

    /// Adds the entities that the cells of expected rows stand for.
    fn add_cells(&self, path: &str, digest: &mut Sha256) -> Result<()> {
        let (project, graph) = (self.basis.project, self.basis.graph);
        let Some(rows) = rows_path(project, path) else {
            return Ok(());
        };
        let Ok(table) = table(&project.read(&rows)?) else {
            return Ok(());
        };
        let labels = &self.labels;
        for cell in table.rows.iter().flatten() {
            let Cell::Written(written) = cell else {
                continue;
            };
            let meant = meanings_by_labels(graph, written, &EntityKind::Any, labels);
            digest.update([meant.len().min(2) as u8]);
            if let [entity] = meant.as_slice() {
                digest.update(graph.identifier(*entity));
            }
        }
        Ok(())
    }

    /// Returns the statements that a file of statements is about.
    fn of_statements(&self, path: &str) -> Result<Extract> {
        let (project, graph) = (self.basis.project, self.basis.graph);
        let base = project.base_of(path)?;
        let reading = Reading {
            base: base.as_deref(),
            blank_node_prefix: "b",
        };
        let said = read(&project.read(path)?, &reading)?;
        let iri = |id: TermId| match said.interner.triple(id) {
            Some(_) => None,
            None => match said.interner.get(id) {
                (Tag::IRI, text) => std::str::from_utf8(text).ok(),
                _ => None,
            },
        };
        let mut extract = Extract::nothing();
        for statement in &said.statements {
            let [subject, predicate, object] = statement.triple.map(iri);
            let Some(predicate) = predicate else {
                return Ok(Extract::Everything);
            };
            extract.add(predicate, object);
            // What nothing has may be nearly the name of something.
            let of_object = match predicate {
                vocab::RDF_TYPE => NameOf::Class,
                _ => NameOf::Entity,
            };
            let named = [
                (NameOf::Entity, subject),
                (NameOf::Property, Some(predicate)),
                (of_object, object),
            ];
            let is_used = |(name, iri): (NameOf, Option<&str>)| {
                iri.is_none_or(|iri| is_used(graph, name, iri))
            };
            if Kind::of(path) == Kind::Absent && !named.into_iter().all(is_used) {
                return Ok(Extract::Everything);
            }
        }
        Ok(extract)
    }

    /// Adds what the graph says in the part that is read.
    fn add_extract(&self, extract: &Extract, digest: &mut Sha256) {
        let Extract::Statements {
            predicates,
            classes,
        } = extract
        else {
            digest.update(self.basis.whole);
            return;
        };
        let graph = self.basis.graph;
        let digests = &self.digests;
        let of = |iri: &String, digest: &dyn Fn(TermId) -> u64| {
            graph.dictionary.find_iri(iri).map_or(0, digest)
        };
        for predicate in predicates {
            let of_predicate = of(predicate, &|id| digests.of_predicate(id));
            digest.update(of_predicate.to_le_bytes());
        }
        for class in classes {
            digest.update(of(class, &|id| digests.of_class(id)).to_le_bytes());
        }
    }
}

/// The folder of a path; that of a name without one is empty.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn joined(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}
