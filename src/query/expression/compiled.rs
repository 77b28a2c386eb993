//! An expression compiled once, whose variables become slots, and its value in one solution after the other
//! ([SPARQL 1.1, 17](https://www.w3.org/TR/sparql11-query/#expressions)). An error of SPARQL is `None`.

use crate::error::{Error, QueryError, Result};
use crate::query::functions::matcher::Matcher;
use crate::query::functions::members::{Members, either};
use crate::query::functions::number::Operator;
use crate::query::functions::{
    Comparison, Context, CustomFunction, Seen, Strict, Target, Value, dates, operators, strict,
    terms,
};
use crate::query::logical::{Expression, Var};
use crate::rdf::Term;
use oxiri::Iri;
use spargebra::algebra::Function;
use std::sync::Arc;

/// The values of the variables of an expression in a solution, by slot.
pub trait Bindings {
    /// The term in a slot, if it is bound.
    fn term(&self, slot: usize) -> Option<Term>;

    /// Whether a slot is bound.
    fn is_bound(&self, slot: usize) -> bool {
        self.term(slot).is_some()
    }

    /// The value in a slot, for operators that do not look at how it is written.
    fn value(&self, slot: usize) -> Option<Value> {
        self.term(slot).map(Value::Term)
    }
}

/// An expression, ready to be evaluated.
pub struct Compiled {
    root: Node,
    variables: Vec<Var>,
}

impl Compiled {
    /// Compiles an expression.
    ///
    /// # Errors
    /// If it calls an unknown function or a cast with another number of arguments than one, or if it has an `EXISTS`, in the
    /// place of which the plan has a variable.
    pub fn new(expression: &Expression, context: &Context) -> Result<Self> {
        let mut variables = Vec::new();
        let root = Node::new(expression, context, &mut variables)?;
        Ok(Self { root, variables })
    }

    /// Its variables, by slot.
    pub fn variables(&self) -> &[Var] {
        &self.variables
    }

    /// Returns the part that all others are parts of.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// Its value in a solution, if it has one.
    pub fn value(&self, bindings: &dyn Bindings) -> Option<Value> {
        self.root.value(bindings)
    }

    /// Its effective boolean value in a solution, if it has one.
    pub fn truth(&self, bindings: &dyn Bindings) -> Option<bool> {
        self.root.truth(bindings)
    }
}

/// A part of a compiled expression.
pub enum Node {
    /// A term as it is written, and what operators need of it.
    Constant(Value, Value),
    Variable(usize),
    Bound(usize),
    Or(Box<[Node; 2]>),
    And(Box<[Node; 2]>),
    Not(Box<Node>),
    Compare(Comparison, Box<[Node; 2]>),
    SameTerm(Box<[Node; 2]>),
    In(Box<Node>, Vec<Node>),
    InConstants(Box<Node>, Members),
    Compute(Operator, Box<[Node; 2]>),
    Plus(Box<Node>),
    Minus(Box<Node>),
    If(Box<[Node; 3]>),
    Coalesce(Vec<Node>),
    Call(Function, Strict, Vec<Node>),
    Regex(Matcher, Vec<Node>),
    Replace(Matcher, Vec<Node>),
    Iri(Box<Node>, Option<Iri<String>>),
    Cast(Target, Box<Node>),
    Custom(CustomFunction, Vec<Node>),
}

