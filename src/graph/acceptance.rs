//! The levels of acceptance of triples: how certain a triple must be for a query to see it.

/// The levels of a graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acceptance {
    /// Their names, the strictest first; none if the project does not speak of certainty.
    pub names: Vec<String>,
    /// The level that is seen if none is asked for.
    pub default: u8,
}

impl Acceptance {
    /// Marks the level of a triple that files only speak of.
    pub const REIFIED: u8 = 0x80;
    /// Marks the level of a triple that is inferred and in no file.
    pub const INFERRED: u8 = 0x40;
    /// The part of a level that is no mark.
    pub const LEVEL: u8 = 0x3F;
    /// The level of what is only a step in a proof, since RDF cannot say it: no query sees it.
    pub const HIDDEN: u8 = 0x3F;

    /// Whether who accepts a level sees a triple of a level: not what is on a weaker one, and with [`Self::INFERRED`] in
    /// what is accepted, not what is only inferred.
    pub fn sees(accepted: u8, level: u8) -> bool {
        level & Self::LEVEL <= accepted & Self::LEVEL && level & accepted & Self::INFERRED == 0
    }

    /// The level of a name.
    pub fn level(&self, name: &str) -> Option<u8> {
        self.names
            .iter()
            .position(|known| known == name)
            .map(|level| level as u8)
    }
}
