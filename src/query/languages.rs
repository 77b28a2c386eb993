//! The languages of a reader, the preferred one first, and the texts that they choose
//! ([RFC 4647](https://www.rfc-editor.org/rfc/rfc4647)).

use crate::dictionary::TermId;
use crate::error::{Error, NameError, Result};
use crate::graph::Graph;
use crate::rdf::{TermRef, usual_case};
use std::collections::BTreeSet;

/// The name of the parameter on the command line.
pub const LANGUAGE: &str = "lang";

/// The names of the variable.
const VARIABLES: [&str; 2] = ["_lang", "__lang"];

/// Returns whether a variable is the reserved parameter.
pub fn is_language(variable: &str) -> bool {
    VARIABLES.contains(&variable)
}

/// Returns the languages of a list, the preferred one first; after a tag with subtags come those that are more general.
pub fn languages_of(list: &str) -> Vec<String> {
    let mut languages: Vec<String> = Vec::new();
    for tag in list.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
        let mut range = Some(tag);
        while let Some(tag) = range {
            if !languages
                .iter()
                .any(|known| known.eq_ignore_ascii_case(tag))
            {
                languages.push(tag.to_owned());
            }
            range = tag.rsplit_once('-').map(|(shorter, _)| shorter);
        }
    }
    languages
}

/// Checks that a text of a graph is in a language.
///
/// # Errors
/// If none is in it.
pub fn check_language(graph: &Graph, tag: &str) -> Result<()> {
    let types = graph.dictionary.types.iter();
    let known: BTreeSet<&str> = types.map(|known| known.language.as_str()).collect();
    let known: Vec<&str> = known.into_iter().filter(|tag| !tag.is_empty()).collect();
    let wanted = languages_of(tag);
    let is_meant = |known: &&str| wanted.iter().any(|range| is_in(known, range));
    if known.iter().any(is_meant) {
        return Ok(());
    }
    Err(Error::from(NameError::Language {
        tag: tag.to_owned(),
        known: known.into_iter().map(usual_case).collect(),
    }))
}

/// A language that a reader wants texts in, which may include several that texts have.
pub struct LanguageRange {
    /// Its tag.
    pub tag: String,
    /// The number of languages in it that texts have, but for those in a range before it.
    pub count: usize,
}

/// Returns the first of some languages, and of the others those that texts of a graph are in and that none before them covers.
pub fn useful(languages: Vec<String>, graph: &Graph) -> Vec<LanguageRange> {
    let types = graph.dictionary.types.iter();
    let mut left: BTreeSet<&str> = types.map(|known| known.language.as_str()).collect();
    let mut useful = Vec::new();
    for tag in languages {
        let before = left.len();
        left.retain(|known| !is_in(known, &tag));
        let count = before - left.len();
        if count > 0 || useful.is_empty() {
            useful.push(LanguageRange { tag, count });
        }
    }
    useful
}

/// Returns whether a language tag is in a [basic language range](https://www.rfc-editor.org/rfc/rfc4647#section-3.3.1).
pub fn is_in(tag: &str, range: &str) -> bool {
    let parts = tag.get(..range.len()).zip(tag.get(range.len()..));
    parts.is_some_and(|(start, rest)| {
        start.eq_ignore_ascii_case(range) && (rest.is_empty() || rest.starts_with('-'))
    })
}

/// Returns a text with its language tag after it if it is in another language than the reader's.
pub fn marked(text: &str, tag: &str, reader: &str) -> String {
    match tag.is_empty() || reader.is_empty() || is_in(tag, reader) {
        true => text.to_owned(),
        false => format!("{text} @{}", usual_case(tag)),
    }
}

/// Returns a literal of a graph with the mark of its language.
pub fn marked_literal(graph: &Graph, literal: TermId, reader: &str) -> String {
    let literal_type = graph.dictionary.literal_type(literal);
    let tag = literal_type.map_or("", |of| of.language.as_str());
    marked(&graph.dictionary.text(literal), tag, reader)
}

/// Returns the label of a term with the mark of its language, as [`Graph::label`] chooses it.
pub fn marked_label(
    graph: &Graph,
    term: TermId,
    languages: &[String],
    reader: &str,
) -> Option<String> {
    match graph.label_id(term, languages) {
        Some(label) => Some(marked_literal(graph, label, reader)),
        None => graph.expression(term, languages),
    }
}

/// The texts of an answer that were chosen by the language of the reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChosenTexts {
    /// The variables that have them.
    pub(super) variables: BTreeSet<String>,
    /// Those of them whose texts are given as they were written, so that another language is no surprise.
    pub(super) original: BTreeSet<String>,
    /// The language of the reader.
    pub(super) language: String,
    /// The variables that the conditions on the texts need beside those of the query.
    pub(super) added: Vec<String>,
}

impl ChosenTexts {
    /// Returns the variables that the query does not have and its plan has.
    pub fn added(&self) -> &[String] {
        &self.added
    }

    /// Returns whether a variable has texts that were chosen.
    pub fn has(&self, variable: &str) -> bool {
        self.variables.contains(variable)
    }

    /// Returns whether a variable has texts that were chosen and are not meant to be as they were written.
    pub fn is_translated(&self, variable: &str) -> bool {
        self.has(variable) && !self.original.contains(variable)
    }

    /// Returns the language of the reader.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Returns the text of a value, with the mark of its language if it was chosen.
    pub fn marked(&self, variable: &str, text: &str, value: TermRef) -> String {
        match self.other_language(variable, value) {
            Some(tag) => marked(text, tag, &self.language),
            None => text.to_owned(),
        }
    }

    /// Returns the language of a value if it was chosen since there is none in the language of the reader.
    pub fn other_language<'t>(&self, variable: &str, value: TermRef<'t>) -> Option<&'t str> {
        let TermRef::Literal(literal) = value else {
            return None;
        };
        let tag = literal.language()?;
        (!is_in(tag, &self.language) && self.has(variable)).then_some(tag)
    }
}
