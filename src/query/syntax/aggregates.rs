//! Where aggregates may stand: in `SELECT`, `HAVING` and `ORDER BY`
//! ([SPARQL 1.1, 11](https://www.w3.org/TR/sparql11-query/#aggregates)). The parser takes them in every expression.

use super::super::tokens::{AGGREGATES, Kind, Token};
use super::Fault;

/// The words that begin a clause with expressions.
const CLAUSES: [&str; 6] = ["SELECT", "HAVING", "ORDER", "GROUP", "FILTER", "BIND"];

/// The first aggregate that stands where none may.
pub fn misplaced(text: &str, tokens: &[Token]) -> Option<Fault> {
    // For each brace that is open, the clause that is read in it.
    let mut clauses = vec![""];
    for (index, token) in tokens.iter().enumerate() {
        let word = token.text(text);
        match (token.kind, word) {
            (Kind::Sign, "{") => clauses.push(""),
            (Kind::Sign, "}") if clauses.len() > 1 => drop(clauses.pop()),
            (Kind::Word, _) => {
                let same = |name: &&&str| word.eq_ignore_ascii_case(name);
                if let Some(clause) = CLAUSES.iter().find(same)
                    && let Some(last) = clauses.last_mut()
                {
                    *last = *clause;
                }
                let is_call = || {
                    tokens
                        .get(index + 1)
                        .is_some_and(|next| next.text(text) == "(")
                };
                let clause = clauses.last().copied().unwrap_or_default();
                if let Some(name) = AGGREGATES.iter().find(same)
                    && is_call()
                    && !["SELECT", "HAVING", "ORDER"].contains(&clause)
                {
                    return Some(fault(token.range.start, name, clause));
                }
            }
            _ => {}
        }
    }
    None
}

fn fault(at: usize, name: &str, clause: &str) -> Fault {
    let (place, hint) = match clause {
        "FILTER" => (
            "`FILTER`",
            "put the condition into `HAVING` after `GROUP BY`, or compute it in a subquery",
        ),
        "GROUP" => ("`GROUP BY`", "compute it in a subquery"),
        "BIND" => (
            "`BIND`",
            "write it in `SELECT`, or compute it in a subquery",
        ),
        _ => (
            "a pattern",
            "write it in `SELECT`, or compute it in a subquery",
        ),
    };
    let problem = format!(
        "`{name}` is an aggregate, which stands in `SELECT`, `HAVING` or `ORDER BY`, not in {place}"
    );
    Fault::new(at, problem).with_hint(format!("{hint} `{{ SELECT … }}`"))
}
