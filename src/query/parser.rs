//! Runs the parser of spargebra within the limits of a query, which it does not know.

use super::limits::Budget;
use crate::error::{Error, Result};
use crate::rdf::Prefixes;
use spargebra::{Query, SparqlParser, SparqlSyntaxError};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Texts of at least this many bytes are parsed on a thread of their own, shorter ones in a few milliseconds.
const LONG: usize = 1 << 16;

/// The bytes of the stack of that thread, of which memory is taken only for what is used.
const STACK: usize = 1 << 30;

/// The time between two looks at the limits while a long text is parsed.
const PAUSE: Duration = Duration::from_millis(10);

/// The bytes that the algebra of a text takes for each of its bytes, measured with a long `VALUES`.
const ALGEBRA: usize = 16;

/// A parser of queries within limits.
pub struct Parser<'b> {
    parser: SparqlParser,
    budget: &'b Budget,
}

impl<'b> Parser<'b> {
    /// Returns a parser that knows the prefixes which a text may use: to check a namespace takes longer than to parse a short
    /// query.
    ///
    /// # Errors
    /// If a namespace or the base is refused that was checked before: an internal error.
    pub fn new(
        text: &str,
        prefixes: &Prefixes,
        base: Option<&str>,
        budget: &'b Budget,
    ) -> Result<Self> {
        let refused = |_| Error::internal("a namespace or the base of a query is not an IRI");
        let before: Vec<&str> = text.match_indices(':').map(|(at, _)| &text[..at]).collect();
        let is_escaped = text.contains('\\');
        let is_used = |name: &str| is_escaped || before.iter().any(|text| text.ends_with(name));
        // A namespace that is not an absolute IRI cannot be used in a query; declaring it there gives the error.
        let usable = prefixes
            .iter()
            .filter(|(name, namespace)| is_used(name) && oxiri::Iri::parse(*namespace).is_ok());
        let mut parser = SparqlParser::new();
        for (name, namespace) in usable {
            parser = parser.with_prefix(name, namespace).map_err(refused)?;
        }
        if let Some(base) = base {
            parser = parser.with_base_iri(base).map_err(refused)?;
        }
        Ok(Self { parser, budget })
    }

    /// Parses a text. The thread of a long one is left alone when a limit is passed: it ends when it has parsed the text.
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn parse(&self, text: &str) -> Result<std::result::Result<Query, SparqlSyntaxError>> {
        let parser = self.parser.clone();
        if text.len() < LONG {
            return Ok(parser.parse_query(text));
        }
        let _memory = self.budget.reserve((text.len() * ALGEBRA) as u64)?;
        let (sender, receiver) = mpsc::channel();
        let text = text.to_owned();
        // Nobody receives the algebra after a limit was passed.
        let work = move || drop(sender.send(parser.parse_query(&text)));
        let thread = thread::Builder::new().stack_size(STACK).spawn(work);
        thread.map_err(Error::thread("the parser"))?;
        loop {
            match receiver.recv_timeout(PAUSE) {
                Ok(parsed) => return Ok(parsed),
                Err(RecvTimeoutError::Timeout) => self.budget.look()?,
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Error::internal(
                        "the parser of a query ended without a result",
                    ));
                }
            }
        }
    }
}
