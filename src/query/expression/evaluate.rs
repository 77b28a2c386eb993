//! The evaluation of a compiled expression on batches of rows, each part of it on whole columns
//! ([SPARQL 1.1, 17](https://www.w3.org/TR/sparql11-query/#expressions)).
//!
//! `IF`, `COALESCE`, `&&` and `||` evaluate a part only in the rows in which it decides.

use super::arguments::Arguments;
use super::column::{Column, Space};
use super::compiled::{Compiled, Node};
use super::{Evaluator, arithmetic, calls, comparison, patterns};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::batch::table::UNBOUND;
use crate::query::functions::matcher::Matcher;
use crate::query::functions::members::either;
use crate::query::functions::{Comparison, Value, number, operators};
use crate::query::limits::{Budget, Pace};
use crate::rdf::Term;
use std::borrow::Cow;

/// The most rows that are evaluated together: their columns and texts stay in the caches of the processor.
const ROWS: usize = 2048;

/// The rows of the first batch, and how many times as many the next one has, or as few where texts are long.
const FIRST_ROWS: usize = 32;
const GROWTH: usize = 4;

/// The bytes that the texts of a batch should have at most: they stay in the caches, and the limits are looked at after each.
const TEXTS: usize = 1 << 20;

type Truths = Vec<Option<bool>>;

/// The rows of a batch: the values of each variable of the expression.
struct Batch<'b> {
    columns: Vec<Cow<'b, [TermId]>>,
    rows: usize,
}

impl Batch<'_> {
    /// Returns some of the rows.
    fn select(&self, rows: &[u32]) -> Batch<'static> {
        let select = |column: &Cow<[TermId]>| {
            let values = rows.iter().map(|row| column[*row as usize]);
            Cow::Owned(values.collect())
        };
        Batch {
            columns: self.columns.iter().map(select).collect(),
            rows: rows.len(),
        }
    }
}

/// Evaluates an expression for all arguments; `take` receives its values in each batch, with the number of rows.
pub fn evaluate(
    evaluator: &mut Evaluator,
    compiled: &Compiled,
    arguments: &Arguments,
    mut take: impl FnMut(&mut Space, Column, usize),
) -> Result<()> {
    evaluator.budget.enter("an expression");
    let mut evaluation = Evaluation {
        space: Space::new(evaluator.terms, arguments.rows, evaluator.budget),
        budget: evaluator.budget,
        pace: evaluator.budget.pace(),
    };
    let (mut start, mut size) = (0, FIRST_ROWS);
    while start < arguments.rows {
        let rows = size.min(arguments.rows - start);
        let columns = arguments.columns.iter();
        let of_batch = columns.map(|column| Cow::Borrowed(&column[start..start + rows]));
        let batch = Batch {
            columns: of_batch.collect(),
            rows,
        };
        let column = evaluation.column(compiled.root(), &batch)?;
        take(&mut evaluation.space, column, rows);
        // The texts of the batch and those that were decoded, in rows of four columns.
        let space = &evaluation.space;
        let of_texts = (space.buffer.len() + space.terms.decoded_bytes()) / 24;
        evaluation.budget.check(arguments.rows + of_texts, 4)?;
        start += rows;
        size = match evaluation.space.buffer.len() > TEXTS {
            true => (size / GROWTH).max(1),
            false => (size * GROWTH).min(ROWS),
        };
        evaluation.space.buffer.clear();
    }
    Ok(())
}

struct Evaluation<'e, 'a> {
    space: Space<'e, 'a>,
    budget: &'e Budget,
    pace: Pace<'e>,
}

