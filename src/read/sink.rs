//! Where statements go: as numbers and lines into a graph, or with the places of their terms to an editor.

use super::{Document, PrefixDeclaration};
use crate::statement::Statement;
use std::ops::Range;

/// A part of a text: bytes, 0-based, end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The span of a range of a text of less than 4 GiB.
    #[inline]
    pub fn of(range: Range<usize>) -> Self {
        Self {
            start: range.start as u32,
            end: range.end as u32,
        }
    }

    /// The span as a range.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Turtle has about so many bytes a statement, the other syntaxes have more.
const BYTES_A_STATEMENT: usize = 32;

/// Takes what a text says, in its order.
pub trait Sink {
    /// Whether comments are wanted.
    const COMMENTS: bool;

    /// A statement, and where its subject, predicate and object stand.
    fn state(&mut self, statement: Statement, spans: [Span; 3]);

    /// The statement before is in this graph.
    fn set_graph(&mut self, graph: u32);

    /// How many statements there are.
    fn len(&self) -> usize;

    /// Forgets the statements from a number on: they were part of something faulty.
    fn forget(&mut self, from: usize);

    /// `[ … ]`, `( … )` or `<< … >>` with all that is in it.
    fn bracketed(&mut self, span: Span, is_property_list: bool);

    /// A declaration of a prefix.
    fn declare(&mut self, declaration: impl FnOnce() -> PrefixDeclaration);

    /// A declaration of a base: its IRI.
    fn set_base(&mut self, iri: Span);
}

/// Keeps statements with their lines.
#[derive(Default)]
pub struct Lines {
    /// The statements.
    pub statements: Vec<Statement>,
}

impl Lines {
    /// Nothing yet, with room for what a text of so many bytes says, about.
    pub fn for_length(bytes: usize) -> Self {
        Self {
            statements: Vec::with_capacity(bytes / BYTES_A_STATEMENT),
        }
    }
}

impl Sink for Lines {
    const COMMENTS: bool = false;

    #[inline]
    fn state(&mut self, statement: Statement, _: [Span; 3]) {
        self.statements.push(statement);
    }

    fn set_graph(&mut self, graph: u32) {
        if let Some(last) = self.statements.last_mut() {
            last.graph = Some(graph);
        }
    }

    #[inline]
    fn len(&self) -> usize {
        self.statements.len()
    }

    fn forget(&mut self, from: usize) {
        self.statements.truncate(from);
    }

    fn bracketed(&mut self, _: Span, _: bool) {}

    fn declare(&mut self, _: impl FnOnce() -> PrefixDeclaration) {}

    fn set_base(&mut self, _: Span) {}
}

/// Keeps all places.
#[derive(Default)]
pub struct Places {
    /// What there is; its statements and spans go together.
    pub document: Document,
    brackets: Vec<Span>,
}

impl Places {
    /// What was read. The spans of bracketed terms, known only by where they open, are completed.
    pub fn into_document(mut self) -> Document {
        self.brackets.sort_unstable();
        for spans in &mut self.document.spans {
            for span in spans {
                let known = self
                    .brackets
                    .binary_search_by_key(&span.start, |bracket| bracket.start);
                if let Some(whole) = known.ok().and_then(|index| self.brackets.get(index))
                    && span.end == span.start + 1
                {
                    *span = *whole;
                }
            }
        }
        self.document.property_lists.sort_unstable();
        self.document
    }
}

impl Sink for Places {
    const COMMENTS: bool = true;

    fn state(&mut self, statement: Statement, spans: [Span; 3]) {
        self.document.said.statements.push(statement);
        self.document.spans.push(spans);
    }

    fn set_graph(&mut self, graph: u32) {
        if let Some(last) = self.document.said.statements.last_mut() {
            last.graph = Some(graph);
        }
    }

    fn len(&self) -> usize {
        self.document.spans.len()
    }

    fn forget(&mut self, from: usize) {
        self.document.said.statements.truncate(from);
        self.document.spans.truncate(from);
    }

    fn bracketed(&mut self, span: Span, is_property_list: bool) {
        self.brackets.push(span);
        if is_property_list {
            self.document.property_lists.push(span);
        }
    }

    fn declare(&mut self, declaration: impl FnOnce() -> PrefixDeclaration) {
        self.document.prefixes.push(declaration());
    }

    fn set_base(&mut self, iri: Span) {
        self.document.bases.push(iri);
    }
}
