//! `/api/progress`: what a query of the page is doing.

use super::parameters::Parameters;
use crate::serve::problem::Problem;
use crate::serve::state::State;
use serde_json::{Value, json};

/// Answers the call: `id`.
pub fn answer(state: &State, parameters: &Parameters) -> Result<Value, Problem> {
    let run = state.running.get(parameters.required("id")?);
    Ok(match run {
        Some(run) => json!({
            "is_running": true,
            "operator": run.progress.operator(),
            "rows": run.progress.rows(),
            "milliseconds": run.started.elapsed().as_millis() as u64,
        }),
        None => json!({ "is_running": false }),
    })
}
