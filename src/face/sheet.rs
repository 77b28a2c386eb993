//! Which sheet of a workbook a mapping is proposed for, and what is called after it.

use crate::proposal::{Called, stem};
use crate::source::file_and_sheet;

/// A table for which a mapping is to be proposed: a file, or a sheet of it.
pub struct Sheet {
    /// The path of the source that it is: `data/firms.xlsx!Towns` if a sheet is named.
    pub source: String,
    /// The paths of the sources with the same rows: the first sheet of a workbook is also the workbook.
    pub sources: Vec<String>,
    /// What its class and its rows are called after: another sheet than the first has other rows.
    pub called: Called,
    /// What the file of its mapping is called after.
    pub file: String,
}

impl Sheet {
    /// Returns the sheet that is named, or else the first, of a file with some sheets.
    pub fn of(path: &str, named: Option<&str>, sheets: &[String]) -> Self {
        let of_sheet = |sheet: &str| format!("{path}!{sheet}");
        let first = sheets.first().map(String::as_str);
        let source = named.map(of_sheet);
        let source = source.filter(|source| file_and_sheet(source).1.is_some());
        let other = named.filter(|_| source.is_some() && named != first);
        let same = match other {
            Some(_) => source.clone(),
            None => first.map(of_sheet),
        };
        let whole = other.is_none().then(|| path.to_owned());
        let stem = stem(path);
        Self {
            source: source.unwrap_or_else(|| path.to_owned()),
            sources: whole.into_iter().chain(same).collect(),
            file: match other {
                Some(sheet) => format!("{stem}-{}", of_file(sheet)),
                None => stem.to_owned(),
            },
            called: match other {
                Some(sheet) => Called::of_sheet(sheet),
                None => Called::of_file(path),
            },
        }
    }
}

/// Returns the name of a sheet as a part of the name of a file.
fn of_file(sheet: &str) -> String {
    let is_kept = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let kept = sheet.chars().map(|c| if is_kept(c) { c } else { '-' });
    kept.collect()
}
