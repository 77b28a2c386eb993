//! `invalid/x.report.ttl`: the [validation report](https://www.w3.org/TR/shacl12-core/#validation-report) of a project once the file
//! beside it, such as `x.ttl`, is one of its sources.

use super::graphs::triple;
use super::stated::stated;
use crate::error::Result;
use crate::number::count;
use crate::rdf::{NamedOrBlankNode, Prefixes, Term, Triple, with_usual_case};
use crate::shapes::SH;
use crate::source::SourceFile;
use std::collections::BTreeSet;

/// The ending of the files.
pub const ENDING: &str = "report.ttl";

/// What of a result is compared, in the order in which it is shown.
const COMPARED: [&str; 5] = [
    "resultSeverity",
    "sourceConstraintComponent",
    "focusNode",
    "resultPath",
    "value",
];

/// Returns whether a path is that of an expectation of a report.
pub fn is_of_report(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let is_report = |name: &str| {
        name.strip_suffix(ENDING)
            .is_some_and(|stem| stem.ends_with('.'))
    };
    parts.next().is_some_and(is_report) && parts.next() == Some("invalid")
}

/// A result of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportResult {
    /// What is compared of it, as in Turtle; a blank node is `[]`, one that is a path with what describes it.
    parts: [String; 5],
    messages: BTreeSet<String>,
}

impl ReportResult {
    /// Whether a result is this one, which a file expects; messages count only if it has some.
    fn is(&self, actual: &Self) -> bool {
        self.parts == actual.parts && self.messages.is_subset(&actual.messages)
    }

    fn shown(&self) -> String {
        let parts = self.parts.iter().filter(|part| !part.is_empty());
        let messages = self.messages.iter();
        parts.chain(messages).cloned().collect::<Vec<_>>().join(" ")
    }
}

/// Returns the results of a report, in their order.
pub fn results(prefixes: &Prefixes, report: &[Triple]) -> Vec<ReportResult> {
    let is = |triple: &&Triple, name: &str| {
        let property = triple.predicate.as_str();
        property.strip_prefix(SH) == Some(name)
    };
    let results = report.iter().filter(|triple| is(triple, "result"));
    let result = |statement: &Triple| {
        let values = |name: &'static str| {
            let own = report.iter().filter(move |triple| {
                Term::from(triple.subject.clone()) == statement.object && is(triple, name)
            });
            own.map(|triple| &triple.object)
        };
        let part = |name: &'static str| {
            let value = values(name).next();
            value.map_or_else(String::new, |value| match (name, value) {
                ("resultPath", Term::BlankNode(_)) => path(prefixes, report, value, PATH),
                (_, Term::BlankNode(_)) => "[]".to_owned(),
                (_, value) => prefixes.display(&with_usual_case(value.clone())),
            })
        };
        let messages = values("resultMessage");
        ReportResult {
            parts: COMPARED.map(part),
            messages: messages
                .map(|text| prefixes.display(&with_usual_case(text.clone())))
                .collect(),
        }
    };
    results.map(result).collect()
}

/// The most blank nodes within each other that describe a path.
const PATH: usize = 64;

/// Returns a path that blank nodes describe, whatever they are called.
fn path(prefixes: &Prefixes, report: &[Triple], node: &Term, depth: usize) -> String {
    let Term::BlankNode(blank) = node else {
        return prefixes.display(node);
    };
    let subject = NamedOrBlankNode::from(blank.clone());
    let own = report
        .iter()
        .filter(|triple| triple.subject == subject && depth > 0);
    let described = own.map(|triple| {
        let predicate = prefixes.display_iri(triple.predicate.as_str());
        format!(
            "{predicate} {}",
            path(prefixes, report, &triple.object, depth - 1)
        )
    });
    let described: BTreeSet<String> = described.collect();
    format!(
        "[ {} ]",
        described.into_iter().collect::<Vec<_>>().join(" ; ")
    )
}

/// Reads the results that a file expects.
///
/// # Errors
/// If the file has more terms than can be numbered. What is wrong in it is a sentence.
pub fn expected(
    prefixes: &Prefixes,
    file: &SourceFile,
    base: Option<&str>,
) -> Result<std::result::Result<Vec<ReportResult>, String>> {
    let said = match stated(file, base)? {
        Ok(said) => said,
        Err(wrong) => return Ok(Err(wrong.failure)),
    };
    let statements = said.statements.iter();
    let report = statements.map(|statement| triple(&said.interner, statement.triple));
    let report = report.collect::<Result<Vec<Triple>>>()?;
    let is_report = |triple: &Triple| matches!(&triple.object, Term::NamedNode(class) if class.as_str().strip_prefix(SH) == Some("ValidationReport"));
    let Some(of_report) = report.iter().find(|triple| is_report(triple)) else {
        return Ok(Err(format!("{} has no `sh:ValidationReport`", file.path)));
    };
    let results = results(prefixes, &report);
    let conforms = report.iter().find(|triple| {
        triple.subject == of_report.subject
            && triple.predicate.as_str().strip_prefix(SH) == Some("conforms")
    });
    let conforms = conforms.map(|triple| match &triple.object {
        Term::Literal(literal) => literal.value().to_owned(),
        other => prefixes.display(other),
    });
    // Results of these severities keep no data from conforming.
    let counts = |result: &&ReportResult| {
        let [severity, ..] = &result.parts;
        !severity.ends_with("Debug") && !severity.ends_with("Trace")
    };
    Ok(
        match (conforms.as_deref(), results.iter().filter(counts).count()) {
            (None, _) | (Some("true" | "1"), 0) | (Some("false" | "0"), 1..) => Ok(results),
            (Some(conforms), number) => Err(format!(
                "{} contradicts itself: `sh:conforms` is `{conforms}`, and there {} {}",
                file.path,
                if number == 1 { "is" } else { "are" },
                match number {
                    0 => "no results".to_owned(),
                    number => count(number, "result"),
                }
            )),
        },
    )
}

/// Returns the results that are missing, with `- ` before them, and those that were not expected, with `+ `.
pub fn compare(expected: &[ReportResult], mut actual: Vec<ReportResult>) -> Vec<String> {
    let mut failures = Vec::new();
    for result in expected {
        match actual.iter().position(|actual| result.is(actual)) {
            Some(found) => {
                actual.remove(found);
            }
            None => failures.push(format!("- {}", result.shown())),
        }
    }
    failures.extend(actual.iter().map(|result| format!("+ {}", result.shown())));
    failures
}
