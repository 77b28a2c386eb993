//! Mappings: a table becomes statements by a [CONSTRUCT](https://www.w3.org/TR/sparql11-query/#construct) query over its rows.
//!
//! Each column is a variable, and an empty cell leaves it unbound. A mapping reads its front matter ([`settings`]) and its query
//! ([`construct`]); the rows of a batch are given to the query as values of the variables ([`rows`]), and the template is filled
//! for each solution ([`statements`]).

mod apart;
mod asked;
mod bound;
mod cell;
mod checked;
mod columns;
mod compared;
mod computed;
mod construct;
mod dates;
mod fate;
mod filling;
mod findings;
mod functions;
mod input;
mod keys;
mod lexical;
mod listed;
mod lookup;
mod named_by;
mod noted;
mod output;
mod places;
mod reifiers;
mod rows;
mod settings;
mod slugs;
mod statements;
mod terms;
#[cfg(test)]
mod tests;
mod text;
mod unmatched;

pub use cell::{Cell, cell_of};
pub(crate) use dates::date_parts;
pub use findings::{EXPLANATIONS, UNKNOWN as UNKNOWN_REFERENCE};
pub use input::Input;
pub(crate) use lexical::Written;
pub use named_by::NamedBy;
pub use settings::{ARRAY, Quote, RowNumbers, Settings};
pub use statements::{statements, stream};

use crate::error::Result;
use crate::finding::{Finding, nearest};
use crate::query::functions::Target;
use crate::query::{FrontMatter, Query};
use crate::rdf::{NamedNode, Prefixes, vocab};
use crate::source::SourceFile;
use construct::Construct;
use std::collections::BTreeMap;
use text::Text;

/// A mapping whose query and front matter are as they should be.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// What its front matter says.
    pub settings: Settings,
    query: Query,
    construct: Construct,
    /// The IRIs of the datatypes of columns, by the keys of `types`.
    datatypes: BTreeMap<String, String>,
    /// The prefixes that it declares with their namespaces.
    prefixes: Vec<(String, String)>,
    /// The text that its front matter names, once it is read.
    text: Option<Text>,
}

impl Mapping {
    /// Reads a mapping, given the prefixes of the project and the IRI that relative IRIs are resolved against unless the mapping
    /// names another. The prefix `bixi` is known to it.
    ///
    /// # Errors
    /// If a limit is passed. The inner error is what is wrong in the mapping.
    pub fn read(
        file: SourceFile,
        prefixes: &Prefixes,
        base: Option<&str>,
    ) -> Result<std::result::Result<Self, Vec<Finding>>> {
        if std::str::from_utf8(&file.bytes).is_err() {
            return Ok(Err(vec![findings::not_utf8(&file)]));
        }
        let query = Query {
            source: file,
            front_matter: FrontMatter::default(),
            graphs: None,
            base: None,
        };
        let (settings, faults) = Settings::of(query.text());
        let faults = faults.iter();
        let mut found: Vec<Finding> = faults
            .map(|fault| findings::of_front_matter(fault, &query.source))
            .collect();
        let mut known = prefixes.clone();
        if known.namespace("bixi").is_none() {
            known.declare("bixi", vocab::FUNCTIONS);
        }
        let declared = construct::declared_prefixes(query.text());
        let mut in_settings = known.clone();
        for (name, namespace) in &declared {
            in_settings.declare(name, namespace);
        }
        let (datatypes, unknown) = datatypes(&settings, &in_settings, &query.source);
        found.extend(unknown);
        found.sort_by_key(|finding| finding.place.span.start);
        if !found.is_empty() {
            return Ok(Err(found));
        }
        let base = settings.base.as_deref().or(base);
        let construct = match Construct::of(&query, &known, base)? {
            Ok(construct) => construct,
            Err(findings) => return Ok(Err(findings)),
        };
        if let Some(finding) = construct.unknown_function(&query)? {
            return Ok(Err(vec![finding]));
        }
        Ok(Ok(Self {
            settings,
            query,
            construct,
            datatypes,
            prefixes: declared,
            text: None,
        }))
    }

