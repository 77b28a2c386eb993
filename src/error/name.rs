//! Names that stand for nothing, or for several things.

use super::query::around;
use std::fmt;

/// Why a name cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// No entity has the name.
    #[error(
        "nothing is called `{name}`{}{}",
        near(.undeclared_prefix.as_deref(), .suggestions, *.more),
        .elsewhere.as_ref().map(ToString::to_string).unwrap_or_default()
    )]
    Unknown {
        /// The name, as the user wrote it.
        name: String,
        /// The prefix of the name, if no source declares it.
        undeclared_prefix: Option<String>,
        /// What may be meant, the likeliest first.
        suggestions: Vec<Suggestion>,
        /// The number of further entities that may be meant.
        more: usize,
        /// Where the words of the name stand, if no suggestion has them.
        elsewhere: Option<Elsewhere>,
    },
    /// What has the name is not a class.
    #[error("{}", match .found.name == *.name && .found.class.is_none() {
        true => format!("`{name}` is not a class"),
        false => format!("`{name}` is not a class; it names {found}"),
    })]
    NoClass {
        /// The name, as the user wrote it.
        name: String,
        /// What has the name.
        found: Suggestion,
    },
    /// The name is the label of several entities.
    #[error(
        "`{name}` is the label of several entities:{}\nhint: use one of these names instead of the label",
        lines(.meanings)
    )]
    Ambiguous {
        /// The name, as the user wrote it.
        name: String,
        /// The entities that have it.
        meanings: Vec<Suggestion>,
    },
    /// What has the name is not a shape.
    #[error("`{name}` is not a shape{}", match .known.as_slice() {
        [] => "; there is none with targets".to_owned(),
        known => format!("; there is `{}`", known.join("`, `")),
    })]
    Shape {
        /// The name, as the user wrote it.
        name: String,
        /// Shapes with targets, the nearest name first.
        known: Vec<String>,
    },
    /// No query is saved under the name.
    #[error(
        "there is no query `{name}`{}",
        match .suggestion {
            None if *.is_without_queries => "; there is none in `queries/`".to_owned(),
            near => meant(near.as_deref()),
        }
    )]
    Query {
        /// The name, as the user wrote it.
        name: String,
        /// The name of a query that may be meant.
        suggestion: Option<String>,
        /// Whether no query is saved at all.
        is_without_queries: bool,
    },
    /// A test names a query that is not saved.
    #[error("there is no saved query `{name}`{}", meant(.suggestion.as_deref()))]
    SavedQuery {
        /// The name, as the test has it.
        name: String,
        /// The name of a query that may be meant.
        suggestion: Option<String>,
    },
    /// The path of a saved query is a link that leads out of the project.
    #[error("`{path}` is a link to a file outside of the project")]
    OutsideLink {
        /// The path of the link.
        path: String,
    },
    /// What is written as a line of a source is of no source.
    #[error("there is no source `{path}`{}", meant(.suggestion.as_deref()))]
    Source {
        /// The path, as the user wrote it.
        path: String,
        /// A source that may be meant.
        suggestion: Option<String>,
    },
    /// No text is in a language.
    #[error("no text is in the language `{tag}`; {}", match .known.as_slice() {
        [] => "none has a language".to_owned(),
        known => format!("there is `{}`", known.join("`, `")),
    })]
    Language {
        /// The tag of the language, as the user wrote it.
        tag: String,
        /// The languages that texts are in.
        known: Vec<String>,
    },
    /// No graph has the name.
    #[error("there is no graph `{name}`{}", meant(.suggestion.as_deref()))]
    Graph {
        /// The name, as the user wrote it.
        name: String,
        /// The path of a source, or the IRI of a graph, that may be meant.
        suggestion: Option<String>,
    },
    /// The project has no level of acceptance of the name.
    #[error("{}", match .levels.as_slice() {
        [] => "this project has no levels of acceptance: `bixi.toml` does not say how certain statements are".to_owned(),
        levels => format!("there is no level of acceptance `{name}`; the levels are {}", levels.join(", ")),
    })]
    Level {
        /// The name, as the user wrote it.
        name: String,
        /// The names of all levels.
        levels: Vec<String>,
    },
}

/// An entity that may be meant. Displayed, it is its name with its class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The label that is like the name, if the entity was found by a label.
    pub label: Option<String>,
    /// What it is referred to by: a prefixed name, an IRI in angle brackets, or a blank node.
    pub name: String,
    /// The name of its class, if it has one.
    pub class: Option<String>,
}

impl fmt::Display for Suggestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match &self.class {
            Some(class) => write!(f, " ({class})"),
            None => Ok(()),
        }
    }
}

/// Where the words of a name stand that no entity of the kind has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Texts that have all words, the likest first; if there are none, no text has them.
    pub texts: Vec<Mention>,
    /// The number of further texts.
    pub more: usize,
}

/// A text of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What the entity is referred to by.
    pub entity: String,
    /// The property of the text, if it is not a name.
    pub property: Option<String>,
    /// The text.
    pub text: String,
    /// Where in it the words are: code points from 0 on.
    pub at: usize,
}

/// This many characters of a text are shown before and after the words that it has.
const AROUND: usize = 40;

impl fmt::Display for Elsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.texts.is_empty() {
            return f.write_str("\nno name and no other text has these words");
        }
        f.write_str("\nother names and texts have these words:")?;
        for mention in &self.texts {
            let Mention {
                entity, property, ..
            } = mention;
            let (text, _) = around(&mention.text, mention.at, AROUND);
            let text = text.replace('\n', " ");
            match property {
                Some(property) => write!(f, "\n  {entity} {property} {text}")?,
                None => write!(f, "\n  {text}  {entity}")?,
            }
        }
        match self.more {
            0 => Ok(()),
            more => write!(f, "\n  … and {more} more"),
        }
    }
}

/// Returns why nothing was found, and what may be meant.
fn near(undeclared_prefix: Option<&str>, suggestions: &[Suggestion], more: usize) -> String {
    let mut said = String::new();
    if let Some(prefix) = undeclared_prefix {
        said.push_str(&format!("; no source declares the prefix `{prefix}:`"));
    }
    match suggestions {
        [] => {}
        [
            Suggestion {
                label: None, name, ..
            },
        ] => said.push_str(&meant(Some(name))),
        suggestions => {
            said.push_str("; did you mean");
            said.push_str(&lines(suggestions));
        }
    }
    if more > 0 {
        said.push_str(&format!("\n  … and {more} more"));
    }
    said
}

/// Returns a line for each of some entities.
pub(super) fn lines(suggestions: &[Suggestion]) -> String {
    let line = |suggestion: &Suggestion| match &suggestion.label {
        Some(label) => format!("\n  {label}  {suggestion}"),
        None => format!("\n  {suggestion}"),
    };
    suggestions.iter().map(line).collect()
}

/// Returns the end of a message that names what may be meant.
fn meant(suggestion: Option<&str>) -> String {
    let meant = suggestion.map(|near| format!("; did you mean `{near}`?"));
    meant.unwrap_or_default()
}
