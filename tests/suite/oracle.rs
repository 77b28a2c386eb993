//! Results of oxigraph's evaluator, with which ours are compared, as results of ours.

use bixi::internals::query::{Results, Solutions, Triples};
use oxigraph::sparql::QueryResults;

/// Returns the same results, read to their end.
pub fn results(results: QueryResults<'_>) -> Results {
    match results {
        QueryResults::Boolean(answer) => Results::Boolean(answer),
        QueryResults::Graph(triples) => {
            let triples = triples.map(|triple| triple.expect("a triple"));
            Results::Graph(Triples::new(triples))
        }
        QueryResults::Solutions(solutions) => {
            let variables = solutions.variables().to_vec();
            let rows = solutions.map(|solution| solution.expect("a solution").values().to_vec());
            Results::Solutions(Solutions::new(variables, rows))
        }
    }
}
