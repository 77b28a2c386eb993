//! What is found in the sources and fails a whole run of expectations: a graph that contradicts itself, or cannot be built.

use super::outcome::Outcome;
use crate::finding::{Finding, Place};
use crate::source::SourceFile;

/// The most findings that are shown.
const SHOWN: usize = 20;

/// Returns the outcome for findings, if there are any: it stands where the first of them does, and has the lines that each rests on.
pub fn outcome(
    title: &str,
    findings: &[Finding],
    file: &dyn Fn(&str) -> Option<SourceFile>,
) -> Option<Outcome> {
    let first = &findings.first()?.place;
    let line =
        |place: &Place| file(&place.file).map_or(1, |file| file.shown_line(place.span.start));
    let mut failures = Vec::new();
    for finding in findings.iter().take(SHOWN) {
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
    if findings.len() > SHOWN {
        failures.push(format!("and {} more", findings.len() - SHOWN));
    }
    Some(Outcome {
        title: Some(title.to_owned()),
        line: Some(line(first)),
        ..Outcome::wrong(first.file.clone(), failures)
    })
}
