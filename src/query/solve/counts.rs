//! Counts without rows: which values a variable of one triple pattern has, and how many rows and different other values go
//! with each, stands in the statistics and in the offsets of the orders, if all triples are seen
//! ([SPARQL 1.1, 18.5.1](https://www.w3.org/TR/sparql11-query/#aggregateAlgebra)).

use super::parts::Leaf;
use super::place::Place;
use super::step::{Slot, Triple, constants, vars};
use super::table::{Table, Var};
use super::{Solved, Solver};
use crate::dictionary::TermId;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern};
use spargebra::term::Variable;

/// A value of a variable, and in how many rows it is.
type Run = (TermId, usize);

/// What an aggregate counts.
enum Counted {
    Rows,
    /// The different values of a variable.
    Values(Var),
}

impl Solver<'_> {
    /// The different values of the variables of a projection.
    pub(super) fn count_distinct(&mut self, projection: &GraphPattern) -> Solved<Option<Table>> {
        let GraphPattern::Project { inner, variables } = projection else {
            return Ok(None);
        };
        match variables.as_slice() {
            [key] => self.count_groups(inner, std::slice::from_ref(key), &[]),
            _ => Ok(None),
        }
    }

    /// The groups of a triple pattern with their counts; `None` if something else has to be known of their rows.
    pub(super) fn count_groups(
        &mut self,
        inner: &GraphPattern,
        keys: &[Variable],
        aggregates: &[(Variable, AggregateExpression)],
    ) -> Solved<Option<Table>> {
        if !self.is_in_default_graph() || !self.index.sees_all() {
            return Ok(None);
        }
        let Some(triple) = self.only_triple(inner)? else {
            return Ok(None);
        };
        let slots = triple.slots.iter();
        let variables = slots.filter(|slot| matches!(slot, Slot::Var(_)));
        if triple.place != Place::Default || variables.count() != vars(&triple).len() {
            return Ok(None);
        }
        let key = match keys {
            [] => None,
            [key] => Some(self.variable(key)?),
            _ => return Ok(None),
        };
        let mut wanted = Vec::new();
        for (variable, aggregate) in aggregates {
            let Some(counted) = self.counted(aggregate, &triple)? else {
                return Ok(None);
            };
            wanted.push((self.variable(variable)?, counted));
        }
        self.budget.enter("a count");
        let label = match self.trace.is_on() {
            true => format!("Counts of {}", self.label(&Leaf::Triple(triple))),
            false => String::new(),
        };
        let all = self.index.count(constants(&triple));
        let groups: Option<Vec<(Triple, usize)>> = match key {
            None => Some(vec![(triple, all)]),
            Some(key) => self.runs(&triple, key).map(|runs| {
                let of_value = |value| {
                    let is_key = |slot| slot == Slot::Var(key);
                    let of_slot = |slot| match is_key(slot) {
                        true => Slot::Term(value),
                        false => slot,
                    };
                    Triple {
                        slots: triple.slots.map(of_slot),
                        ..triple
                    }
                };
                runs.into_iter()
                    .map(|(value, rows)| (of_value(value), rows))
                    .collect()
            }),
        };
        let Some(groups) = groups else {
            return Ok(None);
        };
        self.budget.check(groups.len(), aggregates.len() + 1)?;
        let mut table = Table {
            rows: groups.len(),
            ..Table::default()
        };
        if let Some(key) = key
            && let Some(at) = triple.slots.iter().position(|slot| *slot == Slot::Var(key))
        {
            let values = groups.iter().filter_map(|(group, _)| constants(group)[at]);
            table.add(key, values.collect());
        }
        for (variable, counted) in wanted {
            let count = |(group, rows): &(Triple, usize)| match counted {
                Counted::Rows => Some(*rows),
                Counted::Values(of) => self.values(group, of),
            };
            let Some(counts) = groups.iter().map(count).collect::<Option<Vec<usize>>>() else {
                return Ok(None);
            };
            let counts = counts.into_iter().map(|count| Some(count as i64));
            let column = self.terms.integers(counts);
            table.add(variable, column);
        }
        let running = self.trace.start(label, None);
        self.trace.end(running, table.rows);
        Ok(Some(table))
    }

    /// What an aggregate counts, if that is all that it does.
    fn counted(
        &mut self,
        aggregate: &AggregateExpression,
        triple: &Triple,
    ) -> Solved<Option<Counted>> {
        let (distinct, variable) = match aggregate {
            AggregateExpression::CountSolutions { distinct: false } => {
                return Ok(Some(Counted::Rows));
            }
            AggregateExpression::FunctionCall {
                name: AggregateFunction::Count,
                distinct,
                expr: Expression::Variable(variable),
            } => (*distinct, self.variable(variable)?),
            _ => return Ok(None),
        };
        Ok(match distinct {
            _ if !vars(triple).contains(variable) => None,
            true => Some(Counted::Values(variable)),
            false => Some(Counted::Rows),
        })
    }

    /// The values of a variable, sorted, if the rows of a pattern lie in the order of them.
    fn runs(&self, triple: &Triple, key: Var) -> Option<Vec<Run>> {
        let bound = constants(triple);
        let at = triple
            .slots
            .iter()
            .position(|slot| *slot == Slot::Var(key))?;
        match (bound, at) {
            ([None, None, None], 1) => {
                let predicates = self.index.graph.statistics.predicates();
                let rows = |predicate| self.index.count([None, Some(predicate), None]);
                Some(
                    predicates
                        .map(|predicate| (predicate, rows(predicate)))
                        .collect(),
                )
            }
            ([None, None, None], _) => Some(self.index.firsts(at).collect()),
            ([Some(term), None, None], 1)
            | ([None, Some(term), None], 2)
            | ([None, None, Some(term)], 0) => {
                let component = (at + 2) % 3;
                Some(runs_of(self.index.seconds(component, term)))
            }
            _ => None,
        }
    }

    /// How many different values a variable of a pattern has, if that is known.
    fn values(&self, triple: &Triple, of: Var) -> Option<usize> {
        let bound = constants(triple);
        let at = triple
            .slots
            .iter()
            .position(|slot| *slot == Slot::Var(of))?;
        match (bound, at) {
            ([None, Some(predicate), None], _) => {
                let distinct = self.index.graph.statistics.distinct(predicate);
                let (subjects, objects) = distinct.unwrap_or_default();
                Some(if at == 0 { subjects } else { objects })
            }
            // The other two say which row it is.
            _ if bound.iter().flatten().count() == 2 => Some(self.index.count(bound)),
            _ => self.runs(triple, of).map(|runs| runs.len()),
        }
    }
}

/// The runs of equal values in a sorted column.
fn runs_of(mut column: &[TermId]) -> Vec<Run> {
    let mut runs = Vec::new();
    while let Some(value) = column.first() {
        // Twice as far each time, and then searched between: a long run costs few looks.
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
