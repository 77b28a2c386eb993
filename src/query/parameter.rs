//! A parameter of a query, as the name of its variable and the front matter declare it.

/// A parameter as the text of a query uses it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parameter {
    /// Its name on the command line.
    pub name: String,
    /// `iri`, `class`, `literal`, `integer` …; a language tag makes a literal in that language.
    pub kind: String,
    /// The classes of one of which an entity must be, as the front matter has them; none for any entity.
    pub of: Vec<String>,
    /// Whether the query makes sense without a value.
    pub optional: bool,
}

impl Parameter {
    /// Returns what a value must be, in words: an instance of some classes, or the type.
    pub(super) fn expected(&self) -> String {
        match self.of.as_slice() {
            [] => self.kind.clone(),
            classes => format!("instance of `{}`", classes.join("` or `")),
        }
    }
}
