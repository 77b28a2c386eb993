//! What a table is called: by its file, or by its sheet.

use super::references::stem;

/// The name that a new class and the rows of a table are called after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// The name.
    pub name: String,
    /// What has it, for a comment: `file` or `sheet`.
    pub by: &'static str,
}

impl Called {
    /// Returns the name of the file at a path.
    pub fn of_file(path: &str) -> Self {
        Self {
            name: stem(path).to_owned(),
            by: "file",
        }
    }

    /// Returns the name of a sheet.
    pub fn of_sheet(sheet: &str) -> Self {
        Self {
            name: sheet.to_owned(),
            by: "sheet",
        }
    }
}
