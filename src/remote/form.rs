//! The forms of queries by what they give ([SPARQL 1.1, 16](https://www.w3.org/TR/sparql11-query/#QueryForms)).

/// The form of a query, by what it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Rows: SELECT.
    Select,
    /// A boolean: ASK.
    Ask,
    /// Triples: CONSTRUCT and DESCRIBE.
    Construct,
}