impl Evaluation<'_, '_> {
    fn column<'n>(&mut self, node: &'n Node, batch: &Batch) -> Result<Column<'n>> {
        self.pace
            .step_with(1 + batch.rows, self.space.buffer.len())?;
        let rows = batch.rows;
        Ok(match node {
            Node::Constant(written, operand) => Column::Constant(written, operand),
            Node::Variable(slot) => Column::Terms(match batch.columns.get(*slot) {
                Some(column) => column.to_vec(),
                None => vec![UNBOUND; rows],
            }),
            Node::Compute(operator, sides) => {
                let sides = self.pair(sides, batch)?;
                arithmetic::compute(&self.space, *operator, sides, rows)
            }
            Node::Plus(inner) => {
                let column = self.column(inner, batch)?;
                arithmetic::map(&self.space, column, rows, Some, operators::positive)
            }
            Node::Minus(inner) => {
                let column = self.column(inner, batch)?;
                let (small, any) = (number::negative, operators::negative);
                arithmetic::map(&self.space, column, rows, small, any)
            }
            Node::If(parts) => {
                let [condition, then, other] = &**parts;
                let truths = self.truths(condition, batch)?;
                let mut parts = Vec::new();
                for (truth, node) in [(true, then), (false, other)] {
                    let selected = rows_with(&truths, |of_row| of_row == Some(truth));
                    if !selected.is_empty() {
                        let column = self.column(node, &batch.select(&selected))?;
                        parts.push((selected, column));
                    }
                }
                self.merge(parts, rows)?
            }
            Node::Coalesce(list) => self.coalesce(list, batch)?,
            Node::Call(function, strict, arguments) => {
                let arguments = self.columns(arguments, batch)?;
                calls::call(&mut self.space, function, *strict, arguments, rows)?
            }
            Node::Regex(matcher, arguments) => self.regex(matcher, arguments, batch)?,
            Node::Replace(matcher, arguments) => self.replace(matcher, arguments, batch)?,
            Node::Iri(argument, base) => {
                let column = self.column(argument, batch)?;
                calls::iri(&mut self.space, column, base.as_ref(), rows)?
            }
            Node::Cast(target, argument) => {
                let column = self.column(argument, batch)?;
                calls::cast(&mut self.space, *target, column, rows)?
            }
            Node::Custom(function, arguments) => {
                let call = |values: &[Value]| {
                    let terms: Vec<Term> = values.iter().map(Value::term).collect();
                    function(&terms).map(Value::Term)
                };
                self.by_row(arguments, call, batch)?
            }
            Node::Bound(_)
            | Node::Or(_)
            | Node::And(_)
            | Node::Not(_)
            | Node::Compare(..)
            | Node::SameTerm(_)
            | Node::In(..)
            | Node::InConstants(..) => Column::Truths(self.truths(node, batch)?),
        })
    }

    fn columns<'n>(&mut self, nodes: &'n [Node], batch: &Batch) -> Result<Vec<Column<'n>>> {
        nodes.iter().map(|node| self.column(node, batch)).collect()
    }

    fn pair<'n>(&mut self, sides: &'n [Node; 2], batch: &Batch) -> Result<[Column<'n>; 2]> {
        let [a, b] = sides;
        Ok([self.column(a, batch)?, self.column(b, batch)?])
    }

    fn values(&mut self, nodes: &[Node], batch: &Batch) -> Result<Vec<Vec<Option<Value>>>> {
        let columns = self.columns(nodes, batch)?;
        let values = columns
            .into_iter()
            .map(|column| self.space.values(column, batch.rows));
        Ok(values.collect())
    }

    /// The effective boolean values.
    fn truths(&mut self, node: &Node, batch: &Batch) -> Result<Truths> {
        let rows = batch.rows;
        Ok(match node {
            Node::Bound(slot) => match batch.columns.get(*slot) {
                Some(column) => column.iter().map(|id| Some(*id != UNBOUND)).collect(),
                None => vec![Some(false); rows],
            },
            Node::Or(sides) => self.either(sides, batch, |truth| truth)?,
            Node::And(sides) => {
                let negated = self.either(sides, batch, not)?;
                negated.into_iter().map(not).collect()
            }
            Node::Not(inner) => self.truths(inner, batch)?.into_iter().map(not).collect(),
            Node::Compare(comparison, sides) => {
                let sides = self.pair(sides, batch)?;
                comparison::compare(&mut self.space, *comparison, sides, rows)?
            }
            Node::SameTerm(sides) => {
                let [a, b] = self.pair(sides, batch)?;
                let (a, b) = (self.space.terms(a, rows), self.space.terms(b, rows));
                let same =
                    |(a, b): (&TermId, &TermId)| (*a != UNBOUND && *b != UNBOUND).then_some(a == b);
                a.iter().zip(&b).map(same).collect()
            }
            Node::In(needle, list) => {
                let needle = self.column(needle, batch)?;
                let mut found = vec![Some(false); rows];
                for item in list {
                    let sides = [needle.clone(), self.column(item, batch)?];
                    let equal =
                        comparison::compare(&mut self.space, Comparison::Equal, sides, rows)?;
                    for (found, equal) in found.iter_mut().zip(equal) {
                        *found = either(*found, || equal);
                    }
                }
                found
            }
            Node::InConstants(needle, members) => {
                let needle = self.column(needle, batch)?;
                let values = self.space.operands(needle, rows);
                let is_member = |value: &Option<Value>| members.contain(value.as_ref()?);
                values.iter().map(is_member).collect()
            }
            node => {
                let column = self.column(node, batch)?;
                self.space.truths(column, rows)
            }
        })
    }

    /// `||` of what the truths of two sides are mapped to.
    fn either(
        &mut self,
        [a, b]: &[Node; 2],
        batch: &Batch,
        map: fn(Option<bool>) -> Option<bool>,
    ) -> Result<Truths> {
        let truths = self.truths(a, batch)?.into_iter().map(map);
        let mut truths: Truths = truths.collect();
        let open = rows_with(&truths, |truth| truth != Some(true));
        let others = match open.len() {
            0 => Vec::new(),
            count if count == batch.rows => self.truths(b, batch)?,
            _ => self.truths(b, &batch.select(&open))?,
        };
        for (row, other) in open.into_iter().zip(others) {
            let truth = &mut truths[row as usize];
            *truth = either(*truth, || map(other));
        }
        Ok(truths)
    }

    fn coalesce<'n>(&mut self, list: &'n [Node], batch: &Batch) -> Result<Column<'n>> {
        let mut open: Vec<u32> = (0..batch.rows as u32).collect();
        let mut parts = Vec::new();
        for node in list {
            if open.is_empty() {
                break;
            }
            let column = match open.len() == batch.rows {
                true => self.column(node, batch)?,
                false => self.column(node, &batch.select(&open))?,
            };
            let has_value = has_value(&column, open.len());
            let mut marks = has_value.iter();
            let left = open.iter().filter(|_| marks.next() == Some(&false));
            let left = left.copied().collect();
            parts.push((std::mem::replace(&mut open, left), column));
        }
        self.merge(parts, batch.rows)
    }

    /// Puts columns of some of the rows together, of which at most one has a value in a row.
    fn merge<'n>(
        &mut self,
        mut parts: Vec<(Vec<u32>, Column<'n>)>,
        rows: usize,
    ) -> Result<Column<'n>> {
        if let [(selected, _)] = parts.as_slice()
            && selected.len() == rows
        {
            return Ok(parts.swap_remove(0).1);
        }
        let has_only = |is_kind: fn(&Column) -> bool| parts.iter().all(|(_, part)| is_kind(part));
        if has_only(|part| matches!(part, Column::Numbers(_))) {
            let mut numbers = vec![None; rows];
            for (selected, column) in parts {
                if let Column::Numbers(of_part) = column {
                    put(&mut numbers, &selected, of_part);
                }
            }
            return Ok(Column::Numbers(numbers));
        }
        if has_only(|part| part.is_text()) {
            let mut texts = vec![None; rows];
            for (selected, column) in parts {
                let of_part = self.space.texts(column, selected.len())?;
                put(&mut texts, &selected, of_part);
            }
            return Ok(Column::Texts(texts));
        }
        let mut terms = vec![UNBOUND; rows];
        for (selected, column) in parts {
            let of_part = self.space.terms(column, selected.len());
            for (row, id) in selected.into_iter().zip(of_part) {
                if id != UNBOUND {
                    terms[row as usize] = id;
                }
            }
        }
        Ok(Column::Terms(terms))
    }

    fn regex<'n>(
        &mut self,
        matcher: &Matcher,
        arguments: &[Node],
        batch: &Batch,
    ) -> Result<Column<'n>> {
        let (Matcher::Constant(Some(pattern)), Some(text)) = (matcher, arguments.first()) else {
            return self.by_row(arguments, |values| matcher.regex(values), batch);
        };
        let texts = self.column(text, batch)?;
        let texts = self.space.strings(texts, batch.rows)?;
        patterns::matches(&self.space, pattern, &texts, (self.budget, &self.pace))
    }

    fn replace<'n>(
        &mut self,
        matcher: &Matcher,
        arguments: &[Node],
        batch: &Batch,
    ) -> Result<Column<'n>> {
        let (Matcher::Constant(Some(pattern)), [text, _, replacement, ..]) = (matcher, arguments)
        else {
            return self.by_row(arguments, |values| matcher.replace(values), batch);
        };
        let texts = self.column(text, batch)?;
        let texts = self.space.strings(texts, batch.rows)?;
        let replacements = self.column(replacement, batch)?;
        let replacements = self.space.simples(replacements, batch.rows)?;
        let limits = (self.budget, &self.pace);
        patterns::replace(&mut self.space, pattern, &texts, &replacements, limits)
    }

    /// Returns what a function gives for the values of one row after the other.
    fn by_row<'n>(
        &mut self,
        arguments: &[Node],
        function: impl Fn(&[Value]) -> Option<Value>,
        batch: &Batch,
    ) -> Result<Column<'n>> {
        let columns = self.values(arguments, batch)?;
        Ok(calls::by_row(columns, function, batch.rows))
    }
}

