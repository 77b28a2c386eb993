//! What a source states: triples with the graph that each stands in and the line where it is, and the prefixes declared.
//!
//! A reader of any syntax makes [`Statements`], and [`Merge`](crate::graph::Merge) makes a graph of them.

use crate::dictionary::{Interner, TermId};
use crate::finding::Finding;

/// One statement; its terms are numbers of the interner that it came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Subject, predicate, object.
    pub triple: [TermId; 3],
    /// The named graph that the file puts it in, if it names one.
    pub graph: Option<TermId>,
    /// 1-based line where its object begins.
    pub line: u32,
}

/// What a source says.
#[derive(Default)]
pub struct Statements {
    /// The terms.
    pub interner: Interner,
    /// The statements, in the order in which the file completes them.
    pub statements: Vec<Statement>,
    /// Declared prefixes, by name.
    pub prefixes: Vec<(String, String)>,
    /// What is wrong, by place. A statement in which something is wrong is not among the statements.
    pub findings: Vec<Finding>,
}

impl Statements {
    /// Forgets all, and keeps the room for terms and statements of another piece.
    pub fn clear(&mut self) {
        self.interner.clear();
        self.statements.clear();
    }
}
