//! Expressions and aggregates as a query writes them, with as few parentheses as the
//! [precedence of operators](https://www.w3.org/TR/sparql11-query/#rConditionalOrExpression) needs.

use super::labels::Labels;
use super::plan::Computed;
use crate::query::blank_nodes;
use crate::query::functions::Comparison;
use crate::query::functions::number::Operator as Arithmetic;
use crate::query::logical::{Aggregate, Expression, Generated, Var, VariableKind};
use spargebra::algebra::{AggregateFunction, Function};

/// How tightly the operators of an expression bind, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Precedence {
    Or,
    And,
    Relation,
    Sum,
    Product,
    Unary,
    Primary,
}

impl Labels<'_, '_> {
    pub fn computed(&self, computed: &Computed) -> String {
        self.expression(&computed.expression)
    }

    /// Returns an expression as it is written.
    pub fn expression(&self, expression: &Expression) -> String {
        match expression {
            Expression::Constant(term) => self.constant(term),
            Expression::Variable(variable) => self.variable(*variable),
            Expression::Bound(variable) => format!("BOUND({})", self.variable(*variable)),
            Expression::Exists(_) => "EXISTS { … }".to_owned(),
            Expression::Not(inner) => match &**inner {
                Expression::Compare(Comparison::Equal, sides) => {
                    self.binary("!=", sides, Precedence::Relation)
                }
                Expression::In(parts) => self.is_in("NOT IN", parts),
                Expression::Exists(_) => format!("NOT {}", self.expression(inner)),
                Expression::Variable(variable) if self.is_exists(*variable) => {
                    format!("NOT {}", self.variable(*variable))
                }
                inner => format!("!{}", self.operand(inner, Precedence::Unary)),
            },
            Expression::Plus(inner) => format!("+{}", self.operand(inner, Precedence::Unary)),
            Expression::Minus(inner) => format!("-{}", self.operand(inner, Precedence::Unary)),
            Expression::And(sides) => self.binary("&&", sides, Precedence::And),
            Expression::Or(sides) => self.binary("||", sides, Precedence::Or),
            Expression::Compare(comparison, sides) => {
                let sign = match comparison {
                    Comparison::Equal => "=",
                    Comparison::Less => "<",
                    Comparison::LessOrEqual => "<=",
                    Comparison::Greater => ">",
                    Comparison::GreaterOrEqual => ">=",
                };
                self.binary(sign, sides, Precedence::Relation)
            }
            Expression::Arithmetic(operator, sides) => {
                let (sign, precedence) = match operator {
                    Arithmetic::Add => ("+", Precedence::Sum),
                    Arithmetic::Subtract => ("-", Precedence::Sum),
                    Arithmetic::Multiply => ("*", Precedence::Product),
                    Arithmetic::Divide => ("/", Precedence::Product),
                };
                self.binary(sign, sides, precedence)
            }
            Expression::SameTerm(sides) => self.call("sameTerm", sides.as_slice()),
            Expression::In(parts) => self.is_in("IN", parts),
            Expression::If(parts) => self.call("IF", parts.as_slice()),
            Expression::Coalesce(parts) => self.call("COALESCE", parts),
            Expression::Call(function, arguments) => match function {
                Function::Custom(_) if blank_nodes::is_bnode(function) => {
                    // The number of the solution is its first argument.
                    let label = arguments.get(1..).unwrap_or(&[]);
                    self.call("BNODE", label)
                }
                Function::Custom(name) => {
                    let name = self.constant(&name.clone().into());
                    self.call(&name, arguments)
                }
                function => self.call(&function.to_string(), arguments),
            },
        }
    }

    /// Returns conditions that must all hold as they are written.
    pub fn conjunction(&self, conditions: &[&Expression]) -> String {
        if let [condition] = conditions {
            return self.expression(condition);
        }
        let sides = conditions.iter();
        let sides = sides.map(|condition| self.operand(condition, Precedence::And));
        sides.collect::<Vec<_>>().join(" && ")
    }

    fn is_exists(&self, variable: Var) -> bool {
        let kind = self.variables.kind(variable);
        matches!(kind, VariableKind::Generated(Generated::Exists))
    }

    fn call(&self, name: &str, arguments: &[Expression]) -> String {
        format!("{name}({})", self.arguments(arguments))
    }

    fn arguments(&self, arguments: &[Expression]) -> String {
        let arguments: Vec<String> = arguments.iter().map(|e| self.expression(e)).collect();
        arguments.join(", ")
    }

    fn is_in(&self, word: &str, parts: &[Expression]) -> String {
        let Some((needle, list)) = parts.split_first() else {
            return String::new();
        };
        let needle = self.operand(needle, Precedence::Sum);
        format!("{needle} {word} ({})", self.arguments(list))
    }

    fn binary(&self, sign: &str, sides: &[Expression; 2], precedence: Precedence) -> String {
        let [left, right] = sides;
        // Operators of the same precedence are applied from the left.
        let tighter = match precedence {
            Precedence::Or => Precedence::Or,
            Precedence::And => Precedence::And,
            Precedence::Relation => Precedence::Sum,
            Precedence::Sum => Precedence::Product,
            _ => Precedence::Unary,
        };
        let of_left = match precedence {
            Precedence::Relation => Precedence::Sum,
            other => other,
        };
        let (left, right) = (self.operand(left, of_left), self.operand(right, tighter));
        format!("{left} {sign} {right}")
    }

    /// Returns an expression, in parentheses if it binds less tightly than this.
    fn operand(&self, expression: &Expression, least: Precedence) -> String {
        let text = self.expression(expression);
        match precedence(expression) < least {
            true => format!("({text})"),
            false => text,
        }
    }

    /// Returns an aggregate as it is written.
    pub fn aggregate(&self, aggregate: &Aggregate) -> String {
        let distinct = if aggregate.distinct { "DISTINCT " } else { "" };
        let of = match &aggregate.expression {
            Some(expression) => self.expression(expression),
            None => "*".to_owned(),
        };
        let name = match &aggregate.function {
            None | Some(AggregateFunction::Count) => "COUNT".to_owned(),
            Some(AggregateFunction::GroupConcat {
                separator: Some(separator),
            }) => {
                return format!("GROUP_CONCAT({distinct}{of}; SEPARATOR = {separator:?})");
            }
            Some(function) => function.to_string(),
        };
        format!("{name}({distinct}{of})")
    }
}

fn precedence(expression: &Expression) -> Precedence {
    match expression {
        Expression::Or(_) => Precedence::Or,
        Expression::And(_) => Precedence::And,
        Expression::Compare(..) | Expression::In(_) => Precedence::Relation,
        Expression::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, _) => Precedence::Sum,
        Expression::Arithmetic(..) => Precedence::Product,
        Expression::Not(inner) => match &**inner {
            Expression::Compare(Comparison::Equal, _) | Expression::In(_) => Precedence::Relation,
            _ => Precedence::Unary,
        },
        Expression::Plus(_) | Expression::Minus(_) => Precedence::Unary,
        _ => Precedence::Primary,
    }
}
