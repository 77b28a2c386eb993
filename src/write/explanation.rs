//! Plans of queries, and what was executed for them, as trees of operators: text and JSON.

use crate::error::{Error, Result};
use crate::number::count;
use crate::query::{Plan, PlanOperator};
use std::fmt::Write;

/// Returns the operators of a plan in the order in which they run, inner ones indented, with the rows that are expected; of a
/// plan that was executed with actual rows and times, too.
pub fn plan(plan: &Plan) -> String {
    let mut text = match plan.is_executed {
        true => format!("{:>12} {:>12} {:>10}", "estimated", "rows", "ms"),
        false => format!("{:>12}", "estimated"),
    };
    text.push_str("  operator\n");
    add(&plan.operators, 0, &mut text);
    text
}

fn add(operators: &[PlanOperator], depth: usize, text: &mut String) {
    for operator in operators {
        let estimate = estimated(operator.estimated_rows);
        // Writing to a string does not fail.
        let _ = write!(text, "{estimate:>12}");
        if let Some(actual) = operator.actual {
            let milliseconds = actual.time.as_secs_f64() * 1000.0;
            let _ = write!(text, " {:>12} {milliseconds:>10.3}", actual.rows);
        }
        let indent = "  ".repeat(depth);
        let merged = operator.actual.filter(|of| of.solutions != of.rows as u64);
        let solutions = merged.map(|of| {
            let most = usize::try_from(of.solutions).unwrap_or(usize::MAX);
            format!(" ({})", count(most, "solution"))
        });
        let solutions = solutions.unwrap_or_default();
        let asked = operator.actual.filter(|of| of.requests > 0);
        let asked = asked.map(|of| {
            let bytes = usize::try_from(of.bytes).unwrap_or(usize::MAX);
            let requests = count(of.requests, "request");
            format!(" ({requests}, {})", count(bytes, "byte"))
        });
        let asked = asked.unwrap_or_default();
        let _ = writeln!(text, "  {indent}{}{solutions}{asked}", operator.label);
        add(&operator.operators, depth + 1, text);
    }
}

fn estimated(rows: Option<f64>) -> String {
    match rows {
        Some(rows) if rows < 1e12 => format!("{rows:.0}"),
        Some(rows) => format!("{rows:.0e}"),
        None => "-".to_owned(),
    }
}

/// Returns the same as JSON, pretty-printed.
///
/// # Errors
/// Never: names, texts and numbers can be written. If they cannot, that is an internal error.
pub fn plan_json(plan: &Plan) -> Result<String> {
    let json = serde_json::to_string_pretty(plan);
    let json = json.map_err(|_| Error::internal("a plan cannot be written as JSON"))?;
    Ok(format!("{json}\n"))
}
