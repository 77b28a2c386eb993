//! Counts groups in the index without reading their rows.

use super::Execution;
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::query::batch::table::Table;
use crate::query::index::Index;
use crate::query::logical::{Slot, Var};
use crate::query::operators;
use crate::query::physical::{CountFromIndex, TriplePattern};

/// A value of a variable, and the number of rows that have it.
type Run = (TermId, usize);

impl Execution<'_, '_> {
    /// Counts the groups of a triple pattern.
    pub fn count(&mut self, count: &CountFromIndex) -> Result<Table> {
        self.budget.enter(operators::COUNT_FROM_INDEX);
        let index = &self.catalog.default;
        let groups: Vec<(TriplePattern, usize)> = match count.key {
            None => vec![(count.pattern, index.count(count.pattern.constants()))],
            Some(key) => {
                let of_value = |value| {
                    let of_slot = |slot| match slot == Slot::Var(key) {
                        true => Slot::Term(value),
                        false => slot,
                    };
                    TriplePattern {
                        slots: count.pattern.slots.map(of_slot),
                        ..count.pattern
                    }
                };
                let runs = runs(index, &count.pattern, key)?.into_iter();
                runs.map(|(value, rows)| (of_value(value), rows)).collect()
            }
        };
        self.budget.check(groups.len(), count.counts.len() + 1)?;
        let mut table = Table {
            rows: groups.len(),
            ..Table::default()
        };
        if let Some(key) = count.key
            && let Some(at) = count
                .pattern
                .slots
                .iter()
                .position(|slot| *slot == Slot::Var(key))
        {
            let values = groups.iter().map(|(group, _)| match group.slots[at] {
                Slot::Term(value) => Ok(value),
                Slot::Var(_) => Err(Error::internal("a group has no key")),
            });
            table.add(key, values.collect::<Result<_>>()?);
        }
        for (variable, counted) in &count.counts {
            let pace = self.budget.pace();
            let number = |(group, rows): &(TriplePattern, usize)| {
                pace.step(1)?;
                match counted {
                    None => Ok(*rows),
                    Some(of) => values(index, group, *of),
                }
            };
            let numbers: Vec<usize> = groups.iter().map(number).collect::<Result<_>>()?;
            let numbers = numbers.into_iter().map(|number| Some(number as i64));
            let column = self.terms.integers(numbers);
            table.add(*variable, column);
        }
        Ok(table)
    }
}

fn unsorted() -> Error {
    Error::internal("a plan counts rows that are in no order of an index")
}

/// Returns the values of a variable, sorted, of a pattern whose rows lie in the order of them.
fn runs(index: &Index, pattern: &TriplePattern, key: Var) -> Result<Vec<Run>> {
    let position = pattern
        .slots
        .iter()
        .position(|slot| *slot == Slot::Var(key));
    let at = position.ok_or_else(unsorted)?;
    Ok(match (pattern.constants(), at) {
        ([None, None, None], 1) => {
            let predicates = index.graph.statistics.predicates();
            let rows = |predicate| index.count([None, Some(predicate), None]);
            predicates
                .map(|predicate| (predicate, rows(predicate)))
                .collect()
        }
        ([None, None, None], _) => index.firsts(at).collect(),
        ([Some(term), None, None], 1)
        | ([None, Some(term), None], 2)
        | ([None, None, Some(term)], 0) => runs_of(index.seconds((at + 2) % 3, term)),
        _ => return Err(unsorted()),
    })
}

/// Returns the number of different values of a variable of a pattern.
fn values(index: &Index, pattern: &TriplePattern, of: Var) -> Result<usize> {
    let bound = pattern.constants();
    let at = pattern.slots.iter().position(|slot| *slot == Slot::Var(of));
    match (bound, at) {
        ([None, Some(predicate), None], Some(at)) => {
            // A predicate without triples has no statistics.
            let distinct = index.graph.statistics.distinct(predicate);
            Ok(distinct.map_or(
                0,
                |(subjects, objects)| if at == 0 { subjects } else { objects },
            ))
        }
        // The other two components tell rows apart.
        _ if bound.iter().flatten().count() == 2 => Ok(index.count(bound)),
        _ => Ok(runs(index, pattern, of)?.len()),
    }
}

/// Returns the runs of equal values in a sorted column, by galloping search
/// ([Bentley & Yao 1976](https://doi.org/10.1016/0020-0190(76)90071-5)).
fn runs_of(mut column: &[TermId]) -> Vec<Run> {
    let mut runs = Vec::new();
    while let Some(value) = column.first() {
        let mut end = 1;
        while column.get(end) == Some(value) {
            end *= 2;
        }
        let start = end / 2;
        let searched = &column[start..end.min(column.len())];
        let length = start + searched.partition_point(|other| other == value);
        runs.push((*value, length));
        column = &column[length..];
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_found_whatever_their_lengths() {
        let lengths = [1, 2, 3, 1, 7, 8, 9, 64, 1, 1, 100];
        let column: Vec<TermId> = (0..)
            .zip(lengths)
            .flat_map(|(value, n)| vec![value; n])
            .collect();
        let expected: Vec<Run> = (0..).zip(lengths).collect();
        assert_eq!(runs_of(&column), expected);
        assert_eq!(runs_of(&[]), []);
    }
}
