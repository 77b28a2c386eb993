//! Findings as an array of objects.

use super::Sources;
use crate::finding::{Finding, Place};
use serde::Serialize;

#[derive(Serialize)]
struct Json<'a> {
    id: &'a str,
    severity: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: JsonPlace,
    hint: Option<&'a str>,
    related: Vec<JsonRelated<'a>>,
}

/// Lines and columns count from 1, columns in code points; the end is exclusive.
#[derive(Serialize)]
struct JsonPlace {
    file: String,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: JsonPlace,
}

/// The findings, pretty-printed.
pub(super) fn json(findings: &[&Finding], sources: &Sources) -> String {
    let findings: Vec<Json> = findings
        .iter()
        .map(|finding| Json {
            id: finding.id,
            severity: finding.severity.as_str(),
            message: &finding.message,
            place: place_of(&finding.place, sources),
            hint: finding.hint.as_deref(),
            related: finding
                .related
                .iter()
                .map(|related| JsonRelated {
                    message: &related.message,
                    place: place_of(&related.place, sources),
                })
                .collect(),
        })
        .collect();
    // Strings and numbers always can be written.
    format!(
        "{}\n",
        serde_json::to_string_pretty(&findings).unwrap_or_default()
    )
}

fn place_of(place: &Place, sources: &Sources) -> JsonPlace {
    let (start, end) = sources.positions(place);
    JsonPlace {
        file: sources.path(place),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}
