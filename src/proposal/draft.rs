//! A mapping before it is text: what its lines are to say, whatever they follow from.

use crate::finding::Finding;
use crate::mapping::Settings;

/// A mapping as it is to be written, and what is known of its table.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What the lines at the top of the mapping say.
    pub settings: Settings,
    /// What stands below them as comments, each a sentence.
    pub comments: Vec<String>,
    /// The triples of the template; those of one subject follow each other.
    pub template: Vec<TemplateTriple>,
    /// The values that are computed, in an order in which each has what it needs.
    pub computed: Vec<ComputedValue>,
    /// What is to be known of the mapping, each a sentence.
    pub notes: Vec<String>,
    /// What was found in what the mapping follows.
    pub findings: Vec<Finding>,
    /// The number of rows of the table.
    pub rows: usize,
    /// The numbers of its first rows.
    pub first_rows: Vec<u64>,
}

/// A triple of the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateTriple {
    /// The name of a variable.
    pub subject: String,
    /// A variable or an IRI.
    pub property: TemplateTerm,
    /// A variable or a constant.
    pub object: TemplateTerm,
    /// Why it is there, for a comment.
    pub why: String,
}

/// What stands in a triple of the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateTerm {
    /// The name of a variable.
    Variable(String),
    /// An IRI.
    Iri(String),
    /// A literal in SPARQL, its datatype as an IRI in full.
    Literal(String),
}

/// A value that the mapping computes for each row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComputedValue {
    /// The name of the variable that has it.
    pub variable: String,
    /// An expression with IRIs in full.
    pub expression: String,
    /// Why it is so, for a comment above it; perhaps empty.
    pub why: String,
}
