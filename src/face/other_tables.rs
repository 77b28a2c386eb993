//! The other tables of a project, whose rows a column may name.

use super::import::{ImportOptions, settings};
use crate::error::Result;
use crate::mapping::Mapping;
use crate::project::{Project, is_table};
use crate::proposal::{self, Asked, Called, Names, Other};
use crate::source::{SourceFile, file_and_sheet};

impl Project {
    /// Returns the other tables of the project whose rows a column names, by their mappings, or as a proposal would name them. Large
    /// ones are not looked at.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub(super) fn other_tables(&self, path: &str, names: &Names) -> Result<Vec<Other>> {
        let inventory = self.inventory()?;
        let mut others = Vec::new();
        for (table, mappings) in &inventory.tables {
            let file = self.small_table(table).filter(|_| table != path);
            for mapping in mappings.iter().filter(|_| file.is_some()) {
                others.extend(self.by_mapping(&mapping.path, file.as_ref())?);
            }
        }
        let left_out = inventory.left_out.iter().map(|one| one.path.as_str());
        for table in left_out.filter(|table| is_table(table) && *table != path) {
            let Some(file) = self.small_table(table) else {
                continue;
            };
            let asked = Asked {
                table: &file,
                settings: settings(table.to_owned(), &ImportOptions::default()),
                class: None,
                called: Called::of_file(table),
                others: &[],
                is_mapped: false,
            };
            if let Ok(Ok(description)) = proposal::describe(asked, names)
                && let Some(by) = description.named_by
            {
                others.push(Other {
                    table: table.to_owned(),
                    keys: description.keys,
                    by,
                });
            }
        }
        Ok(others)
    }

    /// Reads a table that is not too large to be looked at for keys. One that cannot be read has none.
    pub(super) fn small_table(&self, path: &str) -> Option<SourceFile> {
        const LARGEST: u64 = 32_000_000;
        let (file, _) = file_and_sheet(path);
        let size = self.root.join(file).metadata().ok()?.len();
        self.read(path).ok().filter(|_| size <= LARGEST)
    }

    /// Returns a table as its mapping names its rows, if that is by a column.
    ///
    /// # Errors
    /// If a limit is passed.
    fn by_mapping(&self, mapping: &str, table: Option<&SourceFile>) -> Result<Option<Other>> {
        let (Some(table), Ok(file)) = (table, self.read(mapping)) else {
            return Ok(None);
        };
        let prefixes = self.settled_prefixes();
        let base = self.base_of(mapping)?;
        let Ok(read) = Mapping::read(file, &prefixes, base.as_deref())? else {
            return Ok(None);
        };
        let Some(by) = read.named_by(&prefixes) else {
            return Ok(None);
        };
        let keys = proposal::values_of(table, &read.settings.dialect(), &by.variable)?;
        Ok(Some(Other {
            table: table.path.clone(),
            keys,
            by,
        }))
    }
}
