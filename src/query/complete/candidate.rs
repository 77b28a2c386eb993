//! Something that can be written at a place of a query.

use serde::Serialize;

/// The most candidates.
pub const MOST: usize = 50;

/// What a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CandidateKind {
    /// A word of SPARQL.
    Keyword,
    /// A function or an aggregate of SPARQL.
    Function,
    /// A prefix with its colon.
    Prefix,
    /// A variable of the query.
    Variable,
    /// A class.
    Class,
    /// A property.
    Property,
    /// Another entity.
    Entity,
    /// A literal.
    Literal,
}

/// Something that can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What is written.
    pub text: String,
    /// What it is called, or the namespace of a prefix.
    pub label: Option<String>,
    /// What it is.
    pub kind: CandidateKind,
    /// Of how many things it is true, as far as that is known: the instances of a class, the subjects that have a property and are as
    /// the pattern says, the statements that have a value.
    pub count: Option<usize>,
}
