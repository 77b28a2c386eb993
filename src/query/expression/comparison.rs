//! The [comparisons](https://www.w3.org/TR/sparql11-query/#OperatorMapping) `=`, `<` and the like on columns, by what the
//! dictionary knows of terms; where that is not enough they are evaluated row by row.

use super::conditions::{Truth, only_class_of, other};
use super::{Evaluator, arithmetic, calls, values};
use crate::dictionary::{Moment, Number, TermId};
use crate::error::Result;
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::functions::Comparison;
use crate::query::functions::number::compare_numbers;
use crate::query::logical::Expression;
use crate::query::terms::{Kind, Terms};
use std::borrow::Cow;
use std::cmp::Ordering;

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

/// One side of a comparison.
enum Operand<'t> {
    Column(Cow<'t, [TermId]>),
    Term(TermId),
}

impl Operand<'_> {
    fn at(&self, row: usize) -> TermId {
        match self {
            Self::Column(column) => column[row],
            Self::Term(id) => *id,
        }
    }
}

/// NaN is neither equal to any number nor smaller or larger, and that is no error.
fn of_numbers(comparison: Comparison, a: Number, b: Number) -> Truth {
    Some(compare_numbers(a, b).is_some_and(|ordering| comparison.holds(ordering)))
}

/// Returns the truths of a comparison.
pub fn compare(
    evaluator: &mut Evaluator,
    condition: &Expression,
    comparison: Comparison,
    sides: &[Expression; 2],
    table: &Table,
) -> Result<Vec<Truth>> {
    if only_class_of(condition).is_some() {
        return other(evaluator, condition, table);
    }
    if let Some(truths) = compare_computed(evaluator, sides, comparison, table)? {
        return Ok(truths);
    }
    let [a, b] = sides;
    let (Some(left), Some(right)) = (operand(evaluator, a, table)?, operand(evaluator, b, table)?)
    else {
        return other(evaluator, condition, table);
    };
    let mut truths = Vec::with_capacity(table.rows);
    let mut open: Vec<u32> = Vec::new();
    let mut before = [None; 2];
    for row in 0..table.rows {
        let (a, b) = (left.at(row), right.at(row));
        let truth = compare_terms(evaluator.terms, [a, b], comparison, &mut before);
        if truth.is_none() && a != UNBOUND && b != UNBOUND {
            open.push(row as u32);
        }
        truths.push(truth.flatten());
    }
    if !open.is_empty() {
        let some = table.gather(&open);
        for (row, truth) in open.iter().zip(other(evaluator, condition, &some)?) {
            truths[*row as usize] = truth;
        }
    }
    Ok(truths)
}

/// Compares numbers, if one side is computed and neither has anything else.
fn compare_computed(
    evaluator: &mut Evaluator,
    sides: &[Expression; 2],
    comparison: Comparison,
    table: &Table,
) -> Result<Option<Vec<Truth>>> {
    if !sides.iter().any(arithmetic::is_computed) {
        return Ok(None);
    }
    let [left, right] = sides;
    let Some(left) = arithmetic::only_numbers(evaluator, left, table)? else {
        return Ok(None);
    };
    let Some(right) = arithmetic::only_numbers(evaluator, right, table)? else {
        return Ok(None);
    };
    let truth = |(a, b): (Option<Number>, Option<Number>)| of_numbers(comparison, a?, b?);
    Ok(Some(left.into_iter().zip(right).map(truth).collect()))
}

fn operand<'t>(
    evaluator: &mut Evaluator,
    side: &Expression,
    table: &'t Table,
) -> Result<Option<Operand<'t>>> {
    Ok(match side {
        Expression::Variable(variable) => {
            let column = table.column(*variable);
            column.map(|column| Operand::Column(Cow::Borrowed(column)))
        }
        Expression::Constant(term) => Some(Operand::Term(evaluator.terms.intern(term))),
        Expression::Call(function, _)
            if calls::is_known(function) || only_class_of(side).is_some() =>
        {
            Some(Operand::Column(Cow::Owned(values(evaluator, side, table)?)))
        }
        _ => None,
    })
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
                let is_one_type = a.language() == b.language() && a.direction() == b.direction();
                return ordered(is_one_type.then(|| a.value().cmp(b.value())));
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
