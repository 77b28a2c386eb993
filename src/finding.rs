//! What is wrong in a user's files: data with a place and a hint, collected and never thrown.

use crate::source::{Position, SourceFile};
use std::borrow::Cow;
use std::ops::Range;

/// The most characters of a user's text that a message cites.
const CITED: usize = 200;

/// Returns a text as a message cites it: at most its first 200 characters, with `…` if there are more.
pub fn cited(text: &str) -> Cow<'_, str> {
    match text
        .char_indices()
        .nth(CITED)
        .and_then(|(end, _)| text.get(..end))
    {
        Some(first) => format!("{first}…").into(),
        None => text.into(),
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot mean what it says.
    Error,
    /// The file means something, probably not what was wanted.
    Warning,
    /// Worth knowing; nothing has to be done.
    Info,
}

impl Severity {
    /// The word for it in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// A place in a source file: bytes, 0-based, end exclusive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Path of the file relative to the project's root.
    pub file: String,
    /// Bytes of the file.
    pub span: Range<usize>,
}

impl Place {
    /// Returns the positions where it starts and ends, given its file; the start of the file if there is none.
    pub fn positions(&self, source: Option<&SourceFile>) -> (Position, Position) {
        let start = Position { line: 1, column: 1 };
        source.map_or((start, start), |source| {
            (
                source.position(self.span.start),
                source.position(self.span.end),
            )
        })
    }
}

/// A second place that belongs to a finding, with what it has to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What is there.
    pub message: String,
}

/// One thing that is wrong in a file.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # bixi::internals::example::write(folder.path())?;
/// # let project = bixi::Project::open(folder.path())?;
/// std::fs::write(folder.path().join("data/more.ttl"), ":carol :knows :alice .")?;
/// let checked = project.check(&bixi::BuildLimits::default())?;
/// let finding = &checked.findings[0];
/// assert_eq!((finding.id, finding.place.file.as_str()), ("undeclared-prefix", "data/more.ttl"));
/// assert_eq!(finding.place.span, 0..1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable kebab-case name of its kind.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence without a period.
    pub message: String,
    /// Where it is.
    pub place: Place,
    /// What could be done, in one sentence without a period.
    pub hint: Option<String>,
    /// Further places.
    pub related: Vec<Related>,
}

impl Finding {
    /// An error without hint and related places.
    pub(crate) fn error(id: &'static str, message: impl Into<String>, place: Place) -> Self {
        let message = message.into();
        Self {
            id,
            severity: Severity::Error,
            message,
            place,
            hint: None,
            related: Vec::new(),
        }
    }

    /// Returns the message without what it quotes and without numbers.
    pub(crate) fn form(&self) -> String {
        let mut form = String::with_capacity(self.message.len());
        for (index, part) in self.message.split('`').enumerate() {
            if index > 0 {
                form.push('`');
            }
            if index % 2 == 0 {
                form.extend(part.chars().filter(|c| !c.is_ascii_digit()));
            }
        }
        form
    }

    /// A warning without hint and related places.
    pub(crate) fn warning(id: &'static str, message: impl Into<String>, place: Place) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(id, message, place)
        }
    }

    /// The same finding with a hint.
    #[must_use]
    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// The explanation of the findings with one id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The id.
    pub id: &'static str,
    /// What is the matter, and why it matters: one paragraph.
    pub text: &'static str,
    /// Turtle that has this finding.
    pub wrong: &'static str,
    /// The same as it should be.
    pub right: &'static str,
}

impl Explanation {
    /// Returns the first sentence of the text.
    pub fn summary(&self) -> &'static str {
        let end = self.text.find(". ").map_or(self.text.len(), |at| at + 1);
        self.text.get(..end).unwrap_or(self.text)
    }
}

/// The candidate nearest to a word, if one is near enough to be what was meant: one slip away, or the same in three
/// letters of five. The word itself is not a candidate, since it was not what was wanted.
///
/// ```
/// use bixi::text::nearest;
///
/// assert_eq!(nearest("residence", ["residents", "towns"]), Some("residents"));
/// assert_eq!(nearest("people", ["residents", "towns"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word && may_be_near(word, candidate))
        .map(|candidate| (likeness(word, candidate), candidate))
        .filter(|(likeness, candidate)| {
            let is_one_slip = || strsim::damerau_levenshtein(word, candidate) == 1;
            *likeness >= 0.6 || *likeness >= 0.5 && is_one_slip()
        })
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

/// Whether half of the letters of the longer of two words, or local names, are in the shorter one, whatever their order: if not,
/// more than half of them must be changed, and no distance need be computed.
fn may_be_near(a: &str, b: &str) -> bool {
    let (a, b) = compared(a, b);
    // A letter has one to four bytes, and one or two letters in lower case: far more bytes are more than twice the letters.
    if a.len() > 16 * b.len() || b.len() > 16 * a.len() {
        return false;
    }
    let ((a, of_a), (b, of_b)) = (letters(a), letters(b));
    let common: u32 = a.iter().zip(&b).map(|(a, b)| a.min(b)).sum();
    common * 2 >= of_a.max(of_b)
}

/// The number of letters of a word in lower case, by their last bits, and of all of them.
fn letters(word: &str) -> ([u32; 64], u32) {
    let mut letters = [0; 64];
    let mut count = 0;
    for letter in word.chars().flat_map(char::to_lowercase) {
        letters[letter as usize % letters.len()] += 1;
        count += 1;
    }
    (letters, count)
}

/// The parts of two words that are compared: of prefixed names with the same prefix the local names.
fn compared<'w>(a: &'w str, b: &'w str) -> (&'w str, &'w str) {
    match (a.split_once(':'), b.split_once(':')) {
        (Some((prefix, a)), Some((other, b))) if prefix == other => (a, b),
        _ => (a, b),
    }
}

/// How alike two words are, from 0 to 1, whatever their case. Of prefixed names with the same prefix the local names are
/// compared.
pub fn likeness(a: &str, b: &str) -> f64 {
    let (a, b) = compared(a, b);
    strsim::normalized_damerau_levenshtein(&a.to_lowercase(), &b.to_lowercase())
}
