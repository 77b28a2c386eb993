//! What stops a run: one error with its cause. Its fields say what is wrong, and its words are made of them when it is displayed.

mod add;
mod config;
mod engine;
mod format;
mod name;
mod parameter;
mod publish;
mod query;

pub use add::AddError;
pub use config::{ConfigError, UnknownKey};
pub use engine::EngineError;
pub use format::FormatError;
pub use name::{Elsewhere, Mention, NameError, Suggestion};
pub use parameter::ParameterError;
pub use publish::PublishError;
pub use query::{QueryError, QueryFault, ServiceRefusal};

use crate::number::count;
use std::fmt;
use std::io;
use std::time::Duration;

/// Why a run could not go on. Displayed, it is a message for people; its fields are for programs.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # bixi::internals::example::write(folder.path())?;
/// # let project = bixi::Project::open(folder.path())?;
/// # project.build(&bixi::BuildLimits::default())?;
/// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
/// use bixi::errors::QueryError;
/// use bixi::{Arguments, Error, Query, QueryLimits};
///
/// let query = Query::from_text("SELECT ?person {\n  ?person a :Person }\nODER BY ?person")?;
/// let Err(Error::Query(error)) = snapshot.query(&query, &Arguments::new(), &QueryLimits::default()) else {
///     unreachable!("`ORDER` lacks a letter");
/// };
/// let QueryError::Syntax(fault) = *error else {
///     unreachable!("the text is not SPARQL");
/// };
/// assert_eq!((fault.line, fault.column, fault.length), (3, 1, 4));
/// assert_eq!(fault.hint.as_deref(), Some("did you mean `ORDER`?"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("cannot {action} `{path}`")]
    Io {
        /// What was tried: `read`, `write` …
        action: &'static str,
        /// The path as the user would name it.
        path: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The system has no memory for a thread.
    #[error("cannot start a thread for {work}")]
    Thread {
        /// What it was to do.
        work: &'static str,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// There is nothing to build.
    #[error(
        "no sources in `{root}`: there is no RDF file (`.ttl`, `.owl`, `.jsonld` …) and no table with a mapping that is read"
    )]
    NoSources {
        /// The project's root.
        root: String,
    },
    /// A file is not a source of the graph.
    #[error("the graph has no source `{path}`")]
    NoSource {
        /// Its path in the project.
        path: String,
    },
    /// A file is a link out of the folder of a [confined](crate::Project::confined) project.
    #[error("`{path}` is a link that leads out of the project, so it is not shown")]
    LeadsOut {
        /// Its path in the project.
        path: String,
    },
    /// `bixi.toml` does not say what it should.
    #[error("`bixi.toml` is not valid: {0}")]
    Config(Box<ConfigError>),
    /// The settings of a folder of expectations do not say what they should.
    #[error("`{path}` is not valid: line {line}, column {column}: {problem}")]
    Suite {
        /// Path of the file in the project.
        path: String,
        /// The line that is wrong, from 1 on.
        line: u32,
        /// The column of the first character that is wrong: code points of the line, from 1 on.
        column: u32,
        /// What is wrong, with a hint.
        problem: String,
    },
    /// A baseline of findings cannot be used.
    #[error("the baseline `{path}` {problem}")]
    Baseline {
        /// Path of the baseline, as the user named it.
        path: String,
        /// What is the matter with it.
        problem: String,
    },
    /// A file is not a table that a mapping can be made for.
    #[error("no mapping for `{path}`: {problem}")]
    Table {
        /// Its path, as the user named it.
        path: String,
        /// What is the matter with it.
        problem: String,
    },
    /// The snapshot cannot be used.
    #[error("the snapshot `{path}` {problem}")]
    Snapshot {
        /// Path of the snapshot.
        path: String,
        /// What is the matter with it.
        problem: String,
    },
    /// More than the format or a query can hold.
    #[error("too many {what}: {limit} is the most")]
    TooLarge {
        /// Terms, statements, lines, rows, solutions.
        what: &'static str,
        /// The most that fits.
        limit: u64,
    },
    /// A query is not SPARQL, its front matter is not YAML, or it cannot be evaluated.
    #[error(transparent)]
    Query(Box<QueryError>),
    /// A name that the user gave stands for nothing, or for several things.
    #[error(transparent)]
    Name(Box<NameError>),
    /// An argument does not fit the parameters of a query.
    #[error(transparent)]
    Parameter(Box<ParameterError>),
    /// No path leads from one entity to another.
    #[error("there is no path of at most {most} statements between `{from}` and `{to}`")]
    NoPath {
        /// The name of the entity where the path would begin.
        from: String,
        /// The name of the entity where it would end.
        to: String,
        /// The most statements that it may have.
        most: usize,
    },
    /// A query took more than it may.
    #[error("the query was stopped after {limit}, while {operator} was at work")]
    Limit {
        /// The limit that was passed.
        limit: Limit,
        /// What the evaluator was doing.
        operator: String,
    },
    /// A query was [cancelled](crate::Cancellation).
    #[error("the query was cancelled while {operator} was at work")]
    Cancelled {
        /// What the evaluator was doing.
        operator: String,
    },
    /// A build took more than it may.
    #[error("the build was stopped after {limit}, while {work} was at work")]
    BuildLimit {
        /// The limit that was passed.
        limit: Limit,
        /// What was being done.
        work: String,
    },
    /// A build was [cancelled](crate::Cancellation).
    #[error("the build was cancelled while {work} was at work")]
    BuildCancelled {
        /// What was being done.
        work: String,
    },
    /// A query multiplies parts that have nothing to do with each other.
    #[error("the query multiplies {left} by {right}: {}", unconnected(.filter.as_deref(), *.rows))]
    Product {
        /// One part.
        left: String,
        /// The other.
        right: String,
        /// The number of rows that the product has.
        rows: u64,
        /// A condition that reads variables of both, and no equality by which they could be joined.
        filter: Option<String>,
    },
    /// Something cannot be added to the sources.
    #[error(transparent)]
    Add(Box<AddError>),
    /// A result cannot be written or drawn in the format that it is wanted in.
    #[error(transparent)]
    Format(Box<FormatError>),
    /// An engine elsewhere gives no answer.
    #[error(transparent)]
    Engine(Box<EngineError>),
    /// A graph is not published, or what is published is not used.
    #[error(transparent)]
    Publish(Box<PublishError>),
    /// This bixi was built without a part that is needed.
    #[error("this bixi was built without {feature}")]
    NotBuiltIn {
        /// What is missing.
        feature: Feature,
    },
    /// An invariant of bixi itself is broken: the user's files and queries are not to blame, and no answer can be trusted.
    #[error(
        "an internal error of bixi: {what}; please report it with the query or the files that lead to it"
    )]
    Internal {
        /// The broken invariant, as the sentence that says what was found.
        what: String,
    },
}

