//! Findings as an array of objects.

use crate::finding::{Finding, Place};
use crate::source::SourceFile;
use serde::Serialize;

#[derive(Serialize)]
struct Json<'a> {
    id: &'a str,
    severity: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: JsonPlace<'a>,
    hint: Option<&'a str>,
    related: Vec<JsonRelated<'a>>,
}

/// Lines and columns count from 1, columns in code points; the end is exclusive.
#[derive(Serialize)]
struct JsonPlace<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: JsonPlace<'a>,
}

/// All findings, pretty-printed.
pub fn json<'a>(findings: &[Finding], source: &dyn Fn(&str) -> Option<&'a SourceFile>) -> String {
    let findings: Vec<Json> = findings
        .iter()
        .map(|finding| Json {
            id: finding.id,
            severity: finding.severity.as_str(),
            message: &finding.message,
            place: place_of(&finding.place, source(&finding.place.file)),
            hint: finding.hint.as_deref(),
            related: finding
                .related
                .iter()
                .map(|related| JsonRelated {
                    message: &related.message,
                    place: place_of(&related.place, source(&related.place.file)),
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

fn place_of<'a>(place: &'a Place, source: Option<&SourceFile>) -> JsonPlace<'a> {
    let (start, end) = place.positions(source);
    JsonPlace {
        file: &place.file,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}
