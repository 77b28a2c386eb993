//! Coverage as one object of JSON.

use crate::error::Result;
use crate::expect::{Coverage, Covered, CoveredPart};
use crate::write::json::json as written;
use serde_json::{Value, json as object};

pub(super) fn json(coverage: &Coverage) -> Result<String> {
    let terms = |all: &[Covered]| all.iter().map(term).collect::<Vec<Value>>();
    let parts = |all: &[CoveredPart]| all.iter().map(part).collect::<Vec<Value>>();
    let sources = coverage.sources.iter().map(|source| {
        let lines = source.lines.iter();
        let lines =
            lines.map(|line| object!({ "line": line.line, "expectations": line.expectations }));
        object!({ "path": source.path, "lines": lines.collect::<Vec<Value>>() })
    });
    let expectations = coverage.expectations.iter().map(|expectation| {
        object!({
            "name": expectation.name,
            "statements": expectation.statements,
            "not_followed": expectation.not_followed,
            "unreadable": expectation.unreadable,
        })
    });
    let (covered, lines) = coverage.lines();
    written(&object!({
        "percent": coverage.percent(),
        "lines": lines,
        "covered_lines": covered,
        "classes": terms(&coverage.classes),
        "properties": terms(&coverage.properties),
        "rules": parts(&coverage.rules),
        "shapes": parts(&coverage.shapes),
        "queries": parts(&coverage.queries),
        "views": parts(&coverage.views),
        "sources": sources.collect::<Vec<Value>>(),
        "expectations": expectations.collect::<Vec<Value>>(),
    }))
}

fn term(covered: &Covered) -> Value {
    object!({
        "term": covered.term.to_string(),
        "uses": covered.uses,
        "queries": covered.queries,
        "expectations": covered.expectations,
    })
}

fn part(part: &CoveredPart) -> Value {
    object!({ "name": part.name, "place": part.place, "expectations": part.expectations })
}
