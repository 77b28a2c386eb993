//! [Set functions](https://www.w3.org/TR/sparql11-query/#setFunctions): what `COUNT`, `SUM`, `AVG`, `MIN`, `MAX`, `SAMPLE` and
//! `GROUP_CONCAT` make of a column of values, in one pass for all groups.

use super::{BATCH, Execution};
use crate::dictionary::{Number, TermId};
use crate::error::{Error, Result};
use crate::query::batch::multiplicity::COUNTLESS;
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::functions::Value;
use crate::query::functions::number::Operator;
use crate::query::functions::numeral::{Numeral, compute};
use crate::query::limits::{Budget, PACE, Pace, Reservation};
use crate::query::logical::Expression;
use crate::query::terms::{Kind, Terms};
use crate::rdf::{Literal, Term};
use oxsdatatypes::Integer;
use rustc_hash::FxHashSet;
use spargebra::algebra::AggregateFunction;
use std::rc::Rc;

/// Returns a number of solutions, if it is one that can be said.
fn counted(solutions: u64) -> Result<u64> {
    match solutions {
        COUNTLESS => Err(Error::TooLarge {
            what: "solutions to count",
            limit: COUNTLESS - 1,
        }),
        solutions => Ok(solutions),
    }
}

/// Rows by group.
pub struct Groups {
    /// The group of each row.
    pub of_row: Vec<u32>,
    pub count: usize,
}

/// What an aggregate is of.
pub struct Values<'v> {
    /// The expression; nothing for `*`.
    pub expression: Option<&'v Expression>,
    /// Its value in each row.
    pub column: &'v [TermId],
    /// How many solutions each row stands for, if not all for one.
    pub multiplicities: Option<&'v [u64]>,
    /// Whether equal values count once.
    pub distinct: bool,
}

impl Values<'_> {
    /// Returns the number of solutions that a row counts for; one if equal values count once.
    fn times(&self, row: usize) -> Result<u64> {
        match self.multiplicities {
            Some(multiplicities) if !self.distinct => counted(multiplicities[row]),
            _ => Ok(1),
        }
    }
}

/// The numbers of columns by expression, since several aggregates are often of the same.
#[derive(Default)]
pub struct Numbers(Vec<(Option<Expression>, NumberColumn, Reservation)>);

/// The number in each row, or nothing where the value is not a number.
type NumberColumn = Rc<Vec<Option<Number>>>;

impl Numbers {
    fn of(&mut self, terms: &Terms, values: &Values, budget: &Budget) -> Result<NumberColumn> {
        let mut known = self.0.iter();
        if let Some((_, numbers, _)) = known.find(|(of, ..)| of.as_ref() == values.expression) {
            return Ok(Rc::clone(numbers));
        }
        let bytes = values.column.len() * size_of::<Option<Number>>();
        let memory = budget.reserve(bytes as u64)?;
        let mut numbers = Vec::with_capacity(values.column.len());
        for part in values.column.chunks(BATCH) {
            numbers.extend(terms.numbers(part));
            budget.look()?;
        }
        let numbers = Rc::new(numbers);
        let expression = values.expression.cloned();
        self.0.push((expression, Rc::clone(&numbers), memory));
        Ok(numbers)
    }
}

impl Execution<'_, '_> {
    /// Returns the terms of counts.
    fn integers(&mut self, counts: &[u64]) -> Result<Vec<TermId>> {
        let mut terms = Vec::with_capacity(counts.len());
        for part in counts.chunks(PACE) {
            let small = part.iter().map(|count| i64::try_from(*count).ok());
            terms.extend(self.terms.integers(small));
            self.budget.look()?;
        }
        for (term, count) in terms.iter_mut().zip(counts) {
            if i64::try_from(*count).is_err() {
                let number = Value::Number(counted(*count)?.into());
                *term = self.terms.intern(&number.into_term());
            }
        }
        Ok(terms)
    }

