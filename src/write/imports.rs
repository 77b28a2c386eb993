//! Imports and where they lead: a table for people, or JSON.

use super::lines::one_line;
use super::table::table;
use crate::imports::{Import, Resolution};
use crate::number::count;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A format of imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportsFormat {
    /// A table with a line that counts.
    Text,
    /// An array of objects.
    Json,
}

/// An import in JSON.
#[derive(Serialize)]
struct Json<'a> {
    import: &'a str,
    file: &'a str,
    line: u32,
    how: &'a str,
    resolved: Option<&'a str>,
}

/// All imports; `import` is the IRI, `how` one of the names of [`Resolution`].
pub fn imports(imports: &[Import], format: ImportsFormat) -> String {
    match format {
        ImportsFormat::Text => text(imports),
        ImportsFormat::Json => {
            let json = imports.iter().map(|import| Json {
                import: &import.iri,
                file: &import.file,
                line: import.line,
                how: import.resolution.name(),
                resolved: import.path.as_deref(),
            });
            let json: Vec<Json> = json.collect();
            format!("{:#}\n", serde_json::json!(json))
        }
    }
}

fn text(imports: &[Import]) -> String {
    let header = ["import", "from", "how", "resolved"].map(str::to_owned);
    // What is to be done stands first.
    let (nowhere, found): (Vec<&Import>, Vec<&Import>) = imports
        .iter()
        .partition(|import| import.resolution == Resolution::Nowhere);
    let rows = nowhere.into_iter().chain(found).map(|import| {
        vec![
            one_line(&import.iri),
            one_line(&format!("{}:{}", import.file, import.line)),
            import.resolution.name().to_owned(),
            one_line(import.path.as_deref().unwrap_or_default()),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let table = match rows.is_empty() {
        true => String::new(),
        false => format!("{}\n", table(&header, &rows, None)),
    };
    let mut iris: BTreeMap<Resolution, BTreeSet<&str>> = BTreeMap::new();
    for import in imports {
        let of_kind = iris.entry(import.resolution).or_default();
        of_kind.insert(&import.iri);
    }
    let all: BTreeSet<&str> = imports.iter().map(|import| import.iri.as_str()).collect();
    let kinds = iris.iter();
    let kinds = kinds.map(|(how, iris)| format!("{} {}", iris.len(), how.name()));
    let kinds: Vec<String> = kinds.collect();
    let kinds = match kinds.is_empty() {
        true => String::new(),
        false => format!(": {}", kinds.join(", ")),
    };
    format!("{table}{}{kinds}\n", count(all.len(), "import"))
}
