//! The statements of some rows while the template is filled for them, and the names of their blank nodes.

use super::fate::Fate;
use super::noted::Noted;
use super::places::Places;
use super::slugs::OfRow;
use crate::dictionary::{Tag, TermId};
use crate::error::Result;
use crate::statement::Statements;

/// What some rows of a table state by a mapping.
#[derive(Default)]
pub struct Piece {
    /// Their statements.
    pub said: Statements,
    /// What was found in them.
    pub noted: Noted,
    /// The IRIs with slugs that they have.
    pub slugs: Vec<OfRow>,
    /// What became of them, by their indexes in the batch.
    pub fates: Vec<Fate>,
}

/// A piece that is being filled.
pub struct Output<'t> {
    /// What it has so far.
    pub piece: Piece,
    /// Where the rows are.
    pub places: Places<'t>,
    names: Names<'t>,
}

/// The names of blank nodes: that of a row is the same whatever is in the rows before it.
struct Names<'t> {
    prefix: &'t str,
    row: u32,
    /// How many the row has.
    count: usize,
    name: Vec<u8>,
}

impl<'t> Output<'t> {
    /// Returns a piece with no row yet. The names of its blank nodes start with a prefix.
    pub fn new(mut piece: Piece, prefix: &'t str, places: Places<'t>) -> Self {
        piece.fates = vec![Fate::default(); places.batch.len()];
        let names = Names {
            prefix,
            row: 0,
            count: 0,
            name: Vec::new(),
        };
        Self {
            piece,
            places,
            names,
        }
    }

    /// Returns the number of the row that is filled in.
    pub fn row(&self) -> u32 {
        self.names.row
    }

    /// Begins a solution of a row.
    pub fn enter(&mut self, row: u32) {
        if self.names.row != row {
            self.names.row = row;
            self.names.count = 0;
        }
    }

    /// Notes what became of the row in a solution.
    pub fn becomes(&mut self, fate: Fate) {
        let numbers = &self.places.batch.numbers;
        if let Ok(index) = numbers.binary_search(&self.row().into())
            && let Some(known) = self.piece.fates.get_mut(index)
        {
            *known = fate.max(*known);
        }
    }

    /// Returns another blank node of the row: the first is called after the row, `n2` and so on tell the others apart.
    ///
    /// # Errors
    /// If there are more terms than can be numbered.
    pub fn blank_node(&mut self) -> Result<TermId> {
        let Names {
            prefix,
            row,
            count,
            name,
        } = &mut self.names;
        *count += 1;
        let mut digits = itoa::Buffer::new();
        name.clear();
        name.extend_from_slice(prefix.as_bytes());
        name.extend_from_slice(digits.format(*row).as_bytes());
        if *count > 1 {
            name.push(b'n');
            name.extend_from_slice(digits.format(*count).as_bytes());
        }
        self.piece.said.interner.intern(Tag::BLANK, name)
    }
}
