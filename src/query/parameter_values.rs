//! The types of parameters, and the terms that their values are. A value of a datatype is one of its lexical forms
//! ([XML Schema 1.1, part 2](https://www.w3.org/TR/xmlschema11-2/#built-in-primitive-datatypes)).

use super::entity;
use crate::error::{Error, ParameterError, Result};
use crate::graph::Graph;
use crate::rdf::{Literal, NamedNode, Term};
use oxilangtag::LanguageTag;
use oxsdatatypes::{Boolean, Date, DateTime, Duration, GYear, GYearMonth, Time};

/// The types of parameters beside language tags.
pub const KINDS: [&str; 17] = [
    "iri",
    "literal",
    "string",
    "integer",
    "decimal",
    "double",
    "float",
    "boolean",
    "date",
    "dateTime",
    "time",
    "year",
    "gYear",
    "yearMonth",
    "gYearMonth",
    "duration",
    "anyURI",
];

/// What is a language tag by its letters, and is meant as a datatype.
const NO_LANGUAGES: [&str; 5] = ["int", "uri", "url", "str", "num"];

/// Whether a word is a type of parameters.
pub fn is_kind(kind: &str) -> bool {
    KINDS.contains(&kind) || is_language(kind)
}

/// Whether a word is a tag of a language that people speak: those have two or three letters before further subtags.
fn is_language(kind: &str) -> bool {
    let is_usual = |language: &str| {
        (2..=3).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    LanguageTag::parse(kind).is_ok_and(|tag| is_usual(tag.primary_language()))
        && !NO_LANGUAGES.contains(&kind)
}

/// The local name of the datatype in XML Schema that a type stands for, and how its values are written where that is not
/// obvious.
fn datatype(kind: &str) -> (&str, Option<&'static str>) {
    match kind {
        "year" | "gYear" => ("gYear", Some("2021")),
        "yearMonth" | "gYearMonth" => ("gYearMonth", Some("2021-03")),
        "date" => (kind, Some("2021-03-31")),
        "time" => (kind, Some("08:30:00")),
        "dateTime" => (kind, Some("2021-03-31T08:30:00")),
        "duration" => (kind, Some("P1Y2M")),
        _ => (kind, None),
    }
}

/// The term that a value of a parameter is.
///
/// # Errors
/// If its type does not have the value, or if an entity is named that is not there.
pub fn term(parameter: &str, kind: &str, value: &str, graph: &Graph) -> Result<Term> {
    match kind {
        "iri" => return named(graph, value),
        "literal" | "string" => return Ok(Literal::new_simple_literal(value).into()),
        _ => {}
    }
    if !KINDS.contains(&kind) {
        let tagged = Literal::new_language_tagged_literal(value, kind);
        return tagged.map(Term::from).map_err(|_| {
            Error::from(ParameterError::Type {
                parameter: parameter.to_owned(),
                kind: kind.to_owned(),
            })
        });
    }
    // White space around a value is none of it: the facet `whiteSpace` of these types is `collapse`.
    let form = value.trim_matches([' ', '\t', '\r', '\n']);
    let (datatype, example) = datatype(kind);
    if is_lexical_form(form, datatype) {
        let iri = NamedNode::new_unchecked(format!("http://www.w3.org/2001/XMLSchema#{datatype}"));
        return Ok(Literal::new_typed_literal(form, iri).into());
    }
    Err(Error::from(ParameterError::Value {
        parameter: parameter.to_owned(),
        value: value.to_owned(),
        expected: kind.to_owned(),
        example,
    }))
}

/// Whether a text is a lexical form of a datatype.
fn is_lexical_form(form: &str, datatype: &str) -> bool {
    let unsigned = form.strip_prefix(['+', '-']).unwrap_or(form);
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match datatype {
        // Of any length, unlike those that can be computed with.
        "integer" => !unsigned.is_empty() && are_digits(unsigned),
        "decimal" => {
            let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
            are_digits(whole) && are_digits(fraction) && !(whole.is_empty() && fraction.is_empty())
        }
        // Rust reads other words too, as `inf` and `infinity`.
        "double" | "float" => {
            let is_number = |text: &str| {
                let letters = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
                text.bytes().all(letters) && text.parse::<f64>().is_ok()
            };
            unsigned == "INF" || form == "NaN" || is_number(form)
        }
        "boolean" => form.parse::<Boolean>().is_ok(),
        "date" => form.parse::<Date>().is_ok(),
        "dateTime" => form.parse::<DateTime>().is_ok(),
        "time" => form.parse::<Time>().is_ok(),
        "gYear" => form.parse::<GYear>().is_ok(),
        "gYearMonth" => form.parse::<GYearMonth>().is_ok(),
        "duration" => form.parse::<Duration>().is_ok(),
        // Every text is one.
        _ => true,
    }
}

/// An entity, or any IRI in angle brackets or with `//`: a query may ask for what is not there.
fn named(graph: &Graph, value: &str) -> Result<Term> {
    let iri = value
        .strip_prefix('<')
        .and_then(|value| value.strip_suffix('>'))
        .unwrap_or(value);
    if (iri != value || iri.contains("//"))
        && let Ok(iri) = NamedNode::new(iri)
    {
        return Ok(iri.into());
    }
    entity(graph, value).map(|id| graph.dictionary.term(id))
}

#[cfg(test)]
mod tests {
    use super::{datatype, is_kind, is_lexical_form};

    #[test]
    fn values_are_lexical_forms_of_xml_schema() {
        let cases = [
            (
                "integer",
                "0 -0 +7 99999999999999999999999",
                "--5 +-5 5. 5.0 1e3 0x10 ５ - +",
            ),
            (
                "decimal",
                "1 1. .5 -1.50 +0.0 12345678901234567890.123",
                "1.2.3 . -. 1e3 1,5 --1 INF",
            ),
            (
                "double",
                "1 1. .5 1e3 1E-3 -INF +INF INF NaN",
                "inf infinity nan -NaN 1e 1f 0x10 1_0 e5",
            ),
            ("boolean", "true false 1 0", "TRUE yes 2 01 t"),
            (
                "date",
                "2021-02-28 2024-02-29 -0044-03-15 2021-02-28Z 2021-02-28+08:00 12021-01-01",
                "9-99-1 2021-02-30 2021-2-3 2021/02/28 20210228 2021-02-28T00:00:00 --02-28",
            ),
            (
                "dateTime",
                "2021-02-28T08:30:00 2021-02-28T24:00:00 2021-02-28T08:30:00.5Z",
                "2021-02-28 2021-02-28T25:00:00 2021-02-28T8:30:00",
            ),
            ("time", "08:30:00 24:00:00 08:30:00Z", "8:30 08:30 25:00:00"),
            (
                "year",
                "2021 -0044 0000 12021 2021Z",
                "-5 21 021 +2021 2021.0 02021",
            ),
            ("yearMonth", "2021-03", "2021-13 2021 2021-3"),
            ("duration", "P1Y PT1.5S -P1D", "P 1Y PT P1S P-1D"),
            ("anyURI", "x http://e/", ""),
        ];
        for (kind, right, wrong) in cases {
            let is_form = |form: &&str| is_lexical_form(form, datatype(kind).0);
            let refused: Vec<&str> = right.split(' ').filter(|form| !is_form(form)).collect();
            let taken: Vec<&str> = wrong
                .split(' ')
                .filter(|form| !form.is_empty())
                .filter(is_form)
                .collect();
            assert!(
                refused.is_empty() && taken.is_empty(),
                "{kind}: {refused:?} {taken:?}"
            );
        }
    }

    #[test]
    fn types_are_datatypes_and_languages() {
        for kind in ["iri", "gYear", "zh", "zh-Hans", "yue"] {
            assert!(is_kind(kind), "{kind}");
        }
        for kind in ["intger", "int", "uri", "Integer", "text", ""] {
            assert!(!is_kind(kind), "{kind}");
        }
    }
}
