//! A tree: each item in the rank of its distance from the root; links that are not branches go around.

use super::layered::place_in_ranks;
use super::{Layout, Level, Link, Placed};

/// Ranks from a root.
pub struct Tree;

impl Layout for Tree {
    fn place(&self, level: &Level) -> Placed {
        let mut depths = vec![0; level.items.len()];
        let mut parents = vec![None; level.items.len()];
        for (item, parent) in tree_order(level) {
            depths[item] = parent.map_or(0, |parent: usize| depths[parent] + 1);
            parents[item] = parent;
        }
        let is_branch = |link: &Link| {
            parents[link.to] == Some(link.from) || parents[link.from] == Some(link.to)
        };
        let branches: Vec<usize> = (0..level.links.len())
            .filter(|number| is_branch(&level.links[*number]))
            .collect();
        let tree = Level {
            links: branches.iter().map(|number| level.links[*number]).collect(),
            ..level.clone()
        };
        let placed = place_in_ranks(&tree, &depths);
        let mut tracks = vec![None; level.links.len()];
        for (number, track) in branches.into_iter().zip(placed.tracks) {
            tracks[number] = track;
        }
        Placed {
            items: placed.items,
            tracks,
        }
    }
}

/// Breadth first from the root; without one, from what no link leads to, so that branches lead where links do.
fn tree_order(level: &Level) -> Vec<(usize, Option<usize>)> {
    if level.root.is_some() {
        return level.breadth_first();
    }
    let count = |of: fn(&Link) -> usize| {
        let mut counts = vec![0_usize; level.items.len()];
        for link in &level.links {
            counts[of(link)] += 1;
        }
        counts
    };
    let (outgoing, incoming) = (count(|link| link.from), count(|link| link.to));
    // A tree hangs on one end: where most links lead to (as in a hierarchy of parts), or where none does.
    let top = (0..level.items.len()).max_by_key(|item| {
        let pure = outgoing[*item] == 0 || incoming[*item] == 0;
        (pure, outgoing[*item] + incoming[*item], usize::MAX - item)
    });
    Level {
        root: top,
        ..level.clone()
    }
    .breadth_first()
}
