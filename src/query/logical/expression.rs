//! Expressions over numbered variables
//! ([SPARQL 1.1, 17](https://www.w3.org/TR/sparql11-query/#expressions)): what filters, BIND, ORDER BY and aggregates compute.

use super::{Pattern, Var, VarSet};
use crate::query::functions::Comparison;
use crate::query::functions::number::Operator;
use crate::rdf::{Literal, Term, vocab};
use spargebra::algebra::{Expression as Algebra, Function, GraphPattern};

/// An expression of a logical plan.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// An IRI or a literal, as the query writes it.
    Constant(Term),
    /// The value of a variable.
    Variable(Var),
    /// `BOUND`
    Bound(Var),
    /// `!`
    Not(Box<Self>),
    /// `&&`
    And(Box<[Self; 2]>),
    /// `||`
    Or(Box<[Self; 2]>),
    /// `=`, `<`, `<=`, `>`, `>=`; the parser writes `!=` with [`Not`](Self::Not).
    Compare(Comparison, Box<[Self; 2]>),
    /// `sameTerm`
    SameTerm(Box<[Self; 2]>),
    /// `IN`: the value that is looked for, then the members of the list.
    In(Vec<Self>),
    /// `+`, `-`, `*`, `/`
    Arithmetic(Operator, Box<[Self; 2]>),
    /// Unary `+`
    Plus(Box<Self>),
    /// Unary `-`
    Minus(Box<Self>),
    /// `IF`
    If(Box<[Self; 3]>),
    /// `COALESCE`
    Coalesce(Vec<Self>),
    /// A call of a function.
    Call(Function, Vec<Self>),
    /// `EXISTS`; a physical plan has a variable in its place, which a semi-join binds to a Boolean.
    Exists(Box<Pattern>),
}

/// What gives the names and patterns of an algebraic expression their numbers and plans.
pub trait Names {
    /// The error of a pattern that cannot be lowered.
    type Error;
    /// Returns the number of a variable.
    fn variable(&mut self, name: &str) -> Var;
    /// Returns what stands for `EXISTS` with a pattern.
    fn exists(&mut self, pattern: &GraphPattern) -> Result<Expression, Self::Error>;
}

impl Expression {
    /// Lowers an expression of the algebra.
    pub fn of<N: Names>(expression: &Algebra, names: &mut N) -> Result<Self, N::Error> {
        let mut one = |inner: &Algebra| Self::of(inner, names);
        let comparison = match expression {
            Algebra::Equal(..) => Comparison::Equal,
            Algebra::Less(..) => Comparison::Less,
            Algebra::LessOrEqual(..) => Comparison::LessOrEqual,
            Algebra::Greater(..) => Comparison::Greater,
            _ => Comparison::GreaterOrEqual,
        };
        let operator = match expression {
            Algebra::Add(..) => Operator::Add,
            Algebra::Subtract(..) => Operator::Subtract,
            Algebra::Multiply(..) => Operator::Multiply,
            _ => Operator::Divide,
        };
        Ok(match expression {
            Algebra::NamedNode(iri) => Self::Constant(iri.clone().into()),
            Algebra::Literal(literal) => Self::Constant(literal.clone().into()),
            Algebra::Variable(variable) => Self::Variable(names.variable(variable.as_str())),
            Algebra::Bound(variable) => Self::Bound(names.variable(variable.as_str())),
            Algebra::Exists(pattern) => names.exists(pattern)?,
            Algebra::Not(inner) => Self::Not(Box::new(one(inner)?)),
            Algebra::UnaryPlus(inner) => match signed('+', inner) {
                Some(literal) => Self::Constant(literal.into()),
                None => Self::Plus(Box::new(one(inner)?)),
            },
            Algebra::UnaryMinus(inner) => match signed('-', inner) {
                Some(literal) => Self::Constant(literal.into()),
                None => Self::Minus(Box::new(one(inner)?)),
            },
            Algebra::And(a, b) => Self::And(Box::new([one(a)?, one(b)?])),
            Algebra::Or(a, b) => Self::Or(Box::new([one(a)?, one(b)?])),
            Algebra::SameTerm(a, b) => Self::SameTerm(Box::new([one(a)?, one(b)?])),
            Algebra::Equal(a, b)
            | Algebra::Less(a, b)
            | Algebra::LessOrEqual(a, b)
            | Algebra::Greater(a, b)
            | Algebra::GreaterOrEqual(a, b) => {
                Self::Compare(comparison, Box::new([one(a)?, one(b)?]))
            }
            Algebra::Add(a, b)
            | Algebra::Subtract(a, b)
            | Algebra::Multiply(a, b)
            | Algebra::Divide(a, b) => Self::Arithmetic(operator, Box::new([one(a)?, one(b)?])),
            Algebra::If(a, b, c) => Self::If(Box::new([one(a)?, one(b)?, one(c)?])),
            Algebra::In(needle, list) => {
                let parts = std::iter::once(&**needle).chain(list).map(one);
                Self::In(parts.collect::<Result<_, _>>()?)
            }
            Algebra::Coalesce(list) => {
                Self::Coalesce(list.iter().map(one).collect::<Result<_, _>>()?)
            }
            Algebra::FunctionCall(function, arguments) => {
                let arguments = arguments.iter().map(one).collect::<Result<_, _>>()?;
                Self::Call(function.clone(), arguments)
            }
        })
    }

