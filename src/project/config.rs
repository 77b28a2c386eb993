//! What `bixi.toml` says ([TOML 1.0](https://toml.io/en/v1.0.0)).

use super::engines::EngineConfig;
use super::globs::Globs;
use super::keys;
use super::relative::relative_path;
use crate::error::{ConfigError, Error, Result};
use crate::source::SourceFile;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::de::DeTable;

/// What `bixi.toml` may say; without it the defaults hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The project's name.
    pub name: String,
    /// The IRI under which the files of the project are; it names their graphs and resolves relative IRIs.
    pub base: Option<String>,
    /// Languages of labels, the preferred one first; without them those of the labels, the most frequent first.
    pub languages: Vec<String>,
    /// Which statements a query sees by how certain they are.
    pub acceptance: Option<Acceptance>,
    /// Which rules of the W3C apply.
    pub inference: Inference,
    /// Globs of the files that are built; without them those of `ontology/` and `data/`, or all that are found.
    pub sources: Vec<String>,
    /// Globs of the saved queries; without them those of `queries/`.
    pub queries: Vec<String>,
    /// Globs of the rules; without them those of `rules/`.
    pub rules: Vec<String>,
    /// Globs of the expectations; without them those of `tests/`.
    pub tests: Vec<TestGlob>,
    /// Globs of files that are checked and are not part of the graph.
    pub examples: Vec<String>,
    /// What sources are, if it is not what their content says.
    pub roles: Roles,
    /// Prefixes and their namespace IRIs, for queries and for what is printed.
    pub prefixes: BTreeMap<String, String>,
    /// The namespaces of the project's own vocabulary: of others no term is judged.
    pub own: Vec<String>,
    /// The files that imports and the contexts of JSON-LD lead to.
    pub imports: ImportsConfig,
    /// How much findings matter, by their ids.
    pub findings: BTreeMap<String, FindingLevel>,
    /// How the project is checked.
    pub check: CheckConfig,
    /// How the project is built.
    pub build: BuildConfig,
    /// The SPARQL engines elsewhere, by the names that commands know them by.
    pub engines: BTreeMap<String, EngineConfig>,
}

/// Files with expectations.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(
    untagged,
    expecting = "a glob, or a table like `{ glob = \"checks/*.rq\", expect = \"none\" }`"
)]
pub enum TestGlob {
    /// A glob; the files say what is expected.
    Glob(String),
    /// A glob of queries that are expected to give the same.
    Expecting {
        /// The glob.
        glob: String,
        /// What the queries give.
        expect: ExpectedRows,
    },
}

impl TestGlob {
    /// Returns the glob.
    pub fn glob(&self) -> &str {
        match self {
            Self::Glob(glob) | Self::Expecting { glob, .. } => glob,
        }
    }
}

/// What queries are expected to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExpectedRows {
    /// No rows: each row is a violation.
    None,
}

/// The files that `owl:imports` and the contexts of JSON-LD lead to, besides the project's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ImportsConfig {
    /// A catalog, besides those that are called `catalog-v001.xml`.
    pub catalog: Option<String>,
    /// The folder of files that others maintain; without it `imports/`.
    pub folder: Option<String>,
    /// The path of a file for each IRI.
    #[serde(flatten)]
    pub files: BTreeMap<String, String>,
}

/// Globs of what sources are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Roles {
    /// Those that declare the vocabulary.
    pub ontology: Vec<String>,
    /// Those with SHACL shapes.
    pub shapes: Vec<String>,
    /// Those with data.
    pub data: Vec<String>,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingLevel {
    /// As an error.
    Error,
    /// As a warning.
    Warning,
    /// For information.
    Info,
    /// Not at all: it is not reported.
    Off,
}

/// How a project is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct CheckConfig {
    /// Which findings there must not be.
    pub fail_on: Option<FailOn>,
    /// What is validated against the shapes in the sources.
    pub shapes: ShapesSetting,
    /// Which queries of shapes are allowed.
    pub pre_binding: PreBinding,
    /// Properties that must not lead back to where they started, as IRIs or prefixed names.
    pub acyclic: Vec<String>,
    /// Properties each of whose statements must be reified, or namespaces of such properties.
    pub evidence: Vec<String>,
    /// Properties whose values are written as a text prints them.
    pub printed: Vec<String>,
    /// Properties that begin something, each with the one that ends it.
    pub periods: BTreeMap<String, String>,
}

/// The version of SHACL whose rules on variables that are bound before hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum PreBinding {
    /// The Recommendation.
    #[default]
    #[serde(rename = "1.0")]
    Strict,
    /// The drafts of 1.2.
    #[serde(rename = "1.2")]
    Lenient,
}

/// What is validated against the shapes in the sources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShapesSetting {
    /// What the sources say and what follows from that.
    #[default]
    Inferred,
    /// What the sources say.
    Asserted,
    /// Nothing.
    Off,
}

/// Which findings there must not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailOn {
    /// Errors.
    Error,
    /// Errors and warnings.
    Warning,
    /// Every finding.
    Info,
    /// None of them matters.
    Never,
}

