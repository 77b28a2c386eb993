//! The `#+` lines at the top of a query: YAML, as [grlc](https://grlc.io/) has it.

use super::ViewBlock;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a query says of itself.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
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
    /// A test without a query of its own: the saved query that it runs.
    pub query: Option<String>,
    /// A test: values for the parameters.
    pub with: BTreeMap<String, Scalar>,
    /// A test: `none` if the query must give no row.
    pub expect: Option<String>,
    /// A test: `subset` if the query may give further rows.
    pub rows: Option<String>,
    /// A test: `strict` if the rows must come in the order given.
    pub order: Option<String>,
    /// How its answer is drawn.
    pub view: ViewBlock,
    /// A test: `subset` if the query may give further columns.
    pub columns: Option<String>,
    /// A test: the level of acceptance that the query runs on.
    pub accept: Option<String>,
}

/// One parameter of a query.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Param {
    /// `iri`, `literal`, `integer`, … if the name of the variable does not say it.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The value if none is given.
    pub default: Option<Scalar>,
    /// What it is.
    pub description: Option<String>,
}

/// A value in YAML that is not a list or a map.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
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
    /// What is wrong with the YAML.
    pub fn of(text: &str) -> Result<Self, String> {
        let yaml: String = text
            .lines()
            .skip_while(|line| line.trim().is_empty())
            .map_while(|line| line.strip_prefix("#+"))
            .map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)))
            .collect();
        if yaml.trim().is_empty() {
            return Ok(Self::default());
        }
        serde_saphyr::from_str(&yaml).map_err(|error| {
            let error = error.to_string();
            let hint = "\nhint: a value with `: ` in it must stand between quotes";
            let is_colon = error.contains("mapping values are not allowed");
            format!("{error}{}", if is_colon { hint } else { "" })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_after_the_hash_and_plus() {
        let text = "#+ title: 谁在园区\n#+ params:\n#+   park: { type: iri, default: kg:park }\n#+ with: { year: 2020, park: 成都医学城 }\nSELECT * {}\n#+ title: not here";
        let front_matter = FrontMatter::of(text).expect("valid YAML");
        assert_eq!(front_matter.title.as_deref(), Some("谁在园区"));
        assert_eq!(front_matter.params["park"].kind.as_deref(), Some("iri"));
        assert_eq!(front_matter.with["year"], Scalar::Integer(2020));
        assert_eq!(front_matter.with["park"].to_string(), "成都医学城");
        assert_eq!(FrontMatter::of("SELECT * {}"), Ok(FrontMatter::default()));
        assert!(FrontMatter::of("#+ title: [").is_err());
    }
}
