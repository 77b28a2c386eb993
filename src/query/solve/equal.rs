//! Joins on what a filter says is equal: parts that share no variable are joined on `?a = ?b` between them, rather than
//! multiplied and then filtered ([SPARQL 1.1, 17.4.1.7](https://www.w3.org/TR/sparql11-query/#func-RDFterm-equal)).
//!
//! Terms that are equal get the same key, and some that are not: the filter is applied to what is joined.

use super::numbering::distinct;
use super::parts::{Leaf, Parts};
use super::table::{Table, UNBOUND, Var, Vars};
use super::terms::Kind;
use super::{Solved, Solver, Wanted};
use crate::dictionary::TermId;
use crate::rdf::Literal;
use spargebra::algebra::Expression;

/// The key of terms of which only their values tell whether they are equal.
const BY_VALUE: TermId = TermId::MAX - 1;
/// Keys of what is unbound, on both sides: it is equal to nothing.
const NOTHING: [TermId; 2] = [TermId::MAX - 2, TermId::MAX - 3];

impl Solver<'_> {
    /// The variables that a conjunct of a condition says are equal, one of each side.
    pub(super) fn equal_variables(
        &mut self,
        condition: &Expression,
        left: Vars,
        right: Vars,
    ) -> Solved<Option<(Var, Var)>> {
        match condition {
            Expression::And(a, b) => match self.equal_variables(a, left, right)? {
                None => self.equal_variables(b, left, right),
                found => Ok(found),
            },
            Expression::Equal(a, b) => {
                let (Expression::Variable(a), Expression::Variable(b)) = (&**a, &**b) else {
                    return Ok(None);
                };
                let (a, b) = (self.variable(a)?, self.variable(b)?);
                let is_across = |a, b| left.contains(a) && right.contains(b);
                Ok(match (is_across(a, b), is_across(b, a)) {
                    (true, _) => Some((a, b)),
                    (_, true) => Some((b, a)),
                    _ => None,
                })
            }
            _ => Ok(None),
        }
    }

    /// The values that `other` must have to be equal to a value of `own`, if equal terms are the same there.
    pub(super) fn hint_of_equal(&self, table: &Table, own: Var, other: Var) -> Option<Table> {
        let (values, _) = distinct(table.column(own)?, self.terms.known());
        let is_itself = |id: &TermId| match self.terms.kind(*id) {
            Kind::Iri | Kind::Blank => true,
            _ => self.terms.is_known_string(*id) == Some(true),
        };
        values.iter().all(is_itself).then(|| Table {
            rows: values.len(),
            variables: vec![other],
            columns: vec![values],
        })
    }

    /// Adds a column to two tables in which they agree wherever their variables are equal.
    pub(super) fn add_keys(
        &mut self,
        left: &mut Table,
        of_left: Var,
        right: &mut Table,
        of_right: Var,
    ) -> Solved<()> {
        let key = self.var(&format!(" equal {}", self.names.len()))?;
        for (table, variable, nothing) in
            [(left, of_left, NOTHING[0]), (right, of_right, NOTHING[1])]
        {
            let unbound = vec![UNBOUND; table.rows];
            let column = table.column(variable).unwrap_or(&unbound);
            let (values, numbers) = distinct(column, self.terms.known());
            let keys: Vec<TermId> = values.iter().map(|id| self.key(*id, nothing)).collect();
            table.add(key, numbers.iter().map(|n| keys[*n as usize]).collect());
        }
        Ok(())
    }

    fn key(&mut self, id: TermId, nothing: TermId) -> TermId {
        match self.terms.kind(id) {
            Kind::Unbound => nothing,
            Kind::Iri | Kind::Blank => id,
            Kind::Number => match self.terms.numeral(id) {
                // Numbers that are equal in any of their types are the same as floats.
                Some(number) => {
                    let float = f32::from(number.float());
                    self.terms.intern(&Literal::from(float + 0.0).into())
                }
                None => BY_VALUE,
            },
            Kind::Text if self.terms.string(id).is_some() => id,
            _ => BY_VALUE,
        }
    }

    /// Solves parts that fall apart into some that share no variable, if a filter says what is equal between them.
    pub(super) fn solve_apart<'p>(
        &mut self,
        parts: &mut Parts<'p>,
        wanted: Wanted,
    ) -> Solved<Option<Table>> {
        // With solutions around, all parts are joined with these.
        if self.outer.is_some() {
            return Ok(None);
        }
        let mut groups = self.connected(parts)?;
        if groups.len() < 2 || !self.is_linked(parts, &groups)? {
            return Ok(None);
        }
        let mut needed = wanted.variables;
        for filter in &parts.filters {
            needed = needed.union(filter.vars);
        }
        for filter in std::mem::take(&mut parts.filters) {
            let own = groups
                .iter_mut()
                .find(|(vars, _)| !filter.vars.is_empty() && filter.vars.is_subset(*vars));
            match own {
                Some((_, group)) => group.filters.push(filter),
                None => parts.filters.push(filter),
            }
        }
        let mut groups = groups.into_iter();
        let Some((mut vars, first)) = groups.next() else {
            return Ok(None);
        };
        let mut table = self.solve_parts(first, Wanted::all(needed.intersection(vars)))?;
        let mut left: Vec<(Vars, Parts)> = groups.collect();
        while !left.is_empty() {
            // The next part is one that a filter links with those before.
            let mut next = (0, None);
            for (at, (of_group, _)) in left.iter().enumerate() {
                for filter in &parts.filters {
                    let equal = self.equal_variables(filter.expression, vars, *of_group)?;
                    if next.1.is_none() && equal.is_some() {
                        next = (at, equal);
                    }
                }
            }
            let (of_group, group) = left.remove(next.0);
            let hint = next
                .1
                .and_then(|(own, other)| self.hint_of_equal(&table, own, other));
            let wanted = Wanted::all(needed.intersection(of_group)).with_hint(hint.as_ref());
            let mut other = self.holding(table.bytes(), |s| s.solve_parts(group, wanted))?;
            self.budget.enter("a join on what is equal");
            match next.1 {
                Some((own, equal)) => self.add_keys(&mut table, own, &mut other, equal)?,
                None => self.refuse_product(&table, &other)?,
            }
            let running = self.trace.start("Join on what is equal".to_owned(), None);
            table = self.joiner().join(&table, &other)?;
            table.keep(needed);
            self.trace.end(running, table.rows);
            vars = vars.union(of_group);
            self.apply_filters(&mut table, &mut parts.filters, false)?;
        }
        self.apply_filters(&mut table, &mut parts.filters, true)?;
        table.keep(wanted.variables);
        Ok(Some(table))
    }

    /// Leaves and other patterns by which of them share variables.
    fn connected<'p>(&mut self, parts: &Parts<'p>) -> Solved<Vec<(Vars, Parts<'p>)>> {
        let mut groups: Vec<(Vars, Parts<'p>)> = Vec::new();
        let graph = self.place.var();
        let mut add = |mut vars: Vars, leaf: Option<Leaf<'p>>, other| {
            // What is in one graph is joined on it in any case.
            graph.iter().for_each(|name| vars.remove(*name));
            let mut own = (vars, Parts::default());
            own.1.leaves.extend(leaf);
            own.1.others.extend(other);
            let (joined, apart) = std::mem::take(&mut groups)
                .into_iter()
                .partition::<Vec<_>, _>(|(of_group, _)| !of_group.intersection(vars).is_empty());
            groups = apart;
            for (of_group, group) in joined {
                own.0 = own.0.union(of_group);
                own.1.leaves.extend(group.leaves);
                own.1.others.extend(group.others);
            }
            groups.push(own);
        };
        for leaf in &parts.leaves {
            add(leaf.vars(), Some(*leaf), None);
        }
        for other in &parts.others {
            let vars = self.vars_of(other)?;
            add(vars, None, Some(*other));
        }
        Ok(groups)
    }

    fn is_linked(&mut self, parts: &Parts, groups: &[(Vars, Parts)]) -> Solved<bool> {
        for filter in &parts.filters {
            for (index, (vars, _)) in groups.iter().enumerate() {
                let others = groups.iter().enumerate().filter(|(at, _)| *at != index);
                let others = others.fold(Vars::default(), |all, (_, (vars, _))| all.union(*vars));
                if self
                    .equal_variables(filter.expression, *vars, others)?
                    .is_some()
                {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}
