//! `/api/cancel`: ends a query of the page.

use super::parameters::Parameters;
use crate::serve::problem::Problem;
use crate::serve::state::State;
use serde_json::{Value, json};

/// Answers the call: `id`.
pub fn answer(state: &State, parameters: &Parameters) -> Result<Value, Problem> {
    let run = state.running.get(parameters.required("id")?);
    if let Some(run) = &run {
        run.cancellation.cancel();
    }
    Ok(json!({ "is_cancelled": run.is_some() }))
}
