//! Which files `owl:imports` leads to ([OWL 2, 3.4](https://www.w3.org/TR/owl2-syntax/#Imports)): those of the project and those
//! that lie beside them, and never the network.

mod catalog;
mod explain;
mod names;
mod resolver;
mod well_known;

pub use explain::EXPLANATIONS;
pub use resolver::Resolver;
pub use well_known::is_well_known;

use crate::finding::{Finding, Place};
use crate::graph::Graph;
use crate::rdf::vocab;
use crate::source::SourceFile;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

/// An import of a file, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Import {
    /// The file that imports.
    pub file: String,
    /// The line of the import, from 1 on.
    pub line: u32,
    /// The IRI that is imported.
    pub iri: String,
    /// How it is resolved.
    pub resolution: Resolution,
    /// The path of the file that it leads to.
    pub path: Option<String>,
}

/// How an import is resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resolution {
    /// It is the ontology IRI of a source.
    Own,
    /// It is the version IRI of a source.
    Version,
    /// It is the path of a file in the project.
    Path,
    /// `bixi.toml` names a file for it.
    Settings,
    /// It is the ontology IRI or version IRI of a file in the folder of others' files.
    Vendored,
    /// A catalog names a file for it.
    Catalog,
    /// It leads to no file, and is a vocabulary that everybody uses.
    WellKnown,
    /// It leads to no file.
    Nowhere,
}

impl Resolution {
    /// All of them, in the order in which they are tried.
    pub const ALL: [Self; 8] = [
        Self::Own,
        Self::Version,
        Self::Path,
        Self::Settings,
        Self::Vendored,
        Self::Catalog,
        Self::WellKnown,
        Self::Nowhere,
    ];

    /// Returns its name in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Version => "version",
            Self::Path => "path",
            Self::Settings => "settings",
            Self::Vendored => "vendored",
            Self::Catalog => "catalog",
            Self::WellKnown => "well-known",
            Self::Nowhere => "nowhere",
        }
    }

    /// Returns whether it leads to no file.
    pub fn is_without_file(self) -> bool {
        matches!(self, Self::WellKnown | Self::Nowhere)
    }
}

/// Returns the imports that the sources of a graph state, by file and line.
///
/// # Errors
/// If a file of others that must be looked at cannot be read.
pub fn imports(graph: &Graph, resolver: &Resolver) -> crate::error::Result<Vec<Import>> {
    let Some(property) = graph.dictionary.find_iri(vocab::OWL_IMPORTS) else {
        return Ok(Vec::new());
    };
    let mut imports = BTreeSet::new();
    for triple in graph.all_triples(None, Some(property), None) {
        if !graph.is_asserted(triple) || !graph.dictionary.is_iri(triple[2]) {
            continue;
        }
        let iri = graph.dictionary.text(triple[2]);
        for place in graph.places_of(triple) {
            if let Some(source) = graph.sources.get(place.source as usize) {
                let (resolution, path) = resolver.resolve(graph, &iri, &source.path)?;
                imports.insert(Import {
                    file: source.path.clone(),
                    line: place.line,
                    iri: iri.clone(),
                    resolution,
                    path,
                });
            }
        }
    }
    Ok(imports.into_iter().collect())
}

/// Returns the paths of the files that are not sources and to which imports lead: those of the sources, and those of the files
/// that they lead to.
pub fn files(imports: &[Import], is_source: &dyn Fn(&str) -> bool) -> BTreeSet<String> {
    let mut targets: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for import in imports {
        let target = import.path.as_deref();
        targets.entry(&import.file).or_default().extend(target);
    }
    let sources = targets.keys().copied().filter(|file| is_source(file));
    let mut to_follow: Vec<&str> = sources.collect();
    let mut found = BTreeSet::new();
    while let Some(file) = to_follow.pop() {
        for target in targets.get(file).into_iter().flatten() {
            if !is_source(target) && found.insert((*target).to_owned()) {
                to_follow.push(target);
            }
        }
    }
    found
}

/// The id of the findings about imports that lead to no file.
pub const NOT_RESOLVED: &str = "import-not-resolved";

/// The most IRIs that a finding names.
const NAMED: usize = 3;

