//! `/api/status`: what is served, and whether the sources can be built as they are now.

use super::parameters::Parameters;
use crate::serve::problem::Problem;
use crate::serve::query::internal;
use crate::serve::state::State;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Status<'a> {
    name: &'a str,
    languages: Vec<String>,
    sizes: Sizes,
    digest: &'a str,
    levels: &'a [String],
    base: Option<&'a str>,
    prefixes: BTreeMap<&'a str, &'a str>,
    /// Whether passages can be quoted.
    has_texts: bool,
    refused: Option<Refused>,
}

#[derive(Serialize)]
struct Sizes {
    sources: usize,
    imported: usize,
    statements: usize,
    inferred: usize,
    terms: usize,
}

/// The last build was refused, or could not be run.
#[derive(Serialize)]
struct Refused {
    findings: usize,
    /// Why nothing could be built, if it is not for what was found in the sources.
    reason: Option<&'static str>,
}

/// Answers the call.
pub fn answer(state: &State, _: &Parameters) -> Result<Value, Problem> {
    let served = state.served();
    let (project, snapshot) = (&served.project, &served.snapshot);
    let sizes = &served.sizes;
    let status = Status {
        name: &project.config.name,
        languages: project.languages(snapshot),
        sizes: Sizes {
            sources: sizes.sources,
            imported: sizes.imported,
            statements: sizes.statements,
            inferred: sizes.inferred,
            terms: sizes.terms,
        },
        digest: &served.digest,
        levels: snapshot.levels(),
        base: project.config.base.as_deref(),
        prefixes: snapshot.prefixes().iter().collect(),
        has_texts: state.texts.is_some(),
        refused: state.refusal().map(|refusal| Refused {
            findings: refusal.findings.len(),
            reason: refusal.stopped,
        }),
    };
    serde_json::to_value(status).map_err(|error| internal(&error.to_string()))
}