    /// Returns whether it looks entities up in the graph of the other sources.
    pub fn sees_graph(&self) -> bool {
        self.construct.sees_graph
    }

    /// Returns what it makes of the rows alone, without looking anything up, as a mapping. `None` if there is nothing, or if it sees no
    /// graph.
    pub fn without_lookups(&self) -> Option<Self> {
        let construct = apart::without_lookups(&self.construct);
        let construct = construct.filter(|_| self.sees_graph())?;
        Some(Self {
            construct,
            ..self.clone()
        })
    }

    /// Returns the mapping for one of the tables that its front matter names.
    #[must_use]
    pub fn for_table(mut self, table: &str) -> Self {
        self.settings.table = table.to_owned();
        self
    }

    /// Returns the mapping with the text that its front matter names.
    #[must_use]
    pub fn with_text(self, file: &SourceFile) -> Self {
        let first = self.settings.first.unwrap_or(1);
        Self {
            text: Some(Text::of(file, first)),
            ..self
        }
    }

    /// Returns the path of its file.
    pub fn path(&self) -> &str {
        &self.query.source.path
    }
}

/// Returns the finding that the table of a mapping is not there.
pub fn no_table(mapping: &Mapping) -> Finding {
    let table = &mapping.settings.table;
    let message = format!("there is no table `{table}`");
    let finding = findings::in_front_matter(&mapping.query.source, table, message);
    finding.with_hint("its path is relative to the folder of the project")
}

/// Returns the finding that the text of a mapping is not there.
pub fn no_text(mapping: &Mapping, path: &str) -> Finding {
    let message = format!("there is no text `{path}`");
    let named = mapping.settings.text.as_deref().unwrap_or(path);
    let finding = findings::in_front_matter(&mapping.query.source, named, message);
    finding.with_hint("its path is relative to the folder of the project")
}

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// The datatypes of XML Schema that a cell may have besides those with a cast in SPARQL.
const OTHER_DATATYPES: [&str; 8] = [
    "base64Binary",
    "hexBinary",
    "language",
    "normalizedString",
    "token",
    "Name",
    "NCName",
    "NMTOKEN",
];

/// Returns whether an IRI is in the namespace of XML Schema and no datatype of it.
fn is_unknown(iri: &str) -> bool {
    let name = iri.strip_prefix(XSD);
    name.is_some_and(|name| Target::of(iri).is_none() && !OTHER_DATATYPES.contains(&name))
}

/// Returns which datatype may be meant by the prefixed name of an unknown one.
fn near_datatype(name: &str) -> Option<String> {
    let (prefix, local) = name.split_once(':')?;
    let near = nearest(local, Target::names().chain(OTHER_DATATYPES))?;
    Some(format!("did you mean `{prefix}:{near}`?"))
}

/// Returns the IRIs of the datatypes that front matter names, by column, and what is wrong in others.
fn datatypes(
    settings: &Settings,
    prefixes: &Prefixes,
    file: &SourceFile,
) -> (BTreeMap<String, String>, Vec<Finding>) {
    let (mut datatypes, mut findings) = (BTreeMap::new(), Vec::new());
    for (column, name) in &settings.types {
        let iri = name
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'));
        let iri = iri.map_or_else(|| prefixes.expand(name), |iri| Some(iri.to_owned()));
        match iri.filter(|iri| NamedNode::new(iri.as_str()).is_ok()) {
            Some(iri) if is_unknown(&iri) => {
                let message = format!("there is no datatype `{name}`");
                let finding = findings::in_front_matter(file, name, message);
                findings.push(Finding {
                    hint: near_datatype(name),
                    ..finding
                });
            }
            Some(iri) => {
                datatypes.insert(column.clone(), iri);
            }
            None => {
                let message = format!("`{name}` is not a datatype");
                let finding = findings::in_front_matter(file, name, message);
                findings.push(finding.with_hint(
                    "write a prefixed name such as `xsd:decimal`, or an IRI in angle brackets",
                ));
            }
        }
    }
    (datatypes, findings)
}
