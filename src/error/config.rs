//! What is wrong with `bixi.toml`.

/// Why the configuration of a project cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file is not UTF-8.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// The file is not TOML, or has a key or a value that it cannot have.
    #[error("{shown}")]
    Syntax {
        /// The line, from 1 on.
        line: u32,
        /// The column of the first character that is wrong: code points of the line, from 1 on.
        column: u32,
        /// The text that is wrong, such as the key that there is not; it may be empty.
        text: String,
        /// What is wrong, in words.
        problem: String,
        /// The problem below its line, as the reader of TOML prints it.
        shown: String,
    },
    /// The default level of acceptance is none of the levels.
    #[error("`acceptance.default` is `{default}`, which is the name of no level")]
    UnknownDefaultLevel {
        /// The value of the key `acceptance.default`.
        default: String,
        /// The names of the levels that there are.
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
