//! Layers: items in ranks that links lead through, after [Sugiyama, Tagawa and Toda 1981](https://doi.org/10.1109/TSMC.1981.4308636).
//!
//! All is calculated with links that lead to the right; other directions are turned before and after.
//! A link that crosses a rank has a cell of its own there, and so has its label: nothing can run through anything.

use super::geometry::{Point, Rect, Size};
use super::layers::{Cell, Layers, Role};
use super::{GAP, Layout, Level, Path, Placed, Track};
use crate::view::Direction;

/// Layers in the direction of the links.
pub struct Layered;

impl Layout for Layered {
    fn place(&self, level: &Level) -> Placed {
        let links: Vec<(usize, usize)> = level.links.iter().map(|l| (l.from, l.to)).collect();
        place_in_ranks(level, &ranks(level.items.len(), &links))
    }
}

/// Places items whose ranks are known; links may lead forwards or backwards, not within a rank.
pub fn place_in_ranks(level: &Level, ranks: &[usize]) -> Placed {
    let has_labels = level.links.iter().any(|link| link.label.is_some());
    let mut layers = cells(level, ranks, if has_labels { 2 } else { 1 });
    layers.order();
    layers.straighten();
    let columns = columns(&layers, if has_labels { 14.0 } else { 40.0 });
    let mut placed = Placed::default();
    for item in 0..level.items.len() {
        let rect = layers.cells.get(item).map(|cell| rect(cell, &columns));
        placed.items.push(rect.unwrap_or_default());
    }
    for number in 0..level.links.len() {
        placed.tracks.push(track(level, &layers, &columns, number));
    }
    turned(placed, level.direction)
}

/// The rank of each item: every link leads to a higher one, but for those that close a cycle.
pub fn ranks(items: usize, links: &[(usize, usize)]) -> Vec<usize> {
    let forward = acyclic(items, links);
    let order = topological(items, &forward);
    let (mut before, mut after) = (vec![Vec::new(); items], vec![Vec::new(); items]);
    for (from, to) in &forward {
        before[*to].push(*from);
        after[*from].push(*to);
    }
    let mut ranks = vec![0; items];
    for item in &order {
        let lowest = before[*item].iter().map(|other| ranks[*other] + 1).max();
        ranks[*item] = lowest.unwrap_or(0);
    }
    // What has more links onwards than back is moved towards them.
    for _ in 0..4 {
        for item in order.iter().rev() {
            let highest = after[*item].iter().map(|other| ranks[*other] - 1).min();
            if let Some(highest) = highest
                && after[*item].len() > before[*item].len()
            {
                ranks[*item] = highest;
            }
        }
    }
    let first = ranks.iter().min().copied().unwrap_or(0);
    ranks.iter().map(|rank| rank - first).collect()
}

/// The links with those turned round that lead back to where a walk came from.
fn acyclic(items: usize, links: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let (mut out, mut ins) = (vec![Vec::new(); items], vec![0_usize; items]);
    for (from, to) in links {
        out[*from].push(*to);
        ins[*to] += 1;
    }
    let mut starts: Vec<usize> = (0..items).collect();
    starts.sort_by_key(|item| (ins[*item] as i64 - out[*item].len() as i64, *item));
    // The number of an item is the order in which the walk left it for good; a link to a later one leads back.
    let (mut state, mut finished, mut clock) = (vec![0_u8; items], vec![0_usize; items], 0);
    for start in starts {
        let mut stack = vec![(start, 0_usize)];
        while let Some((item, next)) = stack.pop() {
            if next == 0 && std::mem::replace(&mut state[item], 1) != 0 {
                continue;
            }
            if let Some(other) = out[item].get(next) {
                stack.push((item, next + 1));
                if state[*other] == 0 {
                    stack.push((*other, 0));
                }
            } else {
                clock += 1;
                finished[item] = clock;
            }
        }
    }
    let forward = |(from, to): &(usize, usize)| {
        if finished[*from] > finished[*to] {
            (*from, *to)
        } else {
            (*to, *from)
        }
    };
    links.iter().map(forward).collect()
}

fn topological(items: usize, links: &[(usize, usize)]) -> Vec<usize> {
    let (mut out, mut missing) = (vec![Vec::new(); items], vec![0_usize; items]);
    for (from, to) in links {
        out[*from].push(*to);
        missing[*to] += 1;
    }
    let mut order: Vec<usize> = (0..items).filter(|item| missing[*item] == 0).collect();
    let mut next = 0;
    while let Some(item) = order.get(next).copied() {
        next += 1;
        for other in &out[item] {
            missing[*other] -= 1;
            if missing[*other] == 0 {
                order.push(*other);
            }
        }
    }
    order
}

/// A cell for every item, and for every rank that a link crosses; `step` ranks lie between two items that a link connects.
fn cells(level: &Level, ranks: &[usize], step: usize) -> Layers {
    let sideways = level.direction.is_sideways();
    let turned = |size: Size| if sideways { size } else { swapped(size) };
    let mut layers = Layers::default();
    for (item, rank) in level.items.iter().zip(ranks) {
        layers.add(Cell {
            size: turned(item.size),
            room: item.loop_room,
            rank: rank * step,
            ..Cell::default()
        });
    }
    for (number, link) in level.links.iter().enumerate() {
        let backwards = ranks[link.from] > ranks[link.to];
        let (first, last) = if backwards {
            (link.to, link.from)
        } else {
            (link.from, link.to)
        };
        let (low, high) = (ranks[first] * step, ranks[last] * step);
        // The label stands in the middle, where no item can be.
        let middle = (low + high) / 2;
        let middle = if middle.is_multiple_of(step) {
            middle.saturating_sub(1).max(low + 1)
        } else {
            middle
        };
        let mut chain = vec![first];
        for rank in low + 1..high {
            let label = link.label.filter(|_| rank == middle);
            let role = if label.is_some() {
                Role::Label
            } else {
                Role::Bend
            };
            let size = label.map(turned).unwrap_or_default();
            chain.push(layers.add(Cell {
                size,
                rank,
                role,
                ..Cell::default()
            }));
        }
        chain.push(last);
        layers.chain(number, chain, backwards);
    }
    layers
}

