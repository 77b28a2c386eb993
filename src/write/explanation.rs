//! How a query was evaluated, as a tree.

use crate::query::Explanation;
use std::fmt::Write;

/// The operators of a query, those below indented, with estimated and actual rows and time.
pub fn explanation(explanation: &Explanation) -> String {
    if let Some(left) = &explanation.left {
        return format!(
            "oxigraph evaluates this query, solution by solution, since it has {left}\n"
        );
    }
    let mut text = format!(
        "{:>12} {:>12} {:>10}  operator\n",
        "estimated", "rows", "ms"
    );
    for operator in &explanation.operators {
        let estimated = match operator.estimated {
            Some(rows) if rows < 1e12 => format!("{rows:.0}"),
            Some(rows) => format!("{rows:.0e}"),
            None => "-".to_owned(),
        };
        let indent = "  ".repeat(operator.depth);
        let milliseconds = operator.time.as_secs_f64() * 1000.0;
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "{estimated:>12} {:>12} {milliseconds:>10.3}  {indent}{}",
            operator.rows, operator.label
        );
    }
    text
}
