//! Correlated parts: they are evaluated once for all outer rows, and every row carries the number of its outer row along, as it
//! carries the name of its graph ([Neumann & Kemper 2015](https://dl.gi.de/handle/20.500.12116/2418)).

use super::batches::{Consumer, Flow};
use super::{Demand, Execution, OuterRows};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::batch::numbering::Numbering;
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::logical::{Var, VarSet};
use crate::query::operators;
use crate::query::physical::{Node, Scope};

impl Execution<'_, '_> {
    /// Returns the outer rows with some of their columns, each with every graph if the scope goes through all of them and
    /// `has_graph` does not hold.
    pub(super) fn outer_rows(
        &self,
        scope: &Scope,
        columns: &VarSet,
        has_graph: bool,
        demand: Demand,
    ) -> Result<Table> {
        let mut table = match demand.outer {
            Some(outer) => outer.table.with(&columns.union(&scope.carried())),
            None => Table::unit(),
        };
        let name = scope.graph.var().filter(|_| !has_graph);
        if let Some(name) = name.filter(|name| table.column(*name).is_none()) {
            let names = &self.catalog.names;
            let product = table.rows.saturating_mul(names.len());
            self.budget.check(product, table.columns.len() + 1)?;
            let rows = (0..table.rows as u32).flat_map(|row| names.iter().map(move |_| row));
            let rows: Vec<u32> = rows.collect();
            let column = names.repeat(table.rows);
            table = table.gather(&rows);
            table.add(name, column);
        }
        Ok(table)
    }

    /// Joins rows with the outer rows and the graphs of a scope.
    pub(super) fn carry(
        &self,
        table: &Table,
        scope: &Scope,
        columns: &VarSet,
        demand: Demand,
    ) -> Result<Table> {
        let graph = scope.graph.var();
        let has_graph = graph.is_some_and(|name| table.column(name).is_some());
        let outer = self.outer_rows(scope, columns, has_graph, demand)?;
        self.joiner().join(&outer, table)
    }

    /// Keeps the columns that a subquery gives, and shows it only those of the outer rows.
    pub(super) fn project(
        &mut self,
        columns: &VarSet,
        input: &Node,
        demand: Demand,
        consumer: Consumer,
    ) -> Result<Flow> {
        let keys = demand.keys.map(|keys| self.keys_of(keys, columns));
        let keys = keys.transpose()?.flatten();
        let seen = demand.outer.map(|outer| OuterRows {
            key: outer.key,
            table: outer.table.with(columns),
        });
        let of_input = Demand {
            keys: keys.as_ref(),
            outer: seen.as_ref(),
            ..demand
        };
        self.each(input, of_input, &mut |execution, mut table| {
            table.keep(columns);
            consumer(execution, table)
        })
    }

    /// [Slice](https://www.w3.org/TR/sparql11-query/#defn_algSlice), in each graph and for each outer row.
    pub(super) fn slice(
        &mut self,
        (start, length): (usize, Option<usize>),
        carried: &VarSet,
        input: &Node,
        demand: Demand,
    ) -> Result<Table> {
        let own = length.map(|length| start.saturating_add(length));
        let of_demand = demand.limit.map(|limit| start.saturating_add(limit));
        let limit = own.into_iter().chain(of_demand).min();
        let demand = Demand {
            limit: limit.filter(|_| carried.is_empty()),
            ..demand.all()
        };
        let mut table = self.run(input, demand)?;
        if carried.is_empty() {
            table.slice(start, length);
            return Ok(table);
        }
        let columns: Vec<&[TermId]> = carried.iter().filter_map(|v| table.column(v)).collect();
        let terms = self.terms.known();
        let (numbering, numbers) = Numbering::new(&columns, table.rows, terms, self.budget)?;
        let mut seen = vec![0_usize; numbering.count];
        let is_kept = |number: &u32| {
            let before = &mut seen[*number as usize];
            *before += 1;
            *before > start && length.is_none_or(|length| *before - start <= length)
        };
        let marks: Vec<bool> = numbers.iter().map(is_kept).collect();
        table.retain(&marks);
        Ok(table)
    }

    /// Gives the name of the graph in which rows were found the variable of the query.
    pub(super) fn each_graph(
        &mut self,
        name: Var,
        graph: Var,
        input: &Node,
        demand: Demand,
    ) -> Result<Table> {
        let keys = demand.keys.map(|keys| {
            let mut keys = keys.clone();
            keys.rename(name, graph);
            keys
        });
        // Rows in which the pattern binds the variable to another term fall away below.
        let limit = demand.limit.filter(|_| !input.columns.contains(name));
        let demand = Demand { limit, ..demand };
        let mut table = self.run(input, demand.with_keys(keys.as_ref()))?;
        if let (Some(own), Some(of_graph)) = (table.column(name), table.column(graph)) {
            let pairs = own.iter().zip(of_graph);
            let marks: Vec<bool> = pairs.map(|(a, b)| *a == UNBOUND || a == b).collect();
            table.retain(&marks);
            let mut others = table.variables();
            others.remove(name);
            table.keep(&others);
        }
        table.rename(graph, name);
        Ok(table)
    }

    /// Evaluates a correlated part for all rows of another one.
    pub(super) fn apply(
        &mut self,
        node: &Node,
        sides: &[Node; 2],
        (key, columns): (Var, &VarSet),
        demand: Demand,
    ) -> Result<Table> {
        let [left, right] = sides;
        let mut table = self.run(left, demand.without_limit())?;
        let running = self.start(node);
        table.add(key, (0..table.rows as TermId).collect());
        let outer = OuterRows {
            key,
            table: table.with(columns),
        };
        let of_right = Demand {
            outer: Some(&outer),
            ..Demand::default()
        };
        let found = self.holding(table.bytes(), |execution| execution.run(right, of_right))?;
        self.budget.enter(operators::APPLY);
        let joined = self.joiner().join(&table, &found)?;
        self.trace.end(running, || joined.size());
        Ok(joined)
    }
}
