//! What `bixi.toml` says ([TOML 1.0](https://toml.io/en/v1.0.0)).

use crate::error::{ConfigError, Error, Result};
use crate::source::SourceFile;
use serde::Deserialize;

/// What `bixi.toml` may say; without it the defaults hold.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The project's name.
    pub name: String,
    /// The IRI under which the files of the project are; it names their graphs and resolves relative IRIs.
    pub base: Option<String>,
    /// Languages of labels, the preferred one first.
    pub languages: Vec<String>,
    /// Which statements a query sees by how certain they are.
    pub acceptance: Option<Acceptance>,
    /// Which rules of the W3C apply.
    pub inference: Inference,
}

/// Which rules of the W3C apply to a project; `None` also turns off its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inference {
    /// None.
    None,
    /// RDFS, without what holds of every term.
    Rdfs,
    /// OWL 2 RL, without what holds of every term.
    #[default]
    OwlRl,
    /// RDFS with the axiomatic triples, and `rdfs:Resource` for every term.
    RdfsFull,
    /// OWL 2 RL with `owl:sameAs` for every term, `owl:Thing` over every class, and the like.
    OwlRlFull,
}

impl Inference {
    /// Whether statements are wanted that hold of every term, class or property.
    pub fn is_full(self) -> bool {
        matches!(self, Self::RdfsFull | Self::OwlRlFull)
    }
}

/// How certain a statement must be to be seen: a property of its reifiers, and the values that each level adds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The IRI of the property that says of a reifier how certain its statement is.
    pub property: String,
    /// The name of the level of queries that name none.
    pub default: String,
    /// The levels, the strictest first; each sees what the ones before it see.
    #[serde(rename = "level")]
    pub levels: Vec<Level>,
}

/// One level of acceptance.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its name on the command line.
    pub name: String,
    /// The IRIs that, as value of the property, put a statement on this level.
    pub values: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        let languages = vec!["zh-Hans".to_owned(), "zh".to_owned(), "en".to_owned()];
        Self {
            name: String::new(),
            base: None,
            languages,
            acceptance: None,
            inference: Inference::default(),
        }
    }
}

impl Config {
    /// Reads the text of `bixi.toml`.
    ///
    /// # Errors
    /// If it is not TOML, or has a key or a value that it cannot have.
    pub(super) fn of(text: &str) -> Result<Self> {
        let config: Self = toml::from_str(text).map_err(|error| syntax(text, &error))?;
        config.check()?;
        Ok(config)
    }

    /// What TOML cannot say of itself.
    fn check(&self) -> Result<()> {
        let Some(acceptance) = &self.acceptance else {
            return Ok(());
        };
        if acceptance
            .levels
            .iter()
            .all(|level| level.name != acceptance.default)
        {
            let levels = acceptance.levels.iter().map(|level| level.name.clone());
            return Err(Error::from(ConfigError::UnknownDefaultLevel {
                default: acceptance.default.clone(),
                levels: levels.collect(),
            }));
        }
        if acceptance.levels.len() > MOST_LEVELS {
            return Err(ConfigError::TooManyLevels { most: MOST_LEVELS }.into());
        }
        Ok(())
    }
}

/// The most levels of acceptance.
const MOST_LEVELS: usize = 60;

/// Returns what the reader of TOML found, with its place in the text.
fn syntax(text: &str, error: &toml::de::Error) -> ConfigError {
    let span = error.span().unwrap_or_default();
    let place = SourceFile::new("bixi.toml", text).position(span.start);
    ConfigError::Syntax {
        line: place.line,
        column: place.column,
        text: text.get(span).unwrap_or_default().to_owned(),
        problem: error.message().to_owned(),
        shown: error.to_string(),
    }
}