impl Node {
    fn new(expression: &Expression, context: &Context, variables: &mut Vec<Var>) -> Result<Self> {
        let mut slot = |variable: Var| {
            let known = variables.iter().position(|known| *known == variable);
            known.unwrap_or_else(|| {
                variables.push(variable);
                variables.len() - 1
            })
        };
        match expression {
            Expression::Variable(variable) => return Ok(Self::Variable(slot(*variable))),
            Expression::Bound(variable) => return Ok(Self::Bound(slot(*variable))),
            _ => {}
        }
        let mut part = |part: &Expression| Self::new(part, context, variables);
        let mut pair = |pair: &[Expression; 2]| {
            let [a, b] = pair;
            Ok::<_, Error>(Box::new([part(a)?, part(b)?]))
        };
        Ok(match expression {
            Expression::Constant(term) => Self::constant(term.clone()),
            Expression::Or(sides) => Self::Or(pair(sides)?),
            Expression::And(sides) => Self::And(pair(sides)?),
            Expression::Compare(comparison, sides) => Self::Compare(*comparison, pair(sides)?),
            Expression::SameTerm(sides) => Self::SameTerm(pair(sides)?),
            Expression::Arithmetic(operator, sides) => Self::Compute(*operator, pair(sides)?),
            Expression::Not(inner) => Self::Not(Box::new(part(inner)?)),
            Expression::Plus(inner) => Self::Plus(Box::new(part(inner)?)),
            Expression::Minus(inner) => Self::Minus(Box::new(part(inner)?)),
            Expression::In(parts) => {
                let mut parts = parts.iter().map(part);
                let needle = parts.next().unwrap_or_else(|| Err(incomplete("IN")))?;
                Self::is_in(Box::new(needle), parts.collect::<Result<_, _>>()?)
            }
            Expression::If(parts) => {
                let [a, b, c] = &**parts;
                Self::If(Box::new([part(a)?, part(b)?, part(c)?]))
            }
            Expression::Coalesce(list) => {
                Self::Coalesce(list.iter().map(part).collect::<Result<_, _>>()?)
            }
            Expression::Call(function, arguments) => {
                let arguments = arguments.iter().map(part).collect::<Result<_, _>>()?;
                return Self::call(function, arguments, context);
            }
            Expression::Variable(_) | Expression::Bound(_) | Expression::Exists(_) => {
                return Err(Error::internal(
                    "the plan of an expression left an EXISTS in it",
                ));
            }
        })
    }

    fn constant(term: Term) -> Self {
        let written = Value::Term(term);
        let operand = match written.seen() {
            Seen::Number(number) => Value::Number(number),
            Seen::Boolean(truth) => Value::Boolean(truth),
            Seen::Instant(instant) => Value::Instant(instant),
            Seen::Span(span) => Value::Span(span),
            Seen::Iri(_) | Seen::Blank(_) | Seen::Triple(_) | Seen::Text(_) | Seen::Other(_) => {
                written.clone()
            }
        };
        Self::Constant(written, operand)
    }

    fn call(function: &Function, mut arguments: Vec<Self>, context: &Context) -> Result<Self> {
        let count = arguments.len();
        Ok(match function {
            Function::Regex => Self::Regex(matcher(&arguments, 2), arguments),
            Function::Replace => Self::Replace(matcher(&arguments, 3), arguments),
            Function::Now => Self::constant(dates::now().into_term()),
            Function::Iri => match arguments.pop() {
                Some(argument) => Self::Iri(Box::new(argument), context.base.clone()),
                None => return Err(incomplete("IRI")),
            },
            Function::Custom(name) => {
                let known = context.functions.iter().find(|(known, _)| known == name);
                if let Some((_, function)) = known {
                    return Ok(Self::Custom(Arc::clone(function), arguments));
                }
                let target = Target::of(name.as_str());
                let target = target.ok_or_else(|| QueryError::UnknownFunction {
                    iri: name.as_str().to_owned(),
                    fault: None,
                })?;
                match arguments.pop().filter(|_| count == 1) {
                    Some(argument) => Self::Cast(target, Box::new(argument)),
                    None => {
                        let cast = name.to_string();
                        return Err(QueryError::CastArguments { cast, count }.into());
                    }
                }
            }
            function => match strict(function) {
                Some(strict) => Self::Call(function.clone(), strict, arguments),
                None => return Err(incomplete("a function")),
            },
        })
    }

    /// The value, as it is written.
    fn value(&self, bindings: &dyn Bindings) -> Option<Value> {
        let all = |nodes: &[Self]| {
            let values = nodes.iter().map(|node| node.value(bindings));
            values.collect::<Option<Vec<Value>>>()
        };
        match self {
            Self::Constant(written, _) => Some(written.clone()),
            Self::Variable(slot) => bindings.term(*slot).map(Value::Term),
            Self::Compute(operator, sides) => {
                let [a, b] = &**sides;
                operators::compute(*operator, &*a.operand(bindings)?, &*b.operand(bindings)?)
            }
            Self::Plus(inner) => operators::positive(&*inner.operand(bindings)?),
            Self::Minus(inner) => operators::negative(&*inner.operand(bindings)?),
            Self::If(parts) => {
                let [condition, then, other] = &**parts;
                match condition.truth(bindings)? {
                    true => then.value(bindings),
                    false => other.value(bindings),
                }
            }
            Self::Coalesce(list) => list.iter().find_map(|node| node.value(bindings)),
            Self::Call(_, function, arguments) => function(&all(arguments)?),
            Self::Regex(matcher, arguments) => matcher.regex(&all(arguments)?),
            Self::Replace(matcher, arguments) => matcher.replace(&all(arguments)?),
            Self::Iri(argument, base) => terms::iri(&argument.value(bindings)?, base.as_ref()),
            Self::Cast(target, argument) => target.cast(&argument.value(bindings)?),
            Self::Custom(function, arguments) => {
                let terms: Vec<Term> = all(arguments)?.into_iter().map(Value::into_term).collect();
                function(&terms).map(Value::Term)
            }
            Self::Bound(_)
            | Self::Or(_)
            | Self::And(_)
            | Self::Not(_)
            | Self::Compare(..)
            | Self::SameTerm(_)
            | Self::In(..)
            | Self::InConstants(..) => self.truth(bindings).map(Value::Boolean),
        }
    }

