//! [Property paths](https://www.w3.org/TR/sparql11-query/#propertypaths) as searches over the index.

use super::numbering::distinct;
use super::order::Relation;
use super::step::Slot;
use super::table::{Table, Vars};
use super::{Solved, Solver};
use crate::dictionary::TermId;
use rustc_hash::FxHashSet;
use spargebra::algebra::PropertyPathExpression;
use std::collections::BTreeMap;

/// A path whose properties are numbers.
enum Path {
    Property(TermId),
    Not(Vec<TermId>),
    Reverse(Box<Path>),
    Sequence(Box<Path>, Box<Path>),
    Alternative(Box<Path>, Box<Path>),
    /// At least so many times (0 or 1), and whether more than once.
    Repeat {
        path: Box<Path>,
        from_zero: bool,
        many: bool,
    },
}

/// Which terms a search has been at: a set while they are few, a mark for each term of the graph when they are many.
struct Visited {
    few: FxHashSet<TermId>,
    marks: Vec<u32>,
    round: u32,
    terms: usize,
}

/// A search that has been at this part of all terms marks them.
const SHARE: usize = 64;

impl Visited {
    fn new(terms: usize) -> Self {
        Self {
            few: FxHashSet::default(),
            marks: Vec::new(),
            round: 0,
            terms,
        }
    }

    /// Begins another search; marks need not be taken back.
    fn start(&mut self) {
        self.round += 1;
        self.few.clear();
    }

    /// Whether a term is new in this round.
    fn insert(&mut self, term: TermId) -> bool {
        if self.marks.is_empty() {
            let is_new = self.few.insert(term);
            if self.few.len() > self.terms / SHARE {
                self.marks = vec![0; self.terms];
                for term in std::mem::take(&mut self.few) {
                    self.mark(term);
                }
            }
            return is_new;
        }
        self.mark(term)
    }

    fn mark(&mut self, term: TermId) -> bool {
        let index = term as usize;
        if index >= self.marks.len() {
            self.marks.resize(index + 1, 0);
        }
        let is_new = self.marks[index] != self.round;
        self.marks[index] = self.round;
        is_new
    }
}