/// A limit of a query or a build, with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The time that it may take.
    Time(Duration),
    /// The bytes of memory that it may take.
    Memory(u64),
    /// The steps that a comparison of its answer may take.
    Steps(u64),
}

impl fmt::Display for Limit {
    /// Writes the value with its unit: `1.5 s`, `4000 MB`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(time) => write!(f, "{} s", time.as_secs_f64()),
            Self::Memory(bytes) => write!(f, "{} MB", bytes / 1_000_000),
            Self::Steps(steps) => f.write_str(&count(*steps as usize, "step")),
        }
    }
}

/// A part of bixi that is built only if a feature of the package is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// Tables of Parquet.
    Parquet,
    /// Pictures in pixels.
    Png,
    /// Engines elsewhere.
    Remote,
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parquet => f.write_str("Parquet"),
            Self::Png => f.write_str("PNG"),
            Self::Remote => f.write_str("engines elsewhere (the feature `remote`)"),
        }
    }
}

/// Returns what is wrong with a product of some rows.
fn unconnected(filter: Option<&str>, rows: u64) -> String {
    match filter {
        Some(filter) => format!(
            "only the condition `{filter}` connects them, which is evaluated for all {rows} pairs; connect them by a pattern"
        ),
        None => format!("no variable connects them, and the product has {rows} rows; connect them"),
    }
}

/// The result of what can stop a run.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// For `map_err` where a path is read or written.
    pub fn io(
        action: &'static str,
        path: impl AsRef<std::path::Path>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().display().to_string();
        move |source| Self::Io {
            action,
            path,
            source,
        }
    }

    /// For `map_err` where a thread is started.
    pub(crate) fn thread(work: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Thread { work, source }
    }

    /// Returns the error for a broken invariant, said as what was found: `the column has 3 rows, not 4`.
    pub(crate) fn internal(what: impl Into<String>) -> Self {
        Self::Internal { what: what.into() }
    }
}

/// Makes errors of what their variants hold.
macro_rules! holds {
    ($($variant:ident($held:ident))*) => {
        $(
            impl From<$held> for Error {
                fn from(error: $held) -> Self {
                    Self::$variant(Box::new(error))
                }
            }
        )*
    };
}

holds! {
    Config(ConfigError) Query(QueryError) Name(NameError) Parameter(ParameterError) Format(FormatError)
    Add(AddError) Engine(EngineError) Publish(PublishError)
}

/// Returns an error with its causes, each after a colon.
///
/// ```
/// let error = bixi::Project::open(std::path::Path::new("/no/such/folder")).expect_err("an error");
/// assert!(bixi::chain(&error).starts_with("cannot open `/no/such/folder`: "));
/// ```
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_internal_error_says_which_invariant_is_broken_and_asks_for_a_report() {
        let error = Error::internal("the join of `?a` has a column of 3 rows, not 4");
        assert_eq!(
            error.to_string(),
            "an internal error of bixi: the join of `?a` has a column of 3 rows, not 4; \
             please report it with the query or the files that lead to it"
        );
    }
}
