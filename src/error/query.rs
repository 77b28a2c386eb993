//! What is wrong with a query, at its place.

use super::EngineError;
use std::fmt;
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// Why a query cannot be evaluated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The text is not SPARQL.
    #[error("`{}` is not SPARQL\n{}", .0.query, .0)]
    Syntax(QueryFault),
    /// The front matter is not YAML, or has a key or a value that it cannot have.
    #[error("invalid front matter in `{}`\n{}", .0.query, .0)]
    FrontMatter(QueryFault),
    /// The text is not SPARQL, and the parser does not say where.
    #[error("`{query}` is not SPARQL: {problem}")]
    Unplaced {
        /// The path of the query, or what stands for it.
        query: String,
        /// What the parser said.
        problem: String,
    },
    /// A condition on the language of texts is not where the pattern is that finds the texts, so it cannot choose among them.
    #[error(
        "`{query}` compares the language of `?{variable}` with `?_lang` where the texts that it could be cannot be seen; put the \
         condition beside the pattern that finds `?{variable}`"
    )]
    TextsApart {
        /// The path of the query, or what stands for it.
        query: String,
        /// The name of the variable.
        variable: String,
    },
    /// An engine elsewhere does not answer a part of the query as bixi does, and what that part needs cannot be fetched to answer it
    /// here.
    #[error("{}", not_portable(.engine, .problem, .reason, .fault.as_ref()))]
    NotPortable {
        /// The name of the engine.
        engine: String,
        /// What the engine does with the part.
        problem: String,
        /// Why the part cannot be answered here.
        reason: String,
        /// How the part may be written; the first that is in the text of the query is its place.
        words: Vec<String>,
        /// Where it stands, if the query is evaluated from its text.
        fault: Option<QueryFault>,
    },
    /// The query calls a function that SPARQL does not define.
    #[error("{}", unknown_function(.iri, .fault.as_ref()))]
    UnknownFunction {
        /// The IRI of the function.
        iri: String,
        /// Where it is called, if the query is evaluated from its text.
        fault: Option<QueryFault>,
    },
    /// The query is in UTF-16.
    #[error("`{query}` is in UTF-16, not in UTF-8; save it in the encoding UTF-8")]
    Utf16 {
        /// The path of the query, or what stands for it.
        query: String,
    },
    /// The query is not UTF-8.
    #[error("`{query}` is not UTF-8 from byte {valid_up_to} on")]
    NotUtf8 {
        /// The path of the query, or what stands for it.
        query: String,
        /// The number of bytes before the first that is wrong.
        valid_up_to: usize,
    },
    /// The query would ask an engine elsewhere that it may not ask.
    #[error("{}", refused_service(.query.as_deref(), .service, .refusal, .fault.as_ref()))]
    Service {
        /// The path of the query, or what stands for it, if it is evaluated from its text.
        query: Option<String>,
        /// The engine: an IRI in angle brackets, or a variable.
        service: String,
        /// How many `SERVICE` with this engine stand before it.
        number: usize,
        /// Why it may not be asked.
        refusal: ServiceRefusal,
        /// Where it stands, if the query is evaluated from its text.
        fault: Option<QueryFault>,
    },
    /// An engine that the query asks gives no answer.
    #[error("{}", no_answer(.service, .error, .fault.as_ref()))]
    Engine {
        /// The engine, an IRI in angle brackets.
        service: String,
        /// How many `SERVICE` with this engine stand before it.
        number: usize,
        /// Why there is no answer.
        error: Box<EngineError>,
        /// Where the `SERVICE` stands, if the query is evaluated from its text.
        fault: Option<QueryFault>,
    },
    /// The query calls an aggregate that SPARQL does not define.
    #[error(
        "{} calls `{aggregate}` as an aggregate; SPARQL has no such aggregate",
        named(.query.as_deref())
    )]
    UnknownAggregate {
        /// The path of the query, or what stands for it, if it is evaluated from its text.
        query: Option<String>,
        /// The IRI of the aggregate, in angle brackets.
        aggregate: String,
    },
    /// The query calls a cast with another number of arguments than one.
    #[error("the cast `{cast}` takes one argument; this query gives it {count}")]
    CastArguments {
        /// The IRI of the datatype, in angle brackets.
        cast: String,
        /// The number of arguments that the query gives it.
        count: usize,
    },
    /// The query has what SQL would answer otherwise.
    #[error("{}", not_in_sql(.query, .what, .fault.as_ref()))]
    NotInSql {
        /// The path of the query, or what stands for it.
        query: String,
        /// What is not written.
        what: String,
        /// Where it stands, if that is known.
        fault: Option<QueryFault>,
    },
    /// A test has a query of its own and names a saved one.
    #[error("`{test}` has a query of its own beside `#+ query: {saved}`")]
    TwoQueries {
        /// The path of the test.
        test: String,
        /// The name of the saved query.
        saved: String,
    },
}

/// A place in a query, and what is wrong there. Displayed, it is the line with the problem below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryFault {
    /// The path of the query, or what stands for it.
    pub query: String,
    /// The line, from 1 on.
    pub line: u32,
    /// The column of the first character that is wrong: code points of the line, from 1 on.
    pub column: usize,
    /// The number of code points that are wrong, at least 1; they end with their line.
    pub length: usize,
    /// What is wrong, in words.
    pub problem: String,
    /// What would mend it, in words, if that is known: ``did you mean `SELECT`?``
    pub hint: Option<String>,
    /// The text of the line.
    pub excerpt: String,
}

