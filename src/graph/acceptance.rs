//! The levels of acceptance of triples: how certain a triple must be for a query to see it.

/// The levels of a graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acceptance {
    /// Their names, the strictest first; none if the project does not configure certainty.
    pub names: Vec<String>,
    /// The level of a query that names none.
    pub default: u8,
}

impl Acceptance {
    /// Marks the level of a triple that files reify and do not assert.
    pub const REIFIED: u8 = 0x80;
    /// Marks the level of a triple that is inferred and in no file.
    pub const INFERRED: u8 = 0x40;
    /// The bits of a level without its marks.
    pub const LEVEL: u8 = 0x3F;
    /// The level of a step of a proof that RDF cannot express: no query sees it.
    pub const HIDDEN: u8 = 0x3F;

    /// Returns whether a query that accepts a level sees a triple of a level. It does not see weaker levels, nor, if the
    /// accepted level has the mark [`Self::INFERRED`], triples that are only inferred.
    pub fn sees(accepted: u8, level: u8) -> bool {
        level & Self::LEVEL <= accepted & Self::LEVEL && level & accepted & Self::INFERRED == 0
    }

    /// Returns the level with a name.
    pub fn level(&self, name: &str) -> Option<u8> {
        self.names
            .iter()
            .position(|known| known == name)
            .map(|level| level as u8)
    }
}
