//! Files of [TOML](https://toml.io/en/v1.0.0) beside expectations, with the place of what is wrong in them.

use crate::finding::nearest;
use crate::source::SourceFile;
use serde::de::DeserializeOwned;
use std::fmt;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// What is wrong in a file. Displayed, it is one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The bytes of the file that are wrong.
    pub span: Range<usize>,
    /// What is wrong, in one sentence without a period.
    pub problem: String,
    /// What would mend it.
    pub hint: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)?;
        self.hint.iter().try_for_each(|hint| write!(f, "; {hint}"))
    }
}

/// Reads a file whose keys are known: those of a table with its name and a dot before them.
///
/// # Errors
/// If it is not TOML, or has a key or a value that it cannot have: the first that is wrong.
pub fn read<T: DeserializeOwned>(source: &SourceFile, keys: &[&str]) -> Result<T, Fault> {
    let text = std::str::from_utf8(&source.bytes).map_err(|error| Fault {
        span: error.valid_up_to()..error.valid_up_to(),
        problem: "this is not UTF-8".to_owned(),
        hint: None,
    })?;
    let wrong = |error: toml::de::Error| Fault {
        span: error.span().unwrap_or_default(),
        problem: error.message().to_owned(),
        hint: None,
    };
    let document = DeTable::parse(text).map_err(wrong)?;
    let mut unknown = Vec::new();
    look_into(document.get_ref(), "", keys, &mut unknown);
    let first = unknown.into_iter().min_by_key(|fault| fault.span.start);
    first.map_or(Ok(()), Err)?;
    toml::from_str(text).map_err(wrong)
}

/// Finds the keys of a table, and of those in it, that are not known.
fn look_into(table: &DeTable, above: &str, keys: &[&str], unknown: &mut Vec<Fault>) {
    for (name, value) in table {
        let text: &str = name.get_ref();
        let whole = format!("{above}{text}");
        if !keys.contains(&whole.as_str()) {
            let below = keys.iter().filter_map(|key| key.strip_prefix(above));
            let known: Vec<&str> = below.filter(|key| !key.contains('.')).collect();
            let hint = match nearest(text, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the keys are `{}`", known.join("`, `")),
            };
            unknown.push(Fault {
                span: name.span(),
                problem: format!("there is no key `{text}`"),
                hint: Some(hint),
            });
            continue;
        }
        let above = format!("{whole}.");
        match value.get_ref() {
            DeValue::Table(table) => look_into(table, &above, keys, unknown),
            DeValue::Array(items) => {
                for item in items {
                    if let DeValue::Table(table) = item.get_ref() {
                        look_into(table, &above, keys, unknown);
                    }
                }
            }
            _ => {}
        }
    }
}
