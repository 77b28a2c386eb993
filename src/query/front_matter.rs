//! The `#+` lines at the top of a query: YAML, as [grlc](https://grlc.io/) has it.

use super::one_or_more::OneOrMore;
use super::parameter_values::{KINDS, is_kind};
use super::threshold::Threshold;
use super::tokens::tokens;
use crate::finding::nearest;
use crate::preamble::{is_blank_or_comment, yaml};
use serde::de::{DeserializeOwned, Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_saphyr::Error;
use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::ops::Range;

/// What a query says of itself.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FrontMatter {
    /// What it asks, in a few words.
    #[serde(alias = "summary")]
    pub title: Option<String>,
    /// The same in English.
    pub title_en: Option<String>,
    /// More of it.
    pub description: Option<String>,
    /// The same in English.
    pub description_en: Option<String>,
    /// The parameters, by name.
    pub params: BTreeMap<String, Param>,
    /// The variables of an answer whose texts are given as they were written, in whatever language; they are not counted as texts in
    /// another language than the reader's.
    pub original: Vec<String>,
    /// A test without a query of its own: the saved query that it runs.
    pub query: Option<String>,
    /// A test: values for the parameters, or several sets of them.
    pub with: Sets,
    /// A test: whether the query must give no row.
    pub expect: Option<Expected>,
    /// A test: whether the query may give further rows.
    pub rows: Option<Extent>,
    /// A test: whether the rows must come in the order given.
    pub order: Option<Order>,
    /// A test: how much a number may differ from the one that is expected.
    #[serde(deserialize_with = "distance")]
    pub tolerance: Option<f64>,
    /// A test: how many rows are too many, or too few, such as `> 10`; then rows alone are not a failure.
    #[serde(rename = "error-if")]
    pub error_if: Option<Threshold>,
    /// A test: whether a failure is one, or only said.
    pub severity: Option<TestSeverity>,
    /// A test: whether it may name what nothing has, though something has nearly that name.
    #[serde(rename = "allow-unknown")]
    pub allow_unknown: Option<bool>,
    /// A test: whether it may be asked of a graph that contradicts itself.
    #[serde(rename = "allow-inconsistent")]
    pub allow_inconsistent: Option<bool>,
    /// A test: whether the query sees only what files assert.
    pub asserted: Option<bool>,
    /// A test: the one graph that the query is asked of, as an IRI, a prefixed name or the path of a source.
    pub graph: Option<String>,
    /// How its answer is drawn, which is read when it is drawn.
    pub view: IgnoredAny,
    /// A test: whether the query may give further columns.
    pub columns: Option<Extent>,
    /// A test: the level of acceptance that the query runs on.
    pub accept: Option<String>,
    /// Words by which tests are chosen; grlc shows those of saved queries.
    pub tags: Option<OneOrMore>,
    /// The address that grlc sends the query to.
    pub endpoint: IgnoredAny,
    /// Whether grlc takes that address from its own caller.
    pub endpoint_in_url: IgnoredAny,
    /// The HTTP method with which grlc asks.
    pub method: IgnoredAny,
    /// The rows of a page of grlc.
    pub pagination: IgnoredAny,
    /// The parameters whose values grlc lists.
    pub enumerate: IgnoredAny,
}

/// Reads how much numbers may differ.
fn distance<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    let distance = f64::deserialize(deserializer)?;
    let is_one = distance.is_finite() && distance >= 0.0;
    let wrong = || D::Error::custom("expected a number that is not below 0");
    is_one.then_some(Some(distance)).ok_or_else(wrong)
}

/// What a test expects instead of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expected {
    /// No row.
    None,
}

/// How the rows or columns of an answer relate to the expected ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Extent {
    /// They are the same.
    Exact,
    /// The answer may have more.
    Subset,
}

/// How the order of rows matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// They come as they are expected.
    Strict,
    /// They come in any order.
    Any,
}

