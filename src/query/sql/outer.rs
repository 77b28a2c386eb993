//! OPTIONAL and MINUS.

use super::refusal::Refusal;
use super::relation::{Relation, not_exists};
use super::writer::{Active, Writer};
use crate::query::algebra::{Part, each_expression, walk};
use crate::query::scope;
use spargebra::algebra::{Expression, GraphPattern};

impl Writer {
    /// Returns an OPTIONAL.
    pub fn left_join(
        &mut self,
        left: &GraphPattern,
        right: &GraphPattern,
        expression: Option<&Expression>,
        active: &Active,
    ) -> Result<Relation, Refusal> {
        let left = self.pattern(left, active)?;
        let mut right = self.pattern(right, active)?;
        let mut conditions = Vec::new();
        if let Some(expression) = expression {
            // A condition on the right side alone belongs to it.
            let mut is_of_right = true;
            mentioned(expression, &mut |name| {
                let of_right = right.bindings.get(name);
                is_of_right &= of_right.is_some_and(|binding| binding.is_bound)
                    || !left.bindings.contains_key(name);
            });
            if is_of_right {
                let condition = self.condition(expression, &right, active)?;
                right.conditions.push(condition);
                let (table, right) = self.table(&right)?;
                return left.join_outer(table, &right.bindings, conditions);
            }
            if has_exists(expression) {
                return self.left_join_lateral(left, right, expression, active);
            }
            let (table, right) = self.table(&right)?;
            let both = left.clone().join(right.clone())?;
            conditions.push(self.condition(expression, &both, active)?);
            return left.join_outer(table, &right.bindings, conditions);
        }
        let (table, right) = self.table(&right)?;
        left.join_outer(table, &right.bindings, conditions)
    }

    /// Joins a pattern whose condition has an `EXISTS` that reads variables of both sides: the condition of a join may have none.
    fn left_join_lateral(
        &mut self,
        left: Relation,
        mut right: Relation,
        expression: &Expression,
        active: &Active,
    ) -> Result<Relation, Refusal> {
        let both = left.clone().join(right.clone())?;
        let condition = self.condition(expression, &both, active)?;
        right.conditions.extend(left.compatible(&right.bindings)?);
        right.conditions.push(condition);
        let (table, right) = self.table(&right)?;
        left.join_outer(format!("LATERAL {table}"), &right.bindings, Vec::new())
    }

    /// Returns a MINUS.
    pub fn minus(
        &mut self,
        left: &GraphPattern,
        right: &GraphPattern,
        active: &Active,
    ) -> Result<Relation, Refusal> {
        let mut left = self.pattern(left, active)?;
        let right = self.pattern(right, active)?;
        let mut conditions = left.compatible(&right.bindings)?;
        if conditions.is_empty() {
            return Ok(left);
        }
        let shared = left.bindings.iter().filter_map(|(name, a)| {
            let b = right.bindings.get(name)?;
            let are_bound = match (a.is_bound, b.is_bound) {
                (true, true) => "TRUE".to_owned(),
                _ => format!(
                    "({} IS NOT NULL AND {} IS NOT NULL)",
                    a.value.main, b.value.main
                ),
            };
            Some(are_bound)
        });
        let shared: Vec<String> = shared.collect();
        if !shared.contains(&"TRUE".to_owned()) {
            conditions.push(format!("({})", shared.join(" OR ")));
        }
        let condition = not_exists(right, conditions);
        left.conditions.push(condition);
        Ok(left)
    }
}

/// Hands on the variables of an expression, those of patterns in it among them.
fn mentioned(expression: &Expression, visit: &mut dyn FnMut(&str)) {
    each_expression(expression, &mut |part| match part {
        Expression::Variable(name) | Expression::Bound(name) => visit(name.as_str()),
        Expression::Exists(pattern) => {
            scope::names(pattern).iter().for_each(|name| visit(name));
            walk(&mut pattern.clone(), &mut |part| {
                if let Part::Expression(Expression::Variable(name) | Expression::Bound(name)) = part
                {
                    visit(name.as_str());
                }
            });
        }
        _ => {}
    });
}

fn has_exists(expression: &Expression) -> bool {
    let mut found = false;
    each_expression(expression, &mut |part| {
        found |= matches!(part, Expression::Exists(_));
    });
    found
}
