//! Breadth-first searches along paths
//! ([ALP and the evaluation of path expressions](https://www.w3.org/TR/sparql11-query/#PropertyPathPatterns)).

use super::Execution;
use super::path_program::{Automaton, Compiled, Properties, State, Step};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::index::Index;
use crate::query::limits::{Budget, PACE, Pace, Reservation};
use rustc_hash::FxHashSet;

/// How a path is searched.
pub struct Search<'p> {
    pub path: &'p Compiled,
    /// Whether the query names the term where it starts, whatever the graph has.
    pub is_named: bool,
    /// Where it has to end.
    pub goal: Option<TermId>,
    /// Whether it has to end where it started.
    pub is_loop: bool,
}

/// Where a path is searched, and whether its ends are a set.
#[derive(Clone, Copy)]
struct Way<'i> {
    index: &'i Index<'i>,
    pace: &'i Pace<'i>,
    /// Whether an end that several paths lead to counts once, as in a repetition; elsewhere it counts for each path.
    is_set: bool,
}

/// Where paths start and end.
#[derive(Default)]
pub struct Pairs {
    pub from: Vec<TermId>,
    pub to: Vec<TermId>,
}

/// The terms already visited: a hash set while they are few, an array by term when they are many.
struct Visited {
    few: FxHashSet<TermId>,
    marks: Vec<u32>,
    round: u32,
    terms: usize,
    memory: Reservation,
}

/// A search switches to the array once this part of all terms is visited.
const SHARE: usize = 64;

impl Visited {
    fn new(terms: usize, budget: &Budget) -> Self {
        Self {
            few: FxHashSet::default(),
            marks: Vec::new(),
            round: 0,
            terms,
            memory: budget.reservation(),
        }
    }

    /// Begins another search. The marks of earlier rounds stay, and do not count.
    fn start(&mut self) {
        self.round += 1;
        self.few.clear();
    }

