//! The [comparisons](https://www.w3.org/TR/sparql11-query/#OperatorMapping) `=`, `<` and the like on columns: by the numbers of
//! terms where they tell enough, of numbers, of texts, and of any values.

use super::buffer::Text;
use super::column::{Column, Space};
use crate::dictionary::{Moment, Number, Tag, TermId};
use crate::error::Result;
use crate::query::batch::table::UNBOUND;
use crate::query::functions::number::compare_numbers;
use crate::query::functions::numeral::Numeral;
use crate::query::functions::{Comparison, Value};
use crate::query::terms::{Kind, Terms};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;

/// What a comparison comes to; `None` is an error.
type Truth = Option<bool>;

/// What a term is compared by.
#[derive(Clone, Copy)]
enum Comparable {
    /// An IRI or a blank node.
    Node,
    Number(Number),
    /// A string with or without language; its type, if it is in the graph.
    String(Option<usize>),
    Moment(Moment),
    Other,
}

/// NaN is neither equal to any number nor smaller or larger, and that is not an error.
fn of_numbers(comparison: Comparison, a: Number, b: Number) -> Truth {
    Some(compare_numbers(a, b).is_some_and(|ordering| comparison.holds(ordering)))
}

/// Returns the truths of a comparison of two columns.
pub fn compare(
    space: &mut Space,
    comparison: Comparison,
    sides: [Column; 2],
    rows: usize,
) -> Result<Vec<Truth>> {
    if let [Column::Terms(a), Column::Terms(b)] = &sides {
        if let Some(of_a) = numbers_of(space, a)
            && let Some(of_b) = numbers_of(space, b)
        {
            let pairs = of_a.into_iter().zip(of_b);
            return Ok(pairs.map(|(a, b)| of_numbers(comparison, a, b)).collect());
        }
        return Ok(terms(space, comparison, |row| [a[row], b[row]], rows));
    }
    if let Some(truths) = with_constant_number(space, comparison, &sides) {
        return Ok(truths);
    }
    let is_unbound = |kind| kind == Kind::Unbound;
    let [a, b] = &sides;
    let has_numbers = |column: &Column| matches!(column, Column::Numbers(_));
    if (has_numbers(a) || has_numbers(b))
        && let Some(a) = space.numbers(a, rows, is_unbound)
        && let Some(b) = space.numbers(b, rows, is_unbound)
    {
        let truth = |(a, b): (Option<Number>, Option<Number>)| of_numbers(comparison, a?, b?);
        return Ok(a.into_iter().zip(b).map(truth).collect());
    }
    if a.is_text() && b.is_text() {
        return texts(space, comparison, sides, rows);
    }
    match sides {
        [Column::Terms(a), Column::Constant(b, _)] => {
            let b = space.terms.intern(&b.term());
            let truths = with_made_string(space, &a, b, |ordering| comparison.holds(ordering));
            let truths = truths.filter(|_| comparison != Comparison::Equal);
            Ok(truths.unwrap_or_else(|| terms(space, comparison, |row| [a[row], b], rows)))
        }
        [Column::Constant(a, _), Column::Terms(b)] => {
            let a = space.terms.intern(&a.term());
            let holds = |ordering: Ordering| comparison.holds(ordering.reverse());
            let truths = with_made_string(space, &b, a, holds);
            let truths = truths.filter(|_| comparison != Comparison::Equal);
            Ok(truths.unwrap_or_else(|| terms(space, comparison, |row| [a, b[row]], rows)))
        }
        [a, b] => Ok(values(space, comparison, a, b, rows)),
    }
}

fn values(space: &Space, comparison: Comparison, a: Column, b: Column, rows: usize) -> Vec<Truth> {
    let (a, b) = (space.operands(a, rows), space.operands(b, rows));
    let truth = |(a, b): (&Option<Value>, &Option<Value>)| comparison.of(a.as_ref()?, b.as_ref()?);
    a.iter().zip(&b).map(truth).collect()
}

/// Compares texts, of which those that are not strings are compared by value.
fn texts(
    space: &mut Space,
    comparison: Comparison,
    [a, b]: [Column; 2],
    rows: usize,
) -> Result<Vec<Truth>> {
    let (a, b) = (space.texts(a, rows)?, space.texts(b, rows)?);
    let truth = |(a, b): (&Option<Text>, &Option<Text>)| {
        let (a, b) = ((*a)?, (*b)?);
        if !space.terms.is_string(a.tag) || !space.terms.is_string(b.tag) {
            return comparison.of(&space.value(a), &space.value(b));
        }
        if a.tag != b.tag {
            return (comparison == Comparison::Equal).then_some(false);
        }
        let ordering = space.buffer.get(a).cmp(space.buffer.get(b));
        Some(comparison.holds(ordering))
    };
    Ok(a.iter().zip(&b).map(truth).collect())
}

/// Orders terms of the graph against a string that it does not have, by the place that the string would have among them.
fn with_made_string(
    space: &Space,
    ids: &[TermId],
    string: TermId,
    holds: impl Fn(Ordering) -> bool,
) -> Option<Vec<Truth>> {
    let (tag, text) = space.terms.made_string(string)?;
    let first = space.terms.dictionary.literals_with_text(text).start;
    let truth = |id: &TermId| match space.terms.literal_type(*id) {
        // Literals are numbered by text, and none of this type has this text.
        Some(index) if Tag::literal(index as u32) == tag => {
            let ordering = match *id < first {
                true => Ordering::Less,
                false => Ordering::Greater,
            };
            Some(Some(holds(ordering)))
        }
        Some(_) => Some(None),
        None if (*id as usize) < space.terms.known() || *id == UNBOUND => Some(None),
        None => None,
    };
    ids.iter().map(truth).collect()
}

