//! How a source is read: by what its name promises, and by what its first bytes are.

use super::Syntax;
use crate::signature::{self, Foreign, Signature};

/// How a source is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// By the reader of Turtle's family or of RDF/XML.
    Syntax(Syntax),
    /// As JSON-LD.
    JsonLd,
    /// Not at all.
    Foreign(Foreign),
}

/// How a file is read, by the syntax that its name promises, JSON-LD if there is none, and its first bytes. What its
/// content clearly is counts more than its name.
pub fn form(named: Option<Syntax>, head: &[u8]) -> Form {
    let found = match named {
        Some(Syntax::RdfXml) => Some(signature::of(head)),
        _ => signature::of_turtle(head),
    };
    match (found, named) {
        (Some(Signature::Foreign(foreign)), _) => Form::Foreign(foreign),
        // A formula of N3 may begin with a string.
        (Some(Signature::Json), Some(Syntax::N3)) => Form::Syntax(Syntax::N3),
        (Some(Signature::RdfXml), _) => Form::Syntax(Syntax::RdfXml),
        (Some(Signature::Json), _) | (_, None) => Form::JsonLd,
        (Some(Signature::Turtle), _) => Form::Syntax(Syntax::Turtle),
        (None, Some(syntax)) => Form::Syntax(syntax),
    }
}
