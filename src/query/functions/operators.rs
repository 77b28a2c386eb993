//! The [operators](https://www.w3.org/TR/sparql11-query/#OperatorMapping) `=`, `<` and the like, `+`, `-`, `*` and `/`.

use super::number::{self, Operator};
use super::numeral::{self, Numeral};
use super::time;
use super::value::{Seen, Value, seen};
use crate::rdf::Triple;
use std::cmp::Ordering;

/// A comparison of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// Whether it holds of two values with an order.
    pub fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }

    /// Whether it holds of two values; nothing if they cannot be compared.
    pub fn of(self, a: &Value, b: &Value) -> Option<bool> {
        match self {
            Self::Equal => equals(&a.seen(), &b.seen()),
            Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual => {
                self.of_ordered(&a.seen(), &b.seen())
            }
        }
    }

    /// NaN is neither smaller nor larger than any number, and that is not an error.
    fn of_ordered(self, a: &Seen, b: &Seen) -> Option<bool> {
        match (a, b) {
            (Seen::Number(a), Seen::Number(b)) => {
                Some(numeral::compare(a, b).is_some_and(|ordering| self.holds(ordering)))
            }
            (a, b) => order(a, b).map(|ordering| self.holds(ordering)),
        }
    }
}

/// Whether two values are [equal](https://www.w3.org/TR/sparql11-query/#func-RDFterm-equal); nothing if that is not known.
pub fn equals(a: &Seen, b: &Seen) -> Option<bool> {
    Some(match (a, b) {
        (Seen::Number(a), Seen::Number(b)) => numeral::compare(a, b) == Some(Ordering::Equal),
        (Seen::Iri(a), Seen::Iri(b)) | (Seen::Blank(a), Seen::Blank(b)) => a == b,
        (Seen::Text(a), Seen::Text(b)) => a == b,
        (Seen::Boolean(a), Seen::Boolean(b)) => a == b,
        (Seen::Instant(a), Seen::Instant(b)) => a == b,
        (Seen::Span(a), Seen::Span(b)) => a.duration() == b.duration(),
        (Seen::Triple(a), Seen::Triple(b)) => return triples_equal(a, b),
        // Of two literals that are not the same and not both known, the values may be the same.
        (Seen::Other(a), Seen::Other(b)) => return (a == b).then_some(true),
        (Seen::Other(_), known) | (known, Seen::Other(_)) => return is_no_typed(known),
        _ => false,
    })
}

/// A literal of an unknown datatype is different from what is not a literal, or one with a language.
fn is_no_typed(known: &Seen) -> Option<bool> {
    match known {
        Seen::Iri(_) | Seen::Blank(_) | Seen::Triple(_) => Some(false),
        Seen::Text(text) if !text.is_simple() => Some(false),
        _ => None,
    }
}

fn triples_equal(a: &Triple, b: &Triple) -> Option<bool> {
    if a.subject != b.subject || a.predicate != b.predicate {
        return Some(false);
    }
    equals(&seen(&a.object), &seen(&b.object))
}

/// Which of two values is smaller; nothing if they have no order.
fn order(a: &Seen, b: &Seen) -> Option<Ordering> {
    match (a, b) {
        (Seen::Number(a), Seen::Number(b)) => numeral::compare(a, b),
        (Seen::Boolean(a), Seen::Boolean(b)) => Some(a.cmp(b)),
        (Seen::Text(a), Seen::Text(b)) => a.has_language_of(b).then(|| a.text.cmp(b.text)),
        (Seen::Instant(a), Seen::Instant(b)) => a.compare(*b),
        (Seen::Span(a), Seen::Span(b)) => a.compare(*b),
        (Seen::Triple(a), Seen::Triple(b)) => {
            if a == b {
                return Some(Ordering::Equal);
            }
            let is_open = a.subject != b.subject || a.predicate != b.predicate;
            let objects = (seen(&a.object), seen(&b.object));
            (!is_open).then(|| order(&objects.0, &objects.1))?
        }
        _ => None,
    }
}

/// What an operator makes of two values: numbers, or values of types of time.
pub fn compute(operator: Operator, a: &Value, b: &Value) -> Option<Value> {
    match (a.number(), b.number()) {
        (Some(a), Some(b)) => numeral::compute(operator, &a, &b).map(Value::Number),
        (None, None) => compute_times(operator, &a.seen(), &b.seen()),
        _ => None,
    }
}

/// Computes with two values of types of time.
fn compute_times(operator: Operator, a: &Seen, b: &Seen) -> Option<Value> {
    match (operator, a, b) {
        (Operator::Add, Seen::Span(a), Seen::Span(b)) => time::sum(*a, *b).map(Value::Span),
        (Operator::Subtract, Seen::Span(a), Seen::Span(b)) => {
            time::difference(*a, *b).map(Value::Span)
        }
        (Operator::Subtract, Seen::Instant(a), Seen::Instant(b)) => {
            time::between(*a, *b).map(Value::Span)
        }
        (Operator::Add, Seen::Instant(a), Seen::Span(b)) => time::later(*a, *b).map(Value::Instant),
        (Operator::Subtract, Seen::Instant(a), Seen::Span(b)) => {
            time::earlier(*a, *b).map(Value::Instant)
        }
        _ => None,
    }
}

/// The negative of a number or a duration.
pub fn negative(value: &Value) -> Option<Value> {
    if let Some(number) = value.number() {
        return match number {
            Numeral::Small(small) if number::negative(small).is_some() => {
                number::negative(small).map(Value::from)
            }
            number => Some(with_value(&number, -number.exact()?)),
        };
    }
    match value.seen() {
        Seen::Span(span) => span.negative().map(Value::Span),
        _ => None,
    }
}

/// The number or the duration that a value is, for the unary `+`.
pub fn positive(value: &Value) -> Option<Value> {
    if let Some(number) = value.number() {
        return Some(number.into());
    }
    match value.seen() {
        Seen::Span(span) => Some(Value::Span(span)),
        _ => None,
    }
}

/// A value with the type of an integer or a decimal.
pub fn with_value(of: &Numeral, value: bigdecimal::BigDecimal) -> Value {
    Value::Number(match of.is_integer() {
        true => Numeral::integer(value),
        false => Numeral::decimal(value),
    })
}
