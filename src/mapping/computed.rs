//! What `BIND` computes in a mapping: which values it needs, so that one that lacks although these are there is found.

use super::columns::ROW;
use crate::query::parts;
use crate::rdf::{Literal, vocab};
use spargebra::algebra::{Expression, Function, GraphPattern};
use spargebra::term::Variable;
use std::collections::BTreeSet;

/// The namespace of the datatypes, which are functions that make a value of a text.
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// A variable that `BIND` computes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computed {
    /// Its name.
    pub variable: String,
    /// The variables that it is computed from; of `IF` those of its branches, if they have some. If all of them have values, it has
    /// one too, or something is wrong.
    pub needs: BTreeSet<String>,
    /// The variable that is true where it must have a value, if not all that it is computed from is needed in each row.
    pub condition: Option<String>,
    /// The variable in whose text a function reads a figure for it, such as `bixi:number`.
    pub figure: Option<String>,
    /// The variables whose texts it has the slugs of.
    pub slugs: BTreeSet<String>,
    /// What it is made by.
    pub made_by: MadeBy,
}

/// What a value is made by, which tells why it may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadeBy {
    /// By arithmetic or a comparison, or as another datatype.
    Number,
    /// As an IRI.
    Iri,
    /// By something else.
    Other,
}

impl Computed {
    /// Returns how a variable is computed by an expression, without its condition.
    pub fn of(variable: String, expression: &Expression) -> Self {
        let (mut needs, mut slugs) = (BTreeSet::new(), BTreeSet::new());
        add_needs(expression, &mut needs);
        add_slugs(expression, &mut slugs);
        Self {
            variable,
            needs,
            condition: None,
            figure: figure(expression),
            slugs,
            made_by: made_by(expression),
        }
    }

    /// Returns the variable that it is computed from, if it is only one.
    pub fn only_need(&self) -> Option<&String> {
        let mut needs = self.needs.iter();
        needs.next().filter(|_| needs.next().is_none())
    }
}

/// Returns what the `BIND` clauses compute that are in each solution, the first first. Where a value need not be there in each row
/// with all that it is computed from, the pattern binds the variable that tells whether it must be.
pub fn computed(pattern: &mut GraphPattern) -> Vec<Computed> {
    let mut computed = Vec::new();
    add_computed(pattern, &mut computed);
    computed
}

fn add_computed(pattern: &mut GraphPattern, computed: &mut Vec<Computed>) {
    match pattern {
        GraphPattern::Extend {
            inner,
            variable,
            expression,
        } => {
            add_computed(inner, computed);
            let mut one = Computed::of(variable.as_str().to_owned(), expression);
            if !is_strict(expression) {
                let condition = has_all(expression);
                if condition == boolean(false) {
                    return;
                }
                // No query can write this name.
                let name = format!(" needs {}", variable.as_str());
                *pattern = GraphPattern::Extend {
                    inner: Box::new(std::mem::take(pattern)),
                    variable: Variable::new_unchecked(name.clone()),
                    expression: condition,
                };
                one.condition = Some(name);
            }
            computed.push(one);
        }
        GraphPattern::Filter { inner, .. } => add_computed(inner, computed),
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => {
            add_computed(left, computed);
            if expression.is_none() && has_solution(right) {
                add_computed(right, computed);
            }
        }
        GraphPattern::Join { left, right } => {
            add_computed(left, computed);
            add_computed(right, computed);
        }
        _ => {}
    }
}

/// Returns whether a pattern has a solution in each row.
fn has_solution(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.is_empty(),
        GraphPattern::Extend { inner, .. } => has_solution(inner),
        GraphPattern::LeftJoin { left, .. } => has_solution(left),
        GraphPattern::Join { left, right } => has_solution(left) && has_solution(right),
        _ => false,
    }
}

/// Returns whether an expression has no value without one of its variables.
fn is_strict(expression: &Expression) -> bool {
    let is_functional = matches!(
        expression,
        Expression::Coalesce(_)
            | Expression::If(..)
            | Expression::Bound(_)
            | Expression::Exists(_)
            | Expression::Or(..)
            | Expression::And(..)
    );
    !is_functional && parts(expression).into_iter().all(is_strict)
}