    fn intern(&mut self, values: impl Iterator<Item = Option<Term>>) -> Result<Vec<TermId>> {
        let (mut ids, pace) = (Vec::new(), self.budget.pace());
        for value in values {
            pace.step(1)?;
            ids.push(value.map_or(UNBOUND, |term| self.terms.intern(&term)));
        }
        Ok(ids)
    }

    /// `COUNT(*)`
    pub(super) fn count_rows(&mut self, table: &Table, groups: &Groups) -> Result<Vec<TermId>> {
        let mut counts = vec![0_u64; groups.count];
        match &table.multiplicities {
            None => groups
                .of_row
                .iter()
                .for_each(|group| counts[*group as usize] += 1),
            Some(multiplicities) => {
                for (group, times) in groups.of_row.iter().zip(multiplicities) {
                    let count = &mut counts[*group as usize];
                    *count = count.saturating_add(*times);
                }
            }
        }
        self.integers(&counts)
    }

    /// The value of a set function for each group.
    pub(super) fn set_function(
        &mut self,
        function: &AggregateFunction,
        values: &Values,
        groups: &Groups,
        numbers: &mut Numbers,
    ) -> Result<Vec<TermId>> {
        let (column, distinct) = (values.column, values.distinct);
        match function {
            AggregateFunction::Count => {
                let mut counts = vec![0_u64; groups.count];
                let mut seen = Seen::new(distinct, self.budget);
                for (row, (group, value)) in groups.of_row.iter().zip(column).enumerate() {
                    if *value != UNBOUND && seen.is_new(*group, *value)? {
                        let count = &mut counts[*group as usize];
                        *count = count.saturating_add(values.times(row)?);
                    }
                }
                self.integers(&counts)
            }
            AggregateFunction::Sum | AggregateFunction::Avg => {
                let numbers = numbers.of(self.terms, values, self.budget)?;
                let is_average = matches!(function, AggregateFunction::Avg);
                self.sum(is_average, values, &numbers, groups)
            }
            AggregateFunction::Min | AggregateFunction::Max => {
                let numbers = numbers.of(self.terms, values, self.budget)?;
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
                self.concatenate(separator, distinct, column, groups)
            }
            AggregateFunction::Custom(_) => Err(Error::internal(
                "an aggregate that SPARQL does not define is planned",
            )),
        }
    }

    /// `SUM` and `AVG`: a row without a number makes the aggregate of its group an error.
    fn sum(
        &mut self,
        is_average: bool,
        values: &Values,
        numbers: &[Option<Number>],
        groups: &Groups,
    ) -> Result<Vec<TermId>> {
        let bytes = groups.count * size_of::<(Sum, u64)>();
        let _memory = self.budget.reserve(bytes as u64)?;
        let mut sums = vec![(Sum::default(), 0_u64); groups.count];
        let mut seen = Seen::new(values.distinct, self.budget);
        let rows = values.column.iter().zip(numbers).enumerate();
        for (group, (row, (id, number))) in groups.of_row.iter().zip(rows) {
            let (sum, count) = &mut sums[*group as usize];
            let times = values.times(row)?;
            let large = match number {
                Some(_) => None,
                None => self.terms.numeral(*id),
            };
            match (number, large) {
                (None, None) => *sum = Sum::Error,
                _ if !seen.is_new(*group, *id)? => continue,
                (Some(number), _) if times == 1 => sum.add(*number),
                (Some(number), _) => sum.add_times(&Numeral::Small(*number), times),
                (None, Some(large)) => sum.add_times(&large, times),
            }
            *count = count.saturating_add(times);
        }
        if is_average {
            for (_, count) in &sums {
                counted(*count)?;
            }
        }
        let finished = sums.into_iter().map(|(sum, count)| match count {
            count if count > 0 && is_average => {
                compute(Operator::Divide, &sum.finish()?, &Numeral::from(count))
            }
            _ => sum.finish(),
        });
        self.intern(finished.map(|number| number.map(|n| Value::Number(n).into_term())))
    }

