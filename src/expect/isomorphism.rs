//! Whether two sets of tuples of blank nodes are the same but for what the nodes are called: colours are refined until no node differs
//! from another of its colour by its tuples, then one node is told apart and they are refined again. Parts that are not connected are
//! compared by themselves, and nodes that are interchangeable are paired at once.

use super::steps::Steps;
use crate::error::{Error, Result};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// How many steps it takes to colour a tuple, or a node.
const COLOURING: usize = 8;

/// A tuple of nodes, which are numbered on each side from 0 on, and what else it says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tuple {
    /// A number that tuples share which say the same but for the nodes.
    pub label: usize,
    /// The nodes, each at its place.
    pub nodes: Vec<usize>,
}

/// Returns for each of the nodes of one side the one of the other that it is, if the sides are the same.
///
/// # Errors
/// If it takes too much.
pub fn mapping(
    left: &[Tuple],
    right: &[Tuple],
    (of_left, of_right): (usize, usize),
    steps: &mut Steps,
) -> Result<Option<Vec<usize>>> {
    if of_left != of_right || left.len() != right.len() {
        return Ok(None);
    }
    let [left, right] = [left, right].map(|tuples| parts(tuples, of_left));
    let mut found = vec![0; of_left];
    // What is the same is the same as all that is: the first part that fits is as good as any.
    let mut open: BTreeMap<u64, Vec<Part>> = BTreeMap::new();
    for part in right {
        open.entry(part.fingerprint(steps)?).or_default().push(part);
    }
    for part in &left {
        let Some(others) = open.get_mut(&part.fingerprint(steps)?) else {
            return Ok(None);
        };
        let mut same = None;
        for (at, other) in others.iter().enumerate().rev() {
            if let Some(nodes) = part.same_as(other, steps)? {
                same = Some((at, nodes));
                break;
            }
        }
        let Some((at, nodes)) = same else {
            return Ok(None);
        };
        let other = others.swap_remove(at);
        for (node, to) in part.nodes.iter().zip(nodes) {
            found[*node] = other.nodes[to];
        }
    }
    Ok(Some(found))
}

/// Returns colours of the nodes of a side, so that nodes of both sides have the same if they are alike.
///
/// # Errors
/// If it takes too much.
pub fn colours(tuples: &[Tuple], nodes: usize, steps: &mut Steps) -> Result<Vec<u64>> {
    let part = Part::of(tuples.to_vec(), (0..nodes).collect());
    part.refined(vec![0; nodes], steps)
}

/// Tuples that are connected by their nodes.
struct Part {
    /// The tuples, with the numbers of the nodes in this part.
    tuples: Vec<Tuple>,
    /// The nodes of the side, by their numbers in this part.
    nodes: Vec<usize>,
}

