//! Reads a file of statements that is not a source, with the places of the names in it.

use super::Against;
use crate::dictionary::{Interner, Tag, TermId};
use crate::error::Result;
use crate::finding::Finding;
use crate::query::NameOf;
use crate::rdf::vocab;
use crate::read::{Reading, read_document, read_with_contexts};
use crate::source::SourceFile;
use crate::statement::{Statement, Statements};
use std::collections::BTreeSet;
use std::ops::Range;

/// A file of statements.
pub struct Stated {
    /// What is wrong in the file itself.
    pub findings: Vec<Finding>,
    /// The names in its statements, each at its first place.
    pub names: Vec<Name>,
    /// The IRIs of the subjects: what the file says something of.
    pub subjects: BTreeSet<String>,
}

/// A name, where it stands first.
pub struct Name {
    /// The IRI.
    pub iri: String,
    /// What it is used as.
    pub used_as: NameOf,
    /// The bytes of the file.
    pub span: Range<usize>,
}

/// Reads a file of statements.
///
/// # Errors
/// If it has more terms than can be numbered, or the base is not an IRI.
pub fn stated(against: Against, file: &SourceFile) -> Result<Stated> {
    let base = against.project.base_of(&file.path)?;
    let reading = Reading {
        base: base.as_deref(),
        blank_node_prefix: "b",
    };
    Ok(match read_document(file, &reading)? {
        Some(document) => {
            let spans = document.spans.iter();
            let spans = spans.map(|spans| spans.map(|span| span.range()));
            names_of(document.said, spans)
        }
        None => {
            let said = read_with_contexts(file, &reading, against.contexts)?;
            let lines: Vec<u32> = said.statements.iter().map(|one| one.line).collect();
            let line = |line: u32| file.text_span(line).unwrap_or(0..0);
            let spans = lines.into_iter().map(|at| [line(at), line(at), line(at)]);
            names_of(said, spans)
        }
    })
}

/// Returns the names in statements whose terms stand at some places.
fn names_of(said: Statements, spans: impl Iterator<Item = [Range<usize>; 3]>) -> Stated {
    let mut stated = Stated {
        findings: said.findings,
        names: Vec::new(),
        subjects: BTreeSet::new(),
    };
    let mut seen = BTreeSet::new();
    for (Statement { triple, .. }, spans) in said.statements.iter().zip(spans) {
        stated.subjects.extend(iri(&said.interner, triple[0]));
        note(
            &said.interner,
            *triple,
            &spans,
            &mut seen,
            &mut stated.names,
        );
    }
    stated
}

/// Notes the names of a triple, those inside its triple terms among them.
fn note(
    interner: &Interner,
    triple: [TermId; 3],
    spans: &[Range<usize>; 3],
    seen: &mut BTreeSet<(String, bool)>,
    names: &mut Vec<Name>,
) {
    let [_, predicate, _] = triple;
    let is_type = iri(interner, predicate).is_some_and(|iri| iri == vocab::RDF_TYPE);
    let uses = [
        NameOf::Entity,
        NameOf::Property,
        if is_type {
            NameOf::Class
        } else {
            NameOf::Entity
        },
    ];
    for ((term, span), used_as) in triple.into_iter().zip(spans).zip(uses) {
        if let Some(inner) = interner.triple(term) {
            let spans = [span.clone(), span.clone(), span.clone()];
            note(interner, inner, &spans, seen, names);
        } else if let Some(iri) = iri(interner, term) {
            let is_new = seen.insert((iri.clone(), used_as == NameOf::Property));
            names.extend(is_new.then(|| Name {
                iri,
                used_as,
                span: span.clone(),
            }));
        }
    }
}

/// Returns the IRI that a term is.
fn iri(interner: &Interner, term: TermId) -> Option<String> {
    if interner.triple(term).is_some() {
        return None;
    }
    let (tag, text) = interner.get(term);
    (tag == Tag::IRI).then(|| String::from_utf8_lossy(text).into_owned())
}