/// Returns the condition that an expression has all that it needs in a row, so that it is wrong if it has no value: its variables, of
/// `IF` those of the branch that is taken. What has no variables and is an error, such as `1/0`, is meant to be no value, and
/// `COALESCE` is meant to lack one.
pub fn has_all(expression: &Expression) -> Expression {
    match expression {
        Expression::Variable(variable) => Expression::Bound(variable.clone()),
        Expression::NamedNode(_) | Expression::Literal(_) => boolean(true),
        Expression::Bound(_) | Expression::Exists(_) => boolean(true),
        Expression::Coalesce(_) => boolean(false),
        _ if !has_variable(expression) => {
            let is_value =
                Expression::SameTerm(expression.clone().into(), expression.clone().into());
            Expression::Coalesce(vec![is_value, boolean(false)])
        }
        Expression::If(condition, then, otherwise) => {
            let [then, otherwise] = [then, otherwise].map(|one| Box::new(has_all(one)));
            let branch = Expression::If(condition.clone(), then, otherwise);
            // An error of the condition is one of the whole.
            let branch = Expression::Coalesce(vec![branch, boolean(true)]);
            and(has_all(condition), branch)
        }
        _ => {
            let parts = parts(expression).into_iter().map(has_all);
            parts.reduce(and).unwrap_or_else(|| boolean(true))
        }
    }
}

/// Returns the condition that two conditions are true.
pub fn and(one: Expression, other: Expression) -> Expression {
    match (one == boolean(true), other == boolean(true)) {
        (true, _) => other,
        (_, true) => one,
        _ if [&one, &other].contains(&&boolean(false)) => boolean(false),
        _ => Expression::And(one.into(), other.into()),
    }
}

/// Returns a constant condition.
pub fn boolean(value: bool) -> Expression {
    Literal::from(value).into()
}

fn has_variable(expression: &Expression) -> bool {
    match expression {
        Expression::Variable(_) | Expression::Bound(_) | Expression::Exists(_) => true,
        _ => parts(expression).into_iter().any(has_variable),
    }
}

/// Adds the variables that the value of an expression is made of.
fn add_needs(expression: &Expression, needs: &mut BTreeSet<String>) {
    match expression {
        Expression::Variable(variable) => {
            needs.insert(variable.as_str().to_owned());
        }
        Expression::If(condition, then, otherwise) => {
            let mut of_branches = BTreeSet::new();
            add_needs(then, &mut of_branches);
            add_needs(otherwise, &mut of_branches);
            of_branches.remove(ROW);
            if of_branches.is_empty() {
                add_needs(condition, &mut of_branches);
            }
            needs.append(&mut of_branches);
        }
        _ => {
            for part in parts(expression) {
                add_needs(part, needs);
            }
        }
    }
}

/// Adds the variables whose texts an expression makes slugs of.
fn add_slugs(expression: &Expression, slugs: &mut BTreeSet<String>) {
    match expression {
        Expression::FunctionCall(Function::Custom(iri), arguments)
            if iri.as_str().strip_prefix(vocab::FUNCTIONS) == Some("slug") =>
        {
            for argument in arguments {
                add_needs(argument, slugs);
            }
        }
        _ => {
            for part in parts(expression) {
                add_slugs(part, slugs);
            }
        }
    }
}

/// Returns the variable in whose text a call in an expression reads a figure.
fn figure(expression: &Expression) -> Option<String> {
    match expression {
        Expression::FunctionCall(Function::Custom(iri), arguments)
            if matches!(
                iri.as_str().strip_prefix(vocab::FUNCTIONS),
                Some("number" | "least" | "most" | "unit" | "qualifier")
            ) =>
        {
            match &arguments[..] {
                [Expression::Variable(text)] => Some(text.as_str().to_owned()),
                _ => None,
            }
        }
        _ => parts(expression).into_iter().find_map(figure),
    }
}

fn made_by(expression: &Expression) -> MadeBy {
    match expression {
        Expression::FunctionCall(Function::Iri, _) => MadeBy::Iri,
        Expression::Add(..)
        | Expression::Subtract(..)
        | Expression::Multiply(..)
        | Expression::Divide(..)
        | Expression::UnaryMinus(_)
        | Expression::Greater(..)
        | Expression::GreaterOrEqual(..)
        | Expression::Less(..)
        | Expression::LessOrEqual(..) => MadeBy::Number,
        Expression::FunctionCall(Function::Custom(iri), _) if iri.as_str().starts_with(XSD) => {
            MadeBy::Number
        }
        _ => {
            let parts = parts(expression).into_iter().map(made_by);
            let known = parts.into_iter().find(|one| *one != MadeBy::Other);
            known.unwrap_or(MadeBy::Other)
        }
    }
}