/// One parameter of a query.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Param {
    /// `iri`, `class`, `literal`, `integer`, … if the name of the variable does not say it.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The classes of which an entity must be one, as prefixed names or IRIs.
    pub of: Option<OneOrMore>,
    /// Whether it may be left out, if the name of the variable does not say it.
    pub optional: Option<bool>,
    /// The value if none is given.
    pub default: Option<Scalar>,
    /// What it is.
    pub description: Option<String>,
    /// The same in English.
    pub description_en: Option<String>,
}

impl Param {
    /// Returns what the parameter is, for readers of a language.
    pub fn description_in(&self, language: Option<&str>) -> Option<&str> {
        in_language(
            language,
            self.description.as_deref(),
            self.description_en.as_deref(),
        )
    }
}

/// Returns the text for readers of a language: the English one for English, if there is one, else the other, if there is one.
fn in_language<'t>(
    language: Option<&str>,
    text: Option<&'t str>,
    english: Option<&'t str>,
) -> Option<&'t str> {
    let is_english = language.is_some_and(|tag| {
        let primary = tag.split('-').next();
        primary.is_some_and(|primary| primary.eq_ignore_ascii_case("en"))
    });
    match is_english {
        true => english.or(text),
        false => text.or(english),
    }
}

/// Values for parameters by name, once or several times.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged, expecting = "expected values by name, or a list of such")]
pub enum Sets {
    /// One set.
    One(BTreeMap<String, Scalar>),
    /// Several sets.
    More(Vec<BTreeMap<String, Scalar>>),
}

impl Default for Sets {
    fn default() -> Self {
        Self::One(BTreeMap::new())
    }
}

impl Sets {
    /// Returns the sets.
    pub fn sets(&self) -> &[BTreeMap<String, Scalar>] {
        match self {
            Self::One(set) => std::slice::from_ref(set),
            Self::More(sets) => sets,
        }
    }
}

/// How much the failure of a test matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TestSeverity {
    /// It fails the run.
    Error,
    /// It is said.
    Warning,
}

/// A value in YAML that is not a list or a map.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged, expecting = "expected a text, a number or a boolean")]
pub enum Scalar {
    /// `true`
    Boolean(bool),
    /// `2020`
    Integer(i64),
    /// `8.6`
    Number(f64),
    /// Anything else.
    Text(String),
}

impl std::fmt::Display for Scalar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Boolean(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::Number(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
        }
    }
}

impl FrontMatter {
    /// The front matter of a query's text; without `#+` lines it is empty.
    ///
    /// # Errors
    /// If the YAML is malformed, or has a key or a value that means nothing.
    pub(crate) fn of(text: &str) -> Result<Self, FrontMatterError> {
        let front_matter: Self = read(text)?;
        front_matter.check(text)?;
        Ok(front_matter)
    }

    /// Returns the title for readers of a language: `title_en` for English, if there is one, else `title`.
    pub fn title_in(&self, language: Option<&str>) -> Option<&str> {
        in_language(language, self.title.as_deref(), self.title_en.as_deref())
    }

    /// Returns the description for readers of a language, as [`title_in`](Self::title_in) the title.
    pub fn description_in(&self, language: Option<&str>) -> Option<&str> {
        in_language(
            language,
            self.description.as_deref(),
            self.description_en.as_deref(),
        )
    }

    /// What YAML cannot say of itself: types that parameters do not have, and classes of what is not an entity.
    fn check(&self, text: &str) -> Result<(), FrontMatterError> {
        for (name, param) in &self.params {
            let kind = param.kind.as_deref().unwrap_or("iri");
            if !is_kind(kind) {
                let problem =
                    format!("`{kind}` is not a type of a parameter, which `{name}` needs");
                return Err(FrontMatterError {
                    hint: suggestion(kind, &KINDS),
                    ..FrontMatterError::at(text, kind, problem)
                });
            }
            if param.of.is_some() && kind != "iri" {
                let problem = format!(
                    "`of` is for entities, and the type of the parameter `{name}` is `{kind}`"
                );
                return Err(FrontMatterError::at(text, kind, problem));
            }
        }
        Ok(())
    }
}