    /// `GROUP_CONCAT`: of IRIs and of literals that are not strings it has the text, as most evaluators do, and what is
    /// unbound it leaves out. A blank node or a triple term has no text, which is an error.
    fn concatenate(
        &mut self,
        separator: &str,
        distinct: bool,
        column: &[TermId],
        groups: &Groups,
    ) -> Result<Vec<TermId>> {
        let mut bytes = groups.count * size_of::<Option<(String, bool)>>();
        let mut memory = self.budget.reserve(bytes as u64)?;
        let mut texts: Vec<Option<(String, bool)>> =
            vec![Some((String::new(), true)); groups.count];
        let mut seen = Seen::new(distinct, self.budget);
        for (group, id) in groups.of_row.iter().zip(column) {
            let text = &mut texts[*group as usize];
            let Some((so_far, is_first)) = text else {
                continue;
            };
            let more = match self.terms.kind(*id) {
                Kind::Unbound => continue,
                Kind::Blank | Kind::Triple => None,
                _ => self.terms.text(*id),
            };
            let Some(more) = more else {
                *text = None;
                continue;
            };
            if !seen.is_new(*group, *id)? {
                continue;
            }
            bytes += separator.len() + more.len();
            memory.set(bytes as u64);
            if !*is_first {
                so_far.push_str(separator);
            }
            so_far.push_str(&more);
            *is_first = false;
        }
        let literal = |(text, _)| Literal::new_simple_literal(text).into();
        self.intern(texts.into_iter().map(|text| text.map(literal)))
    }
}

/// The sum of the numbers of a group.
#[derive(Clone)]
enum Sum {
    Small(Number),
    Any(Numeral),
    Error,
}

impl Default for Sum {
    fn default() -> Self {
        Self::Small(Number::Integer(Integer::from(0)))
    }
}

impl Sum {
    #[inline]
    fn add(&mut self, number: Number) {
        let sum = match (&*self, number) {
            (Self::Small(Number::Integer(sum)), Number::Integer(number)) => {
                sum.checked_add(number).map(Number::Integer)
            }
            (Self::Small(Number::Decimal(sum)), Number::Decimal(number)) => {
                sum.checked_add(number).map(Number::Decimal)
            }
            _ => None,
        };
        match sum {
            Some(sum) => *self = Self::Small(sum),
            None => self.add_any(&Numeral::Small(number)),
        }
    }

    /// Adds a number that several equal solutions have.
    fn add_times(&mut self, number: &Numeral, times: u64) {
        match compute(Operator::Multiply, number, &Numeral::from(times)) {
            Some(product) => self.add_any(&product),
            None => *self = Self::Error,
        }
    }

    fn add_any(&mut self, number: &Numeral) {
        let sum = std::mem::replace(self, Self::Error).finish();
        *self = match sum.and_then(|sum| compute(Operator::Add, &sum, number)) {
            Some(Numeral::Small(sum)) => Self::Small(sum),
            Some(sum) => Self::Any(sum),
            None => Self::Error,
        };
    }

    fn finish(self) -> Option<Numeral> {
        match self {
            Self::Small(sum) => Some(Numeral::Small(sum)),
            Self::Any(sum) => Some(sum),
            Self::Error => None,
        }
    }
}

/// Which values a group has had, if that matters.
pub(super) struct Seen<'b> {
    values: Option<FxHashSet<u64>>,
    pace: Pace<'b>,
}

impl<'b> Seen<'b> {
    pub(super) fn new(distinct: bool, budget: &'b Budget) -> Self {
        Self {
            values: distinct.then(FxHashSet::default),
            pace: budget.pace(),
        }
    }

    #[inline]
    pub(super) fn is_new(&mut self, group: u32, value: TermId) -> Result<bool> {
        let Some(values) = &mut self.values else {
            return self.pace.step(1).map(|()| true);
        };
        self.pace.step_with(1, values.capacity() * 9)?;
        Ok(values.insert(u64::from(group) << 32 | u64::from(value)))
    }
}
