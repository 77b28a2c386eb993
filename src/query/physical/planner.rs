//! What plans are made with: the graphs, the terms and the variables of a query.

use super::estimate::Statistics;
use super::plan::Scope;
use crate::query::functions::Context;
use crate::query::index::Catalog;
use crate::query::limits::Budget;
use crate::query::logical::{Pattern, VarSet, Variables};
use crate::query::terms::Terms;

/// What plans are made with.
pub struct Planner<'p, 'a> {
    /// The graphs of the dataset.
    pub catalog: &'p mut Catalog<'a>,
    /// The terms of the graph and those of the query.
    pub terms: &'p Terms<'a>,
    /// What expressions may use.
    pub context: &'p Context,
    /// The variables of the query; plans add some of their own.
    pub variables: &'p mut Variables,
    /// Whether equal rows of what is planned will be merged.
    pub merges: bool,
    /// What is left of the limits.
    pub budget: &'p Budget,
}

impl<'a> Planner<'_, 'a> {
    /// Returns what estimates are made of.
    pub fn statistics(&self) -> Statistics<'_, 'a> {
        Statistics {
            catalog: self.catalog,
            terms: self.terms,
            budget: self.budget,
        }
    }

    /// Returns the variables that rows of a pattern may have in a scope.
    pub fn columns_of(pattern: &Pattern, scope: &Scope) -> VarSet {
        pattern
            .possible
            .union(&scope.carried())
            .union(&scope.outer_columns())
    }
}
