//! What is wrong with the user's rules as shows when they have been applied, as findings.

use super::Sources;
use crate::finding::{Finding, Place, Severity};
use crate::graph::RuleName;

/// Why a rule cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It computes terms of terms that it computed, without end.
    Endless {
        /// The rule.
        rule: RuleName,
        /// Whether it is left out.
        is_left_out: bool,
    },
    /// It asks something of all values of a property, and this statement of that property follows later, by this rule. It is
    /// left out.
    Open(RuleName, String, String),
}

impl Fault {
    /// The fault in the line of the rule.
    pub fn finding(&self, source: Sources) -> Finding {
        match self {
            Self::Endless { rule, is_left_out } => {
                let left_out = if *is_left_out {
                    ", so it is left out"
                } else {
                    ""
                };
                let message = format!(
                    "the rule `{}` computes terms of terms that it computed, without end{left_out}",
                    rule.name
                );
                let hint = "a condition such as `FILTER(?n < 10)` gives it an end";
                let place = place(rule.place.as_deref(), source);
                let mut finding = Finding::error("rule-without-end", message, place);
                if *is_left_out {
                    finding.severity = Severity::Warning;
                }
                finding.with_hint(hint)
            }
            Self::Open(rule, statement, by) => {
                let message = format!(
                    "the rule `{}` asks something of all values, and more of them follow once it is applied: `{statement}`, by `{by}`",
                    rule.name
                );
                let hint = "ask for one value instead, with `sh:qualifiedValueShape` and `sh:qualifiedMinCount 1`";
                Finding::warning(
                    "rule-not-supported",
                    message,
                    place(rule.place.as_deref(), source),
                )
                .with_hint(hint)
            }
        }
    }
}

/// `path:line` as a place.
pub(super) fn place(text: Option<&str>, source: Sources) -> Place {
    let text = text.unwrap_or_default();
    let (path, line) = text.rsplit_once(':').unwrap_or((text, "1"));
    let span = source(path).and_then(|source| source.text_span(line.parse().ok()?));
    Place {
        file: path.to_owned(),
        span: span.unwrap_or(0..0),
    }
}
