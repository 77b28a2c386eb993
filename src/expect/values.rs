//! When a value is the one that a cell has: by the term, by how it is written, or by what number or time it is.

use super::table::Cell;
use crate::dictionary::{Numeric, TermId};
use crate::graph::Graph;
use crate::query::{EntityKind, meanings_of_kind, written_literal};
use crate::rdf::{Literal, Term, with_usual_case};
use bigdecimal::BigDecimal;
use oxsdatatypes::{Date, DateTime, TimezoneOffset};
use std::str::FromStr;

/// The namespace of XML Schema, without its `#`.
const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// What a value and a cell have both if they fit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// They are written so.
    Text(String),
    /// They are this number, in its shortest form.
    Number(String),
    /// They are this point in time, in UTC if they have a time zone.
    Time(String),
    /// They are this entity.
    Entity(TermId),
    /// They are this term.
    Term(Term),
}

/// Returns what a value may be written as.
pub fn keys_of_value(graph: &Graph, term: &Term) -> Vec<Key> {
    let mut keys = vec![
        Key::Term(with_usual_case(term.clone())),
        Key::Text(graph.prefixes.display(term)),
    ];
    match term {
        Term::Literal(literal) => {
            // An empty text is written `""`, since an empty cell has no value.
            if !literal.value().is_empty() {
                keys.push(Key::Text(literal.value().to_owned()));
            }
            keys.extend(number(literal).map(|number| Key::Number(shortest(&number))));
            keys.extend(time(literal));
        }
        Term::NamedNode(iri) => {
            keys.push(Key::Text(iri.as_str().to_owned()));
            keys.extend(graph.find(term).map(Key::Entity));
        }
        _ => keys.extend(graph.find(term).map(Key::Entity)),
    }
    keys
}

/// Returns what a cell may mean; an entity only if it may be one, since to find that takes a look at all labels if none is so written.
pub fn keys_of_cell(graph: &Graph, cell: &Cell, may_be_entity: bool) -> Vec<Key> {
    let written = match cell {
        Cell::Any | Cell::Unbound => return Vec::new(),
        Cell::Term(term) => return vec![Key::Term(with_usual_case(term.clone()))],
        Cell::Written(written) => written,
    };
    let mut keys = vec![Key::Text(written.clone())];
    if written.starts_with('"') {
        let term = written_literal(graph, written).map(Term::from);
        keys.extend(term.map(|term| Key::Term(with_usual_case(term))));
    }
    keys.extend(decimal(written).map(|number| Key::Number(shortest(&number))));
    keys.extend(date_time(written));
    keys.extend(date(written));
    if may_be_entity && let [entity] = meanings_of_kind(graph, written, &EntityKind::Any).as_slice()
    {
        keys.push(Key::Entity(*entity));
    }
    keys
}

/// Returns the number that a literal is.
pub fn number(literal: &Literal) -> Option<BigDecimal> {
    Numeric::of(literal.datatype().as_str())?;
    decimal(literal.value())
}

/// Returns the number that a text is. Exponents that no number of a graph has are left to be compared as texts.
pub fn decimal(text: &str) -> Option<BigDecimal> {
    let is_number = text
        .bytes()
        .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    let exponent = text.split(['e', 'E']).nth(1);
    let is_small = exponent.is_none_or(|digits| digits.trim_start_matches(['+', '-']).len() <= 3);
    (is_number && is_small && text.bytes().any(|b| b.is_ascii_digit()))
        .then(|| BigDecimal::from_str(text).ok())?
}

fn shortest(number: &BigDecimal) -> String {
    number.normalized().to_string()
}

fn time(literal: &Literal) -> Option<Key> {
    match literal.datatype().as_str().rsplit_once('#')? {
        (XSD, "dateTime" | "dateTimeStamp") => date_time(literal.value()),
        (XSD, "date") => date(literal.value()),
        _ => None,
    }
}

fn date_time(text: &str) -> Option<Key> {
    let time = DateTime::from_str(text).ok()?;
    let in_utc = time
        .timezone_offset()
        .and_then(|_| time.adjust(Some(TimezoneOffset::UTC)));
    Some(Key::Time(in_utc.unwrap_or(time).to_string()))
}

fn date(text: &str) -> Option<Key> {
    let date = Date::from_str(text).ok()?;
    Some(Key::Time(date.to_string()))
}
