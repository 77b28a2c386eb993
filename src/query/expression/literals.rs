//! The texts of all literals of the graph, decoded in one pass, for an expression that reads many of them
//! ([SPARQL 1.1, 17](https://www.w3.org/TR/sparql11-query/#expressions)).

use super::buffer::{Buffer, Text};
use crate::dictionary::{Dictionary, Tag, TermId};
use crate::error::Result;

/// If an expression is evaluated for this part of all literals, decoding all of them in their order takes less time than
/// finding each in its block: a text takes 10 ns instead of 80 ns.
const SHARE: usize = 8;
/// For fewer rows nothing is decoded ahead.
const FEWEST: usize = 256;
/// The most bytes of texts and the most literals that are decoded ahead.
const MOST_BYTES: usize = 1 << 28;
const MOST_LITERALS: usize = 1 << 22;

/// The texts of the literals of the graph, which the buffer keeps over all batches; or none.
#[derive(Default)]
pub struct Literals {
    is_worth: bool,
    first: TermId,
    /// Where the text of each literal starts in the buffer, and at the end where the last one ends.
    starts: Vec<u32>,
}

impl Literals {
    /// Returns no texts, which are decoded later if an expression for this many rows is worth it.
    pub fn new(dictionary: &Dictionary, rows: usize) -> Self {
        let literals = dictionary.literals();
        Self {
            is_worth: rows >= FEWEST
                && rows > literals.len() / SHARE
                && literals.len() <= MOST_LITERALS,
            first: literals.start,
            starts: Vec::new(),
        }
    }

    /// Returns whether nothing was decoded.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Decodes the texts before the first of them are read, if it is worth it and most of these terms are literals.
    ///
    /// # Errors
    /// If the texts are larger than the buffer may be.
    pub fn decode(
        &mut self,
        dictionary: &Dictionary,
        ids: &[TermId],
        buffer: &mut Buffer,
    ) -> Result<()> {
        let is_literal = |id: &&TermId| dictionary.is_literal(**id);
        if !self.is_worth || ids.iter().filter(is_literal).count() * 2 < ids.len() {
            return Ok(());
        }
        self.is_worth = false;
        let literals = dictionary.literals();
        let mut starts = Vec::with_capacity(literals.len() + 1);
        let before = buffer.len();
        let mut end = Ok(());
        dictionary.each_text(literals.clone(), |_, text| {
            if end.is_ok() && buffer.len() - before <= MOST_BYTES {
                match buffer.push_bytes(Tag::IRI, text) {
                    Ok(text) => starts.push(text.start),
                    Err(error) => end = Err(error),
                }
            }
        });
        end?;
        // Those of a damaged dictionary, or too many of them, are read one by one.
        if starts.len() == literals.len() {
            starts.push(buffer.len() as u32);
            self.starts = starts;
            buffer.keep();
        }
        Ok(())
    }

    /// Returns the text of a literal of the graph, if it was decoded.
    #[inline]
    pub fn text(&self, id: TermId, tag: Tag) -> Option<Text> {
        let index = id.checked_sub(self.first)? as usize;
        match self.starts.get(index..index.checked_add(2)?) {
            Some(&[start, end]) => Some(Text { start, end, tag }),
            _ => None,
        }
    }
}
