//! Decodes the texts of many terms of a dictionary: one that follows another in its block of the front coding is made of it,
//! so that sorted numbers cost one pass over their blocks.

use super::front::{BLOCK, next_text, text_at};
use super::{Dictionary, TermId};

/// Reads texts one after the other.
pub struct TextReader<'d> {
    dictionary: &'d Dictionary,
    /// The text that was read last.
    text: Vec<u8>,
    /// The coded texts after it.
    rest: &'d [u8],
    /// The number of the term after it; 0 if nothing was read.
    next: usize,
}

impl<'d> TextReader<'d> {
    /// Returns a reader that has read nothing.
    pub fn new(dictionary: &'d Dictionary) -> Self {
        Self {
            dictionary,
            text: Vec::with_capacity(64),
            rest: &[],
            next: 0,
        }
    }

    /// Returns the text of an IRI, a blank node or a literal; returns nothing if the number has none.
    pub fn read(&mut self, id: TermId) -> Option<&[u8]> {
        let index = id as usize;
        if index + 1 == self.next {
            return Some(&self.text);
        }
        let is_after = index >= self.next && index / BLOCK == self.next.wrapping_sub(1) / BLOCK;
        let next = std::mem::take(&mut self.next);
        if is_after {
            for _ in next..=index {
                next_text(&mut self.rest, &mut self.text)?;
            }
        } else {
            let start = usize::try_from(*self.dictionary.blocks.get(index / BLOCK)?).ok()?;
            self.rest = self.dictionary.text.get(start..)?;
            self.text.clear();
            text_at(&mut self.rest, index % BLOCK, &mut self.text)?;
        }
        self.next = index + 1;
        Some(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::Interner;
    use crate::rdf::{Literal, Term};

    #[test]
    fn a_text_is_the_same_whatever_was_read_before() {
        let mut interner = Interner::default();
        for number in 0..200 {
            let text = "text ".repeat(number % 7) + &number.to_string();
            let term: Term = Literal::new_simple_literal(text).into();
            interner.intern_term(&term).expect("few terms");
        }
        let (dictionary, _) = Dictionary::from_interner(&interner);
        for step in 1..40 {
            let mut reader = TextReader::new(&dictionary);
            for index in 0..400 {
                let id = index * step % 200;
                let text = reader.read(id).map(<[u8]>::to_vec);
                assert_eq!(text, Some(dictionary.text(id).into_bytes()));
            }
            assert_eq!(reader.read(200), None);
            assert_eq!(
                reader.read(7).map(<[u8]>::len),
                Some(dictionary.text(7).len())
            );
        }
    }
}
