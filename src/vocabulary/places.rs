//! The place of a statement in a file: its line, and one of its terms where that is written there.

use super::fault::Fault;
use super::scope::Scope;
use crate::dictionary::TermId;
use crate::finding::{Finding, Place, Related};
use crate::graph;

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
        let source = place.source as usize;
        let written = scope.graph.written_in(&file, line.clone(), source, term);
        Some(written.into_iter().next().unwrap_or(line))
    });
    Some(Place {
        file: path.clone(),
        span: span.unwrap_or(0..0),
    })
}
