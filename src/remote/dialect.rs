//! How an engine deviates from SPARQL, as data by which queries are rewritten.

use crate::error::{EngineError, Error, Result};
use crate::project::{EngineConfig, EngineKind, TripleTermEncoding};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// Something that an engine does not do as SPARQL says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// A statement that is in two of the graphs of `FROM` is found twice.
    Duplicates,
    /// `EXISTS`, `NOT EXISTS` and `MINUS` with more than one triple pattern keep or drop the wrong solutions.
    Exists,
    /// `EXISTS` is refused where it is not a condition of `FILTER`.
    BindExists,
    /// A condition inside `OPTIONAL` drops solutions.
    OptionalFilter,
    /// A path without a fixed length is refused if both its ends are free, or gives wrong solutions.
    Paths,
    /// Language tags are changed to lower case, and two conditions on the language of one text disturb each other.
    Languages,
    /// `STRLANG` refuses tags with subtags.
    StrLang,
    /// The datatype of a text with a language is unknown.
    DatatypeOfText,
    /// `<`, `>`, `<=` and `>=` compare terms that have no order, where SPARQL has an error.
    Comparisons,
    /// A boolean is a number.
    Booleans,
    /// A division by zero fails the request instead of being an error of the expression.
    DivisionByZero,
    /// Names of variables are of ASCII.
    VariableNames,
    /// The ends of paths are not blank nodes.
    BlankNodesInPaths,
    /// Several texts that are not of ASCII are refused or mixed up in `VALUES`.
    ValuesOfTexts,
    /// Literals come back in another lexical form: `true` as `1`, `1.0` as `1`.
    LexicalForms,
    /// Without `FROM`, graphs of the engine itself are asked too.
    DefaultGraph,
    /// Functions of SPARQL 1.2 are unknown.
    Functions12,
    /// Grouping and aggregates of expressions give wrong groups.
    Aggregates,
    /// An error in an expression fails the request instead of leaving a variable unbound.
    ErrorsFail,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::Duplicates,
        Self::Exists,
        Self::BindExists,
        Self::OptionalFilter,
        Self::Paths,
        Self::Languages,
        Self::StrLang,
        Self::DatatypeOfText,
        Self::Comparisons,
        Self::Booleans,
        Self::DivisionByZero,
        Self::VariableNames,
        Self::BlankNodesInPaths,
        Self::ValuesOfTexts,
        Self::LexicalForms,
        Self::DefaultGraph,
        Self::Functions12,
        Self::Aggregates,
        Self::ErrorsFail,
    ];
}

/// What is known of how an engine answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dialect {
    /// How it holds triple terms.
    pub evidence: TripleTermEncoding,
    /// What it does not do as SPARQL says.
    #[serde(default)]
    pub faults: BTreeSet<Fault>,
}

impl Dialect {
    /// Returns what is known of an engine: what was measured, if `engines/NAME.toml` below the folder of the project has it, else what
    /// is known of its kind; how it holds triple terms is what `bixi.toml` says first.
    ///
    /// # Errors
    /// If the file cannot be read, or is not what `bixi engine check --save` writes.
    pub fn of_engine(name: &str, config: &EngineConfig, root: &Path) -> Result<Self> {
        let path = root.join(Self::path(name));
        let mut dialect = match fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error| EngineError::Measured {
                path: Self::path(name),
                problem: error.message().to_owned(),
            })?,
            Err(error) if error.kind() == ErrorKind::NotFound => Self::of(config.kind),
            Err(error) => return Err(Error::io("read", &path)(error)),
        };
        if let Some(evidence) = config.evidence {
            dialect.evidence = evidence;
        }
        Ok(dialect)
    }

    /// Returns the path of the file with what was measured of an engine, below the folder of the project.
    pub fn path(name: &str) -> String {
        format!("engines/{name}.toml")
    }

    /// Returns what is known of a product.
    pub fn of(kind: EngineKind) -> Self {
        let (evidence, faults): (_, &[Fault]) = match kind {
            EngineKind::Oxigraph => (
                TripleTermEncoding::Native,
                &[Fault::Duplicates, Fault::Languages],
            ),
            EngineKind::Fuseki => (TripleTermEncoding::Native, &[]),
            EngineKind::Virtuoso => (TripleTermEncoding::Basic, &Fault::ALL),
            EngineKind::Generic
            | EngineKind::Qlever
            | EngineKind::Graphdb
            | EngineKind::Stardog
            | EngineKind::Neptune
            | EngineKind::Blazegraph
            | EngineKind::Allegrograph => (TripleTermEncoding::Basic, &[Fault::Functions12]),
        };
        Self {
            evidence,
            faults: faults.iter().copied().collect(),
        }
    }

    /// Returns the text of the file with what was measured of an engine.
    ///
    /// # Errors
    /// If a name cannot be written, which is an internal error.
    pub fn to_toml(&self, name: &str) -> Result<String> {
        let json = |value: serde_json::Result<String>| {
            value.map_err(|_| Error::internal("a name of a dialect is not JSON"))
        };
        let mut text = format!("# How `{name}` answers, by `bixi engine check {name} --save`.\n");
        // A string of JSON that has no escapes is one of TOML.
        text += &format!(
            "evidence = {}\n",
            json(serde_json::to_string(&self.evidence))?
        );
        text += "faults = [\n";
        for fault in &self.faults {
            text += &format!("    {},\n", json(serde_json::to_string(fault))?);
        }
        Ok(text + "]\n")
    }

    /// Returns whether an engine has a fault.
    pub fn has(&self, fault: Fault) -> bool {
        self.faults.contains(&fault)
    }
}

#[cfg(test)]
mod tests {
    use super::{Dialect, Fault};
    use crate::project::{EngineKind, TripleTermEncoding};

    #[test]
    fn a_dialect_is_written_and_read() {
        let dialect = Dialect {
            evidence: TripleTermEncoding::Statement,
            faults: [Fault::Exists, Fault::StrLang].into(),
        };
        let json = serde_json::to_string(&dialect).expect("JSON");
        assert_eq!(
            json,
            r#"{"evidence":"statement","faults":["exists","str-lang"]}"#
        );
        let toml = dialect.to_toml("prod").expect("TOML");
        assert_eq!(toml::from_str::<Dialect>(&toml).expect("TOML"), dialect);
    }

    #[test]
    fn every_fault_is_one_of_all() {
        let known = Dialect::of(EngineKind::Virtuoso).faults;
        assert_eq!(known.len(), Fault::ALL.len());
    }
}
