//! What `DESCRIBE` is called in a plan, with the terms that it describes.

use super::labels::Labels;
use super::outline::Label;
use super::plan::{Node, Operator};
use crate::query::logical::{Expression, Var, VarSet};
use crate::query::operators;

impl Labels<'_, '_> {
    /// Returns what the description of the values of variables is called.
    pub fn describe(&self, variables: &[Var], node: &Node) -> Label {
        let described = |variable: &Var| match constant_of(node, *variable) {
            Some(expression) => self.expression(expression),
            None => self.variable(*variable),
        };
        Label::new(operators::DESCRIBE)
            .with("terms", variables.iter().map(described).collect::<Vec<_>>())
            .about(self.named(&VarSet::of(variables.iter().copied())))
    }
}

/// Returns the constant that the rows of a plan have as a variable, if they have one.
fn constant_of(node: &Node, of: Var) -> Option<&Expression> {
    match &node.operator {
        Operator::Extend {
            variable, value, ..
        } if *variable == of => {
            let value = value.as_ref().map(|value| &value.expression);
            value.filter(|value| matches!(value, Expression::Constant(_)))
        }
        Operator::Extend { input, .. }
        | Operator::Project { input, .. }
        | Operator::Slice { input, .. }
        | Operator::Distinct(input) => constant_of(input, of),
        _ => None,
    }
}
