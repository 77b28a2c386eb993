//! Entities and statements that cannot be added.

use super::name::Suggestion;

/// Why something cannot be added to the sources.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddError {
    /// The language of a value is none.
    #[error("`{tag}` is not a language tag such as `en` or `zh-Hans`")]
    Language {
        /// The tag, as the user wrote it.
        tag: String,
    },
    /// A value has no language, and those of its property have one.
    #[error(
        "`{value}` has no language, and the values of {property} have one: give it after the name of the property, such as `{property}@{}`",
        .languages.first().map_or("en", String::as_str)
    )]
    NoLanguage {
        /// The property.
        property: String,
        /// The value, as the user wrote it.
        value: String,
        /// The languages of other values, the most frequent first.
        languages: Vec<String>,
    },
    /// A value is not of the datatype of its property.
    #[error("`{value}` is not {expected}, which the values of {property} are")]
    Value {
        /// The property.
        property: String,
        /// The value, as the user wrote it.
        value: String,
        /// The datatype.
        expected: String,
    },
    /// A new entity has neither a name nor a label that one could be made of.
    #[error("the new entity has no label of which a name could be made")]
    NoName,
    /// It is not known which namespace a new entity is in.
    #[error("no instance of {class} shows in which namespace a new one is")]
    NoNamespace {
        /// The class.
        class: String,
    },
    /// The name of a new entity makes no IRI.
    #[error("`{iri}` is not an IRI")]
    Iri {
        /// What the name makes.
        iri: String,
    },
    /// The sources describe an entity of the same name.
    #[error("{found} is described already, at {place}")]
    Described {
        /// The entity.
        found: Suggestion,
        /// Where: `path:line`.
        place: String,
    },
    /// The sources have the statement.
    #[error("the statement is there already, at {place}")]
    Stated {
        /// Where: `path:line`.
        place: String,
    },
    /// It is not known which file is to be written to.
    #[error("no source shows where {what} should stand")]
    NoFile {
        /// What is to be added.
        what: String,
    },
    /// A file cannot be added to.
    #[error("nothing can be added to `{path}`: {reason}")]
    File {
        /// Its path in the project.
        path: String,
        /// Why, as a sentence.
        reason: String,
    },
}
