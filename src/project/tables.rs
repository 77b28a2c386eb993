//! Which tables the mappings of a project read: the files that the `#+ table:` lines of `.rq` files beside other people's files
//! name.

use super::Project;
use super::names::{is_query, is_rdf};
use crate::error::Result;
use crate::source::SourceFile;
use crate::table::{Dialect, rendered};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Component, Path};

/// Returns the mappings among some files: those that are queries in a folder, whose name ends with `/`.
pub(super) fn mappings(files: &[String], folder: &str) -> Vec<String> {
    let mappings = files.iter();
    let mappings = mappings.filter(|path| path.starts_with(folder) && is_query(path));
    mappings.cloned().collect()
}

/// A mapping of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingOfTable {
    /// The path of the mapping.
    pub path: String,
    /// The path of the text whose words the table has, whether or not it is there.
    pub text: Option<String>,
}

/// Returns the tables that mappings read, each with its mappings; those that are not there or are RDF are left out.
pub(super) fn tables(
    project: &Project,
    mappings: &[String],
) -> BTreeMap<String, Vec<MappingOfTable>> {
    let mut tables: BTreeMap<String, Vec<MappingOfTable>> = BTreeMap::new();
    for mapping in mappings {
        // What cannot be read is found when the mapping is.
        let Ok(file) = project.read(mapping) else {
            continue;
        };
        let text = String::from_utf8_lossy(&file.bytes);
        let quoted = value_of(&text, "text").filter(|path| is_inside(path));
        let named = table_of(&text).filter(|table| is_inside(table));
        for (table, star) in named.map_or_else(Vec::new, |table| matching(&project.root, table)) {
            if !is_rdf(&table) {
                tables.entry(table).or_default().push(MappingOfTable {
                    path: mapping.clone(),
                    text: quoted.map(|text| text.replace('*', &star)),
                });
            }
        }
    }
    tables
}

/// Returns the files that a path names, and those that it does with a `*` in the name of the file, each with the text that the `*`
/// stands for, sorted.
fn matching(root: &Path, path: &str) -> Vec<(String, String)> {
    let Some((before, after)) = path.split_once('*') else {
        let is_there = root.join(path).is_file();
        return Vec::from_iter(is_there.then(|| (path.to_owned(), String::new())));
    };
    let (folder, start) = before.rsplit_once('/').unwrap_or(("", before));
    // A folder that is not there has no tables.
    let entries = std::fs::read_dir(root.join(folder)).into_iter().flatten();
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut found: Vec<(String, String)> = names
        .filter_map(|name| {
            let star = name.strip_prefix(start)?.strip_suffix(after)?.to_owned();
            let path = match folder {
                "" => name,
                _ => format!("{folder}/{name}"),
            };
            root.join(&path).is_file().then_some((path, star))
        })
        .collect();
    found.sort();
    found
}

/// Returns the table that the front matter of a mapping names.
fn table_of(text: &str) -> Option<&str> {
    let value = value_of(text, "table")?;
    Some(value.strip_prefix("./").unwrap_or(value)).filter(|value| !value.is_empty())
}

/// Returns the value of a key of front matter that is a text.
fn value_of<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("#+"));
    let mut values =
        lines.filter_map(|line| line.trim_start().strip_prefix(key)?.strip_prefix(':'));
    let value = values.next()?;
    let value = value.split(" #").next().unwrap_or(value).trim();
    Some(value.trim_matches(['"', '\'']))
}

impl Project {
    /// Reads a file to show its lines: of a table the text whose line N is the row N, as its first mapping understands it.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn read_to_show(&self, path: &str) -> Result<SourceFile> {
        let file = self.read(path)?;
        if is_rdf(path) || is_query(path) {
            return Ok(file);
        }
        let inventory = self.inventory()?;
        let mapping = inventory
            .tables
            .get(path)
            .and_then(|mappings| mappings.first());
        let Some(mapping) = mapping else {
            return Ok(file);
        };
        let mapping = self.read(&mapping.path)?;
        let text = String::from_utf8_lossy(&mapping.bytes);
        let value = |key: &str| value_of(&text, key).map(str::to_owned);
        let dialect = Dialect {
            encoding: value("encoding"),
            sheet: value("sheet"),
            items: value("items"),
            ..Dialect::default()
        };
        let shown = rendered(path, Cursor::new(file.bytes), &dialect)?;
        Ok(SourceFile::new(path, shown))
    }
}

/// Whether a path leads to no place outside of the folder that it is relative to.
fn is_inside(path: &str) -> bool {
    let is_name = |part: Component| matches!(part, Component::Normal(_));
    Path::new(path).components().all(is_name)
}
