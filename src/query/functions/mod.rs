//! Functions of SPARQL expressions on terms ([SPARQL 1.1, 17.4](https://www.w3.org/TR/sparql11-query/#SparqlOps)).

mod constants;
mod matching;
pub mod regex;

pub use constants::wrong_pattern;
pub use matching::functions as matching_functions;
pub use matching::{replace_all_calls, replace_calls};