/// Returns the warnings that several sources have an ontology IRI that is imported, at the first import of each.
pub fn ambiguous<'i>(
    imports: impl IntoIterator<Item = &'i Import>,
    resolver: &Resolver,
    source: &dyn Fn(&str) -> Option<Rc<SourceFile>>,
) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for import in imports {
        let others = match (import.resolution, &import.path) {
            (Resolution::Own, Some(path)) => {
                let mut files = resolver.ontologies(&import.iri);
                files.retain(|file| file != path);
                files
            }
            _ => continue,
        };
        let (Some(first), Some(path)) = (others.first(), &import.path) else {
            continue;
        };
        if !seen.insert(&import.iri) {
            continue;
        }
        let more = match others.len() {
            1 => "has".to_owned(),
            count => format!("and {} more have", count - 1),
        };
        let message = format!(
            "the import <{}> leads to `{path}`, the first of several: `{first}` {more} the same ontology IRI",
            import.iri
        );
        let finding = Finding::warning("ambiguous-import", message, place(import, source));
        findings.push(
            finding.with_hint("give each file an ontology IRI of its own, or leave out the copies"),
        );
    }
    findings
}

/// Returns the warnings that imports lead nowhere: one for each for which a catalog names a file that is not there, and one for all
/// others, at the first of them. That the settings name a file that is not there is found where they are checked.
pub fn not_resolved<'i>(
    imports: impl IntoIterator<Item = &'i Import>,
    resolver: &Resolver,
    source: &dyn Fn(&str) -> Option<Rc<SourceFile>>,
) -> Vec<Finding> {
    let imports = imports.into_iter();
    let nowhere = imports.filter(|import| import.resolution == Resolution::Nowhere);
    let mut findings = Vec::new();
    let mut others = Vec::new();
    for import in nowhere {
        if resolver.is_in_settings(&import.iri) {
            continue;
        }
        let Some((by, path)) = resolver.missing(&import.iri, &import.file) else {
            others.push(import);
            continue;
        };
        let message = format!(
            "the import <{}> leads to `{path}` by `{by}`, and no such file is there",
            import.iri
        );
        let finding = Finding::warning(NOT_RESOLVED, message, place(import, source));
        findings.push(finding.with_hint("add the file, or mend the path"));
    }
    findings.extend(nowhere_at_all(&others, source));
    findings
}

/// Returns the warning that nothing leads imports to a file.
fn nowhere_at_all(
    imports: &[&Import],
    source: &dyn Fn(&str) -> Option<Rc<SourceFile>>,
) -> Option<Finding> {
    let mut nowhere = imports.iter().copied();
    let first = nowhere.next()?;
    let mut iris = vec![first.iri.as_str()];
    for import in nowhere {
        if !iris.contains(&import.iri.as_str()) {
            iris.push(&import.iri);
        }
    }
    let named: Vec<String> = iris
        .iter()
        .take(NAMED)
        .map(|iri| format!("<{iri}>"))
        .collect();
    let named = named.join(", ");
    let message = match (iris.len(), iris.len().saturating_sub(NAMED)) {
        (1, _) => format!("the import {named} leads to no file"),
        (count, 0) => format!("{count} imports lead to no file: {named}"),
        (count, more) => format!("{count} imports lead to no file: {named} and {more} more"),
    };
    let place = place(first, source);
    let hint = "put the file into `imports/`, name it in `[imports]` of `bixi.toml`, or set `import-not-resolved = \"off\"` in `[findings]`; `bixi check --imports` lists all imports";
    Some(Finding::warning(NOT_RESOLVED, message, place).with_hint(hint))
}

/// Where an import stands.
fn place(import: &Import, source: &dyn Fn(&str) -> Option<Rc<SourceFile>>) -> Place {
    let span = source(&import.file).and_then(|source| span(&source, import));
    Place {
        file: import.file.clone(),
        span: span.unwrap_or(0..0),
    }
}

/// Where an import stands: its IRI if that is written in full, else its line.
fn span(source: &SourceFile, import: &Import) -> Option<Range<usize>> {
    let line = source.text_span(import.line)?;
    let text = source.bytes.get(line.clone())?;
    let finder = memchr::memmem::Finder::new(import.iri.as_bytes());
    // A longer IRI may begin with this one.
    let ends = |at: &usize| {
        let after = text.get(at + import.iri.len());
        after.is_none_or(|byte| matches!(byte, b'>' | b'"' | b'\''))
    };
    let at = finder.find_iter(text).find(ends);
    Some(at.map_or(line.clone(), |at| {
        let start = line.start + at;
        start..start + import.iri.len()
    }))
}