/// Why an engine may not be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceRefusal {
    /// No engine may be asked where the query is evaluated.
    #[error("no engine may be asked here")]
    NotAllowed,
    /// The engine is what a variable is bound to.
    #[error("a variable does not say which engine is asked")]
    Variable,
    /// No engine has this name or URL.
    #[error("`bixi.toml` names no such engine")]
    Unknown {
        /// The name that may be meant.
        suggestion: Option<String>,
        /// The names of all engines.
        known: Vec<String>,
    },
}

impl ServiceRefusal {
    /// Returns what would mend it, in words.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotAllowed => None,
            Self::Variable => Some(
                "write the name of one engine, since none is asked that is not named".to_owned(),
            ),
            Self::Unknown {
                suggestion: Some(near),
                ..
            } => Some(format!("did you mean `<engine:{near}>`?")),
            Self::Unknown { known, .. } => Some(match known.as_slice() {
                [] => "a table `[engines.NAME]` with its `url` makes it `<engine:NAME>`".to_owned(),
                known => {
                    let known = known.iter().map(|name| format!("`<engine:{name}>`"));
                    format!("the engines are {}", known.collect::<Vec<_>>().join(", "))
                }
            }),
        }
    }
}

impl QueryError {
    /// Returns the fault in the text of the query, if it has one.
    pub fn fault(&self) -> Option<&QueryFault> {
        match self {
            Self::Syntax(fault) | Self::FrontMatter(fault) => Some(fault),
            Self::UnknownFunction { fault, .. }
            | Self::NotInSql { fault, .. }
            | Self::Service { fault, .. }
            | Self::Engine { fault, .. }
            | Self::NotPortable { fault, .. } => fault.as_ref(),
            _ => None,
        }
    }
}

/// Returns what is said of a query that cannot be written in SQL.
fn not_in_sql(query: &str, what: &str, fault: Option<&QueryFault>) -> String {
    match fault {
        Some(fault) => {
            format!("`{query}` cannot be written in SQL, which would answer it otherwise\n{fault}")
        }
        None => format!(
            "`{query}` cannot be written in SQL, which would answer it otherwise: {what} is not written"
        ),
    }
}

impl QueryFault {
    /// Returns the bytes of a query's text that are wrong.
    pub fn range(&self, text: &str) -> Range<usize> {
        let lines = text.split_inclusive('\n');
        let before = lines.take((self.line as usize).saturating_sub(1));
        let line = before.map(str::len).sum::<usize>();
        let rest = text.get(line..).unwrap_or_default();
        let at = |characters: usize| {
            let found = rest.char_indices().nth(characters);
            line + found.map_or(rest.len(), |(at, _)| at)
        };
        let start = self.column.saturating_sub(1);
        at(start)..at(start + self.length)
    }
}

impl fmt::Display for QueryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            query,
            line,
            column,
            problem,
            ..
        } = self;
        let (text, before) = around(&self.excerpt, column.saturating_sub(1), AROUND);
        let [text, before] = [text, before].map(|text| text.replace('\t', TAB));
        let indent = " ".repeat(before.width());
        let margin = " ".repeat(line.to_string().len());
        write!(
            f,
            "{margin}--> {query}:{line}:{column}\n{margin} |\n{line} | {text}\n{margin} | {indent}^ {problem}"
        )?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

/// What a tab is shown as, so that what stands below a line is in its column.
const TAB: &str = "    ";

/// This many characters of a line are shown before and after what is wrong in it.
const AROUND: usize = 100;

/// Returns an excerpt of a line around the character `at` (code points from 0 on), with up to `most` characters on each side, and
/// the part of the excerpt before that character.
pub(super) fn around(line: &str, at: usize, most: usize) -> (String, String) {
    let start = at.saturating_sub(most);
    let ellipsis = |is_cut: bool| if is_cut { "…" } else { "" };
    let before: String = line.chars().take(at).skip(start).collect();
    let after: String = line.chars().skip(at).take(most).collect();
    let is_cut = line.chars().nth(at + most).is_some();
    let before = format!("{}{before}", ellipsis(start > 0));
    (format!("{before}{after}{}", ellipsis(is_cut)), before)
}

fn unknown_function(iri: &str, fault: Option<&QueryFault>) -> String {
    match fault {
        Some(fault) => format!("`{}` is not SPARQL\n{fault}", fault.query),
        None => format!("there is no function `<{iri}>`"),
    }
}

fn refused_service(
    query: Option<&str>,
    service: &str,
    refusal: &ServiceRefusal,
    fault: Option<&QueryFault>,
) -> String {
    let query = named(query);
    match (refusal, fault) {
        (ServiceRefusal::NotAllowed, _) => {
            format!("{query} would ask another server with `SERVICE {service}`; {refusal}")
        }
        (_, Some(fault)) => format!("{query} asks an engine that it may not ask\n{fault}"),
        (_, None) => {
            let hint = refusal.hint();
            let hint = hint.map_or_else(String::new, |hint| format!("; {hint}"));
            format!("{query} cannot ask `SERVICE {service}`: {refusal}{hint}")
        }
    }
}

fn no_answer(service: &str, error: &EngineError, fault: Option<&QueryFault>) -> String {
    match fault {
        Some(fault) => format!("`{}` has no answer of an engine\n{fault}", fault.query),
        None => format!("`SERVICE {service}` has no answer: {error}"),
    }
}

fn not_portable(engine: &str, problem: &str, reason: &str, fault: Option<&QueryFault>) -> String {
    match fault {
        Some(fault) => format!(
            "`{engine}` cannot answer `{}`: {reason}\n{fault}",
            fault.query
        ),
        None => format!("`{engine}` cannot answer the query, {problem}: {reason}"),
    }
}

fn named(query: Option<&str>) -> String {
    query.map_or_else(|| "the query".to_owned(), |query| format!("`{query}`"))
}
