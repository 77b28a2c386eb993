//! The terms of a graph that are equal to a number: [`=`](https://www.w3.org/TR/sparql11-query/#OperatorMapping) compares values,
//! and a value may be written in several ways, such as `5`, `05`, `+5` and `5.0`.

use crate::dictionary::{Dictionary, Numeric, TermId};
use crate::query::functions::{Comparison, Value};
use crate::query::terms::{Kind, Terms};
use crate::rdf::{Literal, Term};
use std::ops::Range;

/// More terms than these are not looked at: planning would take longer than what it saves.
const MANY_CANDIDATES: usize = 256;

/// Returns the terms of the graph whose value is that of a literal; `None` if they are not known. In a graph with numbers of
/// single or double precision they are not, since many texts are rounded to the same value.
pub fn equal_terms(literal: &Literal, terms: &Terms) -> Option<Vec<TermId>> {
    let is_exact = |datatype: &str| {
        let numeric = Numeric::of(datatype);
        matches!(numeric, Some(Numeric::Integer(..) | Numeric::Decimal))
    };
    let dictionary = terms.dictionary;
    let mut types = dictionary.types.iter();
    if !is_exact(literal.datatype().as_str())
        || types.any(|of| Numeric::of(&of.datatype).is_some() && !is_exact(&of.datatype))
    {
        return None;
    }
    let candidates = candidates(literal.value(), dictionary)?;
    let count: usize = candidates.iter().map(Range::len).sum();
    if count > MANY_CANDIDATES {
        return None;
    }
    let value = Value::Term(Term::Literal(literal.clone()));
    let is_equal = |id: &TermId| {
        let is_number = terms.kind(*id) == Kind::Number;
        let of_term = terms.term(*id).filter(|_| is_number).map(Value::Term);
        of_term.is_some_and(|term| Comparison::Equal.of(&term, &value) == Some(true))
    };
    let mut equal: Vec<TermId> = candidates.into_iter().flatten().filter(is_equal).collect();
    equal.sort_unstable();
    equal.dedup();
    Some(equal)
}

/// Returns ranges of literals among which are all integers and decimals of a value that is not zero.
fn candidates(text: &str, dictionary: &Dictionary) -> Option<Vec<Range<TermId>>> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) = (
        whole.trim_start_matches('0'),
        fraction.trim_end_matches('0'),
    );
    let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain(whole) || !is_plain(fraction) || whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let starting_with = |start: &str| {
        let start = format!("{sign}{start}");
        dictionary.starting_with(dictionary.literals(), &start)
    };
    let mut ranges = vec![starting_with(&format!("{whole}.{fraction}"))];
    if fraction.is_empty() {
        ranges.push(dictionary.literals_with_text(&format!("{sign}{whole}")));
    }
    if whole.is_empty() {
        ranges.push(starting_with(&format!("0.{fraction}")));
    }
    // Zeros before other digits; `.` is less than all of them.
    ranges.push(starting_with("0.").end..starting_with("0").end);
    if sign.is_empty() {
        ranges.push(starting_with("+"));
    }
    Some(ranges)
}
