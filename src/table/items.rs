//! Paths to the items of a JSON document: the part of [JSONPath](https://www.rfc-editor.org/rfc/rfc9535) that names members and
//! elements.

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// A step from a value to values in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// `.name` or `['name']`: the member of an object.
    Member(String),
    /// `[0]`: the element of an array, 0-based.
    Element(usize),
    /// `[*]`: all elements of an array.
    Elements,
}

/// Returns the steps of a path such as `$.companies[*]`; nothing if it is not such a path.
pub fn path(text: &str) -> Option<Vec<Step>> {
    let mut rest = text.trim().strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(name) = rest.strip_prefix('.') {
            let end = name.find(['.', '[']).unwrap_or(name.len());
            let (name, behind) = name.split_at_checked(end)?;
            if name.is_empty() || name == "*" {
                return None;
            }
            steps.push(Step::Member(name.to_owned()));
            rest = behind;
            continue;
        }
        let inner = rest.strip_prefix('[')?;
        let quote = inner
            .chars()
            .next()
            .filter(|first| matches!(first, '\'' | '"'));
        let (step, behind) = match quote {
            Some(quote) => {
                let (name, behind) = inner.get(1..)?.split_once(quote)?;
                (Step::Member(name.to_owned()), behind.strip_prefix(']')?)
            }
            None => {
                let (index, behind) = inner.split_once(']')?;
                let step = match index {
                    "*" => Step::Elements,
                    index => Step::Element(index.parse().ok()?),
                };
                (step, behind)
            }
        };
        steps.push(step);
        rest = behind;
    }
    Some(steps)
}

/// What steps lead to.
#[derive(Default)]
pub struct Selected<'a> {
    pub items: Vec<&'a RawValue>,
    /// Values in which elements are wanted, though they are neither arrays nor `null`.
    pub not_arrays: Vec<&'a RawValue>,
}

/// Adds the values that steps lead to from a value.
///
/// # Errors
/// If a name in it has an escape that stands for no character.
pub fn select<'a>(
    value: &'a RawValue,
    steps: &[Step],
    found: &mut Selected<'a>,
) -> serde_json::Result<()> {
    let Some((step, rest)) = steps.split_first() else {
        found.items.push(value);
        return Ok(());
    };
    match step {
        Step::Member(name) if is_object(value) => {
            for (_, member) in members(value)?.into_iter().filter(|(of, _)| of == name) {
                select(member, rest, found)?;
            }
        }
        Step::Element(index) if is_array(value) => {
            if let Some(element) = elements(value)?.get(*index) {
                select(element, rest, found)?;
            }
        }
        Step::Elements if is_array(value) => {
            for element in elements(value)? {
                select(element, rest, found)?;
            }
        }
        Step::Elements if value.get() != "null" => found.not_arrays.push(value),
        _ => {}
    }
    Ok(())
}

/// Returns whether a value is an object.
pub fn is_object(value: &RawValue) -> bool {
    value.get().starts_with('{')
}

/// Returns whether a value is an array.
pub fn is_array(value: &RawValue) -> bool {
    value.get().starts_with('[')
}

/// Returns the elements of an array.
///
/// # Errors
/// If it is none.
pub fn elements(array: &RawValue) -> serde_json::Result<Vec<&RawValue>> {
    serde_json::from_str(array.get())
}

/// Returns the members of an object in their order.
///
/// # Errors
/// If it is none, or a name has an escape that stands for no character.
pub fn members(object: &RawValue) -> serde_json::Result<Vec<(String, &RawValue)>> {
    let mut deserializer = serde_json::Deserializer::from_str(object.get());
    deserializer.deserialize_map(Members)
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
            members.push((name, value));
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_members_and_elements() {
        let name = |name: &str| Step::Member(name.to_owned());
        let cases = [
            ("$", Some(vec![])),
            (
                "$.companies[*]",
                Some(vec![name("companies"), Step::Elements]),
            ),
            (
                "$['a.b'][0].区",
                Some(vec![name("a.b"), Step::Element(0), name("区")]),
            ),
            ("$[\"x\"]", Some(vec![name("x")])),
            ("companies", None),
            ("$..name", None),
            ("$.*", None),
            ("$[?(@.x)]", None),
            ("$['x", None),
        ];
        for (text, expected) in cases {
            assert_eq!(path(text), expected, "{text}");
        }
    }
}
