//! Plans of queries, and what was executed for them, as trees of operators.

use crate::query::{Executed, Line};
use std::fmt::Write;

/// Returns the operators of a plan in the order in which they run, inner ones indented, with the rows that are expected.
pub fn plan(lines: &[Line]) -> String {
    let mut text = format!("{:>12}  operator\n", "estimated");
    for line in lines {
        let estimate = estimated(line.estimate);
        let indent = "  ".repeat(line.depth);
        // Writing to a string does not fail.
        let _ = writeln!(text, "{estimate:>12}  {indent}{}", line.label);
    }
    text
}

/// Returns the operators that were executed, inner ones indented, with expected and actual rows and time.
pub fn executed(operators: &[Executed]) -> String {
    let mut text = format!(
        "{:>12} {:>12} {:>10}  operator\n",
        "estimated", "rows", "ms"
    );
    for operator in operators {
        let estimate = estimated(operator.estimate);
        let indent = "  ".repeat(operator.depth);
        let milliseconds = operator.time.as_secs_f64() * 1000.0;
        let _ = writeln!(
            text,
            "{estimate:>12} {:>12} {milliseconds:>10.3}  {indent}{}",
            operator.rows, operator.label
        );
    }
    text
}

fn estimated(rows: Option<f64>) -> String {
    match rows {
        Some(rows) if rows < 1e12 => format!("{rows:.0}"),
        Some(rows) => format!("{rows:.0e}"),
        None => "-".to_owned(),
    }
}
