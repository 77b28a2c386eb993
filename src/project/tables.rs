//! Which tables the mappings of a project read: the files that the `#+ table:` lines of `.rq` files beside other people's files
//! name.

use super::Project;
use super::names::{is_query, is_rdf, is_table};
use crate::error::Result;
use crate::preamble::yaml;
use crate::source::{SourceFile, file_and_sheet};
use crate::table::{Dialect, one_character, rendered};
use serde::Deserialize;
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

/// Returns the tables that mappings read, each with its mappings; those that are not there or are RDF are left out. A sheet that a
/// mapping names is a table of its own: `data/firms.xlsx!Towns`.
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
        let named = Named::of(&file);
        let table = named.table.strip_prefix("./").unwrap_or(&named.table);
        let quoted = named.text.filter(|path| is_inside(path));
        if table.is_empty() || !is_inside(table) {
            continue;
        }
        for (table, star) in matching(&project.root, table) {
            if is_rdf(&table) {
                continue;
            }
            let sheet = named.sheet.as_ref().map(|sheet| format!("{table}!{sheet}"));
            let sheet = sheet.filter(|source| file_and_sheet(source).1.is_some());
            let mapping = MappingOfTable {
                path: mapping.clone(),
                text: quoted.as_ref().map(|text| text.replace('*', &star)),
            };
            tables
                .entry(sheet.unwrap_or(table))
                .or_default()
                .push(mapping);
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

/// What the front matter of a mapping names: its table, and how that is rendered.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    table: String,
    text: Option<String>,
    sheet: Option<String>,
    items: Option<String>,
    encoding: Option<String>,
    separator: Option<String>,
    comment: Option<String>,
    quote: Option<String>,
}

impl Named {
    /// Returns what a mapping names. If its front matter is malformed, which is found when the mapping is read, that is the table and
    /// the sheet of the lines that name them.
    fn of(mapping: &SourceFile) -> Self {
        let (_, yaml) = yaml(&String::from_utf8_lossy(&mapping.bytes));
        serde_saphyr::from_str(&yaml).unwrap_or_else(|_| {
            let line = |key: &str| yaml.lines().find(|line| line.trim_start().starts_with(key));
            let lines = ["table:", "sheet:"].into_iter().filter_map(line);
            let lines: Vec<&str> = lines.map(str::trim_start).collect();
            serde_saphyr::from_str(&lines.join("\n")).unwrap_or_default()
        })
    }
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
            let (name, sheet) = file_and_sheet(path);
            let dialect = Dialect {
                sheet: sheet.map(str::to_owned),
                ..Dialect::default()
            };
            return match is_table(name) {
                true => rendered(path, Cursor::new(file.bytes), &dialect),
                false => Ok(file),
            };
        };
        let mapping = self.read(&mapping.path)?;
        let named = Named::of(&mapping);
        let separator = named.separator.as_deref();
        let dialect = Dialect {
            encoding: named.encoding,
            sheet: named.sheet,
            items: named.items,
            separator: separator.and_then(one_character),
            comment: named.comment,
            has_no_quotes: named.quote.is_some(),
            ..Dialect::default()
        };
        rendered(path, Cursor::new(file.bytes), &dialect)
    }
}

/// Whether a path leads to no place outside of the folder that it is relative to.
fn is_inside(path: &str) -> bool {
    let is_name = |part: Component| matches!(part, Component::Normal(_));
    Path::new(path).components().all(is_name)
}
