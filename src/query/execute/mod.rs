//! Executes physical plans: operators give tables of solutions, column by column.
//!
//! An operator gives its rows to a consumer batch by batch, those that a [`Demand`] describes: compatible with some keys, and no
//! more than are needed. What needs few rows stops at them, and what only needs to count or to compare solutions gets equal
//! ones merged, so that memory follows what an operator keeps and not what passes through it. What operators share is the
//! [`Execution`]: the indexes, the terms, and what is left of the limits.

mod aggregate;
mod automaton;
mod batches;
mod collation;
mod conjunction;
mod construct;
mod correlate;
mod count;
mod deciding;
mod equal;
mod exists;
mod extremes;
mod in_graphs;
mod join;
mod leaves;
mod left_join;
mod matches;
mod path;
mod path_program;
mod path_search;
mod product;
mod run;
mod scan;
mod service;
mod set_functions;
mod sort;
mod trace;
mod triple_term;

pub use batches::BATCH;
pub use construct::construct;
pub use run::execute;
pub use service::Asked;
pub use trace::Trace;

use super::batch::numbering;
use super::batch::table::Table;
use super::functions::Context;
use super::index::Catalog;
use super::limits::Budget;
use super::logical::{Var, VarSet, Variables};
use super::physical::{Labels, Statistics};
use super::terms::Terms;
use super::warning::Warning;
use crate::error::Result;
use join::Joiner;
use std::collections::BTreeSet;

/// What the operators of one query share.
pub struct Execution<'e, 'a> {
    /// The graphs of the dataset.
    pub catalog: &'e Catalog<'a>,
    /// The terms of the graph, and those that the query makes.
    pub terms: &'e mut Terms<'a>,
    /// What is left of the limits.
    pub budget: &'e Budget,
    /// What expressions may use.
    pub context: &'e Context,
    /// The variables of the query.
    pub variables: &'e Variables,
    /// The names of variables that the text of the query has.
    pub written: &'e BTreeSet<String>,
    /// The number of rows that a join should give for one batch at most.
    pub batch: usize,
    /// What was executed, if somebody wants to know.
    pub trace: Trace,
    /// What engines elsewhere answered.
    pub asked: Asked,
    /// What is to be said of the answer.
    pub warnings: Vec<Warning>,
}

/// The rows that are wanted of an operator.
#[derive(Clone, Copy, Default)]
pub struct Demand<'t> {
    /// Rows that are compatible with none of these will not be used: sideways information passing
    /// ([Ives & Taylor 2008](https://doi.org/10.1109/ICDE.2008.4497486)). All columns are bound in all rows.
    pub keys: Option<&'t Table>,
    /// This many rows are enough.
    pub limit: Option<usize>,
    /// As many rows may be enough: batches are small at first.
    pub few: Option<usize>,
    /// Whether equal solutions may come as one row with a multiplicity.
    pub merges: bool,
    /// The outer rows of a correlated part.
    pub outer: Option<&'t OuterRows>,
}

/// The outer rows of a correlated part.
pub struct OuterRows {
    /// The variable of their numbers.
    pub key: Var,
    /// The rows with their numbers.
    pub table: Table,
}

impl<'t> Demand<'t> {
    /// Returns a demand for all rows, each of them, for the same outer rows.
    pub fn all(self) -> Self {
        Self {
            outer: self.outer,
            ..Self::default()
        }
    }

    /// Returns the demand for rows that are compatible with other keys.
    pub fn with_keys(self, keys: Option<&'t Table>) -> Self {
        Self { keys, ..self }
    }

    /// Returns the demand without a limit.
    pub fn without_limit(self) -> Self {
        Self {
            limit: None,
            few: None,
            ..self
        }
    }

    /// Returns the demand for rows of which only some may be used.
    pub fn for_some(self) -> Self {
        Self {
            limit: None,
            few: self.limit.or(self.few),
            ..self
        }
    }

    /// Returns the demand for rows of which equal ones may be merged, or not.
    pub fn merging(self, merges: bool) -> Self {
        Self { merges, ..self }
    }
}

impl<'a> Execution<'_, 'a> {
    /// Returns what estimates are made of.
    fn statistics(&self) -> Statistics<'_, 'a> {
        Statistics {
            catalog: self.catalog,
            terms: self.terms,
            budget: self.budget,
        }
    }

    /// Returns how plans are labelled.
    pub fn labels(&self) -> Labels<'_, 'a> {
        Labels {
            catalog: self.catalog,
            terms: self.terms,
            variables: self.variables,
            written: self.written,
        }
    }

    fn joiner(&self) -> Joiner<'_> {
        Joiner {
            terms: self.terms.known(),
            budget: self.budget,
        }
    }

    /// Returns the different rows of those columns of a table that are bound everywhere, as keys for what is joined with it.
    fn keys_of(&self, table: &Table, variables: &VarSet) -> Result<Option<Table>> {
        let usable = table.bound().intersection(variables);
        if usable.is_empty() {
            return Ok(None);
        }
        let terms = self.terms.known();
        let (keys, _) = numbering::distinct_rows(table, &usable, terms, self.budget)?;
        Ok(Some(keys))
    }

    /// Does something while a table of this size is kept.
    fn holding<T>(&mut self, bytes: u64, work: impl FnOnce(&mut Self) -> T) -> T {
        self.budget.hold(bytes);
        let result = work(self);
        self.budget.release(bytes);
        result
    }
}
