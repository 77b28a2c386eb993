//! What the command line adds to the words of the library: which option, or which command, helps.

use bixi::errors::{AddError, ConfigError, PublishError};
use bixi::{Error, Feature, Limit, chain};

/// An error with its causes, and with what can be done about it.
pub fn advised(error: &Error) -> String {
    match error {
        Error::Parameter(error) => error.message(|name| format!("--{name}")),
        error => format!("{}{}", chain(error), advice(error)),
    }
}

/// The advice, as the end of a sentence.
fn advice(error: &Error) -> &'static str {
    match error {
        Error::Limit { limit, .. } | Error::BuildLimit { limit, .. } => match limit {
            Limit::Time(_) => "; `--timeout` sets this limit",
            Limit::Memory(_) => "; `--memory-limit` sets this limit",
            // What is compared is told apart by so little that more time would hardly do.
            Limit::Steps(_) => "; give its blank nodes IRIs, or compare fewer rows",
        },
        Error::Product { .. } => ", or say `--allow-product`",
        Error::NoSources { .. } => "; `bixi new NAME` makes a project to start from",
        Error::Snapshot { .. } => "; run `bixi build`",
        Error::Config(error) => match error.as_ref() {
            ConfigError::UnknownFinding {
                suggestion: None, ..
            } => "; `bixi check --explain` lists them",
            _ => "",
        },
        Error::Add(error) => match error.as_ref() {
            AddError::NoName => {
                "; give it one with `--label@en TEXT`, or a name with `--name NAME`"
            }
            AddError::NoNamespace { .. } => "; give its name with a prefix: `--name PREFIX:NAME`",
            AddError::Described { .. } => "; `--name NAME` gives the new entity another name",
            AddError::NoFile { .. } => "; name a file with `--file FILE`",
            _ => "",
        },
        Error::Publish(error) if matches!(**error, PublishError::Foreign { .. }) => {
            "; `--adopt` replaces it"
        }
        Error::NotBuiltIn {
            feature: Feature::Parquet,
        } => "; `cargo install --features parquet` builds it",
        Error::NotBuiltIn {
            feature: Feature::Png,
        } => "; `cargo install --features png` builds it, or `-o FILE.svg` writes SVG",
        _ => "",
    }
}

/// How the rest is seen where only a part is shown.
pub const ALL: &str = "; `--all` shows them";

/// How what is on a level of acceptance is seen.
pub fn accept(level: &str) -> String {
    format!("`--accept {level}`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use bixi::errors::ParameterError;
    use std::time::Duration;

    #[test]
    fn an_error_names_the_option_or_the_command_that_helps() {
        let missing = ParameterError::Missing {
            query: "queries/residents.rq".to_owned(),
            parameter: "town".to_owned(),
            description: None,
        };
        let cases = [
            (
                Error::from(missing),
                "`queries/residents.rq` needs a value for `--town`",
            ),
            (
                Error::Limit {
                    limit: Limit::Time(Duration::from_millis(1500)),
                    operator: "HashJoin".to_owned(),
                },
                "the query was stopped after 1.5 s, while HashJoin was at work; `--timeout` sets this limit",
            ),
            (
                Error::BuildLimit {
                    limit: Limit::Memory(4_000_000_000),
                    work: "reading `data/a.ttl`".to_owned(),
                },
                "the build was stopped after 4000 MB, while reading `data/a.ttl` was at work; \
                 `--memory-limit` sets this limit",
            ),
            (
                Error::Product {
                    left: "`?a`".to_owned(),
                    right: "`?b`".to_owned(),
                    rows: 1_000_000,
                    filter: None,
                },
                "the query multiplies `?a` by `?b`: no variable connects them, and the product has 1000000 rows; \
                 connect them, or say `--allow-product`",
            ),
            (
                Error::Product {
                    left: "`?a`".to_owned(),
                    right: "`?b`".to_owned(),
                    rows: 1_000_000,
                    filter: Some("?a < ?b".to_owned()),
                },
                "the query multiplies `?a` by `?b`: only the condition `?a < ?b` connects them, which is evaluated for all \
                 1000000 pairs; connect them by a pattern, or say `--allow-product`",
            ),
            (
                Error::NoSources {
                    root: "/graphs".to_owned(),
                },
                "no sources in `/graphs`: there is no RDF file (`.ttl`, `.owl`, `.jsonld` …) and no table with a mapping that is read; \
                 `bixi new NAME` makes a project to start from",
            ),
            (
                Error::Snapshot {
                    path: ".bixi/graph.bixi".to_owned(),
                    problem: "is damaged".to_owned(),
                },
                "the snapshot `.bixi/graph.bixi` is damaged; run `bixi build`",
            ),
            (
                Error::from(ConfigError::UnknownFinding {
                    id: "x".to_owned(),
                    suggestion: None,
                }),
                "`bixi.toml` is not valid: `findings.x` is of no kind of finding; `bixi check --explain` lists them",
            ),
            (
                Error::NotBuiltIn {
                    feature: Feature::Png,
                },
                "this bixi was built without PNG; `cargo install --features png` builds it, \
                 or `-o FILE.svg` writes SVG",
            ),
        ];
        for (error, said) in cases {
            assert_eq!(advised(&error), said);
        }
    }
}
