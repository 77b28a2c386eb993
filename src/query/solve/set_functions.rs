//! [Set functions](https://www.w3.org/TR/sparql11-query/#setFunctions): what `COUNT`, `SUM`, `AVG`, `MIN`, `MAX`, `SAMPLE` and
//! `GROUP_CONCAT` make of a column of values, in one pass for all groups.

use super::arithmetic::{Operator, compare_numbers, compute, identity};
use super::sort::rank;
use super::support::Left;
use super::table::UNBOUND;
use super::terms::Terms;
use super::{Solved, Solver, Stop};
use crate::dictionary::{LiteralType, Number, TermId};
use crate::rdf::Literal;
use oxsdatatypes::{Decimal, Integer};
use rustc_hash::FxHashSet;
use spargebra::algebra::AggregateFunction;
use std::rc::Rc;

/// Rows by group.
pub struct Groups {
    /// The group of each row.
    pub of_row: Vec<u32>,
    pub count: usize,
}

/// What an aggregate is of.
pub struct Values<'v> {
    /// The expression, as it is written.
    pub name: &'v str,
    pub column: &'v [TermId],
    pub distinct: bool,
}

/// The numbers of columns, since several aggregates are often of the same.
#[derive(Default)]
pub struct Numbers(Vec<(String, Rc<Vec<Option<Number>>>)>);

impl Numbers {
    fn of(&mut self, terms: &Terms, values: &Values) -> Rc<Vec<Option<Number>>> {
        if let Some((_, numbers)) = self.0.iter().find(|(name, _)| name == values.name) {
            return Rc::clone(numbers);
        }
        let numbers = Rc::new(terms.numbers(values.column));
        self.0.push((values.name.to_owned(), Rc::clone(&numbers)));
        numbers
    }
}

impl Solver<'_> {
    fn integers(&mut self, values: impl IntoIterator<Item = u64>) -> Vec<TermId> {
        let integer = |value: u64| Some(i64::try_from(value).unwrap_or(i64::MAX));
        self.terms.integers(values.into_iter().map(integer))
    }

    /// `COUNT(*)`
    pub(super) fn count_rows(&mut self, groups: &Groups) -> Vec<TermId> {
        let mut counts = vec![0_u64; groups.count];
        groups
            .of_row
            .iter()
            .for_each(|group| counts[*group as usize] += 1);
        self.integers(counts)
    }

    /// The value of a set function for each group.
    pub(super) fn set_function(
        &mut self,
        function: &AggregateFunction,
        values: &Values,
        groups: &Groups,
        numbers: &mut Numbers,
    ) -> Solved<Vec<TermId>> {
        let (column, distinct) = (values.column, values.distinct);
        match function {
            AggregateFunction::Count => {
                let mut counts = vec![0_u64; groups.count];
                let mut seen = Seen::new(distinct);
                for (group, value) in groups.of_row.iter().zip(column) {
                    if *value != UNBOUND && seen.is_new(*group, *value) {
                        counts[*group as usize] += 1;
                    }
                }
                Ok(self.integers(counts))
            }
            AggregateFunction::Sum | AggregateFunction::Avg => {
                let numbers = numbers.of(&self.terms, values);
                let is_average = matches!(function, AggregateFunction::Avg);
                Ok(self.sum(is_average, distinct, &numbers, groups))
            }
            AggregateFunction::Min | AggregateFunction::Max => {
                let numbers = numbers.of(&self.terms, values);
                let greatest = matches!(function, AggregateFunction::Max);
                self.extremes(column, &numbers, groups, greatest)
            }
            AggregateFunction::Sample => {
                let mut first = vec![UNBOUND; groups.count];
                for (group, value) in groups.of_row.iter().zip(column) {
                    let first = &mut first[*group as usize];
                    *first = if *first == UNBOUND { *value } else { *first };
                }
                Ok(first)
            }
            AggregateFunction::GroupConcat { separator } => {
                let separator = separator.as_deref().unwrap_or(" ");
                Ok(self.concatenate(separator, distinct, column, groups))
            }
            AggregateFunction::Custom(_) => Err(Stop::Unsupported(Left::Aggregate)),
        }
    }

    /// `SUM` and `AVG`: a row without a number makes the aggregate of its group an error.
    fn sum(
        &mut self,
        is_average: bool,
        distinct: bool,
        numbers: &[Option<Number>],
        groups: &Groups,
    ) -> Vec<TermId> {
        let zero = Some(Number::Integer(Integer::from(0)));
        let mut sums: Vec<(Option<Number>, i64)> = vec![(zero, 0); groups.count];
        let mut seen = FxHashSet::default();
        for (group, number) in groups.of_row.iter().zip(numbers) {
            let (sum, count) = &mut sums[*group as usize];
            let Some(number) = *number else {
                *sum = None;
                continue;
            };
            if distinct && !seen.insert((*group, identity(number))) {
                continue;
            }
            *sum = sum.and_then(|sum| compute(Operator::Add, sum, number));
            *count += 1;
        }
        let finished = sums.into_iter().map(|(sum, count)| match is_average {
            true => average(sum?, count),
            false => sum,
        });
        let finished = finished.collect();
        self.intern_numbers(finished)
    }

    /// `MIN` and `MAX` by the order of `ORDER BY`: terms as they are, not only their values; a row without a value makes the aggregate of its group an error.
    fn extremes(
        &mut self,
        column: &[TermId],
        numbers: &[Option<Number>],
        groups: &Groups,
        greatest: bool,
    ) -> Solved<Vec<TermId>> {
        if let Some(values) = extreme_numbers(column, numbers, groups, greatest) {
            return Ok(values);
        }
        let ranks = rank(&self.terms, column);
        let mut best: Vec<(TermId, u32, bool)> = vec![(UNBOUND, 0, false); groups.count];
        for ((group, value), rank) in groups.of_row.iter().zip(column).zip(&ranks) {
            let (kept, kept_rank, failed) = &mut best[*group as usize];
            let ordering = match greatest {
                true => (*kept_rank).cmp(rank),
                false => rank.cmp(kept_rank),
            };
            *failed |= *value == UNBOUND;
            if *kept == UNBOUND || ordering.then(value.cmp(kept)).is_lt() {
                (*kept, *kept_rank) = (*value, *rank);
            }
        }
        let values = best
            .iter()
            .map(|(value, _, failed)| if *failed { UNBOUND } else { *value });
        Ok(values.collect())
    }

    fn concatenate(
        &mut self,
        separator: &str,
        distinct: bool,
        column: &[TermId],
        groups: &Groups,
    ) -> Vec<TermId> {
        type Text = (Option<String>, Option<Option<LiteralType>>);
        let mut texts: Vec<Text> = vec![(Some(String::new()), None); groups.count];
        let mut seen = Seen::new(distinct);
        for (group, id) in groups.of_row.iter().zip(column) {
            let (text, language) = &mut texts[*group as usize];
            let (Some(so_far), Some((more, of_this))) = (&mut *text, self.terms.string(*id)) else {
                *text = None;
                continue;
            };
            if !seen.is_new(*group, *id) {
                continue;
            }
            match language {
                None => *language = Some(Some(of_this)),
                Some(of_all) => {
                    if of_all.as_ref() != Some(&of_this) {
                        *of_all = None;
                    }
                    so_far.push_str(separator);
                }
            }
            so_far.push_str(&more);
        }
        let mut ids = Vec::with_capacity(texts.len());
        for (text, language) in texts {
            ids.push(text.map_or(UNBOUND, |text| {
                let literal = match language.flatten() {
                    Some(language) => language.literal(text),
                    None => Literal::new_simple_literal(text),
                };
                self.terms.intern(&literal.into())
            }));
        }
        ids
    }
}

