//! Joins with [property paths](https://www.w3.org/TR/sparql11-query/#propertypaths): the search starts at the side with fewer bound
//! terms, and the pairs that it finds are joined with the rows.

use super::Execution;
use super::path_program::{Compiled, Properties, Step};
use super::path_search::{Pairs, Search};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::batch::numbering::distinct;
use crate::query::batch::table::Table;
use crate::query::index::ActiveGraph;
use crate::query::logical::{Path, Slot, Var, VarSet};
use crate::query::operators;
use crate::query::physical::PathPattern;

/// The statements of more graphs than these are found for all graphs at once.
const MANY_GRAPHS: usize = 8;

/// Compiles a path for a search along it, or against it.
fn compile(path: &Path, forward: bool) -> Compiled {
    match path {
        Path::Property(property) => Compiled::Step(Step {
            properties: Properties::Only(*property),
            forward,
        }),
        Path::Negated(properties) => Compiled::Step(Step {
            properties: Properties::AllBut(properties.clone()),
            forward,
        }),
        Path::Inverse(path) => compile(path, !forward),
        Path::Sequence(paths) => {
            let [a, b] = &**paths;
            let (first, second) = if forward { (a, b) } else { (b, a) };
            let [first, second] = [first, second].map(|path| Box::new(compile(path, forward)));
            Compiled::Sequence(first, second)
        }
        Path::Alternative(paths) => {
            let [a, b] = [&paths[0], &paths[1]].map(|path| Box::new(compile(path, forward)));
            Compiled::Alternative(a, b)
        }
        Path::Repeat {
            path,
            from_zero,
            many,
        } => Compiled::Repeat {
            path: Box::new(compile(path, forward)),
            from_zero: *from_zero,
            many: *many,
        },
    }
}

impl Execution<'_, '_> {
    /// Joins a table with the pairs of terms that a path connects.
    pub(super) fn with_path(
        &mut self,
        table: Table,
        pattern: &PathPattern,
        wanted: &VarSet,
    ) -> Result<Table> {
        self.budget.enter(operators::PATH_SEARCH);
        let _table = self.budget.reserve(table.bytes())?;
        let (subject, object) = (pattern.subject, pattern.object);
        let known = self.terms.known();
        let values = |slot: Slot| -> Result<Option<Vec<TermId>>> {
            let column = match slot {
                Slot::Term(id) => return Ok(Some(vec![id])),
                Slot::Var(variable) => table.column(variable),
            };
            let values = column.map(|column| distinct(column, known, self.budget));
            Ok(values.transpose()?.map(|(values, _)| values))
        };
        let (subjects, objects) = (values(subject)?, values(object)?);
        let forward = match (&subjects, &objects) {
            (Some(subjects), Some(objects)) => subjects.len() <= objects.len(),
            (subjects, objects) => subjects.is_some() || objects.is_none(),
        };
        let [near, far] = match forward {
            true => [subject, object],
            false => [object, subject],
        };
        let path = compile(&pattern.path, forward).with_automata();
        let search = Search {
            path: &path,
            is_named: matches!(near, Slot::Term(_)),
            goal: match far {
                Slot::Term(id) => Some(id),
                Slot::Var(_) => None,
            },
            is_loop: matches!((near, far), (Slot::Var(a), Slot::Var(b)) if a == b),
        };
        let starts = if forward { subjects } else { objects };
        let mut pairs = Pairs::default();
        let mut graphs: Vec<TermId> = Vec::new();
        match pattern.graph {
            ActiveGraph::Each(name) => {
                for graph in self.graphs_with(&table, name)? {
                    let starts = match near {
                        Slot::Var(near) => self.starts_in(&table, name, graph, near)?,
                        Slot::Term(id) => Some(vec![id]),
                    };
                    let index = self.catalog.index_of(graph);
                    self.search(&index, &search, starts, &mut pairs)?;
                    graphs.resize(pairs.from.len(), graph);
                }
            }
            place => self.search(self.catalog.at(place), &search, starts, &mut pairs)?,
        }
        let mut found = Table {
            rows: pairs.from.len(),
            ..Table::default()
        };
        if let Slot::Var(variable) = near {
            found.add(variable, pairs.from);
        }
        if let Slot::Var(variable) = far
            && !search.is_loop
        {
            found.add(variable, pairs.to);
        }
        if let Some(name) = pattern.graph.var() {
            found.add(name, graphs);
        }
        self.refuse_product(&table, &found, [])?;
        let mut joined = self.joiner().join(&table, &found)?;
        joined.keep(wanted);
        Ok(joined)
    }

    /// Returns the named graphs in which a path is searched: those of a column, or all.
    fn graphs_with(&self, table: &Table, name: Var) -> Result<Vec<TermId>> {
        let names = &self.catalog.names;
        match table.column(name) {
            Some(column) => {
                let (mut found, _) = distinct(column, self.terms.known(), self.budget)?;
                found.retain(|graph| self.catalog.has(*graph));
                if found.len() > MANY_GRAPHS {
                    self.catalog.default.graph.take_portions();
                }
                Ok(found)
            }
            None => {
                self.catalog.default.graph.take_portions();
                Ok(names.clone())
            }
        }
    }

    /// Returns the terms of a table at which a path starts in a graph, if they are bound.
    fn starts_in(
        &self,
        table: &Table,
        name: Var,
        graph: TermId,
        near: Var,
    ) -> Result<Option<Vec<TermId>>> {
        let Some(column) = table.column(near) else {
            return Ok(None);
        };
        let starts: Vec<TermId> = match table.column(name) {
            Some(graphs) => {
                let of_graph = column.iter().zip(graphs).filter(|(_, of)| **of == graph);
                of_graph.map(|(start, _)| *start).collect()
            }
            None => column.to_vec(),
        };
        let (starts, _) = distinct(&starts, self.terms.known(), self.budget)?;
        Ok(Some(starts))
    }
}