/// Fewer rows are compared one by one.
const MANY: usize = 64;

/// No more pairs are remembered.
const MANY_PAIRS: usize = 1 << 12;

/// Returns the numbers of a column in which all terms are numbers.
fn numbers_of(space: &Space, ids: &[TermId]) -> Option<Vec<Number>> {
    let is_number = |id: &TermId| space.terms.kind(*id) == Kind::Number;
    let are_many = ids.len() >= MANY && ids.first().is_some_and(is_number);
    are_many.then(|| space.terms.numbers(ids).into_iter().collect())?
}

/// Compares a column in which all terms are numbers with a number that is the same in all rows.
fn with_constant_number(
    space: &Space,
    comparison: Comparison,
    sides: &[Column; 2],
) -> Option<Vec<Truth>> {
    let number = |operand: &Value| match operand {
        Value::Number(Numeral::Small(number)) => Some(*number),
        _ => None,
    };
    match sides {
        [Column::Terms(a), Column::Constant(_, b)] => {
            let b = number(b)?;
            let numbers = numbers_of(space, a)?.into_iter();
            Some(numbers.map(|a| of_numbers(comparison, a, b)).collect())
        }
        [Column::Constant(_, a), Column::Terms(b)] => {
            let a = number(a)?;
            let numbers = numbers_of(space, b)?.into_iter();
            Some(numbers.map(|b| of_numbers(comparison, a, b)).collect())
        }
        _ => None,
    }
}

fn terms(
    space: &Space,
    comparison: Comparison,
    of_row: impl Fn(usize) -> [TermId; 2],
    rows: usize,
) -> Vec<Truth> {
    let mut before = [None; 2];
    // To compare values, terms are decoded and parsed, so that equal pairs are worth finding.
    let mut by_value: FxHashMap<[TermId; 2], Truth> = FxHashMap::default();
    let mut truth = |row| {
        let ids = of_row(row);
        let by_number = compare_terms(space.terms, ids, comparison, &mut before);
        by_number.unwrap_or_else(|| {
            if by_value.len() >= MANY_PAIRS {
                by_value.clear();
            }
            *by_value.entry(ids).or_insert_with(|| {
                let [a, b] = ids.map(|id| space.operand(id));
                comparison.of(&a?, &b?)
            })
        })
    };
    (0..rows).map(&mut truth).collect()
}

/// Compares two terms, if what is kept of them is enough: `None` if not, `Some(None)` is an error. `before` keeps
/// what was read of the terms compared last, since neighbours are often the same.
fn compare_terms(
    terms: &Terms,
    ids: [TermId; 2],
    comparison: Comparison,
    before: &mut [Option<(TermId, Comparable)>; 2],
) -> Option<Truth> {
    let [a, b] = ids;
    if a == UNBOUND || b == UNBOUND {
        return Some(None);
    }
    let is_iri = |id| terms.dictionary.is_iri(id);
    if comparison == Comparison::Equal && (is_iri(a) || is_iri(b)) {
        return Some(Some(a == b));
    }
    for (id, before) in ids.into_iter().zip(before.iter_mut()) {
        if before.is_none_or(|(known, _)| known != id) {
            *before = Some((id, comparable(terms, id)));
        }
    }
    let [Some((_, left)), Some((_, right))] = *before else {
        return None;
    };
    let ordered = |ordering: Option<Ordering>| Some(ordering.map(|o| comparison.holds(o)));
    match (left, right) {
        (Comparable::Number(left), Comparable::Number(right)) => {
            Some(of_numbers(comparison, left, right))
        }
        (Comparable::Node, _) | (_, Comparable::Node) if comparison == Comparison::Equal => {
            Some(Some(a == b))
        }
        (Comparable::String(_), Comparable::String(_)) if comparison == Comparison::Equal => {
            Some(Some(a == b))
        }
        // Strings of one language in the graph are numbered in their order.
        (Comparable::String(Some(left)), Comparable::String(Some(right))) => {
            ordered((left == right).then(|| a.cmp(&b)))
        }
        (Comparable::String(_), Comparable::String(_)) => {
            if let (Some(a), Some(b)) = (terms.made_string(a), terms.made_string(b)) {
                return ordered((a.0 == b.0).then(|| a.1.cmp(b.1)));
            }
            let (left, right) = (terms.string(a)?, terms.string(b)?);
            ordered((left.1 == right.1).then(|| left.0.cmp(&right.0)))
        }
        // Without a time zone it may be open which is first: then the values are compared.
        (Comparable::Moment(left), Comparable::Moment(right)) => {
            left.partial_cmp(&right).and_then(|o| ordered(Some(o)))
        }
        _ => None,
    }
}

fn comparable(terms: &Terms, id: TermId) -> Comparable {
    match terms.kind(id) {
        Kind::Iri | Kind::Blank => Comparable::Node,
        Kind::Number => terms
            .number(id)
            .map_or(Comparable::Other, Comparable::Number),
        Kind::Value => terms
            .moment(id)
            .map_or(Comparable::Other, Comparable::Moment),
        Kind::Text => match terms.is_known_string(id) {
            Some(true) => Comparable::String(terms.literal_type(id)),
            None if terms.made_string(id).is_some() => Comparable::String(None),
            _ => Comparable::Other,
        },
        _ => Comparable::Other,
    }
}
