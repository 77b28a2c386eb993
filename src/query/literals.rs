//! Literals that are values of variables.

use crate::dictionary::{LiteralType, TermId};

/// Literals by their numbers, which are those of their appearance: the same literal may have several.
#[derive(Clone, Debug, Default)]
pub struct Literals {
    types: Vec<LiteralType>,
    text: String,
    /// The index of the type of each literal, and where its text ends; it starts where the one before ends.
    ends: Vec<(usize, usize)>,
}

impl Literals {
    /// Returns literals of these types, of which there are none yet.
    pub fn of_types(types: Vec<LiteralType>) -> Self {
        Self {
            types,
            ..Self::default()
        }
    }

    /// Returns the types, by their indexes.
    pub fn types(&self) -> &[LiteralType] {
        &self.types
    }

    /// Adds a literal, given the index of its type and its text, and returns its number.
    pub fn add(&mut self, of_type: usize, text: &str) -> TermId {
        self.text.push_str(text);
        self.ends.push((of_type, self.text.len()));
        self.ends.len() as TermId - 1
    }

    /// Returns the indexes of the types of all literals, and their texts.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (usize, &str)> {
        let mut start = 0;
        self.ends.iter().map(move |(of_type, end)| {
            let text = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            (*of_type, text)
        })
    }
}