/// Where each rank starts and ends from left to right.
fn columns(layers: &Layers, least: f64) -> Vec<(f64, f64)> {
    let mut columns = Vec::new();
    let mut x = 0.0;
    for rank in 0..layers.layers.len() {
        let cells = layers.layers[rank].iter().map(|cell| &layers.cells[*cell]);
        let width = cells.map(|cell| cell.size.width).fold(0.0, f64::max);
        columns.push((x, x + width));
        // The further links climb between two ranks, the more room they get to do it.
        let climb = layers.climb(rank);
        x += width + (climb * 0.09).clamp(least.max(GAP), least.max(GAP) + 56.0);
    }
    columns
}

/// Where a cell is. Items stand at the side that their links come from.
fn rect(cell: &Cell, columns: &[(f64, f64)]) -> Rect {
    let (start, end) = columns.get(cell.rank).copied().unwrap_or_default();
    let x = match (cell.before.is_empty(), cell.after.is_empty()) {
        (true, false) => end - cell.size.width,
        (false, true) => start,
        _ => (start + end - cell.size.width) / 2.0,
    };
    Rect {
        x,
        y: cell.y - (cell.size.height + cell.room) / 2.0,
        width: cell.size.width,
        height: cell.size.height,
    }
}

/// The way of a link through its cells.
fn track(level: &Level, layers: &Layers, columns: &[(f64, f64)], number: usize) -> Option<Track> {
    let (chain, backwards) = layers.chains.get(number)?;
    let (first, last) = (*chain.first()?, *chain.last()?);
    let column = |cell: usize| columns.get(layers.cells[cell].rank).copied();
    let start = rect(&layers.cells[first], columns);
    let end = rect(&layers.cells[last], columns);
    let leave = start.y + start.height / 2.0 + layers.port(first, number, true);
    let arrive = end.y + end.height / 2.0 + layers.port(last, number, false);
    let mut path = Path::from(Point {
        x: start.right(),
        y: leave,
    });
    path.line(Point {
        x: column(first)?.1,
        y: leave,
    });
    let (mut via, mut label) = (Vec::new(), None);
    for cell in chain.get(1..chain.len() - 1)? {
        let (from, to) = column(*cell)?;
        let (y, role) = (layers.cells[*cell].y, layers.cells[*cell].role);
        for x in [from, to] {
            via.push(Point { x, y });
        }
        path.sweep(Point { x: from, y });
        path.line(Point { x: to, y });
        if role == Role::Label {
            label = Some(rect(&layers.cells[*cell], columns));
        }
    }
    path.sweep(Point {
        x: column(last)?.0,
        y: arrive,
    });
    path.line(Point {
        x: end.x,
        y: arrive,
    });
    if *backwards {
        path = path.reversed();
        via.reverse();
    }
    let label = label.filter(|_| level.links.get(number).is_some_and(|l| l.label.is_some()));
    Some(Track { path, via, label })
}

/// Turns a picture whose links lead to the right.
fn turned(placed: Placed, direction: Direction) -> Placed {
    let ends = placed.items.iter().map(Rect::right);
    let far = ends.fold(0.0, f64::max);
    let point = move |p: Point| match direction {
        Direction::LeftToRight => p,
        Direction::RightToLeft => Point {
            x: far - p.x,
            y: p.y,
        },
        Direction::TopToBottom => Point { x: p.y, y: p.x },
        Direction::BottomToTop => Point {
            x: p.y,
            y: far - p.x,
        },
    };
    let rect = |rect: &Rect| {
        let [a, _, c, _] = rect.corners().map(point);
        let (x, y) = (a.x.min(c.x), a.y.min(c.y));
        let (width, height) = ((a.x - c.x).abs(), (a.y - c.y).abs());
        Rect {
            x,
            y,
            width,
            height,
        }
    };
    let track = |track: &Track| Track {
        path: track.path.map(point),
        via: track.via.iter().copied().map(point).collect(),
        label: track.label.as_ref().map(rect),
    };
    Placed {
        items: placed.items.iter().map(rect).collect(),
        tracks: placed
            .tracks
            .iter()
            .map(|t| t.as_ref().map(track))
            .collect(),
    }
}

fn swapped(size: Size) -> Size {
    Size {
        width: size.height,
        height: size.width,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_higher_ranks_and_cycles_are_broken() {
        assert_eq!(ranks(4, &[(0, 1), (1, 2), (0, 2), (3, 2)]), [0, 1, 2, 1]);
        let cycle = ranks(3, &[(0, 1), (1, 2), (2, 0)]);
        assert_eq!(cycle, [0, 1, 2]);
        assert_eq!(ranks(0, &[]), [] as [usize; 0]);
        assert_eq!(ranks(2, &[(1, 0), (0, 1)]).iter().sum::<usize>(), 1);
    }
}
