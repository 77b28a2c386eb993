//! Searches over the index for where paths lead
//! ([ALP and the evaluation of path expressions](https://www.w3.org/TR/sparql11-query/#PropertyPathPatterns)).

use super::index::Index;
use super::{Solved, Solver};
use crate::dictionary::TermId;
use rustc_hash::FxHashSet;

/// A path whose properties are numbers.
pub enum Path {
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

/// How a path is searched.
pub struct Search<'p> {
    pub path: &'p Path,
    /// Whether from subjects to objects.
    pub forward: bool,
    /// Whether the query names the term where it starts, whatever the graph has.
    pub is_named: bool,
    /// Where it has to end.
    pub goal: Option<TermId>,
    /// Whether it has to end where it started.
    pub is_loop: bool,
}

/// Where a path goes along, and whether from subjects to objects.
#[derive(Clone, Copy)]
struct Way<'i> {
    index: &'i Index<'i>,
    forward: bool,
}

/// Where paths start and end.
#[derive(Default)]
pub struct Pairs {
    pub from: Vec<TermId>,
    pub to: Vec<TermId>,
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
    /// Adds the ends of a path and its starts, from some terms or from wherever it may start.
    pub(super) fn search(
        &self,
        index: &Index,
        search: &Search,
        starts: Option<Vec<TermId>>,
        pairs: &mut Pairs,
    ) -> Solved<()> {
        let starts = match starts {
            Some(starts) => starts,
            None => self.nodes(index, search.path)?,
        };
        let way = Way {
            index,
            forward: search.forward,
        };
        let mut visited = Visited::new(self.terms.known());
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
            self.budget.check(pairs.from.len(), 2)?;
        }
        Ok(())
    }

    /// Where searches start if nothing else says, in the order of their numbers.
    fn nodes(&self, index: &Index, path: &Path) -> Solved<Vec<TermId>> {
        let way = Way {
            index,
            forward: true,
        };
        let terms = self.terms.known();
        if index.count([None; 3]) < terms / SHARE {
            let mut nodes = Vec::new();
            each_start(way, path, &mut |term| nodes.push(term));
            nodes.sort_unstable();
            nodes.dedup();
            return Ok(nodes);
        }
        let mut marks = vec![false; terms];
        each_start(way, path, &mut |term| {
            if let Some(mark) = marks.get_mut(term as usize) {
                *mark = true;
            }
        });
        self.budget.check(0, 0)?;
        let marked = (0..).zip(marks).filter(|(_, is_marked)| *is_marked);
        Ok(marked.map(|(term, _)| term).collect())
    }

    /// The ends of a path from a term, or against the way the terms from which it leads there.
    /// Ends that several ways lead to are there several times, but for those of alternatives and repetitions.
    fn reach(
        &self,
        way: Way,
        path: &Path,
        start: TermId,
        visited: &mut Visited,
        ends: &mut Vec<TermId>,
    ) -> Solved<()> {
        match path {
            Path::Property(property) if way.forward => {
                let bound = [Some(start), Some(*property), None];
                way.index.each(bound, |triple| ends.push(triple[2]));
            }
            Path::Property(property) => {
                let bound = [None, Some(*property), Some(start)];
                way.index.each(bound, |triple| ends.push(triple[0]));
            }
            Path::Not(properties) => {
                let (bound, end) = match way.forward {
                    true => ([Some(start), None, None], 2),
                    false => ([None, None, Some(start)], 0),
                };
                way.index.each(bound, |triple| {
                    if !properties.contains(&triple[1]) {
                        ends.push(triple[end]);
                    }
                });
            }
            Path::Reverse(path) => {
                let back = Way {
                    forward: !way.forward,
                    ..way
                };
                self.reach(back, path, start, visited, ends)?;
            }
            Path::Sequence(a, b) => {
                let (first, second) = if way.forward { (a, b) } else { (b, a) };
                let mut middle = Vec::new();
                self.reach(way, first, start, visited, &mut middle)?;
                for node in middle {
                    self.reach(way, second, node, visited, ends)?;
                    self.budget.check(ends.len(), 1)?;
                }
            }
            Path::Alternative(a, b) => {
                let from = ends.len();
                self.reach(way, a, start, visited, ends)?;
                self.reach(way, b, start, visited, ends)?;
                let mut seen = FxHashSet::default();
                let both = ends.split_off(from);
                ends.extend(both.into_iter().filter(|end| seen.insert(*end)));
            }
            Path::Repeat {
                path,
                from_zero,
                many,
            } => self.repeat(way, path, start, (*from_zero, *many), visited, ends)?,
        }
        Ok(())
    }

    /// A breadth-first search.
    fn repeat(
        &self,
        way: Way,
        path: &Path,
        start: TermId,
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
            if at.is_multiple_of(1024) {
                self.budget.check(ends.len(), 1)?;
            }
        }
        Ok(())
    }
}

/// Hands on the terms from which a path may lead somewhere: all nodes for one that may be empty, else those with its
/// first properties.
fn each_start(way: Way, path: &Path, visit: &mut dyn FnMut(TermId)) {
    match path {
        Path::Property(property) => {
            let end = if way.forward { 0 } else { 2 };
            let bound = [None, Some(*property), None];
            way.index.each(bound, |triple| visit(triple[end]));
        }
        Path::Reverse(path) => {
            let back = Way {
                forward: !way.forward,
                ..way
            };
            each_start(back, path, visit);
        }
        Path::Sequence(a, b) => each_start(way, if way.forward { a } else { b }, visit),
        Path::Alternative(a, b) => {
            each_start(way, a, visit);
            each_start(way, b, visit);
        }
        Path::Repeat {
            path,
            from_zero: false,
            ..
        } => each_start(way, path, visit),
        Path::Not(_) | Path::Repeat { .. } => way.index.each([None; 3], |[subject, _, object]| {
            visit(subject);
            visit(object);
        }),
    }
}
