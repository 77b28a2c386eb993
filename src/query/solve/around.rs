//! What is around a pattern while it is solved: the named graph, and in [EXISTS](https://www.w3.org/TR/sparql11-query/#func-filter-exists)
//! and LATERAL the solutions whose variables it sees.
//!
//! Both are columns that every part of the pattern carries along: the name of the graph, the number of the solution around.
//! What SPARQL defines for each graph or each solution by itself is so done once for all of them; where order or number
//! counts, as in a group or a slice, it is counted by these columns.

use super::numbering::{Numbering, distinct_rows};
use super::pattern::words;
use super::place::Place;
use super::scope::names_seen;
use super::table::{Table, UNBOUND, Var, Vars};
use super::{Solved, Solver, Wanted};
use crate::dictionary::TermId;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, Variable};
use std::rc::Rc;

/// The solutions around a pattern.
pub struct Outer {
    /// The variable of their numbers.
    pub key: Var,
    /// The solutions with their numbers.
    pub table: Table,
}

impl Solver<'_> {
    /// The columns that are carried along.
    pub(super) fn carried(&self) -> Vars {
        let key = Vars::of(self.outer.as_ref().map(|outer| outer.key));
        key.union(self.place.vars())
    }

    /// Whether patterns are looked for in the default graph, and nothing is carried along.
    pub(super) fn is_in_default_graph(&self) -> bool {
        self.place == Place::Default && self.outer.is_none()
    }

    /// The variables of the solutions around.
    pub(super) fn outer_vars(&self) -> Vars {
        let outer = self.outer.as_ref();
        outer.map_or(Vars::default(), |outer| outer.table.vars())
    }

    /// A variable that no query can name.
    pub(super) fn fresh(&mut self, what: &str) -> Solved<Var> {
        let name = format!(" {} {what}", self.names.len());
        self.var(&name)
    }

    /// The solutions around with some of their variables, each with every graph.
    pub(super) fn around(&self, variables: Vars) -> Table {
        let mut table = match &self.outer {
            Some(outer) => outer.table.with(variables.union(self.carried())),
            None => Table::unit(),
        };
        let name = self.place.var();
        if let Some(name) = name.filter(|name| !table.vars().contains(*name)) {
            let names = &self.graphs.names;
            let rows: Vec<u32> = (0..table.rows as u32)
                .flat_map(|row| names.iter().map(move |_| row))
                .collect();
            let column = names.repeat(table.rows);
            table = table.gather(&rows);
            table.add(name, column);
        }
        table
    }

    /// A table with all that is carried along: what does not have it is the same in each graph, for each solution around.
    pub(super) fn carrying(&self, table: Table, wanted: Vars) -> Solved<Table> {
        if self.carried().is_subset(table.vars()) {
            return Ok(table);
        }
        let around = self.around(wanted.union(table.vars()));
        Ok(self.joiner().join(&around, &table)?)
    }

    /// Does something with other solutions around.
    fn with_outer<T>(
        &mut self,
        outer: Option<Rc<Outer>>,
        work: impl FnOnce(&mut Self) -> Solved<T>,
    ) -> Solved<T> {
        let before = std::mem::replace(&mut self.outer, outer);
        let result = work(self);
        self.outer = before;
        result
    }

    /// Does something that does not see the solutions around.
    pub(super) fn alone<T>(&mut self, work: impl FnOnce(&mut Self) -> Solved<T>) -> Solved<T> {
        self.with_outer(None, work)
    }

    /// [Graph](https://www.w3.org/TR/sparql11-query/#defn_evalGraph)
    pub(super) fn graph(
        &mut self,
        name: &NamedNodePattern,
        inner: &GraphPattern,
        wanted: Wanted,
    ) -> Solved<Table> {
        let label = words("Graph", &self.readable(&name.to_string()));
        let running = self.trace.start(label, None);
        let table = match name {
            NamedNodePattern::NamedNode(name) => match self.place_of(name) {
                Some(place) => self.placed(place, |solver| solver.pattern(inner, wanted))?,
                None => Table::empty(self.vars_of(inner)?.union(self.carried())),
            },
            NamedNodePattern::Variable(name) => self.each_graph(name, inner, wanted)?,
        };
        let mut table = self.carrying(table, wanted.variables)?;
        table.keep(wanted.variables);
        self.trace.end(running, table.rows);
        Ok(table)
    }

    /// A pattern in each graph, and then the name of the graph.
    fn each_graph(
        &mut self,
        name: &Variable,
        inner: &GraphPattern,
        wanted: Wanted,
    ) -> Solved<Table> {
        let graph = self.fresh(name.as_str())?;
        let sees_name = names_seen(inner).contains(name.as_str());
        let name = self.variable(name)?;
        let mut variables = wanted.variables;
        variables.remove(name);
        if sees_name || self.outer_vars().contains(name) {
            variables.insert(name);
        }
        let hint = wanted.hint.map(|hint| {
            let mut hint = hint.clone();
            hint.rename(name, graph);
            hint
        });
        let wanted = Wanted {
            variables,
            hint: hint.as_ref(),
            limit: wanted.limit.filter(|_| !variables.contains(name)),
        };
        let place = Place::Each(graph);
        let mut table = self.placed(place, |solver| solver.pattern(inner, wanted))?;
        if let (Some(own), Some(of_graph)) = (table.column(name), table.column(graph)) {
            let pairs = own.iter().zip(of_graph);
            let marks: Vec<bool> = pairs.map(|(a, b)| *a == UNBOUND || a == b).collect();
            table.retain(&marks);
            let mut others = table.vars();
            others.remove(name);
            table.keep(others);
        }
        table.rename(graph, name);
        Ok(table)
    }

    /// [Project](https://www.w3.org/TR/sparql11-query/#defn_algProjection): of the solutions around, a subquery sees the
    /// variables that it gives.
    pub(super) fn project(
        &mut self,
        inner: &GraphPattern,
        variables: &[Variable],
        wanted: Wanted,
    ) -> Solved<Table> {
        let vars = self.list(variables)?.union(self.carried());
        let hint = wanted.hint.and_then(|hint| self.hint_of(hint, vars));
        let mut inner_wanted = Wanted {
            variables: wanted.variables.intersection(vars),
            hint: hint.as_ref(),
            limit: wanted.limit,
        };
        let Some(outer) = self.outer.clone() else {
            let mut table = self.pattern(inner, inner_wanted)?;
            table.keep(vars);
            return Ok(table);
        };
        let seen = Outer {
            key: outer.key,
            table: outer.table.with(vars),
        };
        inner_wanted.variables = inner_wanted.variables.union(seen.table.vars());
        let seen = Some(Rc::new(seen));
        let mut table = self.with_outer(seen, |solver| solver.pattern(inner, inner_wanted))?;
        table.keep(vars);
        let around = outer.table.with(wanted.variables.union(vars));
        let mut joined = self.joiner().join(&around, &table)?;
        joined.keep(wanted.variables);
        Ok(joined)
    }

    /// [Slice](https://www.w3.org/TR/sparql11-query/#defn_algSlice), in each graph and for each solution around.
    pub(super) fn slice(
        &mut self,
        inner: &GraphPattern,
        start: usize,
        length: Option<usize>,
        wanted: Wanted,
    ) -> Solved<Table> {
        let carried = self.carried();
        let limit = match (
            length.map(|length| start.saturating_add(length)),
            wanted.limit,
        ) {
            _ if !carried.is_empty() => None,
            (Some(enough), Some(limit)) => Some(enough.min(start.saturating_add(limit))),
            (None, Some(limit)) => Some(start.saturating_add(limit)),
            (enough, None) => enough,
        };
        let inner_wanted = Wanted {
            limit,
            ..Wanted::all(wanted.variables)
        };
        let mut table = self.pattern(inner, inner_wanted)?;
        if carried.is_empty() {
            table.slice(start, length);
            return Ok(table);
        }
        let columns: Vec<&[TermId]> = carried.iter().filter_map(|v| table.column(v)).collect();
        let (numbering, numbers) = Numbering::new(&columns, table.rows, self.terms.known());
        let mut seen = vec![0_usize; numbering.count];
        let marks: Vec<bool> = numbers
            .iter()
            .map(|number| {
                let before = &mut seen[*number as usize];
                *before += 1;
                *before > start && length.is_none_or(|length| *before - start <= length)
            })
            .collect();
        table.retain(&marks);
        Ok(table)
    }

    /// [Lateral](https://github.com/w3c/sparql-dev/blob/main/SEP/SEP-0006/sep-0006.md): a pattern for each solution of
    /// another.
    pub(super) fn lateral(
        &mut self,
        left: &GraphPattern,
        right: &GraphPattern,
        wanted: Wanted,
    ) -> Solved<Table> {
        let seen = self.vars(&names_seen(right))?;
        let of_left = self.vars_of(left)?;
        let needed = wanted.variables.union(seen).intersection(of_left);
        let mut table = self.pattern(left, Wanted::all(needed).with_hint(wanted.hint))?;
        let running = self.trace.start("Lateral".to_owned(), None);
        let key = self.fresh("lateral")?;
        table.add(key, (0..table.rows as TermId).collect());
        let inner_wanted = Wanted::all(wanted.variables);
        let outer = Some(Rc::new(Outer {
            key,
            table: table.with(of_left.union(Vars::of([key]))),
        }));
        let found = self.holding(table.bytes(), |solver| {
            solver.with_outer(outer, |solver| solver.pattern(right, inner_wanted))
        })?;
        self.budget.enter("a lateral join");
        let mut joined = self.joiner().join(&table, &found)?;
        joined.keep(wanted.variables);
        self.trace.end(running, joined.rows);
        Ok(joined)
    }

    /// For each row of a table, whether a pattern that sees it has a solution.
    pub(super) fn exists_around(
        &mut self,
        pattern: &GraphPattern,
        table: &Table,
    ) -> Solved<Vec<bool>> {
        let seen = self.vars(&names_seen(pattern))?.union(self.place.vars());
        let own = seen.intersection(table.vars());
        let (mut rows, numbers) = distinct_rows(table, own, self.terms.known());
        let count = rows.rows;
        let key = self.fresh("exists")?;
        rows.add(key, (0..rows.rows as TermId).collect());
        let outer = Some(Rc::new(Outer { key, table: rows }));
        let wanted = Wanted::all(Vars::of([key]));
        let found = self.holding(table.bytes(), |solver| {
            solver.with_outer(outer, |solver| solver.pattern(pattern, wanted))
        })?;
        let mut has_solution = vec![false; count];
        for number in found.column(key).unwrap_or_default() {
            if let Some(mark) = has_solution.get_mut(*number as usize) {
                *mark = true;
            }
        }
        Ok(numbers.iter().map(|n| has_solution[*n as usize]).collect())
    }
}
