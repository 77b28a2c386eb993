//! Where [property paths](https://www.w3.org/TR/shacl12-core/#property-paths) lead: the value nodes of focus nodes.

use super::data::Data;
use crate::dictionary::TermId;
use crate::shapes::Path;
use rustc_hash::FxHashSet;

/// The value nodes of some focus nodes: for each of them a set of values, ascending.
pub struct Values {
    /// Where the values of each node start; one more than there are nodes.
    offsets: Vec<usize>,
    values: Vec<TermId>,
}

impl Values {
    /// Returns the nodes themselves as their only values.
    pub fn themselves(nodes: &[TermId]) -> Self {
        Self {
            offsets: (0..=nodes.len()).collect(),
            values: nodes.to_vec(),
        }
    }

    /// Returns the values that a path leads to from each node.
    pub fn of(data: &Data, nodes: &[TermId], path: &Path) -> Self {
        let mut offsets = Vec::with_capacity(nodes.len() + 1);
        let mut values = Vec::new();
        offsets.push(0);
        for node in nodes {
            match path {
                // The objects of one property are a set already.
                Path::Property(property) => values.extend(data.objects(*node, *property)),
                path => {
                    let mut reached = reach(data, path, *node);
                    reached.sort_unstable();
                    reached.dedup();
                    values.extend(reached);
                }
            }
            offsets.push(values.len());
        }
        Self { offsets, values }
    }

    /// Returns the values of the node with an index.
    pub fn of_node(&self, index: usize) -> &[TermId] {
        match (self.offsets.get(index), self.offsets.get(index + 1)) {
            (Some(start), Some(end)) => self.values.get(*start..*end).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// Returns each value with the index of its node.
    pub fn iter(&self) -> impl Iterator<Item = (usize, TermId)> {
        let nodes = 0..self.offsets.len().saturating_sub(1);
        nodes.flat_map(|index| self.of_node(index).iter().map(move |value| (index, *value)))
    }

    /// Returns all values, each once, ascending.
    pub fn distinct(&self) -> Vec<TermId> {
        let mut values = self.values.clone();
        values.sort_unstable();
        values.dedup();
        values
    }
}

/// Returns the nodes that a path leads to from a node, some of them perhaps several times.
pub fn reach(data: &Data, path: &Path, start: TermId) -> Vec<TermId> {
    match path {
        Path::Property(property) => data.objects(start, *property).collect(),
        Path::Inverse(path) => reach_back(data, path, start),
        Path::Sequence(paths) => {
            let mut nodes = vec![start];
            for path in paths {
                nodes = step(nodes, |node| reach(data, path, node));
            }
            nodes
        }
        Path::Alternative(paths) => {
            let reached = paths.iter().flat_map(|path| reach(data, path, start));
            reached.collect()
        }
        Path::ZeroOrMore(path) => closure(vec![start], |node| reach(data, path, node)),
        Path::OneOrMore(path) => {
            let first = reach(data, path, start);
            closure(first, |node| reach(data, path, node))
        }
        Path::ZeroOrOne(path) => {
            let mut reached = reach(data, path, start);
            reached.push(start);
            reached
        }
    }
}

/// Returns the nodes from which a path leads to a node.
fn reach_back(data: &Data, path: &Path, end: TermId) -> Vec<TermId> {
    match path {
        Path::Property(property) => data.subjects(*property, end).collect(),
        Path::Inverse(path) => reach(data, path, end),
        Path::Sequence(paths) => {
            let mut nodes = vec![end];
            for path in paths.iter().rev() {
                nodes = step(nodes, |node| reach_back(data, path, node));
            }
            nodes
        }
        Path::Alternative(paths) => {
            let reached = paths.iter().flat_map(|path| reach_back(data, path, end));
            reached.collect()
        }
        Path::ZeroOrMore(path) => closure(vec![end], |node| reach_back(data, path, node)),
        Path::OneOrMore(path) => {
            let first = reach_back(data, path, end);
            closure(first, |node| reach_back(data, path, node))
        }
        Path::ZeroOrOne(path) => {
            let mut reached = reach_back(data, path, end);
            reached.push(end);
            reached
        }
    }
}

/// Returns the nodes that are one step from others, each once.
fn step(nodes: Vec<TermId>, next: impl Fn(TermId) -> Vec<TermId>) -> Vec<TermId> {
    let reached: FxHashSet<TermId> = nodes.into_iter().flat_map(next).collect();
    reached.into_iter().collect()
}

/// Returns nodes with all that are any number of steps from them.
fn closure(nodes: Vec<TermId>, next: impl Fn(TermId) -> Vec<TermId>) -> Vec<TermId> {
    let mut reached: FxHashSet<TermId> = FxHashSet::default();
    let mut open = nodes;
    while let Some(node) = open.pop() {
        if reached.insert(node) {
            open.extend(next(node));
        }
    }
    reached.into_iter().collect()
}
