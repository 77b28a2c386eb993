//! [Property paths](https://www.w3.org/TR/sparql11-query/#propertypaths): from what a query says to the terms between which
//! `reach` searches, and back to solutions.

use super::index::Index;
use super::numbering::distinct;
use super::order::Relation;
use super::parts::PathPattern;
use super::place::Place;
use super::reach::{Pairs, Path, Properties, Search, Step};
use super::step::Slot;
use super::table::{Table, Var, Vars};
use super::{Solved, Solver};
use crate::dictionary::TermId;
use spargebra::algebra::PropertyPathExpression;
use std::collections::BTreeMap;

/// The statements of more graphs than these are found for all graphs at once.
const MANY_GRAPHS: usize = 8;

impl Solver<'_> {
    /// What is expected of a path before it is searched.
    pub(super) fn path_relation(&self, pattern: &PathPattern) -> Relation {
        let once = self.expected(pattern.path, self.at(pattern.place));
        let mut distinct = BTreeMap::new();
        let mut rows = once * 4.0 + 1.0;
        for slot in [pattern.subject, pattern.object] {
            match slot {
                Slot::Var(variable) => {
                    distinct.insert(variable, (once / 2.0).max(1.0));
                }
                Slot::Term(_) => rows = rows.sqrt(),
            }
        }
        let is_open = distinct.len() == 2;
        if let Some(name) = pattern.place.var() {
            distinct.insert(name, (self.graphs.names.len() as f64).min(rows).max(1.0));
        }
        Relation {
            rows,
            distinct,
            lookup: 40.0,
            scan: if is_open { rows * 20.0 } else { rows },
            triples: None,
        }
    }

    /// How many pairs the properties of a path connect directly.
    fn expected(&self, path: &PropertyPathExpression, index: &Index) -> f64 {
        let expected = |path| self.expected(path, index);
        match path {
            PropertyPathExpression::NamedNode(iri) => {
                let property = index.graph.dictionary.find_iri(iri.as_str());
                property.map_or(0.0, |p| index.count([None, Some(p), None]) as f64)
            }
            PropertyPathExpression::Reverse(path)
            | PropertyPathExpression::ZeroOrMore(path)
            | PropertyPathExpression::OneOrMore(path)
            | PropertyPathExpression::ZeroOrOne(path) => expected(path),
            PropertyPathExpression::Sequence(a, b) => expected(a).max(expected(b)),
            PropertyPathExpression::Alternative(a, b) => expected(a) + expected(b),
            PropertyPathExpression::NegatedPropertySet(_) => index.count([None; 3]) as f64,
        }
    }

    /// A path for a search along it, or against it.
    fn compile(&mut self, path: &PropertyPathExpression, forward: bool) -> Path {
        let (inner, from_zero, many) = match path {
            PropertyPathExpression::NamedNode(iri) => {
                let properties = Properties::Only(self.terms.intern(&iri.clone().into()));
                return Path::Step(Step {
                    properties,
                    forward,
                });
            }
            PropertyPathExpression::NegatedPropertySet(iris) => {
                let ids = iris
                    .iter()
                    .map(|iri| self.terms.intern(&iri.clone().into()));
                let properties = Properties::AllBut(ids.collect());
                return Path::Step(Step {
                    properties,
                    forward,
                });
            }
            PropertyPathExpression::Reverse(path) => return self.compile(path, !forward),
            PropertyPathExpression::Sequence(a, b) => {
                let (first, second) = if forward { (a, b) } else { (b, a) };
                let first = self.compile(first, forward);
                return Path::Sequence(Box::new(first), Box::new(self.compile(second, forward)));
            }
            PropertyPathExpression::Alternative(a, b) => {
                let a = self.compile(a, forward);
                return Path::Alternative(Box::new(a), Box::new(self.compile(b, forward)));
            }
            PropertyPathExpression::ZeroOrMore(path) => (path, true, true),
            PropertyPathExpression::OneOrMore(path) => (path, false, true),
            PropertyPathExpression::ZeroOrOne(path) => (path, true, false),
        };
        Path::Repeat {
            path: Box::new(self.compile(inner, forward)),
            from_zero,
            many,
        }
    }

    /// The solutions of a table extended by a path.
    pub(super) fn path_step(
        &mut self,
        table: Table,
        pattern: &PathPattern,
        wanted: Vars,
    ) -> Solved<Table> {
        self.budget.enter("the search of a property path");
        let (subject, object) = (pattern.subject, pattern.object);
        let known = self.terms.known();
        let values = |slot: Slot| match slot {
            Slot::Term(id) => Some(vec![id]),
            Slot::Var(variable) => table
                .column(variable)
                .map(|column| distinct(column, known).0),
        };
        let (subjects, objects) = (values(subject), values(object));
        let forward = match (&subjects, &objects) {
            (Some(subjects), Some(objects)) => subjects.len() <= objects.len(),
            (subjects, objects) => subjects.is_some() || objects.is_none(),
        };
        let [near, far] = match forward {
            true => [subject, object],
            false => [object, subject],
        };
        let path = self.compile(pattern.path, forward).with_automata();
        let search = Search {
            path: &path,
            is_named: matches!(near, Slot::Term(_)),
            goal: match far {
                Slot::Term(id) => Some(id),
                Slot::Var(_) => None,
            },
            is_loop: matches!((near, far), (Slot::Var(a), Slot::Var(b)) if a == b),
        };
        let starts = if forward { subjects } else { objects };
        let mut pairs = Pairs::default();
        let mut graphs: Vec<TermId> = Vec::new();
        match pattern.place {
            Place::Each(name) => {
                for graph in self.graphs_with(&table, name) {
                    let starts = match near {
                        Slot::Var(near) => self.starts_in(&table, name, graph, near),
                        Slot::Term(id) => Some(vec![id]),
                    };
                    let index = self.index_of_graph(graph);
                    self.search(&index, &search, starts, &mut pairs)?;
                    graphs.resize(pairs.from.len(), graph);
                }
            }
            place => self.search(self.at(place), &search, starts, &mut pairs)?,
        }
        let mut found = Table {
            rows: pairs.from.len(),
            ..Table::default()
        };
        if let Slot::Var(variable) = near {
            found.add(variable, pairs.from);
        }
        if let Slot::Var(variable) = far
            && !search.is_loop
        {
            found.add(variable, pairs.to);
        }
        if let Some(name) = pattern.place.var() {
            found.add(name, graphs);
        }
        self.refuse_product(&table, &found)?;
        let mut joined = self.joiner().join(&table, &found)?;
        joined.keep(wanted);
        Ok(joined)
    }

    /// The named graphs that a path is looked for in: those that a table has, or all.
    fn graphs_with(&self, table: &Table, name: Var) -> Vec<TermId> {
        let names = &self.graphs.names;
        match table.column(name) {
            Some(column) => {
                let (mut found, _) = distinct(column, self.terms.known());
                found.retain(|graph| self.has_graph(*graph));
                if found.len() > MANY_GRAPHS {
                    self.index.graph.take_portions();
                }
                found
            }
            None => {
                self.index.graph.take_portions();
                names.clone()
            }
        }
    }

    /// The terms of a table where a path starts in a graph, if it has them.
    fn starts_in(&self, table: &Table, name: Var, graph: TermId, near: Var) -> Option<Vec<TermId>> {
        let column = table.column(near)?;
        let starts: Vec<TermId> = match table.column(name) {
            Some(graphs) => {
                let of_graph = column.iter().zip(graphs).filter(|(_, of)| **of == graph);
                of_graph.map(|(start, _)| *start).collect()
            }
            None => column.to_vec(),
        };
        Some(distinct(&starts, self.terms.known()).0)
    }
}