    /// Marks a term as visited, and returns whether it was not.
    fn insert(&mut self, term: TermId) -> bool {
        if self.marks.is_empty() {
            let is_new = self.few.insert(term);
            if self.few.len() > self.terms / SHARE {
                self.marks = vec![0; self.terms];
                self.memory.set(self.terms as u64 * 4);
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

impl Execution<'_, '_> {
    /// Adds the ends of a path and its starts, from some terms or from wherever it may start.
    pub(super) fn search(
        &self,
        index: &Index,
        search: &Search,
        starts: Option<Vec<TermId>>,
        pairs: &mut Pairs,
    ) -> Result<()> {
        let starts = match starts {
            Some(starts) => starts,
            None => self.nodes(index, search.path)?,
        };
        let _starts = self.budget.reserve(starts.len() as u64 * 4)?;
        let way = Way {
            index,
            pace: &self.budget.pace(),
            is_set: false,
        };
        let mut visited = Visited::new(self.terms.known(), self.budget);
        let mut reached = Vec::new();
        for start in starts {
            // The empty path is found at every node of the graph, and at a term that the query names.
            if !search.is_named && !index.is_node(start) {
                continue;
            }
            reached.clear();
            self.reach(way, search.path, start, &mut visited, &mut reached)?;
            for end in &reached {
                let is_end = search.goal.is_none_or(|goal| goal == *end);
                if is_end && (!search.is_loop || *end == start) {
                    pairs.from.push(start);
                    pairs.to.push(*end);
                }
            }
            let bytes = (pairs.from.len() * 2 + reached.len()) * 4;
            way.pace.step_with(1 + reached.len(), bytes)?;
        }
        self.budget.check(pairs.from.len(), 2)
    }

    /// Returns the nodes from which a path without a bound start is searched, in the order of their numbers.
    fn nodes(&self, index: &Index, path: &Compiled) -> Result<Vec<TermId>> {
        let terms = self.terms.known();
        if index.count([None; 3]) < terms / SHARE {
            let mut nodes = Vec::new();
            each_start(index, path, &mut |term| nodes.push(term));
            nodes.sort_unstable();
            nodes.dedup();
            return Ok(nodes);
        }
        let _marks = self.budget.reserve(terms as u64)?;
        let mut marks = vec![false; terms];
        each_start(index, path, &mut |term| {
            if let Some(mark) = marks.get_mut(term as usize) {
                *mark = true;
            }
        });
        self.budget.look()?;
        let marked = (0..).zip(marks).filter(|(_, is_marked)| *is_marked);
        Ok(marked.map(|(term, _)| term).collect())
    }

    /// The ends of a path from a term: of an alternative those of both its paths, of a sequence those from each term
    /// between ([SPARQL 1.1, 18.4](https://www.w3.org/TR/sparql11-query/#sparqlPropertyPaths)). An end that several ways
    /// lead to is there several times, but for a repetition, which has the set of its ends.
    fn reach(
        &self,
        way: Way,
        path: &Compiled,
        start: TermId,
        visited: &mut Visited,
        ends: &mut Vec<TermId>,
    ) -> Result<()> {
        let from = ends.len();
        match path {
            Compiled::Step(step) => {
                step.each_end(way.index, start, &mut |end| ends.push(end));
                way.pace.step_with(1 + ends.len() - from, ends.len() * 4)?;
            }
            Compiled::Sequence(first, second) => {
                let mut middle = Vec::new();
                self.reach(way, first, start, visited, &mut middle)?;
                let is_large = middle.len() >= PACE;
                let memory = is_large.then(|| self.budget.reserve(middle.len() as u64 * 4));
                let _memory = memory.transpose()?;
                for node in middle {
                    self.reach(way, second, node, visited, ends)?;
                }
                way.settle(ends, from);
            }
            Compiled::Alternative(a, b) => {
                self.reach(way, a, start, visited, ends)?;
                self.reach(way, b, start, visited, ends)?;
                way.settle(ends, from);
            }
            Compiled::Repeat {
                path,
                from_zero,
                many,
            } => self.repeat(way, path, start, (*from_zero, *many), visited, ends)?,
            Compiled::Nested { automaton, .. } => {
                self.reach_by_automaton(way, automaton, start, ends)?
            }
        }
        Ok(())
    }

    /// A breadth-first search for the ends of an automaton.
    fn reach_by_automaton(
        &self,
        way: Way,
        automaton: &Automaton,
        start: TermId,
        ends: &mut Vec<TermId>,
    ) -> Result<()> {
        let mut next = vec![(automaton.first, start)];
        let mut visited: FxHashSet<(usize, TermId)> = next.iter().copied().collect();
        while let Some((state, node)) = next.pop() {
            let mut go = |state, node| {
                if visited.insert((state, node)) {
                    next.push((state, node));
                }
            };
            match automaton.states.get(state) {
                Some(State::Along(step, to)) => {
                    step.each_end(way.index, node, &mut |end| go(*to, end));
                }
                Some(State::Either(a, b)) => {
                    go(*a, node);
                    go(*b, node);
                }
                Some(State::End) | None => ends.push(node),
            }
            let bytes = (visited.capacity() + next.capacity()) * 16 + ends.len() * 4;
            way.pace.step_with(1, bytes)?;
        }
        Ok(())
    }

    /// A breadth-first search.
    fn repeat(
        &self,
        way: Way,
        path: &Compiled,
        start: TermId,
        (from_zero, many): (bool, bool),
        visited: &mut Visited,
        ends: &mut Vec<TermId>,
    ) -> Result<()> {
        // A repetition inside another one needs marks of its own.
        let mut inner = Visited::new(visited.terms, self.budget);
        let way = Way {
            is_set: true,
            ..way
        };
        visited.start();
        let from = ends.len();
        if from_zero {
            visited.insert(start);
            ends.push(start);
        }
        let mut next = Vec::new();
        self.reach(way, path, start, &mut inner, &mut next)?;
        next.retain(|end| visited.insert(*end));
        ends.extend_from_slice(&next);
        let mut at = if from_zero { from + 1 } else { from };
        while many && at < ends.len() {
            next.clear();
            self.reach(way, path, ends[at], &mut inner, &mut next)?;
            for end in &next {
                if visited.insert(*end) {
                    ends.push(*end);
                }
            }
            at += 1;
            way.pace.step_with(1, (ends.len() + next.len()) * 4)?;
        }
        Ok(())
    }
}

impl Way<'_> {
    /// Removes repeated ends from those after `from`, where only their set counts.
    fn settle(&self, ends: &mut Vec<TermId>, from: usize) {
        if self.is_set {
            let mut seen = FxHashSet::default();
            let last = ends.split_off(from);
            ends.extend(last.into_iter().filter(|end| seen.insert(*end)));
        }
    }
}

/// Calls `visit` with the terms from which a path may lead somewhere: all nodes for one that may be empty, else those with its
/// first properties.
fn each_start(index: &Index, path: &Compiled, visit: &mut dyn FnMut(TermId)) {
    match path {
        Compiled::Step(Step {
            properties: Properties::Only(property),
            forward,
        }) => {
            let end = if *forward { 0 } else { 2 };
            index.each([None, Some(*property), None], |triple| visit(triple[end]));
        }
        Compiled::Sequence(first, _) => each_start(index, first, visit),
        Compiled::Alternative(a, b) => {
            each_start(index, a, visit);
            each_start(index, b, visit);
        }
        Compiled::Nested { path, .. }
        | Compiled::Repeat {
            path,
            from_zero: false,
            ..
        } => each_start(index, path, visit),
        Compiled::Step(_) | Compiled::Repeat { .. } => {
            index.each([None; 3], |[subject, _, object]| {
                visit(subject);
                visit(object);
            })
        }
    }
}
