//! The values of [expressions](https://www.w3.org/TR/sparql11-query/#expressions): an expression of the algebra is compiled
//! once, its variables become slots, and it is evaluated for each solution.
//!
//! A file for each chapter of the specification: operators (17.3), functional forms (17.4.1, here), terms (17.4.2), strings
//! (17.4.3, with `matcher` and `regex`), numerics (17.4.4), dates (17.4.5), hashes (17.4.6) and casts (17.5). Oxigraph's evaluator is given the patterns
//! too (`matching`). What has no value, which the specification calls an error, is `None`.

mod casts;
mod constants;
mod dates;
mod hashes;
mod matcher;
mod matching;
mod members;
pub mod number;
mod numerics;
mod operators;
pub mod regex;
mod strings;
mod terms;
mod time;
mod value;

pub use constants::wrong_pattern;
pub use matching::functions as matching_functions;
pub use matching::replace_all_calls;
pub use operators::Comparison;
pub use value::Value;

use crate::rdf::{NamedNode, Term};
use casts::Target;
use matcher::Matcher;
use members::Members;
use number::Operator;
use oxiri::Iri;
use spargebra::algebra::{Expression, Function};
use spargebra::term::Variable;
use std::sync::Arc;

/// A function that an evaluator can be given.
pub type CustomFunction = Arc<dyn Fn(&[Term]) -> Option<Term> + Send + Sync>;

/// What expressions may use besides the functions of SPARQL.
#[derive(Clone, Default)]
pub struct Context {
    /// What relative IRIs are resolved against.
    pub base: Option<Iri<String>>,
    /// Further functions, by name.
    pub functions: Vec<(NamedNode, CustomFunction)>,
}

/// Why an expression cannot be evaluated in any solution.
#[derive(Debug, PartialEq, Eq)]
pub enum Unsupported {
    /// There is no function of this name.
    Function(NamedNode),
    /// A cast has another number of arguments than one.
    Arguments(NamedNode, usize),
}

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
    variables: Vec<Variable>,
}

impl Compiled {
    /// Compiles an expression.
    ///
    /// # Errors
    /// If it calls an unknown function.
    pub fn new(expression: &Expression, context: &Context) -> Result<Self, Unsupported> {
        let mut variables = Vec::new();
        let root = Node::new(expression, context, &mut variables)?;
        Ok(Self { root, variables })
    }

    /// Its variables, by slot.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
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

/// A function whose value depends on the values of its arguments, all of which must have one.
type Strict = fn(&[Value]) -> Option<Value>;

/// A part of a compiled expression.
enum Node {
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
    Call(Strict, Vec<Node>),
    Regex(Matcher, Vec<Node>),
    Replace(Matcher, Vec<Node>),
    Iri(Box<Node>, Option<Iri<String>>),
    Cast(Target, Box<Node>),
    Custom(CustomFunction, Vec<Node>),
    /// `EXISTS`, in the place of which whoever evaluates it puts a variable.
    Unknown,
}

impl Node {
    fn new(
        expression: &Expression,
        context: &Context,
        variables: &mut Vec<Variable>,
    ) -> Result<Self, Unsupported> {
        let mut slot = |variable: &Variable| {
            let known = variables.iter().position(|known| known == variable);
            known.unwrap_or_else(|| {
                variables.push(variable.clone());
                variables.len() - 1
            })
        };
        match expression {
            Expression::NamedNode(iri) => return Ok(Self::constant(iri.clone().into())),
            Expression::Literal(literal) => return Ok(Self::constant(literal.clone().into())),
            Expression::Variable(variable) => return Ok(Self::Variable(slot(variable))),
            Expression::Bound(variable) => return Ok(Self::Bound(slot(variable))),
            Expression::Exists(_) => return Ok(Self::Unknown),
            _ => {}
        }
        let mut part = |part: &Expression| Self::new(part, context, variables);
        let compare = |comparison| move |sides| Self::Compare(comparison, sides);
        let compute = |operator| move |sides| Self::Compute(operator, sides);
        let mut pair = |a: &Expression, b: &Expression| Ok(Box::new([part(a)?, part(b)?]));
        Ok(match expression {
            Expression::Or(a, b) => Self::Or(pair(a, b)?),
            Expression::And(a, b) => Self::And(pair(a, b)?),
            Expression::Equal(a, b) => pair(a, b).map(compare(Comparison::Equal))?,
            Expression::Less(a, b) => pair(a, b).map(compare(Comparison::Less))?,
            Expression::LessOrEqual(a, b) => pair(a, b).map(compare(Comparison::LessOrEqual))?,
            Expression::Greater(a, b) => pair(a, b).map(compare(Comparison::Greater))?,
            Expression::GreaterOrEqual(a, b) => {
                pair(a, b).map(compare(Comparison::GreaterOrEqual))?
            }
            Expression::SameTerm(a, b) => Self::SameTerm(pair(a, b)?),
            Expression::Add(a, b) => pair(a, b).map(compute(Operator::Add))?,
            Expression::Subtract(a, b) => pair(a, b).map(compute(Operator::Subtract))?,
            Expression::Multiply(a, b) => pair(a, b).map(compute(Operator::Multiply))?,
            Expression::Divide(a, b) => pair(a, b).map(compute(Operator::Divide))?,
            Expression::Not(inner) => Self::Not(Box::new(part(inner)?)),
            Expression::UnaryPlus(inner) => Self::Plus(Box::new(part(inner)?)),
            Expression::UnaryMinus(inner) => Self::Minus(Box::new(part(inner)?)),
            Expression::In(needle, list) => {
                let needle = Box::new(part(needle)?);
                let list = list.iter().map(part).collect::<Result<_, _>>()?;
                Self::is_in(needle, list)
            }
            Expression::If(a, b, c) => Self::If(Box::new([part(a)?, part(b)?, part(c)?])),
            Expression::Coalesce(list) => {
                Self::Coalesce(list.iter().map(part).collect::<Result<_, _>>()?)
            }
            Expression::FunctionCall(function, arguments) => {
                let arguments = arguments.iter().map(part).collect::<Result<_, _>>()?;
                return Self::call(function, arguments, context);
            }
            _ => Self::Unknown,
        })
    }