/// `MIN` and `MAX` where all values are numbers in one order: no ranks are needed then.
fn extreme_numbers(
    column: &[TermId],
    numbers: &[Option<Number>],
    groups: &Groups,
    greatest: bool,
) -> Option<Vec<TermId>> {
    let mut best: Vec<(TermId, Option<Number>)> = vec![(UNBOUND, None); groups.count];
    for ((group, id), number) in groups.of_row.iter().zip(column).zip(numbers) {
        let (kept, kept_number) = &mut best[*group as usize];
        let number = (*number)?;
        let Some(other) = *kept_number else {
            compare_numbers(number, number)?;
            (*kept, *kept_number) = (*id, Some(number));
            continue;
        };
        let ordering = compare_numbers(number, other)?;
        // Of terms with one value, one is the same whatever came first.
        let ordering = match greatest {
            true => ordering.reverse(),
            false => ordering,
        };
        if ordering.then(id.cmp(kept)).is_lt() {
            (*kept, *kept_number) = (*id, Some(number));
        }
    }
    Some(best.into_iter().map(|(id, _)| id).collect())
}

/// Which values a group has had, if that matters.
struct Seen(Option<FxHashSet<u64>>);

impl Seen {
    fn new(distinct: bool) -> Self {
        Self(distinct.then(FxHashSet::default))
    }

    fn is_new(&mut self, group: u32, value: TermId) -> bool {
        let key = u64::from(group) << 32 | u64::from(value);
        self.0.as_mut().is_none_or(|seen| seen.insert(key))
    }
}

fn average(sum: Number, count: i64) -> Option<Number> {
    if count == 0 {
        return Some(Number::Integer(Integer::from(0)));
    }
    let count = Integer::from(count);
    Some(match sum {
        Number::Integer(sum) => Number::Decimal(Decimal::from(sum).checked_div(count)?),
        Number::Decimal(sum) => Number::Decimal(sum.checked_div(count)?),
        Number::Float(sum) => Number::Float(sum / count.into()),
        Number::Double(sum) => Number::Double(sum / count.into()),
    })
}
