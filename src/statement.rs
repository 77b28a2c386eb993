//! What a source states: its triples, each with its graph and its line, and the prefixes that it declares.
//!
//! A reader of any syntax makes [`Statements`], and [`Merge`](crate::graph::Merge) makes a graph of them.

use crate::dictionary::{Interner, Tag, TermId};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::rdf::{BlankNode, NamedNode, NamedOrBlankNode, Term, Triple};

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
    /// Returns the last line that a statement has; 0 if there is no statement.
    pub fn last_line(&self) -> u32 {
        let lines = self.statements.iter().map(|statement| statement.line);
        lines.max().unwrap_or(0)
    }

    /// Adds the statements of a piece; its terms get the numbers that they have here.
    ///
    /// # Errors
    /// If a statement has a term that is not interned, or there are more terms than can be numbered.
    pub fn append(&mut self, piece: &Self) -> Result<()> {
        let ids = self.interner.absorb(&piece.interner)?;
        let id = |old: TermId| {
            let id = ids.get(old as usize).copied();
            id.ok_or(Error::internal(
                "a piece states a term that it does not have",
            ))
        };
        for statement in &piece.statements {
            let [subject, predicate, object] = statement.triple;
            self.statements.push(Statement {
                triple: [id(subject)?, id(predicate)?, id(object)?],
                graph: statement.graph.map(id).transpose()?,
                ..*statement
            });
        }
        Ok(())
    }

    /// Drops the terms that no statement has: those of statements in which something is wrong.
    ///
    /// # Errors
    /// If a statement has a term that is not interned.
    pub fn drop_unused_terms(&mut self) -> Result<()> {
        let used = self.statements.iter();
        let used = used.flat_map(|statement| statement.triple.into_iter().chain(statement.graph));
        let wanted = self.interner.wanted(used);
        if wanted.iter().all(|is_wanted| *is_wanted) {
            return Ok(());
        }
        let (interner, ids) = self.interner.only(&wanted)?;
        let id = |old: TermId| {
            let id = ids.get(old as usize).copied().flatten();
            id.ok_or(Error::internal(
                "a statement has a term that is not interned",
            ))
        };
        for statement in &mut self.statements {
            let [subject, predicate, object] = statement.triple;
            statement.triple = [id(subject)?, id(predicate)?, id(object)?];
            statement.graph = statement.graph.map(id).transpose()?;
        }
        self.interner = interner;
        Ok(())
    }

    /// Returns a triple of interned terms as one of terms.
    ///
    /// # Errors
    /// If its subject or predicate can be none.
    pub fn triple(&self, [subject, predicate, object]: [TermId; 3]) -> Result<Triple> {
        let subject = match self.term(subject)? {
            Term::NamedNode(iri) => NamedOrBlankNode::from(iri),
            Term::BlankNode(node) => NamedOrBlankNode::from(node),
            _ => return Err(Error::internal("a literal or a triple is a subject")),
        };
        let Term::NamedNode(predicate) = self.term(predicate)? else {
            return Err(Error::internal("a predicate is not an IRI"));
        };
        Ok(Triple::new(subject, predicate, self.term(object)?))
    }

    fn term(&self, id: TermId) -> Result<Term> {
        if let Some(ids) = self.interner.triple(id) {
            return Ok(self.triple(ids)?.into());
        }
        let (tag, text) = self.interner.get(id);
        let text = String::from_utf8(text.to_vec());
        let text = text.map_err(|_| Error::internal("a term is not in UTF-8"))?;
        let types = self.interner.literal_types();
        Ok(match tag.literal_type() {
            Some(number) => match types.get(number as usize) {
                Some(of) => of.literal(text).into(),
                None => return Err(Error::internal("a literal has no type")),
            },
            None if tag == Tag::IRI => NamedNode::new_unchecked(text).into(),
            None => BlankNode::new_unchecked(text).into(),
        })
    }

    /// Removes terms and statements, and keeps their memory for those of another piece.
    pub fn clear(&mut self) {
        self.interner.clear();
        self.statements.clear();
    }
}
