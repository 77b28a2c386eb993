//! [EXISTS](https://www.w3.org/TR/sparql11-query/#func-filter-exists) as a semijoin: for each row whether a pattern has a
//! compatible solution, with conditions that see the row and the solution together.

use super::numbering::distinct_rows;
use super::scope::{certain, has_exists, is_independent, names_of_expression};
use super::table::Table;
use super::{Solved, Solver, Wanted};
use crate::query::algebra::each_expression;
use crate::rdf::Literal;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::Variable;

impl Solver<'_> {
    /// For each row, whether a pattern has a compatible solution.
    pub(super) fn exists(&mut self, pattern: &GraphPattern, table: &Table) -> Solved<Vec<bool>> {
        if let GraphPattern::Union { left, right } = pattern {
            // What the first has need not be looked for in the second.
            let mut marks = self.exists(left, table)?;
            let rows = 0..table.rows as u32;
            let open: Vec<u32> = rows.filter(|row| !marks[*row as usize]).collect();
            if !open.is_empty() {
                let of_second = self.exists(right, &table.gather(&open))?;
                for (row, mark) in open.iter().zip(of_second) {
                    marks[*row as usize] = mark;
                }
            }
            return Ok(marks);
        }
        let running = self.trace.start("Exists".to_owned(), None);
        let (inner, conditions) = conditions_of(pattern);
        let is_joined = is_independent(inner) && !conditions.iter().any(|c| has_exists(c));
        let marks = match conditions.as_slice() {
            _ if !is_joined => self.exists_around(pattern, table)?,
            [] => self.alone(|solver| solver.exists_joined(pattern, table))?,
            conditions => self.alone(|solver| solver.exists_where(inner, conditions, table))?,
        };
        self.trace
            .end(running, marks.iter().filter(|mark| **mark).count());
        Ok(marks)
    }

    /// A pattern of which the compatible solutions are those that it has for the row.
    fn exists_joined(&mut self, pattern: &GraphPattern, table: &Table) -> Solved<Vec<bool>> {
        let shared = self.vars_of(pattern)?.intersection(table.vars());
        let hint = self.hint_of(table, shared);
        let wanted = Wanted {
            variables: shared,
            hint: hint.as_ref(),
            limit: shared.is_empty().then_some(1),
        };
        let found = self.holding(table.bytes(), |solver| solver.pattern(pattern, wanted))?;
        Ok(self.joiner().has_match(table, &found, None))
    }

    /// The same with conditions on variables of the row, too: what differs in none of these is joined once.
    fn exists_where(
        &mut self,
        inner: &GraphPattern,
        conditions: &[&Expression],
        table: &Table,
    ) -> Solved<Vec<bool>> {
        let of_inner = self.vars_of(inner)?;
        let mut seen = of_inner;
        for condition in conditions {
            seen = seen.union(self.vars_of_expression(condition)?);
        }
        let own = seen.intersection(table.vars());
        let (rows, numbers) = distinct_rows(table, own, self.terms.known());
        let hint = self.hint_of(&rows, of_inner);
        let wanted = Wanted::all(seen.intersection(of_inner)).with_hint(hint.as_ref());
        let found = self.holding(table.bytes(), |solver| solver.pattern(inner, wanted))?;
        self.budget.enter("a filter");
        self.refuse_product(&rows, &found)?;
        let (mut joined, mut origins) = self.joiner().join_with_origin(&rows, &found)?;
        for condition in conditions {
            let holds = self.holds(condition, &joined)?;
            let mut marks = holds.iter();
            origins.retain(|_| marks.next().copied().unwrap_or(false));
            joined.retain(&holds);
        }
        let mut found = vec![false; rows.rows];
        origins.iter().for_each(|row| found[*row as usize] = true);
        Ok(numbers.iter().map(|n| found[*n as usize]).collect())
    }

    /// An expression in which variables stand for its `EXISTS`, and the table with these variables.
    pub(super) fn without_exists(
        &mut self,
        expression: &Expression,
        table: &Table,
    ) -> Solved<(Expression, Option<Table>)> {
        let mut patterns: Vec<GraphPattern> = Vec::new();
        each_expression(expression, &mut |part| {
            if let Expression::Exists(pattern) = part {
                patterns.push((**pattern).clone());
            }
        });
        if patterns.is_empty() {
            return Ok((expression.clone(), None));
        }
        let (mut expression, mut table) = (expression.clone(), table.clone());
        for pattern in patterns {
            let marks = self.exists(&pattern, &table)?;
            let [no, yes] = [false, true].map(|b| self.terms.intern(&Literal::from(b).into()));
            let name = format!(" exists {}", self.names.len());
            let variable = self.var(&name)?;
            table.add(
                variable,
                marks.iter().map(|m| if *m { yes } else { no }).collect(),
            );
            let mut part = crate::query::algebra::Part::Expression(&mut expression);
            crate::query::algebra::replace_exists(
                &mut part,
                &pattern,
                &Variable::new_unchecked(name),
            );
        }
        Ok((expression, Some(table)))
    }
}

/// A pattern without the filters around it that see more than it binds, and their conditions.
fn conditions_of(pattern: &GraphPattern) -> (&GraphPattern, Vec<&Expression>) {
    let (mut inner, mut conditions) = (pattern, Vec::new());
    while let GraphPattern::Filter { expr, inner: below } = inner {
        conditions.push(expr);
        inner = below;
    }
    let certain = certain(inner);
    let mut names = conditions.iter().flat_map(|c| names_of_expression(c));
    match names.all(|name| certain.contains(&name)) {
        true => (pattern, Vec::new()),
        false => (inner, conditions),
    }
}
