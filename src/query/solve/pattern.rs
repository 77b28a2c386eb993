//! Solves a [graph pattern](https://www.w3.org/TR/sparql11-query/#sparqlAlgebra): each kind of node to the operator for it.

use super::numbering::{Numbering, first_rows};
use super::parts::{Leaf, Parts};
use super::scope::{names, names_of_expression};
use super::step::{Triple as Pattern, constants, is_scanned, vars};
use super::support::Left;
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
        let wanted = Wanted {
            variables: wanted.variables.union(self.carried()),
            // Each of the solutions around needs one of its own.
            limit: wanted.limit.filter(|_| self.outer.is_none()),
            ..wanted
        };
        match pattern {
            GraphPattern::Bgp { .. }
            | GraphPattern::Path { .. }
            | GraphPattern::Join { .. }
            | GraphPattern::Filter { .. } => self.group(pattern, wanted),
            GraphPattern::Values {
                variables,
                bindings,
            } => {
                let table = self.values_table(variables, bindings)?;
                self.carrying(table, wanted.variables)
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
            GraphPattern::Project { inner, variables } => self.project(inner, variables, wanted),
            GraphPattern::Distinct { inner } => self.distinct(inner, wanted),
            GraphPattern::Reduced { inner } => self.pattern(inner, wanted),
            GraphPattern::Slice {
                inner,
                start,
                length,
            } => self.slice(inner, *start, *length, wanted),
            GraphPattern::Group {
                inner,
                variables,
                aggregates,
            } => self.aggregate(inner, variables, aggregates, wanted),
            GraphPattern::Graph { name, inner } => match self.place_around(name, inner)? {
                Some(_) => self.group(pattern, wanted),
                None => self.graph(name, inner, wanted),
            },
            GraphPattern::Lateral { left, right } => self.lateral(left, right, wanted),
            GraphPattern::Service { .. } => Err(Stop::Unsupported(Left::Service)),
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

    /// The variables that a table of a pattern may have.
    pub(super) fn vars_of(&mut self, pattern: &GraphPattern) -> Solved<Vars> {
        let own = self.vars(&names(pattern))?;
        Ok(own.union(self.carried()).union(self.outer_vars()))
    }

    pub(super) fn vars_of_expression(&mut self, expression: &Expression) -> Solved<Vars> {
        self.vars(&names_of_expression(expression))
    }

    /// A part of a join, for which what is carried along may come from another part.
    pub(super) fn part(&mut self, pattern: &GraphPattern, wanted: Wanted) -> Solved<Table> {
        match pattern {
            GraphPattern::Values {
                variables,
                bindings,
            } => self.values_table(variables, bindings),
            pattern => self.pattern(pattern, wanted),
        }
    }

    fn values_table(
        &mut self,
        variables: &[Variable],
        bindings: &[Vec<Option<GroundTerm>>],
    ) -> Solved<Table> {
        let names = variables.iter().map(ToString::to_string);
        let label = words("Values", &names.collect::<Vec<_>>().join(" "));
        let running = self.trace.start(label, Some(bindings.len() as f64));
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
        self.trace.end(running, table.rows);
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
            && shared.intersection(vars(&triple)).is_subset(left.bound())
            && !is_scanned(self.at(triple.place).count(constants(&triple)), left.rows)
        {
            let of_leaf = self.start_leaf(&Leaf::Triple(triple), None);
            let mut joined = self.look_up(left, &triple, needed, true)?;
            joined.keep(wanted.variables);
            self.trace.end(of_leaf, joined.rows);
            self.trace.end(running, joined.rows);
            return Ok(joined);
        }
        let equal = match condition {
            // What is carried along is joined on in any case.
            Some(condition) if shared.is_subset(self.carried()) && self.outer.is_none() => {
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
            GraphPattern::Graph { inner, .. } if !matches!(**inner, GraphPattern::Bgp { .. }) => {
                Ok(None)
            }
            GraphPattern::Bgp { .. } | GraphPattern::Graph { .. } => {
                let mut parts = Parts::default();
                self.gather(pattern, &mut parts, false)?;
                Ok(match (parts.leaves.as_slice(), parts.others.as_slice()) {
                    ([Leaf::Triple(triple)], []) => Some(*triple),
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
        let (of_left, of_right) = (self.vars(&names(left))?, self.vars(&names(right))?);
        // Only what both patterns bind takes solutions away, though it is for each graph by itself.
        let common = of_left.intersection(of_right);
        let shared = common.union(self.carried());
        let wanted_left = Wanted {
            variables: wanted.variables.union(shared),
            hint: wanted.hint,
            limit: None,
        };
        let mut table = self.pattern(left, wanted_left)?;
        let running = self.trace.start("Minus".to_owned(), None);
        if !common.is_empty() {
            let hint = self.hint_of(&table, shared);
            let wanted_right = Wanted::all(shared).with_hint(hint.as_ref());
            let right =
                self.holding(table.bytes(), |solver| solver.pattern(right, wanted_right))?;
            self.budget.enter("a minus");
            let found = self.joiner().has_match(&table, &right, Some(common));
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
        if !self.outer_vars().contains(variable) {
            needed.remove(variable);
        }
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
            // That an aggregate gets a name is nothing to tell, nor that solutions are numbered.
            let is_own = self.name(variable).starts_with(' ');
            let is_name = is_own || matches!(expression, Expression::Variable(_));
            let running = (!is_name).then(|| self.trace.start(label, None)).flatten();
            let column = self.evaluate(expression, &table)?;
            self.trace.end(running, table.rows);
            // An error leaves the value that a solution around it has.
            let before = table.column(variable).map(<[TermId]>::to_vec);
            let column = match before {
                Some(before) => {
                    let mut others = table.vars();
                    others.remove(variable);
                    table.keep(others);
                    let values = column.into_iter().zip(before);
                    values
                        .map(|(new, old)| if new == UNBOUND { old } else { new })
                        .collect()
                }
                None => column,
            };
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
pub(super) fn words(operator: &str, about: &str) -> String {
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
