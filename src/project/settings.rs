//! What keeps `bixi.toml` from being used, as findings at its lines.

use super::{CONFIG, Project};
use crate::error::{ConfigError, Error, Result};
use crate::finding::{Finding, Place};
use crate::source::SourceFile;
use std::path::Path;

/// The id of the findings.
pub const UNUSABLE: &str = "unusable-settings";

impl Project {
    /// Returns what keeps the `bixi.toml` of a folder from being used; nothing if it can be used, or is not there.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// std::fs::write(folder.path().join("bixi.toml"), "name = \"people\"\nsauces = []\n")?;
    /// let findings = bixi::Project::check_settings(folder.path())?;
    /// assert_eq!(findings[0].place.span, 16..22);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the folder or the file cannot be read.
    pub fn check_settings(root: &Path) -> Result<Vec<Finding>> {
        match Self::open(root) {
            Ok(_) => Ok(Vec::new()),
            Err(Error::Config(error)) => {
                let file = Self::without_settings(root)?.read(CONFIG)?;
                Ok(findings(&error, &file))
            }
            Err(error) => Err(error),
        }
    }
}

fn findings(error: &ConfigError, file: &SourceFile) -> Vec<Finding> {
    let finding = |place: Option<(u32, u32, &str)>, message: String| {
        let span = place.and_then(|(line, column, text)| {
            file.column_span(line, column as usize, text.chars().count())
        });
        let place = Place {
            file: CONFIG.to_owned(),
            span: span.unwrap_or(0..0),
        };
        Finding::error(UNUSABLE, message, place)
    };
    match error {
        ConfigError::UnknownKeys(keys) => {
            let keys = keys.iter().map(|unknown| {
                let message = match unknown.table.as_str() {
                    "" => format!("there is no key `{}`", unknown.key),
                    table => format!("`{table}` has no key `{}`", unknown.key),
                };
                let place = (unknown.line, unknown.column, unknown.key.as_str());
                let finding = finding(Some(place), message);
                let near = unknown.suggestion.as_ref();
                Finding {
                    hint: near.map(|near| format!("did you mean `{near}`?")),
                    ..finding
                }
            });
            keys.collect()
        }
        ConfigError::Syntax {
            line,
            column,
            text,
            problem,
            ..
        } => vec![finding(Some((*line, *column, text)), problem.clone())],
        ConfigError::NoGlobs { line, column } => {
            let message = "`sources` is empty".to_owned();
            vec![finding(Some((*line, *column, "[")), message)]
        }
        other => vec![finding(None, other.to_string())],
    }
}