/// Reads the front matter of a query's text as a type, which knows all keys or ignores those that it does not know.
///
/// # Errors
/// If the YAML is malformed, or has a key or a value that the type does not have.
pub fn read<T: Default + DeserializeOwned>(text: &str) -> Result<T, FrontMatterError> {
    let (read, faults) = read_all(text);
    faults.into_iter().next().map_or(Ok(read), Err)
}

/// Reads the front matter of a query's text as [`read`]. An entry with a fault is left out; all faults are returned, but for those
/// behind one of the syntax.
pub fn read_all<T: Default + DeserializeOwned>(text: &str) -> (T, Vec<FrontMatterError>) {
    if let Some(late) = late_line(text) {
        return (T::default(), vec![late]);
    }
    let (first, yaml) = yaml(text);
    let mut lines: Vec<&str> = yaml.lines().collect();
    let mut faults = Vec::new();
    loop {
        let yaml = lines.join("\n");
        if yaml.trim().is_empty() {
            return (T::default(), faults);
        }
        let error = match parsed(&yaml) {
            Ok(read) => return (read, faults),
            Err(error) => error,
        };
        faults.push(FrontMatterError::of(&error, first));
        let at = error.location().map_or(0, |at| at.line() as usize);
        let is_syntax = match parsed::<BTreeMap<String, IgnoredAny>>(&yaml) {
            Ok(_) | Err(Error::DuplicateMappingKey { .. }) => false,
            Err(_) => true,
        };
        if is_syntax || !leave_out(&mut lines, at.saturating_sub(1)) {
            return (T::default(), faults);
        }
    }
}

fn parsed<T: DeserializeOwned>(yaml: &str) -> Result<T, Error> {
    // The lines of the file are shown by who reports the error.
    let options = serde_saphyr::options! { with_snippet: false };
    serde_saphyr::from_str_with_options(yaml, options)
}

/// Empties the lines of the entry that a line, counted from 0, belongs to. Returns whether one had a text.
fn leave_out(lines: &mut [&str], at: usize) -> bool {
    let begins =
        |line: &&str| !line.is_empty() && !line.starts_with([' ', '\t', '-', ']', '}', '#']);
    let is_before = lines.iter().take(at + 1).rposition(begins);
    let start = is_before.unwrap_or(0);
    let behind = lines.iter().skip(start + 1).position(begins);
    let length = behind.map_or(lines.len(), |behind| behind + 1);
    let mut had_text = false;
    for line in lines.iter_mut().skip(start).take(length) {
        had_text |= !line.trim().is_empty();
        *line = "";
    }
    had_text
}

/// A line of front matter that stands after the query has begun.
fn late_line(text: &str) -> Option<FrontMatterError> {
    let late = text.match_indices("\n#+").map(|(at, _)| at + 1);
    let begun = text.lines().position(|line| !is_blank_or_comment(line))?;
    let tokens = LazyCell::new(|| tokens(text));
    let line_of = |at: usize| Some(text.get(..at)?.matches('\n').count());
    let late = late.filter_map(|at| Some((at, line_of(at).filter(|line| *line > begun)?)));
    let is_text = |at: usize| tokens.iter().any(|token| token.range.contains(&at));
    let mut late = late.filter(|(at, _)| !is_text(*at));
    let (_, line) = late.next()?;
    Some(FrontMatterError {
        line: line + 1,
        column: 1,
        length: 2,
        problem: "front matter stands before the query; here it means nothing".to_owned(),
        hint: None,
    })
}

/// Returns the bytes of a word where it stands first in the front matter of a text.
pub fn place_of(text: &str, word: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = line.find(word).filter(|_| line.starts_with("#+"));
        if let Some(at) = at {
            return Some(start + at..start + at + word.len());
        }
        start += line.len();
    }
    None
}

/// What is wrong with the front matter of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatterError {
    /// The line of the query, from 1 on.
    pub line: usize,
    /// The character of the line, from 1 on.
    pub column: usize,
    /// The number of characters that are wrong.
    pub length: usize,
    /// In words.
    pub problem: String,
    /// What would mend it, in words.
    pub hint: Option<String>,
}

