//! The types of parameters, and the terms that their values are. A value of a datatype is one of its lexical forms
//! ([XML Schema 1.1, part 2](https://www.w3.org/TR/xmlschema11-2/#built-in-primitive-datatypes)).

use super::algebra::NameOf;
use super::dataset::Dataset;
use super::entity_kind::EntityKind;
use super::names::{
    by_identifier, entity, entity_of_kind, meanings_of_kind, near_names_of_kind, suggestion,
};
use super::parameter::Parameter;
use super::slips::known_of_language;
use super::words::with_words;
use crate::dictionary::TermId;
use crate::error::{Error, ParameterError, Result};
use crate::graph::Graph;
use crate::rdf::{Literal, NamedNode, Term};
use oxilangtag::LanguageTag;
use oxsdatatypes::{Boolean, Date, DateTime, Duration, GYear, GYearMonth, Time};

/// The types of parameters for entities.
pub const ENTITY_KINDS: [&str; 3] = ["iri", "class", "property"];

/// The types of parameters beside language tags.
pub const KINDS: [&str; 19] = [
    "iri",
    "class",
    "property",
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

/// The term that a value of a parameter is. Where the type of an entity is only known by its position in the query, other
/// entities are taken, too, but those of the type come first.
///
/// # Errors
/// If its type does not have the value, or if an entity is named that is not there.
pub fn term(
    parameter: &Parameter,
    position: Option<NameOf>,
    value: &str,
    dataset: Dataset<'_>,
) -> Result<Term> {
    let kind = parameter.kind.as_str();
    match kind {
        "iri" | "class" | "property" => return named(parameter, position, value, dataset),
        "literal" | "string" => return Ok(Literal::new_simple_literal(value).into()),
        _ => {}
    }
    if !KINDS.contains(&kind) {
        let tagged = Literal::new_language_tagged_literal(value, kind);
        return tagged.map(Term::from).map_err(|_| {
            Error::from(ParameterError::Type {
                parameter: parameter.name.clone(),
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
        parameter: parameter.name.clone(),
        value: value.to_owned(),
        expected: kind.to_owned(),
        example,
    }))
}

/// Whether a text is a lexical form of a datatype of XML Schema, given by its local name; those that are not known have every text.
pub fn is_lexical_form(form: &str, datatype: &str) -> bool {
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

/// An entity of the kind that a parameter is for, or any IRI in angle brackets or with `//`: a query may ask for what is not
/// there.
fn named(
    parameter: &Parameter,
    position: Option<NameOf>,
    value: &str,
    dataset: Dataset<'_>,
) -> Result<Term> {
    let graph = dataset.graph();
    let iri = value
        .strip_prefix('<')
        .and_then(|value| value.strip_suffix('>'))
        .unwrap_or(value);
    let is_iri = iri != value || iri.contains("//");
    if is_iri
        && graph.dictionary.find_iri(iri).is_none()
        && let Ok(iri) = NamedNode::new(iri)
    {
        return Ok(iri.into());
    }
    if by_identifier(graph, value).is_none()
        && let Some(term) = known_of_language(graph, value)
    {
        return Ok(term.into());
    }
    let kind = kind_of(parameter, graph)?;
    if kind != EntityKind::Any {
        let all = meanings_of_kind(graph, value, &EntityKind::Any);
        if let Some(found) = all.first()
            && !all.iter().any(|one| kind.has(graph, *one))
        {
            return Err(of_another_kind(parameter, &kind, value, *found, dataset).into());
        }
        return entity_of_kind(graph, value, &kind).map(|id| graph.dictionary.term(id));
    }
    let likely = EntityKind::of_position(position);
    let id = match meanings_of_kind(graph, value, &likely).as_slice() {
        [one] => *one,
        _ => entity(graph, value)?,
    };
    Ok(graph.dictionary.term(id))
}

/// Returns the entity of the kind that a parameter is for which a part of a name is taken for, with the label that has all its
/// words: the only one, or of several the only one that some subject has together with one of the other entities in question,
/// as an observation has an indicator together with a place.
pub fn taken_for_of(
    parameter: &Parameter,
    value: &str,
    graph: &Graph,
    others: &[TermId],
) -> Result<Option<(TermId, String)>> {
    if !ENTITY_KINDS.contains(&parameter.kind.as_str()) {
        return Ok(None);
    }
    let mut found = with_words(graph, value, &kind_of(parameter, graph)?);
    if found.len() > 1 {
        found.retain(|entity, _| {
            others
                .iter()
                .any(|other| are_together(graph, *entity, *other))
        });
    }
    let is_only = found.len() == 1;
    Ok(found.into_iter().next().filter(|_| is_only))
}

/// Returns whether some subject has both entities as objects.
fn are_together(graph: &Graph, one: TermId, other: TermId) -> bool {
    let mut with_one = graph.triples(None, None, Some(one));
    with_one.any(|[subject, ..]| {
        let mut both = graph.triples(Some(subject), None, Some(other));
        both.next().is_some()
    })
}

/// The kind of entities that a parameter is for, as its type and its classes say it.
///
/// # Errors
/// If the graph does not have one of the classes.
pub fn kind_of(parameter: &Parameter, graph: &Graph) -> Result<EntityKind> {
    match parameter.kind.as_str() {
        "class" => return Ok(EntityKind::Class),
        "property" => return Ok(EntityKind::Property),
        _ if parameter.of.is_empty() => return Ok(EntityKind::Any),
        _ => {}
    }
    let mut classes = Vec::new();
    for name in &parameter.of {
        match by_identifier(graph, name) {
            Some(class) => classes.push(class),
            None => {
                return Err(Error::from(ParameterError::Class {
                    parameter: parameter.name.clone(),
                    class: name.clone(),
                }));
            }
        }
    }
    Ok(EntityKind::Instance(classes))
}

/// The most entities that are named as examples of a kind.
const EXAMPLES: usize = 8;

/// Returns the error for an entity of another kind: the entities of the right kind with a similar name, else some of the kind.
fn of_another_kind(
    parameter: &Parameter,
    kind: &EntityKind,
    value: &str,
    found: TermId,
    dataset: Dataset<'_>,
) -> ParameterError {
    let graph = dataset.graph();
    let (mut near, _) = near_names_of_kind(graph, value, kind);
    let mut of_kind = 0;
    if near.is_empty() {
        let members = kind.members(graph);
        of_kind = members.len();
        let examples = members.into_iter().take(EXAMPLES);
        near = examples.map(|id| (dataset.label(id), id)).collect();
    }
    let suggestions = near.into_iter();
    ParameterError::Kind {
        parameter: parameter.name.clone(),
        value: value.to_owned(),
        found: suggestion(graph, None, found),
        expected: parameter.expected(),
        suggestions: suggestions
            .map(|(label, id)| suggestion(graph, Some(label), id))
            .collect(),
        of_kind,
    }
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
