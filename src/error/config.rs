//! What is wrong with `bixi.toml`.

use std::fmt;

/// Why the configuration of a project cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file is not UTF-8.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// The file is not TOML, or has a value that it cannot have.
    #[error("{shown}")]
    Syntax {
        /// The line, from 1 on.
        line: u32,
        /// The column of the first character that is wrong: code points of the line, from 1 on.
        column: u32,
        /// The text that is wrong; it may be empty.
        text: String,
        /// What is wrong, in words.
        problem: String,
        /// The problem below its line, as the reader of TOML prints it.
        shown: String,
    },
    /// The file has unknown keys; they are in the order of the file.
    #[error("{}", lines(.0))]
    UnknownKeys(Vec<UnknownKey>),
    /// A glob cannot be used.
    #[error("`{key}` has the glob `{glob}`, which {problem}")]
    Glob {
        /// The key that has it: `sources`, `roles.shapes` …
        key: String,
        /// The glob, as it is written.
        glob: String,
        /// What is wrong with it, as the end of the sentence.
        problem: String,
    },
    /// The key `sources` chooses nothing.
    #[error(
        "line {line}, column {column}: `sources` is empty; name files, folders or globs, or leave it out to build all RDF files"
    )]
    NoGlobs {
        /// The line of the value, from 1 on.
        line: u32,
        /// The column of its first character: code points of the line, from 1 on.
        column: u32,
    },
    /// A language of `languages` is no [language tag](https://www.rfc-editor.org/info/bcp47).
    #[error(
        "`languages` has `{tag}`, which is not a language tag such as `en` or `zh-Hans`: {problem}"
    )]
    Language {
        /// The value.
        tag: String,
        /// What is wrong with it, in words.
        problem: String,
    },
    /// The namespace of a prefix is not an IRI.
    #[error("`prefixes.{prefix}` is `{namespace}`, which is not an IRI: {problem}")]
    Prefix {
        /// The prefix, without its colon.
        prefix: String,
        /// The value of its key.
        namespace: String,
        /// What is wrong with it, in words.
        problem: String,
    },
    /// A namespace of the project's own vocabulary is not an IRI.
    #[error("`own` has `{namespace}`, which is not an IRI: {problem}")]
    Own {
        /// The namespace, as it is written.
        namespace: String,
        /// What is wrong with it, in words.
        problem: String,
    },
    /// An engine has a value that it cannot have.
    #[error("`engines.{name}.{key}` {problem}")]
    Engine {
        /// The name of the engine.
        name: String,
        /// The key: `url`, `graphs` …
        key: String,
        /// What is wrong, as the end of the sentence.
        problem: String,
    },
    /// The path of an imported file leads out of the project.
    #[error(
        "`imports` has `{path}` for `{key}`, which leads out of the project; write a path relative to it"
    )]
    ImportPath {
        /// The key that has it: an IRI, `catalog` or `folder`.
        key: String,
        /// The path, as it is written.
        path: String,
    },
    /// The key `findings` gives a level to an unknown id of findings.
    #[error(
        "`findings.{id}` is of no kind of finding{}",
        .suggestion.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
    )]
    UnknownFinding {
        /// The id that no finding has.
        id: String,
        /// The id that may be meant.
        suggestion: Option<String>,
    },
    /// The default level of acceptance is none of the levels.
    #[error("`acceptance.default` is `{default}`, which is the name of no level")]
    UnknownDefaultLevel {
        /// The value of the key `acceptance.default`.
        default: String,
        /// The names of all levels.
        levels: Vec<String>,
    },
    /// There are more levels of acceptance than a graph can have.
    #[error("there are more than {most} levels of acceptance")]
    TooManyLevels {
        /// The most that there can be.
        most: usize,
    },
    /// The key `base` gives no IRI that a file could have as its base.
    #[error("`base` gives no IRI for `{path}`: {problem}")]
    Base {
        /// The path of the file.
        path: String,
        /// The base that the file would have.
        base: String,
        /// What is wrong with it, in words.
        problem: String,
    },
}

/// A key that `bixi.toml` cannot have, at its place. Displayed, it is one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownKey {
    /// The line, from 1 on.
    pub line: u32,
    /// The column of the key's first character: code points of the line, from 1 on.
    pub column: u32,
    /// The key.
    pub key: String,
    /// The table that it is in, with dots: `acceptance.level`; empty at the top.
    pub table: String,
    /// The key that may be meant: of the same table, or of another one and then with dots.
    pub suggestion: Option<String>,
    /// The keys that the table can have.
    pub known: Vec<String>,
}

impl fmt::Display for UnknownKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line, column, key, ..
        } = self;
        let table = match self.table.as_str() {
            "" => "there is".to_owned(),
            table => format!("`{table}` has"),
        };
        let hint = match (&self.suggestion, self.known.as_slice()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, []) => "it has no keys".to_owned(),
            (None, known) => format!("its keys are `{}`", known.join("`, `")),
        };
        write!(
            f,
            "line {line}, column {column}: {table} no key `{key}`; {hint}"
        )
    }
}

fn lines(keys: &[UnknownKey]) -> String {
    let lines: Vec<String> = keys.iter().map(UnknownKey::to_string).collect();
    lines.join("\n")
}
