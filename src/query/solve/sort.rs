//! [ORDER BY](https://www.w3.org/TR/sparql11-query/#modOrderBy): different values are ranked once, rows are sorted by
//! ranks, and with a LIMIT only the first rows are.

use super::filter::compare_numbers;
use super::support::Left;
use super::table::{Table, UNBOUND};
use super::terms::{Kind, Terms};
use super::{Solved, Solver, Stop};
use crate::dictionary::{Moment, Number, TermId};
use crate::rdf::Term;
use spargebra::algebra::OrderExpression;
use std::cmp::Ordering;

impl Solver<'_> {
    pub(super) fn sort(
        &mut self,
        table: Table,
        keys: &[OrderExpression],
        limit: Option<usize>,
    ) -> Solved<Table> {
        // The most significant key first, each as the rank of its value.
        let mut ranks: Vec<Vec<u32>> = Vec::new();
        for key in keys {
            let (expression, descending) = match key {
                OrderExpression::Asc(expression) => (expression, false),
                OrderExpression::Desc(expression) => (expression, true),
            };
            let column = self.evaluate(expression, &table)?;
            self.budget.enter("a sort");
            let mut rank = rank(&self.terms, &column)?;
            if descending {
                rank.iter_mut().for_each(|rank| *rank = u32::MAX - *rank);
            }
            ranks.push(rank);
            self.budget.check(table.rows, 2 + keys.len())?;
        }
        let first_two = |row: u32| {
            let rank = |key: usize| ranks.get(key).map_or(0, |rank| rank[row as usize]);
            u64::from(rank(0)) << 32 | u64::from(rank(1))
        };
        let rest = |row: u32| ranks.iter().skip(2).map(move |rank| rank[row as usize]);
        let compare = |a: &(u64, u32), b: &(u64, u32)| {
            let by_first = a.0.cmp(&b.0);
            by_first
                .then_with(|| rest(a.1).cmp(rest(b.1)))
                .then(a.1.cmp(&b.1))
        };
        let mut order: Vec<(u64, u32)> = (0..table.rows as u32)
            .map(|row| (first_two(row), row))
            .collect();
        if let Some(limit) = limit.filter(|limit| *limit < order.len()) {
            if limit > 0 {
                order.select_nth_unstable_by(limit - 1, compare);
            }
            order.truncate(limit);
        }
        order.sort_unstable_by(compare);
        let rows: Vec<u32> = order.into_iter().map(|(_, row)| row).collect();
        Ok(table.gather(&rows))
    }
}

/// For each row a number that is smaller if its value comes before.
pub(super) fn rank(terms: &Terms, column: &[TermId]) -> Solved<Vec<u32>> {
    // IRIs and literals that are compared by their text are numbered in their order; unbound comes before all.
    let is_in_order = |id: &TermId| {
        *id == UNBOUND
            || terms.dictionary.is_iri(*id)
            || terms.literal_type(*id).is_some() && terms.kind(*id) == Kind::Text
    };
    if column.iter().all(is_in_order) {
        return Ok(column.iter().map(|id| id.wrapping_add(1)).collect());
    }
    let (values, numbers) = super::numbering::distinct(column, terms.known());
    let ranks = rank_values(terms, &values)?;
    Ok(numbers
        .iter()
        .map(|number| ranks[*number as usize])
        .collect())
}

/// What a value is compared by.
enum Key {
    /// Unbound: before all others, and all the same.
    Unbound,
    /// Blank nodes and IRIs by name.
    Name(String),
    Number(Number),
    Moment(Moment),
    /// Other literals by text, datatype and language.
    Text(String, String, String),
}

/// The ranks of different values; equal values have the same.
fn rank_values(terms: &Terms, values: &[TermId]) -> Solved<Vec<u32>> {
    let mut keyed = Vec::with_capacity(values.len());
    for (index, id) in values.iter().enumerate() {
        keyed.push((group_of(terms.kind(*id)), key(terms, *id)?, index));
    }
    // Different kinds of literals, such as numbers and strings, are not in one order that always holds
    // (2 < 10 < "11" < 2): then the answer is oxigraph's.
    let mut kinds: Vec<u8> = keyed
        .iter()
        .filter_map(|(_, key, _)| kind_of_literal(key))
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() > 1 {
        return Err(Stop::Unsupported(Left::Order));
    }
    keyed.sort_unstable_by(|a, b| {
        a.0.cmp(&b.0)
            .then_with(|| compare(&a.1, &b.1).unwrap_or(Ordering::Equal))
            .then(a.2.cmp(&b.2))
    });
    let mut ranks = vec![0; values.len()];
    let mut rank = 0;
    for (at, (group, value, index)) in keyed.iter().enumerate() {
        if let Some((group_before, before, _)) = at.checked_sub(1).and_then(|at| keyed.get(at)) {
            let is_same = group == group_before && compare(before, value) == Some(Ordering::Equal);
            rank += u32::from(!is_same);
        }
        ranks[*index] = rank;
    }
    Ok(ranks)
}

/// Unbound, blank nodes, IRIs, literals: in this order.
fn group_of(kind: Kind) -> u8 {
    match kind {
        Kind::Unbound => 0,
        Kind::Blank => 1,
        Kind::Iri => 2,
        _ => 3,
    }
}

fn kind_of_literal(key: &Key) -> Option<u8> {
    match key {
        Key::Unbound | Key::Name(_) => None,
        Key::Number(_) => Some(0),
        // With a time zone and without one, two may have no order.
        Key::Moment(moment) => {
            let is_date = matches!(moment, Moment::Date(_));
            Some(1 + 2 * u8::from(is_date) + u8::from(moment.has_zone()))
        }
        Key::Text(..) => Some(5),
    }
}

fn key(terms: &Terms, id: TermId) -> Solved<Key> {
    if id == UNBOUND {
        return Ok(Key::Unbound);
    }
    if let Some(number) = terms.number(id) {
        let is_nan = compare_numbers(number, number).is_none();
        return if is_nan {
            Err(Stop::Unsupported(Left::Order))
        } else {
            Ok(Key::Number(number))
        };
    }
    if let Some(moment) = terms.moment(id) {
        return Ok(Key::Moment(moment));
    }
    match terms.term(id) {
        Some(Term::NamedNode(iri)) => Ok(Key::Name(iri.into_string())),
        Some(Term::BlankNode(node)) => Ok(Key::Name(node.into_string())),
        Some(Term::Literal(literal)) if terms.kind(id) == Kind::Text => {
            let datatype = literal.datatype().as_str().to_owned();
            let language = literal.language().unwrap_or_default().to_owned();
            Ok(Key::Text(literal.value().to_owned(), datatype, language))
        }
        _ => Err(Stop::Unsupported(Left::Order)),
    }
}

fn compare(a: &Key, b: &Key) -> Option<Ordering> {
    match (a, b) {
        (Key::Unbound, Key::Unbound) => Some(Ordering::Equal),
        (Key::Name(a), Key::Name(b)) => Some(a.cmp(b)),
        (Key::Number(a), Key::Number(b)) => compare_numbers(*a, *b),
        (Key::Moment(a), Key::Moment(b)) => a.partial_cmp(b),
        (Key::Text(a, b, c), Key::Text(d, e, f)) => Some((a, b, c).cmp(&(d, e, f))),
        _ => None,
    }
}
