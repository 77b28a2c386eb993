//! A mapping for a table that has none: what its columns hold, and the query that makes statements of them.
//!
//! The rows are read twice: to see which cells have several values ([`splits`]), and what the values are ([`facts`]). From that
//! follows what each column means ([`describe`]), and from this description the draft of the mapping ([`drafted`]), which is written as
//! text ([`text`]). Other beginnings of a draft are metadata in CSVW ([`csvw`])
//! and the template row of a table for ROBOT ([`robot`]).

mod called;
pub mod csvw;
mod datatype;
mod describe;
mod draft;
mod drafted;
mod entities;
mod explain;
mod facts;
mod forms;
mod key;
mod names;
mod references;
pub mod robot;
mod seen;
mod splits;
#[cfg(test)]
mod tests;
mod text;
mod writing;

pub use called::Called;
pub use describe::{Asked, describe};
pub use draft::Draft;
pub use explain::EXPLANATIONS;
pub use names::{Names, Settled};
pub use references::{Other, stem, values_of};
pub use seen::with_own;
pub use text::mapping;

use crate::mapping::{NamedBy, Settings};
use crate::table::Column;
use rustc_hash::FxHashSet;

/// A table as a mapping is to read it, column by column.
#[derive(Clone, Debug)]
pub struct Description {
    /// What the lines at the top of the mapping say.
    pub settings: Settings,
    /// The IRI of the class of what the rows are.
    pub class: String,
    /// Why it is this class.
    pub why_class: String,
    /// The name of the variable with the entity of a row.
    pub subject: String,
    /// How the entity of a row is named.
    pub key: Key,
    /// Why it is named so.
    pub why_key: String,
    /// The key as what other tables refer by, if it is a column.
    pub named_by: Option<NamedBy>,
    /// The hashes of the values of this column.
    pub keys: FxHashSet<u64>,
    /// The columns, from the left.
    pub columns: Vec<Described>,
    /// What is to be known of the mapping besides, each a sentence.
    pub notes: Vec<String>,
    /// The number of rows.
    pub rows: usize,
    /// The numbers of the first rows.
    pub first_rows: Vec<u64>,
}

/// How the entity of a row is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// By the slug of a column, after a namespace.
    Slug {
        /// The variable of the column.
        variable: String,
        /// The namespace.
        namespace: String,
    },
    /// By a column as it is but for characters that an IRI cannot have, after a namespace.
    Encoded {
        /// The variable of the column.
        variable: String,
        /// The namespace.
        namespace: String,
    },
    /// By a column that holds IRIs.
    Iri {
        /// The variable of the column.
        variable: String,
    },
    /// By an expression with IRIs in full.
    Computed(String),
    /// By the number of the row, after a text.
    Row {
        /// The namespace and the beginning of the name.
        prefix: String,
    },
}

/// What a column is taken for.
#[derive(Clone, Debug)]
pub struct Described {
    /// The column.
    pub column: Column,
    /// The IRI of the property that its values are of.
    pub property: String,
    /// What its values are.
    pub value: Value,
    /// Why it is read so, as parts of a sentence.
    pub why: Vec<String>,
}

/// What the values of a column are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Literals, of the datatype that the settings give the column, or texts.
    Literal,
    /// Texts in a language.
    Tagged(String),
    /// IRIs as they stand.
    Iri,
    /// Entities: the value of an expression with IRIs in full.
    Entity(String),
}
