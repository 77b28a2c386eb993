//! What is wrong with shapes themselves ([SHACL Core, appendix: syntax rules](https://www.w3.org/TR/shacl12-core/#syntax-rules)).

use crate::dictionary::TermId;

/// The kind of a fault of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// A name of the namespace of SHACL that SHACL does not have.
    UnknownTerm,
    /// A namespace that is nearly that of SHACL.
    WrongNamespace,
    /// A value that the specification does not allow.
    IllFormed,
    /// A shape that is named and described nowhere.
    Dangling,
    /// Shapes that refer to each other in a circle.
    Recursive,
    /// A query that is not SPARQL, or that cannot be evaluated with the values that SHACL binds before.
    Query,
    /// What is well-formed and not validated.
    NotSupported,
}

impl FaultKind {
    /// Returns the id of its findings.
    pub fn id(self) -> &'static str {
        match self {
            Self::UnknownTerm => "unknown-shacl-term",
            Self::WrongNamespace => "wrong-shacl-namespace",
            Self::IllFormed => "ill-formed-shape",
            Self::Dangling => "dangling-shape",
            Self::Recursive => "recursive-shape",
            Self::Query => "shape-query",
            Self::NotSupported => "shape-not-supported",
        }
    }
}

/// Something that is wrong with a shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its kind.
    pub kind: FaultKind,
    /// One sentence without a period.
    pub message: String,
    /// What could be done, in one sentence without a period.
    pub hint: Option<String>,
    /// The statement that is wrong.
    pub at: [TermId; 3],
    /// Further statements that belong to it, with what they have to do with it.
    pub related: Vec<([TermId; 3], String)>,
}

impl Fault {
    /// Returns a fault of a statement without hint and further statements.
    pub fn new(kind: FaultKind, message: impl Into<String>, at: [TermId; 3]) -> Self {
        Self {
            kind,
            message: message.into(),
            hint: None,
            at,
            related: Vec::new(),
        }
    }

    /// Returns the same fault with a hint.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }
}