/// Takes tuples apart that no node connects.
fn parts(tuples: &[Tuple], nodes: usize) -> Vec<Part> {
    let mut above: Vec<usize> = (0..nodes).collect();
    fn top(above: &mut [usize], mut node: usize) -> usize {
        while above[node] != node {
            above[node] = above[above[node]];
            node = above[node];
        }
        node
    }
    for tuple in tuples {
        for pair in tuple.nodes.windows(2) {
            let [a, b] = [pair[0], pair[1]].map(|node| top(&mut above, node));
            above[a.max(b)] = a.min(b);
        }
    }
    let mut members: BTreeMap<usize, (Vec<Tuple>, Vec<usize>)> = BTreeMap::new();
    let mut place = vec![0; nodes];
    for (node, place) in place.iter_mut().enumerate() {
        let (_, of_part) = members.entry(top(&mut above, node)).or_default();
        *place = of_part.len();
        of_part.push(node);
    }
    for tuple in tuples {
        if let Some(first) = tuple.nodes.first() {
            let (of_part, _) = members.entry(top(&mut above, *first)).or_default();
            of_part.push(Tuple {
                label: tuple.label,
                nodes: tuple.nodes.iter().map(|node| place[*node]).collect(),
            });
        }
    }
    let parts = members.into_values();
    parts
        .map(|(tuples, nodes)| Part::of(tuples, nodes))
        .collect()
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl Part {
    fn of(tuples: Vec<Tuple>, nodes: Vec<usize>) -> Self {
        Self { tuples, nodes }
    }

    /// What is the same of parts that are.
    fn fingerprint(&self, steps: &mut Steps) -> Result<u64> {
        let mut colours = self.refined(vec![0; self.nodes.len()], steps)?;
        colours.sort_unstable();
        Ok(hash((self.tuples.len(), colours)))
    }

    /// Refines colours until they tell no more nodes apart.
    fn refined(&self, mut colours: Vec<u64>, steps: &mut Steps) -> Result<Vec<u64>> {
        let mut number = distinct(&colours);
        loop {
            steps.take((self.tuples.len() + self.nodes.len()) * COLOURING)?;
            let mut seen: Vec<Vec<u64>> = vec![Vec::new(); colours.len()];
            for tuple in &self.tuples {
                let of_nodes: Vec<u64> = tuple.nodes.iter().map(|node| colours[*node]).collect();
                let of_tuple = hash((tuple.label, of_nodes));
                for (place, node) in tuple.nodes.iter().enumerate() {
                    seen[*node].push(hash((of_tuple, place)));
                }
            }
            let refined = colours.iter().zip(seen).map(|(colour, mut seen)| {
                seen.sort_unstable();
                hash((colour, seen))
            });
            colours = refined.collect();
            let more = distinct(&colours);
            if more == number {
                return Ok(colours);
            }
            number = more;
        }
    }

    /// Returns for each node the one of another part that it is, if both are the same.
    fn same_as(&self, other: &Self, steps: &mut Steps) -> Result<Option<Vec<usize>>> {
        if self.tuples.len() != other.tuples.len() || self.nodes.len() != other.nodes.len() {
            return Ok(None);
        }
        let start = vec![0; self.nodes.len()];
        // Nodes that are told apart by nothing are interchangeable almost always: if they are not, one by one is tried.
        for pairs_at_once in [true, false] {
            let colours = [self, other].map(|part| part.refined(start.clone(), steps));
            let [own, others] = colours;
            let search = Search {
                parts: [self, other],
                pairs_at_once,
            };
            if let Some(found) = search.found(own?, others?, steps)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Refines colours after nodes of one colour have got one each.
    fn told_apart(&self, colours: &[u64], nodes: &[usize], steps: &mut Steps) -> Result<Vec<u64>> {
        let mut own = colours.to_vec();
        for (at, node) in nodes.iter().enumerate() {
            own[*node] = hash((colours[*node], at));
        }
        self.refined(own, steps)
    }

    /// Whether a mapping makes the tuples of this part those of another.
    fn becomes(&self, other: &Self, mapping: &[usize]) -> bool {
        let mapped = self.tuples.iter().map(|tuple| Tuple {
            label: tuple.label,
            nodes: tuple.nodes.iter().map(|node| mapping[*node]).collect(),
        });
        let mut mapped: Vec<Tuple> = mapped.collect();
        let mut others: Vec<&Tuple> = other.tuples.iter().collect();
        mapped.sort_unstable();
        others.sort_unstable();
        mapped.iter().eq(others)
    }
}

/// What is left to be tried.
struct Try {
    /// The colours of one side.
    own: Rc<Vec<u64>>,
    /// Those of the other.
    others: Rc<Vec<u64>>,
    /// The node of the other that is told apart then.
    told_apart: Option<usize>,
}

/// A search for a mapping between two parts.
struct Search<'p> {
    parts: [&'p Part; 2],
    /// Whether nodes that are told apart by nothing are paired at once.
    pairs_at_once: bool,
}

impl Search<'_> {
    /// Finds a mapping, given the refined colours of both sides.
    fn found(
        &self,
        own: Vec<u64>,
        others: Vec<u64>,
        steps: &mut Steps,
    ) -> Result<Option<Vec<usize>>> {
        let [left, right] = self.parts;
        let mut open = vec![Try {
            own: Rc::new(own),
            others: Rc::new(others),
            told_apart: None,
        }];
        while let Some(next) = open.pop() {
            let own = next.own;
            let others = match next.told_apart {
                None => next.others,
                Some(node) => Rc::new(right.told_apart(&next.others, &[node], steps)?),
            };
            let (of_own, of_others) = (by_colour(&own), by_colour(&others));
            let is_same = of_own.len() == of_others.len()
                && of_own.iter().all(|(colour, nodes)| {
                    of_others
                        .get(colour)
                        .is_some_and(|others| others.len() == nodes.len())
                });
            if !is_same {
                continue;
            }
            let several = of_own.iter().filter(|(_, nodes)| nodes.len() > 1);
            let Some((colour, nodes)) =
                several.min_by_key(|(colour, nodes)| (nodes.len(), **colour))
            else {
                let mapping: Option<Vec<usize>> = own
                    .iter()
                    .map(|colour| of_others.get(colour)?.first().copied())
                    .collect();
                if let Some(mapping) = mapping.filter(|mapping| left.becomes(right, mapping)) {
                    return Ok(Some(mapping));
                }
                continue;
            };
            let candidates = of_others.get(colour).cloned();
            let candidates =
                candidates.ok_or_else(|| Error::internal("a colour is on one side only"))?;
            let first = left.told_apart(&own, &nodes[..1], steps)?;
            if self.pairs_at_once && distinct(&first) == of_own.len() + 1 {
                open.push(Try {
                    own: Rc::new(left.told_apart(&own, nodes, steps)?),
                    others: Rc::new(right.told_apart(&others, &candidates, steps)?),
                    told_apart: None,
                });
                continue;
            }
            let first = Rc::new(first);
            // The last is looked at first, so that what it leads to is looked at before the others.
            open.extend(candidates.iter().rev().map(|node| Try {
                own: Rc::clone(&first),
                others: Rc::clone(&others),
                told_apart: Some(*node),
            }));
        }
        Ok(None)
    }
}

fn distinct(colours: &[u64]) -> usize {
    let mut colours = colours.to_vec();
    colours.sort_unstable();
    colours.dedup();
    colours.len()
}

/// The nodes of each colour.
fn by_colour(colours: &[u64]) -> FxHashMap<u64, Vec<usize>> {
    let mut found: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (node, colour) in colours.iter().enumerate() {
        found.entry(*colour).or_default().push(node);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tuples(pairs: &[(usize, usize)]) -> Vec<Tuple> {
        let tuple = |(a, b): &(usize, usize)| Tuple {
            label: 0,
            nodes: vec![*a, *b],
        };
        pairs.iter().map(tuple).collect()
    }

    fn are_same(left: &[(usize, usize)], right: &[(usize, usize)], nodes: usize) -> bool {
        let mut steps = Steps::default();
        let found = mapping(&tuples(left), &tuples(right), (nodes, nodes), &mut steps);
        found.expect("few steps").is_some()
    }

    #[test]
    fn cycles_of_other_lengths_are_others() {
        let cycle = |length: usize, step: usize| -> Vec<(usize, usize)> {
            (0..length)
                .map(|n| (n * step % length, (n + 1) * step % length))
                .collect()
        };
        assert!(are_same(&cycle(30, 1), &cycle(30, 7), 30));
        let two = [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)];
        assert!(!are_same(&cycle(6, 1), &two, 6));
        assert!(are_same(
            &two,
            &[(5, 1), (1, 3), (3, 5), (0, 4), (4, 2), (2, 0)],
            6
        ));
    }

    #[test]
    fn interchangeable_nodes_are_paired_at_once() {
        let complete: Vec<(usize, usize)> = (0..60)
            .flat_map(|a| (0..60).filter(move |b| a != *b).map(move |b| (a, b)))
            .collect();
        let mut other = complete.clone();
        other.reverse();
        assert!(are_same(&complete, &other, 60));
        other.swap_remove(7);
        other.push((0, 0));
        assert!(!are_same(&complete, &other, 60));
        let star: Vec<(usize, usize)> = (1..2000).map(|n| (0, n)).collect();
        let other: Vec<(usize, usize)> = (0..1999).map(|n| (1999, n)).collect();
        assert!(are_same(&star, &other, 2000));
    }

    #[test]
    fn nodes_of_one_colour_that_are_not_interchangeable_are_tried() {
        // The lines of the plane of seven points, and the same under other names.
        let lines = |shift: usize| -> Vec<Tuple> {
            let line = |n: usize| {
                let mut nodes: Vec<usize> = [0, 1, 3].iter().map(|m| (n + m) * shift % 7).collect();
                nodes.sort_unstable();
                Tuple { label: 0, nodes }
            };
            (0..7).map(line).collect()
        };
        let unordered = |lines: Vec<Tuple>| -> Vec<Tuple> {
            let pairs = lines.into_iter().enumerate().flat_map(|(line, tuple)| {
                let nodes = tuple.nodes.into_iter();
                nodes.map(move |node| Tuple {
                    label: 1,
                    nodes: vec![node, 7 + line],
                })
            });
            pairs.collect()
        };
        let (left, right) = (unordered(lines(1)), unordered(lines(3)));
        assert!(
            mapping(&left, &right, (14, 14), &mut Steps::default())
                .expect("few steps")
                .is_some()
        );
    }
}
