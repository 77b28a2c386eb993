//! Finds the cells of tables that statements come from.

use crate::error::Result;
use crate::graph::{Graph, Place};
use crate::infer::Triple;
use crate::mapping::{Mapping, cell_of};
use crate::project::Project;
use crate::source::SourceFile;
use std::collections::BTreeMap;

/// The cells that statements come from, as text: `PATH:LINE:COLUMN, column `NAME``.
pub type Cells = BTreeMap<(Triple, Place), String>;

impl Project {
    /// Returns the cells that the objects of some statements come from, where that is known, given the sources of the statements.
    /// Large tables are not looked at.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub(super) fn cells_of(
        &self,
        graph: &Graph,
        statements: &[Triple],
        sources: &BTreeMap<String, SourceFile>,
    ) -> Result<Cells> {
        let mut cells = Cells::new();
        let inventory = self.inventory()?;
        let mut tables: BTreeMap<&str, Option<(SourceFile, Vec<Mapping>)>> = BTreeMap::new();
        for triple in statements {
            let [_, property, object] = triple.map(|id| graph.dictionary.term(id));
            for place in graph.places_of(*triple) {
                let path = graph.path_of(&place);
                let (Some(of_table), Some(source)) =
                    (inventory.tables.get(path), sources.get(path))
                else {
                    continue;
                };
                if !tables.contains_key(path) {
                    let paths = of_table.iter().map(|mapping| mapping.path.as_str());
                    tables.insert(path, self.table_with_mappings(path, paths)?);
                }
                let Some(Some((table, mappings))) = tables.get(path) else {
                    continue;
                };
                let row = u64::from(place.line);
                for mapping in mappings {
                    if let Some(cell) = cell_of(mapping, table, row, [&property, &object])? {
                        let position = source.position(cell.place.start);
                        let text = format!("{path}:{position}, column `{}`", cell.column);
                        cells.entry((*triple, place)).or_insert(text);
                    }
                }
            }
        }
        Ok(cells)
    }

    /// Reads a table that is not large, and its mappings, but for those that are wrong.
    fn table_with_mappings<'p>(
        &self,
        path: &str,
        mappings: impl Iterator<Item = &'p str>,
    ) -> Result<Option<(SourceFile, Vec<Mapping>)>> {
        let Some(table) = self.small_table(path) else {
            return Ok(None);
        };
        let prefixes = self.settled_prefixes();
        let mut read = Vec::new();
        for mapping in mappings {
            let (file, base) = (self.read(mapping)?, self.base_of(mapping)?);
            let mapping = Mapping::read(file, &prefixes, base.as_deref())?;
            read.extend(mapping.ok().map(|mapping| mapping.for_table(path)));
        }
        Ok(Some((table, read)))
    }
}
