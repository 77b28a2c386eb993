//! What a source states: its triples, each with its graph and its line, and the prefixes that it declares.
//!
//! A reader of any syntax makes [`Statements`], and [`Merge`](crate::graph::Merge) makes a graph of them.

use crate::dictionary::{Interner, TermId};
use crate::finding::Finding;

/// One statement. Its terms are numbers of the interner that came with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Subject, predicate, object.
    pub triple: [TermId; 3],
    /// The named graph that the file puts it in, if it names one.
    pub graph: Option<TermId>,
    /// The line where its object begins, counted from 1.
    pub line: u32,
}

/// What a source states.
#[derive(Default)]
pub struct Statements {
    /// The terms.
    pub interner: Interner,
    /// The statements, in the order in which the file completes them.
    pub statements: Vec<Statement>,
    /// The prefixes that the source declares with their namespaces, sorted by name.
    pub prefixes: Vec<(String, String)>,
    /// What is wrong in the source, sorted by place. A statement in which something is wrong is not among the statements.
    pub findings: Vec<Finding>,
}

impl Statements {
    /// Removes terms and statements, and keeps their memory for those of another piece.
    pub fn clear(&mut self) {
        self.interner.clear();
        self.statements.clear();
    }
}
