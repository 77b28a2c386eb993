//! What another question would find where an answer has no row.

use super::Acceptance;
use super::advice::accept;
use super::arguments::way_to_give;
use bixi::text::count as counted;
use bixi::{Arguments, Query, QueryLimits, Results, Snapshot};

/// A question whose answer has no row.
pub struct Asked<'a> {
    /// The query.
    pub query: &'a Query,
    /// The values of its parameters.
    pub arguments: &'a Arguments,
    /// What is left of the limits.
    pub limits: &'a QueryLimits,
}

impl Asked<'_> {
    /// Returns what the loosest level of acceptance would show; nothing if that takes more than the limits allow.
    pub fn with_all_claims(&self, snapshot: &Snapshot, acceptance: &Acceptance) -> String {
        let Some(loosest) = snapshot
            .levels()
            .last()
            .filter(|name| acceptance.accept.as_ref() != Some(name))
        else {
            return String::new();
        };
        let seen = snapshot.accepting(loosest);
        let rows = seen.map_or(0, |seen| self.rows(&seen, self.arguments));
        match rows {
            0 => String::new(),
            rows => format!("; {} with {}", counted(rows, "row"), accept(loosest)),
        }
    }

    /// Returns which arguments leave nothing: those of optional parameters without which there are rows.
    pub fn with_fewer_arguments(&self, seen: &Snapshot) -> String {
        let mut said = String::new();
        for parameter in self.query.parameters() {
            if !parameter.optional || !self.arguments.contains_key(&parameter.name) {
                continue;
            }
            let mut fewer = self.arguments.clone();
            fewer.remove(&parameter.name);
            let rows = self.rows(seen, &fewer);
            if rows > 0 {
                let way = way_to_give(&parameter.name, "query");
                said.push_str(&format!("; {} without `{way}`", counted(rows, "row")));
            }
        }
        said
    }

    /// Returns the number of rows of an answer; none if it passes a limit.
    fn rows(&self, seen: &Snapshot, arguments: &Arguments) -> usize {
        let answer = seen.query(self.query, arguments, self.limits);
        match answer.map(|answer| answer.results) {
            Ok(Results::Solutions(rows)) => rows.len(),
            _ => 0,
        }
    }
}
