//! Why a query is not written in SQL.

/// What is not written in SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What it is.
    pub what: String,
    /// The word of the query that it stands at, if there is one.
    pub word: String,
}

impl Refusal {
    /// Makes a refusal.
    pub fn new(what: impl Into<String>, word: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            word: word.into(),
        }
    }
}