impl Solver<'_> {
    /// What is expected of a path before it is searched.
    pub(super) fn path_relation(
        &self,
        subject: Slot,
        path: &PropertyPathExpression,
        object: Slot,
    ) -> Relation {
        let once = self.expected(path);
        let mut distinct = BTreeMap::new();
        let mut rows = once * 4.0 + 1.0;
        for slot in [subject, object] {
            match slot {
                Slot::Var(variable) => {
                    distinct.insert(variable, (once / 2.0).max(1.0));
                }
                Slot::Term(_) => rows = rows.sqrt(),
            }
        }
        let is_open = distinct.len() == 2;
        Relation {
            rows,
            distinct,
            lookup: 40.0,
            scan: if is_open { rows * 20.0 } else { rows },
        }
    }

    /// How many pairs the properties of a path connect directly.
    fn expected(&self, path: &PropertyPathExpression) -> f64 {
        match path {
            PropertyPathExpression::NamedNode(iri) => {
                let property = self.index.graph.dictionary.find_iri(iri.as_str());
                property.map_or(0.0, |p| self.index.count([None, Some(p), None]) as f64)
            }
            PropertyPathExpression::Reverse(path)
            | PropertyPathExpression::ZeroOrMore(path)
            | PropertyPathExpression::OneOrMore(path)
            | PropertyPathExpression::ZeroOrOne(path) => self.expected(path),
            PropertyPathExpression::Sequence(a, b) => self.expected(a).max(self.expected(b)),
            PropertyPathExpression::Alternative(a, b) => self.expected(a) + self.expected(b),
            PropertyPathExpression::NegatedPropertySet(_) => self.index.graph.len() as f64,
        }
    }

    fn compile(&mut self, path: &PropertyPathExpression) -> Path {
        let repeat = |path, from_zero, many| Path::Repeat {
            path: Box::new(path),
            from_zero,
            many,
        };
        match path {
            PropertyPathExpression::NamedNode(iri) => {
                Path::Property(self.terms.intern(&iri.clone().into()))
            }
            PropertyPathExpression::Reverse(path) => Path::Reverse(Box::new(self.compile(path))),
            PropertyPathExpression::Sequence(a, b) => {
                Path::Sequence(Box::new(self.compile(a)), Box::new(self.compile(b)))
            }
            PropertyPathExpression::Alternative(a, b) => {
                Path::Alternative(Box::new(self.compile(a)), Box::new(self.compile(b)))
            }
            PropertyPathExpression::ZeroOrMore(path) => repeat(self.compile(path), true, true),
            PropertyPathExpression::OneOrMore(path) => repeat(self.compile(path), false, true),
            PropertyPathExpression::ZeroOrOne(path) => repeat(self.compile(path), true, false),
            PropertyPathExpression::NegatedPropertySet(iris) => {
                let ids = iris
                    .iter()
                    .map(|iri| self.terms.intern(&iri.clone().into()));
                Path::Not(ids.collect())
            }
        }
    }

    /// The solutions of a table extended by a path.
    pub(super) fn path_step(
        &mut self,
        table: Table,
        subject: Slot,
        path: &PropertyPathExpression,
        object: Slot,
        wanted: Vars,
    ) -> Solved<Table> {
        self.budget.enter("the search of a property path");
        let path = self.compile(path);
        let terms = self.terms.known();
        let values = |slot: Slot| match slot {
            Slot::Term(id) => Some(vec![id]),
            Slot::Var(variable) => table
                .column(variable)
                .map(|column| distinct(column, terms).0),
        };
        let (subjects, objects) = (values(subject), values(object));
        let mut visited = Visited::new(terms);
        let forward = match (&subjects, &objects) {
            (Some(subjects), Some(objects)) => subjects.len() <= objects.len(),
            (subjects, objects) => subjects.is_some() || objects.is_none(),
        };
        let starts = match if forward { subjects } else { objects } {
            Some(starts) => starts,
            None => self.nodes(&path)?,
        };
        let (mut from, mut to) = (Vec::new(), Vec::new());
        let goal = match if forward { object } else { subject } {
            Slot::Term(id) => Some(id),
            Slot::Var(_) => None,
        };
        let is_loop = matches!((subject, object), (Slot::Var(a), Slot::Var(b)) if a == b);
        let mut reached = Vec::new();
        let is_constant = matches!(if forward { subject } else { object }, Slot::Term(_));
        for start in starts {
            // The empty path is found at every node of the graph, and at a term that the query names.
            if !is_constant && !self.index.is_node(start) {
                continue;
            }
            reached.clear();
            self.reach(&path, start, forward, &mut visited, &mut reached)?;
            for end in &reached {
                if goal.is_none_or(|goal| goal == *end) && (!is_loop || *end == start) {
                    from.push(start);
                    to.push(*end);
                }
            }
            self.budget.check(from.len(), 2)?;
        }
        let mut pairs = Table {
            rows: from.len(),
            ..Table::default()
        };
        let (near, far) = if forward {
            (subject, object)
        } else {
            (object, subject)
        };
        if let Slot::Var(variable) = near {
            pairs.add(variable, from);
        }
        if let Slot::Var(variable) = far
            && !is_loop
        {
            pairs.add(variable, to);
        }
        self.refuse_product(&table, &pairs)?;
        let mut joined = self.joiner().join(&table, &pairs)?;
        joined.keep(wanted);
        Ok(joined)
    }

    /// Where searches start if nothing else says, in the order of their numbers.
    fn nodes(&self, path: &Path) -> Solved<Vec<TermId>> {
        let mut marks = vec![false; self.terms.known()];
        self.mark_starts(path, true, &mut marks);
        self.budget.check(0, 0)?;
        let marked = (0..).zip(marks).filter(|(_, is_marked)| *is_marked);
        Ok(marked.map(|(term, _)| term).collect())
    }

    /// Marks the terms from which a path may lead somewhere: all nodes for one that may be empty, else those with its
    /// first properties.
    fn mark_starts(&self, path: &Path, forward: bool, marks: &mut [bool]) {
        let mut mark = |term: TermId| {
            if let Some(mark) = marks.get_mut(term as usize) {
                *mark = true;
            }
        };
        match path {
            Path::Property(property) => {
                let end = if forward { 0 } else { 2 };
                self.index
                    .each([None, Some(*property), None], |t| mark(t[end]));
            }
            Path::Reverse(path) => self.mark_starts(path, !forward, marks),
            Path::Sequence(a, b) => {
                let first = if forward { a } else { b };
                self.mark_starts(first, forward, marks);
            }
            Path::Alternative(a, b) => {
                self.mark_starts(a, forward, marks);
                self.mark_starts(b, forward, marks);
            }
            Path::Repeat {
                path,
                from_zero: false,
                ..
            } => self.mark_starts(path, forward, marks),
            Path::Not(_) | Path::Repeat { .. } => {
                self.index.each([None; 3], |[subject, _, object]| {
                    mark(subject);
                    mark(object);
                });
            }
        }
    }

    /// The ends of a path from a term, or with `forward` false the terms from which it leads there.
    /// Ends that several ways lead to are there several times, but for those of alternatives and repetitions.
    fn reach(
        &self,
        path: &Path,
        start: TermId,
        forward: bool,
        visited: &mut Visited,
        ends: &mut Vec<TermId>,
    ) -> Solved<()> {
        match path {
            Path::Property(property) if forward => {
                let bound = [Some(start), Some(*property), None];
                self.index.each(bound, |triple| ends.push(triple[2]));
            }
            Path::Property(property) => {
                let bound = [None, Some(*property), Some(start)];
                self.index.each(bound, |triple| ends.push(triple[0]));
            }
            Path::Not(properties) => {
                let (bound, end) = match forward {
                    true => ([Some(start), None, None], 2),
                    false => ([None, None, Some(start)], 0),
                };
                self.index.each(bound, |triple| {
                    if !properties.contains(&triple[1]) {
                        ends.push(triple[end]);
                    }
                });
            }
            Path::Reverse(path) => self.reach(path, start, !forward, visited, ends)?,
            Path::Sequence(a, b) => {
                let (first, second) = if forward { (a, b) } else { (b, a) };
                let mut middle = Vec::new();
                self.reach(first, start, forward, visited, &mut middle)?;
                for node in middle {
                    self.reach(second, node, forward, visited, ends)?;
                    self.budget.check(ends.len(), 1)?;
                }
            }
            Path::Alternative(a, b) => {
                let from = ends.len();
                self.reach(a, start, forward, visited, ends)?;
                self.reach(b, start, forward, visited, ends)?;
                let mut seen = FxHashSet::default();
                let both = ends.split_off(from);
                ends.extend(both.into_iter().filter(|end| seen.insert(*end)));
            }
            Path::Repeat {
                path,
                from_zero,
                many,
            } => self.repeat(path, start, forward, (*from_zero, *many), visited, ends)?,
        }
        Ok(())
    }

    /// A breadth-first search.
    fn repeat(
        &self,
        path: &Path,
        start: TermId,
        forward: bool,
        (from_zero, many): (bool, bool),
        visited: &mut Visited,
        ends: &mut Vec<TermId>,
    ) -> Solved<()> {
        // A repetition inside another one needs marks of its own.
        let mut inner = Visited::new(visited.terms);
        visited.start();
        let from = ends.len();
        if from_zero {
            visited.insert(start);
            ends.push(start);
        }
        let mut next = Vec::new();
        self.reach(path, start, forward, &mut inner, &mut next)?;
        next.retain(|end| visited.insert(*end));
        ends.extend_from_slice(&next);
        let mut at = if from_zero { from + 1 } else { from };
        while many && at < ends.len() {
            next.clear();
            self.reach(path, ends[at], forward, &mut inner, &mut next)?;
            for end in &next {
                if visited.insert(*end) {
                    ends.push(*end);
                }
            }
            at += 1;
            if at.is_multiple_of(1024) {
                self.budget.check(ends.len(), 1)?;
            }
        }
        Ok(())
    }
}