impl FrontMatterError {
    /// What is wrong with a word, where it stands first in the front matter of a text.
    pub fn at(text: &str, word: &str, problem: String) -> Self {
        let start = place_of(text, word).map_or(0, |place| place.start);
        Self::of_word(text, start, word, problem)
    }

    /// What is wrong with a word in the value of a key.
    pub fn in_value(text: &str, key: &str, word: &str, problem: String) -> Self {
        let end = place_of(text, &format!("{key}:")).map_or(0, |place| place.end);
        let behind = text.get(end..).unwrap_or_default();
        Self::of_word(text, end + behind.find(word).unwrap_or(0), word, problem)
    }

    fn of_word(text: &str, start: usize, word: &str, problem: String) -> Self {
        let before = text.get(..start).unwrap_or_default();
        let of_line = before.rsplit('\n').next().unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            column: of_line.chars().count() + 1,
            length: word.chars().count().max(1),
            problem,
            hint: None,
        }
    }

    /// An error of the reader of YAML, whose text begins at a line of the query.
    fn of(error: &Error, first: usize) -> Self {
        let (mut hint, mut length) = (None, 1);
        let problem = match error {
            Error::SerdeUnknownField {
                field: word,
                expected,
                ..
            }
            | Error::SerdeUnknownVariant {
                variant: word,
                expected,
                ..
            } => {
                let known: Vec<&str> = expected.to_vec();
                hint = suggestion(word, &known);
                length = word.chars().count().max(1);
                match error {
                    Error::SerdeUnknownField { .. } => format!("there is no key `{word}`"),
                    _ => format!("there is no value `{word}`"),
                }
            }
            Error::DuplicateMappingKey { key: Some(key), .. } => {
                length = key.chars().count().max(1);
                format!("the key `{key}` is there already")
            }
            _ => {
                let error = error.to_string();
                let error = match error.rsplit_once(" at line ") {
                    Some((problem, _)) => problem,
                    None => &error,
                };
                if error.contains("mapping values are not allowed") {
                    hint = Some("a value with `: ` in it must stand between quotes".to_owned());
                }
                error.to_owned()
            }
        };
        let location = error.location();
        Self {
            line: first + location.map_or(0, |at| (at.line() as usize).saturating_sub(1)),
            column: MARGIN + location.map_or(1, |at| at.column() as usize),
            length,
            problem,
            hint,
        }
    }
}

/// The characters of `#+ ` before the YAML of a line.
const MARGIN: usize = 3;

/// The most words that are named where none is near.
const NAMED: usize = 10;

/// The known word that may be meant, or all of them.
fn suggestion(word: &str, known: &[&str]) -> Option<String> {
    match nearest(word, known.iter().copied()) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if known.len() > NAMED => None,
        None => {
            let known: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
            Some(format!("there is {}", known.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_after_the_hash_and_plus() {
        let text = "#+ title: 谁在园区\n#+ params:\n#+   park: { type: iri, default: kg:park }\n#+ with: { year: 2020, park: 成都医学城 }\nSELECT * {}\n# + title: not here";
        let front_matter = FrontMatter::of(text).expect("valid YAML");
        assert_eq!(front_matter.title.as_deref(), Some("谁在园区"));
        assert_eq!(front_matter.params["park"].kind.as_deref(), Some("iri"));
        let [with] = front_matter.with.sets() else {
            unreachable!("one set of values");
        };
        assert_eq!(with["year"], Scalar::Integer(2020));
        assert_eq!(with["park"].to_string(), "成都医学城");
        assert_eq!(FrontMatter::of("SELECT * {}"), Ok(FrontMatter::default()));
        assert!(FrontMatter::of("#+ title: [").is_err());
        let commented =
            "# a note\n\n#+ title: x\n# more\n#+ order: strict\nASK { ?s ?p \"\"\"\n#+ y\"\"\" }";
        let front_matter = FrontMatter::of(commented).expect("valid YAML");
        assert_eq!(front_matter.title.as_deref(), Some("x"));
        assert_eq!(front_matter.order, Some(Order::Strict));
        let late = FrontMatter::of("PREFIX : <http://e/>\n#+ title: x\nASK {}");
        assert_eq!(late.map_err(|error| error.line), Err(2));
    }
}