    /// The value, for operators that do not look at how it is written.
    fn operand<'n>(&'n self, bindings: &dyn Bindings) -> Option<Operand<'n>> {
        match self {
            Self::Constant(_, operand) => Some(Operand::Constant(operand)),
            Self::Variable(slot) => bindings.value(*slot).map(Operand::Computed),
            node => node.value(bindings).map(Operand::Computed),
        }
    }

    /// The effective boolean value.
    fn truth(&self, bindings: &dyn Bindings) -> Option<bool> {
        match self {
            Self::Bound(slot) => Some(bindings.is_bound(*slot)),
            Self::Or(sides) => either(sides[0].truth(bindings), || sides[1].truth(bindings)),
            Self::And(sides) => {
                let negated = |node: &Self| node.truth(bindings).map(|truth| !truth);
                either(negated(&sides[0]), || negated(&sides[1])).map(|truth| !truth)
            }
            Self::Not(inner) => inner.truth(bindings).map(|truth| !truth),
            Self::Compare(comparison, sides) => {
                let [a, b] = &**sides;
                comparison.of(&*a.operand(bindings)?, &*b.operand(bindings)?)
            }
            Self::SameTerm(sides) => {
                let [a, b] = &**sides;
                Some(a.value(bindings)?.into_term() == b.value(bindings)?.into_term())
            }
            Self::In(needle, list) => {
                let needle = needle.operand(bindings);
                let equal = |item: &Self| {
                    Comparison::Equal.of(&**needle.as_ref()?, &*item.operand(bindings)?)
                };
                let mut found = Some(false);
                for item in list {
                    found = either(found, || equal(item));
                    if found == Some(true) {
                        break;
                    }
                }
                found
            }
            Self::InConstants(needle, members) => members.contain(&*needle.operand(bindings)?),
            node => node.operand(bindings)?.truth(),
        }
    }

    /// `IN`; a list of many constants is grouped by value.
    fn is_in(needle: Box<Self>, list: Vec<Self>) -> Self {
        let operand = |item: &Self| match item {
            Self::Constant(_, operand) => Some(operand.clone()),
            _ => None,
        };
        let constants: Option<Vec<Value>> = list.iter().map(operand).collect();
        match constants.filter(|constants| constants.len() >= FEW) {
            Some(constants) => Self::InConstants(needle, Members::new(constants)),
            None => Self::In(needle, list),
        }
    }
}

/// Returns the error of an expression that no parser makes.
fn incomplete(what: &str) -> Error {
    Error::internal(format!(
        "{what} of an expression has not the arguments that it needs"
    ))
}

/// A shorter list of constants is compared item by item.
const FEW: usize = 16;

/// A value that is looked at.
enum Operand<'n> {
    Constant(&'n Value),
    Computed(Value),
}

impl std::ops::Deref for Operand<'_> {
    type Target = Value;

    fn deref(&self) -> &Value {
        match self {
            Self::Constant(value) => value,
            Self::Computed(value) => value,
        }
    }
}

/// The pattern of `REGEX` or `REPLACE`, which flags may follow in the last place.
fn matcher(arguments: &[Node], flags: usize) -> Matcher {
    match (arguments.get(1), arguments.get(flags)) {
        (Some(Node::Constant(pattern, _)), None) => Matcher::constant(pattern, None),
        (Some(Node::Constant(pattern, _)), Some(Node::Constant(flags, _))) => {
            Matcher::constant(pattern, Some(flags))
        }
        _ => Matcher::computed(),
    }
}
