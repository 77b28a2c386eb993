//! Entities side by side.

use super::{Named, Snapshot};
use crate::dictionary::TermId;
use crate::entity::{Entity, LOOK_UP, rank};
use crate::error::Result;
use crate::project::Project;
use crate::query::{self, Budget, Limits};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Entities side by side, to be written as JSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SideBySide {
    /// The entities: the columns.
    pub entities: Vec<Named>,
    /// The properties: classes and labels first, then those that more of the entities have.
    pub rows: Vec<ComparedProperty>,
}

/// What entities have of one property.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ComparedProperty {
    /// The property.
    pub property: Named,
    /// Whether the entities are the objects of the statements, not their subjects.
    pub is_incoming: bool,
    /// The values of each entity.
    pub cells: Vec<Cell>,
}

/// The values that an entity has of a property.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Cell {
    /// The number of all its values.
    pub count: usize,
    /// The first of them.
    pub values: Vec<Named>,
}

/// The most values in a cell.
const IN_CELL: usize = 20;
/// The most entities side by side.
const BESIDE: usize = 20;

impl Project {
    /// Returns entities of a snapshot side by side, in the languages of the project: what sources say of them and with them, by
    /// property.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::QueryLimits;
    ///
    /// let limits = QueryLimits::default();
    /// let both = project.side_by_side(&snapshot, &["Alice", "Bob"], &limits)?;
    /// let lives_in = both.rows.iter().find(|row| row.property.label.as_deref() == Some("lives in"));
    /// let cells = &lives_in.expect("both live somewhere").cells;
    /// assert_eq!(cells[0].values, cells[1].values);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a name stands for nothing, or for several entities, there are more than twenty, or a limit is passed.
    pub fn side_by_side(
        &self,
        snapshot: &Snapshot,
        names: &[&str],
        limits: &Limits,
    ) -> Result<SideBySide> {
        let budget = Budget::new(limits);
        budget.enter("the comparison of entities");
        let snapshot = &snapshot.for_reader(&self.languages(snapshot));
        let graph = snapshot.graph();
        let ids = names.iter().map(|name| query::entity(graph, name));
        let ids = ids.collect::<Result<Vec<TermId>>>()?;
        let pace = budget.pace();
        let mut rows: BTreeMap<(bool, TermId), Vec<Vec<TermId>>> = BTreeMap::new();
        for (column, id) in ids.iter().take(BESIDE).enumerate() {
            budget.look()?;
            let found = Entity::of(graph, *id, &budget)?;
            let outgoing = found.outgoing.iter().map(|group| (false, group));
            let incoming = found.incoming.iter().map(|group| (true, group));
            for (is_incoming, group) in outgoing.chain(incoming) {
                let mut values = Vec::new();
                for triple in &group.triples {
                    pace.step(LOOK_UP)?;
                    if graph.is_asserted(*triple) {
                        values.push(triple[if is_incoming { 0 } else { 2 }]);
                    }
                }
                if values.is_empty() {
                    continue;
                }
                let row = rows.entry((is_incoming, group.property));
                let row = row.or_insert_with(|| vec![Vec::new(); ids.len().min(BESIDE)]);
                if let Some(cell) = row.get_mut(column) {
                    *cell = values;
                }
            }
        }
        let mut rows: Vec<_> = rows.into_iter().collect();
        rows.sort_by_cached_key(|((is_incoming, property), cells)| {
            let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
            (*is_incoming, rank(graph, *property), Reverse(filled))
        });
        let cell = |values: Vec<TermId>| Cell {
            count: values.len(),
            values: values
                .iter()
                .take(IN_CELL)
                .map(|id| snapshot.named_id(*id))
                .collect(),
        };
        let rows = rows
            .into_iter()
            .map(|((is_incoming, property), cells)| ComparedProperty {
                property: snapshot.named_id(property),
                is_incoming,
                cells: cells.into_iter().map(cell).collect(),
            });
        Ok(SideBySide {
            entities: ids
                .iter()
                .take(BESIDE)
                .map(|id| snapshot.named_id(*id))
                .collect(),
            rows: rows.collect(),
        })
    }
}
