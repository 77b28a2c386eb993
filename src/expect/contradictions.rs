//! A graph that contradicts itself fails each run of expectations that do not allow it.

use super::outcome::Outcome;
use crate::finding::{Finding, Place};
use crate::number::count;
use crate::source::SourceFile;

/// The most contradictions that are shown.
const SHOWN: usize = 20;

/// Returns the outcome for contradictions that were found in a graph, if there are any: it stands where the first of them does,
/// and has the lines that each rests on.
pub fn outcome(
    contradictions: &[Finding],
    file: &dyn Fn(&str) -> Option<SourceFile>,
) -> Option<Outcome> {
    let first = &contradictions.first()?.place;
    let line =
        |place: &Place| file(&place.file).map_or(1, |file| file.shown_line(place.span.start));
    let mut failures = Vec::new();
    for finding in contradictions.iter().take(SHOWN) {
        let place = |place: &Place| format!("{}:{}", place.file, line(place));
        failures.push(format!("{}: {}", place(&finding.place), finding.message));
        let related = finding.related.iter().map(|related| {
            let message = match related.message.as_str() {
                "" => String::new(),
                message => format!(" {message}"),
            };
            format!("  {}{message}", place(&related.place))
        });
        failures.extend(related);
    }
    if contradictions.len() > SHOWN {
        let more = count(contradictions.len() - SHOWN, "contradiction");
        failures.push(format!("and {more} more"));
    }
    Some(Outcome {
        title: Some("the graph contradicts itself".to_owned()),
        line: Some(line(first)),
        ..Outcome::wrong(first.file.clone(), failures)
    })
}
