//! Reads JSON-LD, with the places of what it says ([JSON-LD 1.1](https://www.w3.org/TR/json-ld11/),
//! [its algorithms](https://www.w3.org/TR/json-ld11-api/)).
//!
//! ```text
//! text ─json▶ a tree with places ─contexts, expand▶ nodes, literals, lists with IRIs in full ─state▶ statements
//! ```
//! Where the algorithms leave something out, a finding says so: a relative IRI without base and what is not an IRI are
//! errors, a key that stands for no IRI is a warning. A string with a language and a direction is that of RDF 1.2.

mod canonical;
mod containers;
mod context;
mod contexts;
mod definition;
mod details;
mod draft;
mod escapes;
mod expand;
mod expanded;
mod iris;
mod json;
mod mapped;
mod state;

use super::encoding::Text;
use super::fault::{Fault, order};
use super::{ContextFiles, Reading, Span, foreign};
use crate::error::{Error, Result};
use crate::finding::{Finding, Severity};
use crate::read::iri::Base;
use crate::signature::{self, Foreign};
use crate::source::SourceFile;
use crate::statement::Statements;
use contexts::{Contexts, Mapped};
use expanded::{Expanded, Item};
use json::Parsed;
pub use json::{Json, Value};
use state::Stated;
use std::rc::Rc;

/// Reads a file as a tree of JSON with places. The error is the first thing that is wrong in it.
pub fn json_of(file: &SourceFile) -> std::result::Result<Json<'_>, Box<Finding>> {
    let text = file.bytes.strip_prefix(b"\xEF\xBB\xBF");
    let start = file.bytes.len() - text.map_or(file.bytes.len(), <[u8]>::len);
    let place = |at: usize| crate::finding::Place {
        file: file.path.clone(),
        span: at..at,
    };
    let wrong = |message: &str, at: usize| Finding::error("invalid-json", message, place(at));
    if u32::try_from(file.bytes.len()).is_err() {
        return Err(Box::new(wrong("this file is larger than 4 GiB", 0)));
    }
    match std::str::from_utf8(&file.bytes) {
        Ok(text) => json::parse(text, start)
            .map(|parsed| parsed.root)
            .map_err(|fault| Box::new(fault.into_finding(&file.path, 0))),
        Err(error) => Err(Box::new(wrong(
            "this file is not UTF-8",
            error.valid_up_to(),
        ))),
    }
}

/// Reads a source.
///
/// # Errors
/// If it has 4 GiB or more terms than can be numbered, or the base is not an IRI. What is wrong in the text is a finding.
pub fn read(
    source: &SourceFile,
    base: Base,
    reading: &Reading,
    context_files: &ContextFiles,
) -> Result<Statements> {
    if u32::try_from(source.bytes.len()).is_err() {
        return Err(Error::TooLarge {
            what: "bytes",
            limit: u32::MAX.into(),
        });
    }
    let text = Text::of(&source.bytes, true);
    let faults = text.faults(usize::MAX);
    if !faults.is_empty() {
        return Ok(refused(source, faults));
    }
    let parsed = match json::parse(&text.text, text.start) {
        Ok(parsed) => parsed,
        Err(fault) => return Ok(refused(source, vec![fault])),
    };
    let needed = context_files.needed_by(&source.bytes);
    let texts: Vec<Text> = needed
        .iter()
        .map(|(_, file)| Text::of(&file.bytes, true))
        .collect();
    let trees: Vec<Result<Parsed, Fault>> = texts.iter().map(tree).collect();
    let mapped = needed.iter().zip(&trees).map(|((iri, file), tree)| {
        let context = match tree {
            Ok(tree) => tree
                .root
                .get("@context")
                .ok_or("it has no `@context` at its top"),
            Err(fault) => Err(fault.message.as_str()),
        };
        let path = file.path.as_str();
        (*iri, Mapped { path, context })
    });
    let mut contexts = Contexts::new(base);
    contexts.mapped = mapped.collect();
    let mut stated = Stated::new(&text.text, reading.blank_node_prefix);
    let initial = Rc::new(contexts.initial());
    let is_array = matches!(parsed.root.value, Value::Array(_));
    // Of an array one item after another, so that no more is in memory than one of them says.
    for json in parsed.root.items() {
        if let Ok(expanded) = contexts.value(&initial, None, json, false) {
            let items = if is_array {
                expanded.into_items()
            } else {
                top(expanded)
            };
            stated.items(&mut contexts, &items, None);
        }
    }
    if let Some(error) = stated.stopped {
        return Err(error);
    }
    let mut findings = contexts.warnings(&source.path);
    findings.extend(
        parsed
            .doubled
            .iter()
            .map(|(before, after)| doubled(source, *before, *after)),
    );
    let faults = std::mem::take(&mut contexts.faults).into_vec().into_iter();
    findings.extend(faults.map(|fault| fault.into_finding(&source.path, 0)));
    findings.sort_by_key(|finding| order(&finding.place.span, finding.id));
    let is_plain = stated.statements.is_empty() && !signature::has_json_ld_keyword(&text.text);
    if is_plain
        && findings
            .iter()
            .any(|finding| finding.id == "ignored-by-json-ld")
    {
        return Ok(foreign::not_read(
            &source.path,
            &source.bytes,
            Foreign::Json,
        ));
    }
    Ok(Statements {
        interner: stated.interner,
        statements: stated.statements,
        prefixes: contexts
            .prefixes
            .into_iter()
            .map(|(name, iri)| (name.to_owned(), iri))
            .collect(),
        findings,
    })
}

/// The JSON of a context that is a file of its own.
fn tree<'t>(text: &'t Text) -> Result<Parsed<'t>, Fault> {
    match text.faults(usize::MAX).into_iter().next() {
        Some(fault) => Err(fault),
        None => json::parse(&text.text, text.start),
    }
}

/// What stands at the top: an object that has only a graph is that graph.
fn top(expanded: Expanded) -> Vec<Item> {
    let mut items = expanded.into_items();
    match items.as_mut_slice() {
        [Item::Node(node)] if node.id.is_none() && node.is_graph() && !node.has_index => {
            node.graph.take().unwrap_or_default()
        }
        _ => items,
    }
}

/// A text of which nothing is taken over.
fn refused(source: &SourceFile, faults: Vec<Fault>) -> Statements {
    let faults = faults.into_iter();
    Statements {
        findings: faults
            .map(|fault| fault.into_finding(&source.path, 0))
            .collect(),
        ..Statements::default()
    }
}

fn doubled(source: &SourceFile, before: Span, after: Span) -> Finding {
    let message =
        "this key stands again further below in the same object, so what it says here is left out";
    let fault = Fault::new("doubled-key", message, before.range())
        .with_hint("write all its values in one array")
        .with_related(after.range(), "what stands here counts");
    let mut finding = fault.into_finding(&source.path, 0);
    finding.severity = Severity::Warning;
    finding
}
