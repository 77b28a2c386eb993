//! Terms by their values: what an engine may write otherwise without saying something else.

use crate::rdf::{Literal, NamedNode, Term, Triple};
use oxsdatatypes::{Boolean, Date, DateTime, Double, Float, Time};
use std::str::FromStr;

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Returns a term that stands for all that have its value. Language tags are the same in any case, numbers whatever their digits
/// are, booleans, dates and times however they are written; integers are decimal numbers, and a literal that is not valid stands for
/// itself.
pub fn value(term: &Term) -> Term {
    match term {
        Term::Literal(literal) => value_of_literal(literal).into(),
        Term::Triple(triple) => Term::Triple(Box::new(Triple::new(
            triple.subject.clone(),
            triple.predicate.clone(),
            value(&triple.object),
        ))),
        other => other.clone(),
    }
}

/// Returns a triple that stands for all that have its values.
pub fn value_of_triple(triple: &Triple) -> Triple {
    Triple::new(
        triple.subject.clone(),
        triple.predicate.clone(),
        value(&triple.object),
    )
}

fn value_of_literal(literal: &Literal) -> Literal {
    if let Some(tag) = literal.language() {
        let tag = tag.to_ascii_lowercase();
        return match literal.direction() {
            Some(direction) => Literal::new_directional_language_tagged_literal_unchecked(
                literal.value(),
                tag,
                direction,
            ),
            None => Literal::new_language_tagged_literal_unchecked(literal.value(), tag),
        };
    }
    let datatype = literal.datatype();
    let Some(name) = datatype.as_str().strip_prefix(XSD) else {
        return literal.clone();
    };
    let text = literal.value();
    let (name, text) = match name {
        "boolean" => (name, canonical::<Boolean>(text)),
        "double" => (name, canonical::<Double>(text)),
        "float" => (name, canonical::<Float>(text)),
        "dateTime" | "dateTimeStamp" => ("dateTime", canonical::<DateTime>(text)),
        "date" => (name, canonical::<Date>(text)),
        "time" => (name, canonical::<Time>(text)),
        name if NUMBERS.contains(&name) => ("decimal", decimal(text)),
        _ => (name, None),
    };
    match text {
        Some(text) => {
            let datatype = NamedNode::new_unchecked(format!("{XSD}{name}"));
            Literal::new_typed_literal(text, datatype)
        }
        None => literal.clone(),
    }
}

/// The datatypes of decimal numbers and integers, which are decimal numbers.
const NUMBERS: [&str; 14] = [
    "decimal",
    "integer",
    "nonPositiveInteger",
    "negativeInteger",
    "long",
    "int",
    "short",
    "byte",
    "nonNegativeInteger",
    "unsignedLong",
    "unsignedInt",
    "unsignedShort",
    "unsignedByte",
    "positiveInteger",
];

fn canonical<T: FromStr + ToString>(text: &str) -> Option<String> {
    text.trim().parse::<T>().ok().map(|value| value.to_string())
}

/// Returns a decimal number of any length without what its value does not need.
fn decimal(text: &str) -> Option<String> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + part.len() == 0 || !are_digits(whole) || !are_digits(part) {
        return None;
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let point = if part.is_empty() { "" } else { "." };
    let sign = if whole.is_empty() && part.is_empty() {
        ""
    } else {
        sign
    };
    let zero = if whole.is_empty() { "0" } else { "" };
    Some(format!("{sign}{zero}{whole}{point}{part}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(literal: Literal) -> String {
        value(&literal.into()).to_string()
    }

    #[test]
    fn what_is_written_otherwise_has_the_same_value() {
        let typed = |text: &str, name: &str| {
            shown(Literal::new_typed_literal(
                text,
                NamedNode::new_unchecked(format!("{XSD}{name}")),
            ))
        };
        for [datatype, one, other] in [
            ["boolean", "true", "1"],
            ["decimal", "1.0", "1"],
            ["decimal", "-.50", "-0.5"],
            ["double", "1.0E0", "1"],
            ["integer", "+007", "7"],
            ["integer", "-0", "0"],
            [
                "dateTime",
                "2026-11-28T10:00:00.000Z",
                "2026-11-28T10:00:00Z",
            ],
        ] {
            assert_eq!(typed(one, datatype), typed(other, datatype));
        }
        assert_eq!(typed("7", "unsignedByte"), typed("07", "integer"));
        assert_eq!(
            typed("25933000000", "integer"),
            typed("25933000000.0", "decimal")
        );
        assert_ne!(typed("1", "integer"), typed("1", "double"));
        assert_ne!(typed("0.10", "decimal"), typed("0.01", "decimal"));
        assert_ne!(typed("1", "double"), typed("2", "double"));
        assert_eq!(
            typed("seven", "integer"),
            "\"seven\"^^<http://www.w3.org/2001/XMLSchema#integer>"
        );
        let tagged = |tag: &str| shown(Literal::new_language_tagged_literal_unchecked("公园", tag));
        assert_eq!(tagged("zh-Hans"), tagged("zh-hans"));
        assert_ne!(shown(Literal::from("1")), shown(Literal::from("1.0")));
    }
}
