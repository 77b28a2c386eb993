//! The answers of an engine by the forms of queries ([SPARQL 1.1, 16](https://www.w3.org/TR/sparql11-query/#QueryForms)).

use crate::rdf::{Term, Triple, Variable};

/// What an engine answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The solutions of a SELECT query: a value, or none, for each variable.
    Solutions {
        /// The variables, in their order.
        variables: Vec<Variable>,
        /// The rows, each with a value, or none, for each variable.
        rows: Vec<Vec<Option<Term>>>,
    },
    /// The triples of a CONSTRUCT or DESCRIBE query.
    Graph(Vec<Triple>),
    /// The answer of an ASK query.
    Boolean(bool),
}