/// How a project is built.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct BuildConfig {
    /// What is done about files that cannot be read.
    pub broken: Broken,
}

/// What is done about files that cannot be read as what they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Broken {
    /// Nothing is built.
    #[default]
    Fail,
    /// The graph is built without them.
    Skip,
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
    /// OWL 2 EL: the hierarchy of classes, also by what has no name.
    OwlEl,
    /// RDFS with the axiomatic triples, and `rdfs:Resource` for every term.
    RdfsFull,
    /// OWL 2 RL with `owl:sameAs` for every term, `owl:Thing` over every class, and the like.
    OwlRlFull,
}

impl Inference {
    /// Its name in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Rdfs => "rdfs",
            Self::OwlRl => "owl-rl",
            Self::OwlEl => "owl-el",
            Self::RdfsFull => "rdfs-full",
            Self::OwlRlFull => "owl-rl-full",
        }
    }

    /// Whether statements are wanted that hold of every term, class or property.
    pub fn is_full(self) -> bool {
        matches!(self, Self::RdfsFull | Self::OwlRlFull)
    }
}

/// How certain a statement must be to be seen: a property of its reifiers, and the values that each level adds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The IRI, or the prefixed name, of the property that says of a reifier how certain its statement is.
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
    /// The IRIs or prefixed names that, as value of the property, put a statement on this level.
    pub values: Vec<String>,
}

impl Config {
    /// Reads the text of `bixi.toml`.
    ///
    /// # Errors
    /// If it is not TOML, or has a key or a value that it cannot have.
    pub(crate) fn of(text: &str) -> Result<Self> {
        let source = SourceFile::new("bixi.toml", text);
        let wrong = |error: toml::de::Error| syntax(text, &source, &error);
        let document = DeTable::parse(text).map_err(wrong)?;
        let unknown = keys::unknown(document.get_ref(), &source);
        if !unknown.is_empty() {
            return Err(ConfigError::UnknownKeys(unknown).into());
        }
        let config: Self = toml::from_str(text).map_err(wrong)?;
        let sources = document.get_ref().get("sources");
        if let Some(value) = sources.filter(|_| config.sources.is_empty()) {
            let place = source.position(value.span().start);
            return Err(ConfigError::NoGlobs {
                line: place.line,
                column: place.column,
            }
            .into());
        }
        config.check()?;
        Ok(config)
    }

    /// Checks what TOML cannot say of itself.
    fn check(&self) -> Result<()> {
        let roles = &self.roles;
        for (key, globs) in [
            ("sources", &self.sources),
            ("queries", &self.queries),
            ("rules", &self.rules),
            ("examples", &self.examples),
            ("roles.ontology", &roles.ontology),
            ("roles.shapes", &roles.shapes),
            ("roles.data", &roles.data),
        ] {
            Globs::new(key, globs.iter().map(String::as_str))?;
        }
        Globs::new("tests", self.tests.iter().map(TestGlob::glob))?;
        for tag in &self.languages {
            if let Err(error) = oxilangtag::LanguageTag::parse(tag.as_str()) {
                return Err(Error::from(ConfigError::Language {
                    tag: tag.clone(),
                    problem: error.to_string(),
                }));
            }
        }
        for (prefix, namespace) in &self.prefixes {
            if let Err(error) = oxiri::Iri::parse(namespace.as_str()) {
                return Err(Error::from(ConfigError::Prefix {
                    prefix: prefix.clone(),
                    namespace: namespace.clone(),
                    problem: error.to_string(),
                }));
            }
        }
        for namespace in &self.own {
            if let Err(error) = oxiri::Iri::parse(namespace.as_str()) {
                return Err(Error::from(ConfigError::Own {
                    namespace: namespace.clone(),
                    problem: error.to_string(),
                }));
            }
        }
        for (name, engine) in &self.engines {
            engine.check(name)?;
        }
        self.check_imports()?;
        self.check_acceptance()
    }

    /// Checks that the files of imports are in the project.
    fn check_imports(&self) -> Result<()> {
        let ImportsConfig {
            catalog,
            folder,
            files,
        } = &self.imports;
        let named = [("catalog", catalog), ("folder", folder)];
        let named = named
            .into_iter()
            .filter_map(|(key, path)| Some((key, path.as_ref()?)));
        let files = files.iter().map(|(iri, path)| (iri.as_str(), path));
        for (key, path) in named.chain(files) {
            if path.is_empty() || relative_path("", path).is_none() {
                return Err(Error::from(ConfigError::ImportPath {
                    key: key.to_owned(),
                    path: path.clone(),
                }));
            }
        }
        Ok(())
    }

    fn check_acceptance(&self) -> Result<()> {
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
fn syntax(text: &str, source: &SourceFile, error: &toml::de::Error) -> ConfigError {
    let span = error.span().unwrap_or_default();
    let place = source.position(span.start);
    ConfigError::Syntax {
        line: place.line,
        column: place.column,
        text: text.get(span).unwrap_or_default().to_owned(),
        problem: error.message().to_owned(),
        shown: error.to_string(),
    }
}