    /// Returns the expressions that this one is directly made of; the pattern of `EXISTS` is none of them.
    pub fn parts(&self) -> &[Self] {
        match self {
            Self::Constant(_) | Self::Variable(_) | Self::Bound(_) | Self::Exists(_) => &[],
            Self::Not(inner) | Self::Plus(inner) | Self::Minus(inner) => {
                std::slice::from_ref(inner)
            }
            Self::And(pair)
            | Self::Or(pair)
            | Self::Compare(_, pair)
            | Self::SameTerm(pair)
            | Self::Arithmetic(_, pair) => pair.as_slice(),
            Self::If(parts) => parts.as_slice(),
            Self::In(list) | Self::Coalesce(list) | Self::Call(_, list) => list,
        }
    }

    /// As [`parts`](Self::parts), to change them.
    pub fn parts_mut(&mut self) -> &mut [Self] {
        match self {
            Self::Constant(_) | Self::Variable(_) | Self::Bound(_) | Self::Exists(_) => &mut [],
            Self::Not(inner) | Self::Plus(inner) | Self::Minus(inner) => {
                std::slice::from_mut(inner)
            }
            Self::And(pair)
            | Self::Or(pair)
            | Self::Compare(_, pair)
            | Self::SameTerm(pair)
            | Self::Arithmetic(_, pair) => pair.as_mut_slice(),
            Self::If(parts) => parts.as_mut_slice(),
            Self::In(list) | Self::Coalesce(list) | Self::Call(_, list) => list,
        }
    }

    /// Returns whether a predicate holds of the expression or of one inside it, patterns of `EXISTS` not entered.
    pub fn any(&self, predicate: &mut dyn FnMut(&Self) -> bool) -> bool {
        predicate(self) || self.parts().iter().any(|part| part.any(predicate))
    }

    /// Returns the variables that the expression reads; those that a pattern of `EXISTS` binds or reads are among them,
    /// since it sees the solution that it is evaluated in.
    pub fn variables(&self) -> VarSet {
        let mut found = VarSet::default();
        self.any(&mut |part| {
            match part {
                Self::Variable(variable) | Self::Bound(variable) => found.insert(*variable),
                Self::Exists(pattern) => found.extend(&pattern.seen()),
                _ => {}
            }
            false
        });
        found
    }

    /// Returns whether the expression has `EXISTS` in it.
    pub fn has_exists(&self) -> bool {
        self.any(&mut |part| matches!(part, Self::Exists(_)))
    }

    /// Returns whether the value may differ each time that the expression is evaluated, with the same arguments.
    pub fn is_nondeterministic(&self) -> bool {
        self.any(&mut |part| match part {
            Self::Call(function, arguments) => {
                crate::query::blank_nodes::is_nondeterministic(function, arguments.is_empty())
            }
            _ => false,
        })
    }

    /// Returns the conjuncts of a condition: a solution passes it if it passes each of them.
    pub fn conjuncts(self) -> Vec<Self> {
        match self {
            Self::And(pair) => {
                let [a, b] = *pair;
                let mut conjuncts = a.conjuncts();
                conjuncts.extend(b.conjuncts());
                conjuncts
            }
            other => vec![other],
        }
    }
}

/// Returns a number with its sign as one literal, as the grammar has it
/// ([SPARQL 1.1, 19.8, NumericLiteralNegative](https://www.w3.org/TR/sparql11-query/#rNumericLiteralNegative)); the parser gives
/// the sign as an operator.
fn signed(sign: char, number: &Algebra) -> Option<Literal> {
    let Algebra::Literal(literal) = number else {
        return None;
    };
    let is_unsigned = literal
        .value()
        .starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let datatypes = [vocab::XSD_INTEGER, vocab::XSD_DECIMAL, vocab::XSD_DOUBLE];
    let is_number = is_unsigned && datatypes.contains(&literal.datatype().as_str());
    let text = format!("{sign}{}", literal.value());
    is_number.then(|| Literal::new_typed_literal(text, literal.datatype()))
}