    fn constant(term: Term) -> Self {
        let written = Value::Term(term);
        let operand = match written.number() {
            Some(number) => Value::Number(number),
            None => written.clone(),
        };
        Self::Constant(written, operand)
    }

    fn call(
        function: &Function,
        mut arguments: Vec<Self>,
        context: &Context,
    ) -> Result<Self, Unsupported> {
        let count = arguments.len();
        Ok(match function {
            Function::Regex => Self::Regex(matcher(&arguments, 2), arguments),
            Function::Replace => Self::Replace(matcher(&arguments, 3), arguments),
            Function::Now => Self::constant(dates::now().into_term()),
            Function::Iri => match arguments.pop() {
                Some(argument) => Self::Iri(Box::new(argument), context.base.clone()),
                None => Self::Unknown,
            },
            Function::Custom(name) => {
                let known = context.functions.iter().find(|(known, _)| known == name);
                if let Some((_, function)) = known {
                    return Ok(Self::Custom(Arc::clone(function), arguments));
                }
                let target = Target::of(name.as_str());
                let target = target.ok_or_else(|| Unsupported::Function(name.clone()))?;
                match arguments.pop().filter(|_| count == 1) {
                    Some(argument) => Self::Cast(target, Box::new(argument)),
                    None => return Err(Unsupported::Arguments(name.clone(), count)),
                }
            }
            function => match strict(function) {
                Some(strict) => Self::Call(strict, arguments),
                None => Self::Unknown,
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
            Self::Call(function, arguments) => function(&all(arguments)?),
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
            Self::Unknown => None,
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

/// A shorter list of constants is compared item by item.
const FEW: usize = 16;

/// `||` of [three values](https://www.w3.org/TR/sparql11-query/#evaluation): true with anything is true.
fn either(a: Option<bool>, b: impl FnOnce() -> Option<bool>) -> Option<bool> {
    match a {
        Some(true) => Some(true),
        Some(false) => b(),
        None => b().filter(|truth| *truth),
    }
}

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

/// The functions of which each argument must have a value.
fn strict(function: &Function) -> Option<Strict> {
    Some(match function {
        Function::Str => terms::str,
        Function::Lang => terms::lang,
        Function::LangMatches => strings::lang_matches,
        Function::Datatype => terms::datatype,
        Function::BNode => terms::blank_node,
        Function::Rand => numerics::rand,
        Function::Abs => numerics::abs,
        Function::Ceil => numerics::ceil,
        Function::Floor => numerics::floor,
        Function::Round => numerics::round,
        Function::Concat => strings::concat,
        Function::SubStr => strings::part,
        Function::StrLen => strings::length,
        Function::UCase => strings::upper_case,
        Function::LCase => strings::lower_case,
        Function::EncodeForUri => strings::encode,
        Function::Contains => strings::contains,
        Function::StrStarts => strings::starts,
        Function::StrEnds => strings::ends,
        Function::StrBefore => strings::before,
        Function::StrAfter => strings::after,
        Function::Year => dates::year,
        Function::Month => dates::month,
        Function::Day => dates::day,
        Function::Hours => dates::hours,
        Function::Minutes => dates::minutes,
        Function::Seconds => dates::seconds,
        Function::Timezone => dates::timezone,
        Function::Tz => dates::tz,
        Function::Adjust => dates::adjust,
        Function::Uuid => terms::uuid,
        Function::StrUuid => terms::str_uuid,
        Function::Md5 => hashes::md5,
        Function::Sha1 => hashes::sha1,
        Function::Sha256 => hashes::sha256,
        Function::Sha384 => hashes::sha384,
        Function::Sha512 => hashes::sha512,
        Function::StrLang => terms::str_lang,
        Function::StrLangDir => terms::str_lang_dir,
        Function::StrDt => terms::str_dt,
        Function::IsIri => terms::is_iri,
        Function::IsBlank => terms::is_blank,
        Function::IsLiteral => terms::is_literal,
        Function::IsNumeric => terms::is_numeric,
        Function::HasLang => terms::has_lang,
        Function::HasLangDir => terms::has_lang_dir,
        Function::LangDir => terms::lang_dir,
        Function::Triple => terms::triple,
        Function::Subject => terms::subject,
        Function::Predicate => terms::predicate,
        Function::Object => terms::object,
        Function::IsTriple => terms::is_triple,
        Function::Iri
        | Function::Now
        | Function::Regex
        | Function::Replace
        | Function::Custom(_) => return None,
    })
}
