//! The place of a statement in a file: its line, and one of its terms where that is written there.

use super::fault::Fault;
use super::scope::Scope;
use crate::dictionary::TermId;
use crate::finding::{Finding, Place, Related};
use crate::graph;
use crate::rdf::Term;
use crate::source::SourceFile;
use std::ops::Range;

/// In a longer line, a term is not looked for.
const LONGEST_LINE: usize = 10_000;

/// Returns a fault as a finding, if its statement is in a file of the project.
pub fn finding(scope: &Scope, fault: Fault) -> Option<Finding> {
    let place = place_of(scope, fault.at, fault.term)?;
    let related = fault.related.iter().filter_map(|(at, term, message)| {
        let place = place_of(scope, *at, *term)?;
        Some(Related {
            place,
            message: message.clone(),
        })
    });
    let related = related.collect();
    Some(Finding {
        id: fault.id,
        severity: fault.severity,
        message: fault.message,
        place,
        hint: fault.hint,
        related,
    })
}

/// Returns the first place of a statement in a file of the project, with the bytes of one of its terms.
fn place_of(scope: &Scope, at: [TermId; 3], term: TermId) -> Option<Place> {
    let place: graph::Place = scope.places(at).into_iter().next()?;
    let path = &scope.graph.sources.get(place.source as usize)?.path;
    let span = (scope.context.files)(path).and_then(|file| {
        let line = file.text_span(place.line)?;
        Some(term_in(scope, &file, line.clone(), place.source, term).unwrap_or(line))
    });
    Some(Place {
        file: path.clone(),
        span: span.unwrap_or(0..0),
    })
}

/// Returns the bytes of a term in a line, if it is written there in one of the usual ways.
fn term_in(
    scope: &Scope,
    file: &SourceFile,
    line: Range<usize>,
    source: u32,
    term: TermId,
) -> Option<Range<usize>> {
    if line.len() > LONGEST_LINE {
        return None;
    }
    let text = std::str::from_utf8(file.bytes.get(line.clone())?).ok()?;
    let forms = match scope.graph.dictionary.term(term) {
        Term::NamedNode(iri) => names(scope, source, iri.as_str()),
        Term::Literal(literal) => {
            let written = scope.graph.display(term);
            vec![
                written,
                format!("\"{}\"", literal.value()),
                literal.value().to_owned(),
            ]
        }
        Term::BlankNode(_) | Term::Triple(_) => Vec::new(),
    };
    forms.iter().find_map(|form| {
        let start = whole(text, form)?;
        Some(line.start + start..line.start + start + form.len())
    })
}

/// Returns how an IRI may be written in a source: with its prefixes, in angle brackets, or as `a`.
fn names(scope: &Scope, source: u32, iri: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (prefix, namespace) in scope.prefixes_of(source as usize) {
        if let Some(local) = iri
            .strip_prefix(namespace.as_str())
            .filter(|_| !namespace.is_empty())
        {
            names.push(format!("{prefix}:{local}"));
        }
    }
    names.push(format!("<{iri}>"));
    names.push(iri.to_owned());
    names
}

/// Returns where a text has a term that is not a part of a longer one.
fn whole(text: &str, form: &str) -> Option<usize> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '#' | '/');
    let mut places = text.match_indices(form).map(|(at, _)| at);
    places.find(|at| {
        let before = text
            .get(..*at)
            .and_then(|before| before.chars().next_back());
        let after = text
            .get(at + form.len()..)
            .and_then(|after| after.chars().next());
        let starts = form.starts_with(['"', '<']) || !before.is_some_and(is_part);
        !form.is_empty() && starts && (form.ends_with(['"', '>']) || !after.is_some_and(is_part))
    })
}
