//! The constants of a long [`IN`](https://www.w3.org/TR/sparql11-query/#func-in), grouped by value: a value is compared
//! with those of its group only, so the time of a test does not grow with the length of the list.

use super::numeral::Numeral;
use super::operators::equals;
use super::time::Instant;
use super::value::{Seen, Value};
use crate::dictionary::Number;
use crate::rdf::BaseDirection;
use rustc_hash::FxHashMap;

/// Constants by value.
pub struct Members {
    values: Vec<Value>,
    /// Positions in `values`. Two values in different groups are known to be different.
    groups: FxHashMap<Key, Vec<usize>>,
    /// Positions of the numbers in groups.
    numbers: Vec<usize>,
    /// Positions of the values without a group, which are compared with every value.
    rest: Vec<usize>,
    /// Whether a literal of an unknown datatype may be equal to a value in a group, so that it is not known to be different.
    may_equal_unknown: bool,
}

/// What equal values have in common.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Iri(String),
    Blank(String),
    Text(String, Option<String>, Option<BaseDirection>),
    Boolean(bool),
    /// The bits of the value as a double; numbers that are equal in the type that they are promoted to have the same.
    Number(u64),
    Instant(Instant),
}

/// The group of a value. A float has none, since it is compared as a float with numbers that are different as doubles;
/// neither have durations, triple terms and literals without a known value.
fn key(seen: &Seen) -> Option<Key> {
    Some(match seen {
        Seen::Iri(iri) => Key::Iri((*iri).to_owned()),
        Seen::Blank(label) => Key::Blank((*label).to_owned()),
        Seen::Text(text) => Key::Text(
            text.text.to_owned(),
            text.language.map(str::to_owned),
            text.direction,
        ),
        Seen::Boolean(value) => Key::Boolean(*value),
        Seen::Number(Numeral::Small(Number::Float(_))) => return None,
        // Adding zero makes zero of negative zero, which it is equal to.
        Seen::Number(number) => Key::Number((f64::from(number.double()) + 0.0).to_bits()),
        Seen::Instant(instant) => Key::Instant(*instant),
        Seen::Span(_) | Seen::Triple(_) | Seen::Other(_) => return None,
    })
}

impl Members {
    /// Groups constants.
    pub fn new(values: Vec<Value>) -> Self {
        let mut members = Self {
            values: Vec::new(),
            groups: FxHashMap::default(),
            numbers: Vec::new(),
            rest: Vec::new(),
            may_equal_unknown: false,
        };
        for (position, value) in values.iter().enumerate() {
            let seen = value.seen();
            let Some(key) = key(&seen) else {
                members.rest.push(position);
                continue;
            };
            members.may_equal_unknown |= match &seen {
                Seen::Iri(_) | Seen::Blank(_) => false,
                Seen::Text(text) => text.is_simple(),
                _ => true,
            };
            if matches!(seen, Seen::Number(_)) {
                members.numbers.push(position);
            }
            members.groups.entry(key).or_default().push(position);
        }
        members.values = values;
        members
    }

    /// Whether a value is equal to one of the constants: true if it is to one, else an error if a comparison with one is,
    /// else false.
    pub fn contain(&self, needle: &Value) -> Option<bool> {
        let seen = needle.seen();
        let group = match (key(&seen), &seen) {
            (Some(key), _) => self.groups.get(&key).map_or(&[][..], Vec::as_slice),
            (None, Seen::Number(_)) => &self.numbers,
            (None, _) => &[],
        };
        let is_unknown = matches!(seen, Seen::Other(_));
        let mut found = if is_unknown && self.may_equal_unknown {
            None
        } else {
            Some(false)
        };
        for position in group.iter().chain(&self.rest) {
            let value = self.values.get(*position)?;
            found = either(found, || equals(&value.seen(), &seen));
            if found == Some(true) {
                break;
            }
        }
        found
    }
}

/// `||` of [three values](https://www.w3.org/TR/sparql11-query/#evaluation): true with anything is true.
pub fn either(a: Option<bool>, b: impl FnOnce() -> Option<bool>) -> Option<bool> {
    match a {
        Some(true) => Some(true),
        Some(false) => b(),
        None => b().filter(|truth| *truth),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::{Literal, NamedNode, Term};

    /// Values of every kind, some of them equal but written otherwise, some without a known value.
    fn values() -> Vec<Value> {
        let typed = |text: &str, name: &str| {
            let datatype =
                NamedNode::new_unchecked(format!("http://www.w3.org/2001/XMLSchema#{name}"));
            Value::Term(Literal::new_typed_literal(text, datatype).into())
        };
        let mut values: Vec<Value> = [
            ("1", "integer"),
            ("01", "integer"),
            ("1.0", "decimal"),
            ("1e0", "double"),
            ("1", "float"),
            ("1", "byte"),
            ("0", "integer"),
            ("-0.0", "double"),
            ("0.0", "float"),
            ("NaN", "double"),
            ("NaN", "float"),
            ("16777217", "integer"),
            ("16777216", "float"),
            ("16777217e0", "double"),
            ("9007199254740993", "integer"),
            ("9007199254740992e0", "double"),
            ("99999999999999999999", "integer"),
            ("1e20", "double"),
            ("0.1", "float"),
            ("0.1", "double"),
            ("0.1", "decimal"),
            ("300", "byte"),
            ("x", "integer"),
            ("true", "boolean"),
            ("1", "boolean"),
            ("2020-01-02", "date"),
            ("2020-01-02Z", "date"),
            ("2020-01-02+00:00", "date"),
            ("2020-01-02T00:00:00Z", "dateTime"),
            ("2020-01-02T01:00:00+01:00", "dateTime"),
            ("2020-01-02T00:00:00", "dateTime"),
            ("2020", "gYear"),
            ("PT60M", "duration"),
            ("PT1H", "dayTimeDuration"),
            ("a", "string"),
            ("a", "anyURI"),
            ("b", "unknown"),
            ("c", "unknown"),
        ]
        .iter()
        .map(|(text, name)| typed(text, name))
        .collect();
        values.push(Value::Term(NamedNode::new_unchecked("a").into()));
        values.push(Value::Term(
            Literal::new_language_tagged_literal_unchecked("a", "en").into(),
        ));
        let triple = |object: Term| {
            let iri = NamedNode::new_unchecked("a");
            Value::Term(Term::Triple(Box::new(crate::rdf::Triple::new(
                iri.clone(),
                iri,
                object,
            ))))
        };
        values.push(triple(Literal::from(1).into()));
        values.push(triple(Literal::from(1.0).into()));
        values
    }

    #[test]
    fn groups_say_what_a_comparison_with_every_member_says() {
        let all = values();
        for first in 0..all.len() {
            for second in 0..all.len() {
                let list = [first, second].map(|at| all[at].clone());
                let members = Members::new(list.to_vec());
                for needle in &all {
                    let mut one_by_one = Some(false);
                    for item in &list {
                        one_by_one = either(one_by_one, || equals(&item.seen(), &needle.seen()));
                    }
                    assert_eq!(
                        members.contain(needle),
                        one_by_one,
                        "{needle:?} in {list:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_long_list_has_small_groups() {
        for length in [1_000, 10_000] {
            let members = Members::new((0..length).map(Value::integer).collect());
            let largest = members.groups.values().map(Vec::len).max();
            assert_eq!((largest, members.rest.len()), (Some(1), 0));
        }
    }
}
