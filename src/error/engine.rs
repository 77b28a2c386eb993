//! What keeps an engine elsewhere from being asked, or its answer from being used.

/// Why an engine that `bixi.toml` names gives no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// No engine has the name.
    #[error("{}", unknown(.name, .suggestion.as_deref(), .known))]
    Unknown {
        /// The name.
        name: String,
        /// A name that may be meant.
        suggestion: Option<String>,
        /// The names of all engines.
        known: Vec<String>,
    },
    /// The settings of an engine lack what is needed.
    #[error("`engines.{engine}` has no `{key}`, which {needed_by} needs")]
    NotConfigured {
        /// The name of the engine.
        engine: String,
        /// The key that is missing.
        key: &'static str,
        /// What needs it.
        needed_by: &'static str,
    },
    /// An environment variable with a secret is not set.
    #[error(
        "the environment variable `{variable}`, which `engines.{engine}.auth` names, is not set"
    )]
    NoSecret {
        /// The name of the engine.
        engine: String,
        /// The name of the variable.
        variable: String,
    },
    /// A secret cannot be sent.
    #[error(
        "the value of the environment variable `{variable}` has characters that a header cannot have"
    )]
    UnsendableSecret {
        /// The name of the variable.
        variable: String,
    },
    /// The certificates of an engine cannot be used.
    #[error("`engines.{engine}.ca` names `{path}`, which {problem}")]
    Certificates {
        /// The name of the engine.
        engine: String,
        /// The path of the file.
        path: String,
        /// What is the matter with it, as the end of the sentence.
        problem: String,
    },
    /// What was measured of an engine cannot be read.
    #[error("`{path}` is not what `bixi engine check --save` writes: {problem}")]
    Measured {
        /// The path of the file, below the folder of the project.
        path: String,
        /// What is the matter with it.
        problem: String,
    },
    /// No connection was made, or it broke before an answer began.
    #[error("`{engine}` cannot be reached at <{url}>: {problem}")]
    Unreachable {
        /// The name of the engine.
        engine: String,
        /// The URL.
        url: String,
        /// What the system or the TLS library said.
        problem: String,
    },
    /// An answer did not come in time.
    #[error(
        "`{engine}` did not answer within {seconds} s; `engines.{engine}.timeout` sets this limit"
    )]
    Timeout {
        /// The name of the engine.
        engine: String,
        /// The limit.
        seconds: u64,
    },
    /// The engine leads to another one.
    #[error(
        "`{engine}` redirects to <{to}>, which is on another host; if that is right, make it the URL in `bixi.toml`"
    )]
    Redirect {
        /// The name of the engine.
        engine: String,
        /// The URL that it leads to.
        to: String,
    },
    /// The engine answered with a status that is not a success.
    #[error("`{engine}` answered with status {status}{}", after_colon(.said))]
    Status {
        /// The name of the engine.
        engine: String,
        /// The [status](https://www.rfc-editor.org/rfc/rfc9110#name-status-codes).
        status: u16,
        /// The beginning of what it said, as text in one line; it may be empty.
        said: String,
    },
    /// An answer is not in a format that was asked for.
    #[error("`{engine}` answered in {}, which is not what was asked for{}", named_type(.media_type), after_colon(.said))]
    MediaType {
        /// The name of the engine.
        engine: String,
        /// The media type; it may be empty.
        media_type: String,
        /// The beginning of what it said, as text in one line; it may be empty.
        said: String,
    },
    /// An answer is incomplete.
    #[error("the answer of `{engine}` is not complete: {problem}")]
    Incomplete {
        /// The name of the engine.
        engine: String,
        /// How that is known.
        problem: String,
    },
    /// An engine gives no more rows than a limit of its own.
    #[error("the answer of `{engine}` is not complete: the engine gives at most {rows} rows")]
    RowLimit {
        /// The name of the engine.
        engine: String,
        /// The limit, as the engine says it.
        rows: String,
    },
    /// An answer is longer than it may be.
    #[error(
        "the answer of `{engine}` has more than {bytes} bytes; `engines.{engine}.max-bytes` sets this limit"
    )]
    TooLong {
        /// The name of the engine.
        engine: String,
        /// The limit.
        bytes: u64,
    },
    /// An engine is not asked, and its answer is not recorded.
    #[error(
        "no answer of `{engine}` is recorded as `{path}`; `--record` asks the engine and records it"
    )]
    NotRecorded {
        /// The name of the engine.
        engine: String,
        /// The path of the file that would have the answer.
        path: String,
    },
    /// An engine does not keep apart what a query leaves out.
    #[error("`{engine}` cannot be asked so: {problem}")]
    NotApart {
        /// The name of the engine.
        engine: String,
        /// What is in one place there.
        problem: String,
    },
    /// A push did not come to its end, so nobody knows what is there.
    #[error(
        "a push to `{engine}` did not come to its end, so its graphs are not those of one state of the project; \
         `bixi push {engine}` goes on with it"
    )]
    Unfinished {
        /// The name of the engine.
        engine: String,
    },
    /// An answer is not as its format wants it.
    #[error("the answer of `{engine}` cannot be read: {problem}")]
    NotReadable {
        /// The name of the engine.
        engine: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl EngineError {
    /// Returns whether another query may be answered all the same: it is the answer to this one that is missing.
    pub fn is_of_one_query(&self) -> bool {
        matches!(
            self,
            Self::Timeout { .. }
                | Self::Status { .. }
                | Self::MediaType { .. }
                | Self::Incomplete { .. }
                | Self::RowLimit { .. }
                | Self::TooLong { .. }
                | Self::NotReadable { .. }
                | Self::NotApart { .. }
        )
    }
}

fn unknown(name: &str, suggestion: Option<&str>, known: &[String]) -> String {
    let end = match (suggestion, known) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => {
            format!("`bixi.toml` names none; a table `[engines.{name}]` with its `url` does")
        }
        (None, known) => format!("the engines are {}", known.join(", ")),
    };
    format!("there is no engine `{name}`; {end}")
}

fn after_colon(said: &str) -> String {
    match said {
        "" => String::new(),
        said => format!(": {said}"),
    }
}

fn named_type(media_type: &str) -> &str {
    match media_type {
        "" => "no media type",
        other => other,
    }
}