fn not(truth: Option<bool>) -> Option<bool> {
    truth.map(|truth| !truth)
}

/// The rows whose truth passes a test.
fn rows_with(truths: &[Option<bool>], test: impl Fn(Option<bool>) -> bool) -> Vec<u32> {
    let rows = (0..).zip(truths).filter(|(_, truth)| test(**truth));
    rows.map(|(row, _)| row).collect()
}

/// Puts the values of some rows into the column of all.
fn put<T>(column: &mut [Option<T>], rows: &[u32], values: Vec<Option<T>>) {
    for (row, value) in rows.iter().zip(values) {
        if value.is_some() {
            column[*row as usize] = value;
        }
    }
}

/// Returns for each row of a column whether it has a value.
fn has_value(column: &Column, rows: usize) -> Vec<bool> {
    match column {
        Column::Constant(..) => vec![true; rows],
        Column::Terms(ids) => ids.iter().map(|id| *id != UNBOUND).collect(),
        Column::Texts(texts) => texts.iter().map(Option::is_some).collect(),
        Column::Numbers(numbers) => numbers.iter().map(Option::is_some).collect(),
        Column::Truths(truths) => truths.iter().map(Option::is_some).collect(),
        Column::Values(values) => values.iter().map(Option::is_some).collect(),
    }
}
