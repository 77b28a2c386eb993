//! Solves a [graph pattern](https://www.w3.org/TR/sparql11-query/#sparqlAlgebra): each kind of node to the operator for it.

use super::group::{Leaf, Parts};
use super::numbering::{Numbering, first_rows};
use super::scope::{names, names_of_expression};
use super::step::{Triple as Pattern, constants, is_scanned};
use super::table::{Table, UNBOUND, Vars};
use super::{Solved, Solver, Stop, Wanted};
use crate::dictionary::TermId;
use crate::error::Error;
use crate::query::limits::LARGEST_PRODUCT;
use crate::rdf::{NamedOrBlankNode, Term, Triple};
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};
use spargebra::term::{GroundTerm, Variable};

impl Solver<'_> {
    /// The solutions of a pattern.
    pub(super) fn pattern(&mut self, pattern: &GraphPattern, wanted: Wanted) -> Solved<Table> {
        match pattern {
            GraphPattern::Bgp { .. }
            | GraphPattern::Path { .. }
            | GraphPattern::Join { .. }
            | GraphPattern::Filter { .. } => self.group(pattern, wanted),
            GraphPattern::Values {
                variables,
                bindings,
            } => {
                let names = variables.iter().map(ToString::to_string);
                let label = words("Values", &names.collect::<Vec<_>>().join(" "));
                let running = self.trace.start(label, Some(bindings.len() as f64));
                let table = self.values_table(variables, bindings)?;
                self.trace.end(running, table.rows);
                Ok(table)
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => self.left_join(left, right, expression.as_ref(), wanted),
            GraphPattern::Union { left, right } => self.union(left, right, wanted),
            GraphPattern::Minus { left, right } => self.minus(left, right, wanted),
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => self.bind(inner, variable, expression, wanted),
            GraphPattern::OrderBy { inner, expression } => self.order_by(inner, expression, wanted),
            GraphPattern::Project { inner, variables } => {
                let vars = self.list(variables)?;
                let hint = wanted.hint.and_then(|hint| self.hint_of(hint, vars));
                let inner_wanted = Wanted {
                    variables: wanted.variables.intersection(vars),
                    hint: hint.as_ref(),
                    limit: wanted.limit,
                };
                let mut table = self.pattern(inner, inner_wanted)?;
                table.keep(vars);
                Ok(table)
            }
            GraphPattern::Distinct { inner } => self.distinct(inner, wanted),
            GraphPattern::Reduced { inner } => self.pattern(inner, wanted),
            GraphPattern::Slice {
                inner,
                start,
                length,
            } => {
                let enough = length.map(|length| start.saturating_add(length));
                let limit = match (enough, wanted.limit) {
                    (Some(enough), Some(limit)) => Some(enough.min(start.saturating_add(limit))),
                    (None, Some(limit)) => Some(start.saturating_add(limit)),
                    (enough, None) => enough,
                };
                let inner_wanted = Wanted {
                    limit,
                    ..Wanted::all(wanted.variables)
                };
                let mut table = self.pattern(inner, inner_wanted)?;
                table.slice(*start, *length);
                Ok(table)
            }
            GraphPattern::Group {
                inner,
                variables,
                aggregates,
            } => self.aggregate(inner, variables, aggregates, wanted),
            GraphPattern::Graph { .. }
            | GraphPattern::Service { .. }
            | GraphPattern::Lateral { .. } => Err(Stop::Unsupported),
        }
    }

    /// The variables of a list.
    pub(super) fn list(&mut self, variables: &[Variable]) -> Solved<Vars> {
        let mut vars = Vars::default();
        for variable in variables {
            vars.insert(self.variable(variable)?);
        }
        Ok(vars)
    }

    pub(super) fn vars_of(&mut self, pattern: &GraphPattern) -> Solved<Vars> {
        self.vars(&names(pattern))
    }

    pub(super) fn vars_of_expression(&mut self, expression: &Expression) -> Solved<Vars> {
        self.vars(&names_of_expression(expression))
    }

    fn values_table(
        &mut self,
        variables: &[Variable],
        bindings: &[Vec<Option<GroundTerm>>],
    ) -> Solved<Table> {
        let mut table = Table {
            rows: bindings.len(),
            ..Table::default()
        };
        for (index, variable) in variables.iter().enumerate() {
            let variable = self.variable(variable)?;
            let mut column = Vec::with_capacity(bindings.len());
            for row in bindings {
                let term = row.get(index).and_then(Option::as_ref);
                column.push(term.map_or(UNBOUND, |term| self.terms.intern(&term_of(term))));
            }
            table.add(variable, column);
        }
        Ok(table)
    }

    /// [LeftJoin](https://www.w3.org/TR/sparql11-query/#defn_algLeftJoin)
    fn left_join(
        &mut self,
        left: &GraphPattern,
        right: &GraphPattern,
        condition: Option<&Expression>,
        wanted: Wanted,
    ) -> Solved<Table> {
        let (left_vars, right_vars) = (self.vars_of(left)?, self.vars_of(right)?);
        let looked_at = match condition {
            Some(condition) => self.vars_of_expression(condition)?,
            None => Vars::default(),
        };
        let shared = left_vars.intersection(right_vars);
        let needed = wanted.variables.union(shared).union(looked_at);
        let wanted_left = Wanted {
            variables: needed.intersection(left_vars),
            ..wanted
        };
        let mut left = self.pattern(left, wanted_left)?;
        let of_condition = condition.map_or_else(String::new, |c| self.show(c));
        let running = self.trace.start(words("Optional", &of_condition), None);
        if condition.is_none()
            && let Some(triple) = self.only_triple(right)?
            && !shared.is_empty()
            && shared.is_subset(left.bound())
            && !is_scanned(self.index.count(constants(&triple)), left.rows)
        {
            let of_leaf = self.start_leaf(&Leaf::Triple(triple), None);
            let mut joined = self.look_up(left, &triple, needed, true)?;
            joined.keep(wanted.variables);
            self.trace.end(of_leaf, joined.rows);
            self.trace.end(running, joined.rows);
            return Ok(joined);
        }
        let equal = match condition {
            Some(condition) if shared.is_empty() => {
                self.equal_variables(condition, left_vars, right_vars)?
            }
            _ => None,
        };
        let hint = match equal {
            Some((own, other)) => self.hint_of_equal(&left, own, other),
            None => self.hint_of(&left, shared),
        };
        let wanted_right = Wanted::all(needed.intersection(right_vars)).with_hint(hint.as_ref());
        let mut right = self.holding(left.bytes(), |solver| solver.pattern(right, wanted_right))?;
        self.budget.enter("an optional join");
        match equal {
            Some((own, other)) => self.add_keys(&mut left, own, &mut right, other)?,
            None => self.refuse_product(&left, &right)?,
        }
        let (mut joined, origins) = self.joiner().join_with_origin(&left, &right)?;
        let mut has_match = vec![false; left.rows];
        match condition {
            Some(condition) => {
                let holds = self.holds(condition, &joined)?;
                for (origin, holds) in origins.iter().zip(&holds) {
                    has_match[*origin as usize] |= holds;
                }
                joined.retain(&holds);
            }
            None => origins
                .iter()
                .for_each(|origin| has_match[*origin as usize] = true),
        }
        let alone = (0..left.rows as u32).filter(|row| !has_match[*row as usize]);
        let alone: Vec<u32> = alone.collect();
        joined.append(left.gather(&alone));
        joined.keep(wanted.variables);
        self.trace.end(running, joined.rows);
        Ok(joined)
    }

    /// The triple pattern that a pattern consists of.
    pub(super) fn only_triple(&mut self, pattern: &GraphPattern) -> Solved<Option<Pattern>> {
        match pattern {
            GraphPattern::Bgp { patterns } if patterns.len() == 1 => {
                let mut parts = Parts::default();
                self.gather(pattern, &mut parts, false)?;
                Ok(match parts.leaves.as_slice() {
                    [Leaf::Triple(triple)] => Some(*triple),
                    _ => None,
                })
            }
            _ => Ok(None),
        }
    }

    fn union(
        &mut self,
        left: &GraphPattern,
        right: &GraphPattern,
        wanted: Wanted,
    ) -> Solved<Table> {
        let running = self.trace.start("Union".to_owned(), None);
        let mut table = self.pattern(left, wanted)?;
        let other = self.holding(table.bytes(), |solver| solver.pattern(right, wanted))?;
        table.append(other);
        table.keep(wanted.variables);
        self.trace.end(running, table.rows);
        Ok(table)
    }

    /// [Minus](https://www.w3.org/TR/sparql11-query/#defn_algMinus)
    fn minus(
        &mut self,
        left: &GraphPattern,
        right: &GraphPattern,
        wanted: Wanted,
    ) -> Solved<Table> {
        let shared = self.vars_of(left)?.intersection(self.vars_of(right)?);
        let wanted_left = Wanted {
            variables: wanted.variables.union(shared),
            hint: wanted.hint,
            limit: None,
        };
        let mut table = self.pattern(left, wanted_left)?;
        let running = self.trace.start("Minus".to_owned(), None);
        if !shared.is_empty() {
            let hint = self.hint_of(&table, shared);
            let wanted_right = Wanted::all(shared).with_hint(hint.as_ref());
            let right =
                self.holding(table.bytes(), |solver| solver.pattern(right, wanted_right))?;
            self.budget.enter("a minus");
            let found = self.joiner().has_match(&table, &right, true);
            let left: Vec<bool> = found.iter().map(|found| !found).collect();
            table.retain(&left);
        }
        table.keep(wanted.variables);
        self.trace.end(running, table.rows);
        Ok(table)
    }

    /// [Extend](https://www.w3.org/TR/sparql11-query/#defn_extend)
    fn bind(
        &mut self,
        inner: &GraphPattern,
        variable: &Variable,
        expression: &Expression,
        wanted: Wanted,
    ) -> Solved<Table> {
        let variable = self.variable(variable)?;
        let is_wanted = wanted.variables.contains(variable);
        let mut needed = wanted.variables;
        needed.remove(variable);
        if is_wanted {
            needed = needed.union(self.vars_of_expression(expression)?);
        }
        let other = {
            let mut other = wanted.hint.map_or(Vars::default(), Table::vars);
            other.remove(variable);
            other
        };
        let hint = wanted.hint.and_then(|hint| self.hint_of(hint, other));
        let inner_wanted = Wanted {
            variables: needed,
            hint: hint.as_ref(),
            limit: wanted.limit,
        };
        let mut table = self.pattern(inner, inner_wanted)?;
        if is_wanted {
            let label = self.show(expression);
            let label = words(&words("Bind", &self.show_var(variable)), &label);
            // That an aggregate gets a name is nothing to tell.
            let is_name = matches!(expression, Expression::Variable(_));
            let running = (!is_name).then(|| self.trace.start(label, None)).flatten();
            let column = self.evaluate(expression, &table)?;
            self.trace.end(running, table.rows);
            table.add(variable, column);
        }
        table.keep(wanted.variables);
        Ok(table)
    }

    fn order_by(
        &mut self,
        inner: &GraphPattern,
        keys: &[OrderExpression],
        wanted: Wanted,
    ) -> Solved<Table> {
        let mut label = "Order by".to_owned();
        for key in keys {
            let (OrderExpression::Asc(of) | OrderExpression::Desc(of)) = key;
            let of = self.show(of);
            label.push_str(&match key {
                OrderExpression::Asc(_) => format!(" {of}"),
                OrderExpression::Desc(_) => format!(" DESC({of})"),
            });
        }
        if let Some(limit) = wanted.limit {
            label.push_str(&format!(", first {limit}"));
        }
        let running = self.trace.start(label, None);
        let mut needed = wanted.variables;
        for OrderExpression::Asc(key) | OrderExpression::Desc(key) in keys {
            needed = needed.union(self.vars_of_expression(key)?);
        }
        let inner_wanted = Wanted {
            variables: needed,
            hint: wanted.hint,
            limit: None,
        };
        let table = self.pattern(inner, inner_wanted)?;
        self.budget.enter("a sort");
        let mut sorted = self.sort(table, keys, wanted.limit)?;
        sorted.keep(wanted.variables);
        self.trace.end(running, sorted.rows);
        Ok(sorted)
    }

    fn distinct(&mut self, inner: &GraphPattern, wanted: Wanted) -> Solved<Table> {
        let running = self.trace.start("Distinct".to_owned(), None);
        if let Some(mut counted) = self.count_distinct(inner)? {
            counted.keep(wanted.variables);
            self.trace.end(running, counted.rows);
            return Ok(counted);
        }
        let all = self.vars_of(inner)?;
        let table = self.pattern(inner, Wanted::all(all).with_hint(wanted.hint))?;
        self.budget.enter("a distinct");
        let columns: Vec<&[TermId]> = table.columns.iter().map(Vec::as_slice).collect();
        let (numbering, numbers) = Numbering::new(&columns, table.rows, self.terms.known());
        let firsts = first_rows(&numbers, numbering.count);
        let mut table = if firsts.len() == table.rows {
            table
        } else {
            table.gather(&firsts)
        };
        table.keep(wanted.variables);
        self.trace.end(running, table.rows);
        Ok(table)
    }

    /// Does something while a table of so many bytes is kept.
    pub(super) fn holding<T>(
        &mut self,
        bytes: u64,
        work: impl FnOnce(&mut Self) -> Solved<T>,
    ) -> Solved<T> {
        self.budget.hold(bytes);
        let result = work(self);
        self.budget.release(bytes);
        result
    }

    /// An error if two tables share no variable and their product is large.
    pub(super) fn refuse_product(&self, left: &Table, right: &Table) -> Solved<()> {
        let shares = !left.vars().intersection(right.vars()).is_empty();
        let rows = left.rows as u64 * right.rows as u64;
        if shares || rows <= LARGEST_PRODUCT || left.rows <= 1 || right.rows <= 1 {
            return Ok(());
        }
        if self.budget.allows_product() {
            return Ok(());
        }
        let name = |table: &Table| {
            let names: Vec<String> = table
                .variables
                .iter()
                .filter(|v| !self.name(**v).starts_with("_:"))
                .map(|v| format!("`?{}`", self.name(*v)))
                .collect();
            match names.as_slice() {
                [] => format!("a part with {} solutions", table.rows),
                names => format!("the part with {}", names.join(", ")),
            }
        };
        Err(Stop::Failed(Error::Product {
            left: name(left),
            right: name(right),
            rows,
        }))
    }
}

/// An operator and what it is about.
fn words(operator: &str, about: &str) -> String {
    format!("{operator} {about}").trim_end().to_owned()
}

/// A term of `VALUES`.
fn term_of(term: &GroundTerm) -> Term {
    match term {
        GroundTerm::NamedNode(iri) => iri.clone().into(),
        GroundTerm::Literal(literal) => literal.clone().into(),
        GroundTerm::Triple(triple) => Term::Triple(Box::new(Triple::new(
            NamedOrBlankNode::from(triple.subject.clone()),
            triple.predicate.clone(),
            term_of(&triple.object),
        ))),
    }
}
