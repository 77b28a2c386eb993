//! Parts of a level that no link connects are laid out one by one and packed without much room between them.

use super::geometry::{Point, Rect, Size};
use super::{GAP, Item, Layout, Level, Link, Placed};

/// The distance between parts that nothing connects.
const APART: f64 = 1.6 * GAP;
/// How much wider than high a picture should be.
const ASPECT: f64 = 1.6;

/// A connected part with its places.
struct Island {
    items: Vec<usize>,
    links: Vec<usize>,
    placed: Placed,
    bounds: Rect,
}

/// Places all items of a level; gives the size of the whole, whose upper left corner is the origin.
pub fn place(level: &Level, layout: &dyn Layout) -> (Placed, Size) {
    let (connected, alone) = islands(level);
    // Boxes are packed for themselves, cards in a grid.
    let is_large = |item: &usize| level.extent(*item).height > 150.0;
    let (large, alone): (Vec<usize>, Vec<usize>) = alone.into_iter().partition(is_large);
    let mut islands: Vec<Island> = connected
        .into_iter()
        .map(|(items, links)| {
            let placed = layout.place(&part(level, &items, &links));
            island(level, items, links, placed)
        })
        .collect();
    for item in large {
        let placed = grid(level, &[item], false);
        islands.push(island(level, vec![item], Vec::new(), placed));
    }
    if !alone.is_empty() {
        let placed = grid(level, &alone, islands.is_empty());
        islands.push(island(level, alone, Vec::new(), placed));
    }
    islands.sort_by(|a, b| {
        (b.bounds.width * b.bounds.height).total_cmp(&(a.bounds.width * a.bounds.height))
    });
    packed(level, islands)
}

/// The connected parts as items and links, the largest first, and the items without links.
type Parts = (Vec<(Vec<usize>, Vec<usize>)>, Vec<usize>);

fn islands(level: &Level) -> Parts {
    let neighbours = level.neighbours();
    let mut island_of = vec![usize::MAX; level.items.len()];
    let mut islands: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    let mut alone = Vec::new();
    for start in 0..level.items.len() {
        if neighbours[start].is_empty() {
            alone.push(start);
        } else if island_of[start] == usize::MAX {
            let mut stack = vec![start];
            while let Some(item) = stack.pop() {
                if std::mem::replace(&mut island_of[item], islands.len()) == usize::MAX {
                    let next = neighbours[item].iter().map(|(other, _)| *other);
                    stack.extend(next.filter(|other| island_of[*other] == usize::MAX));
                }
            }
            islands.push(Default::default());
        }
    }
    for (item, island) in island_of
        .iter()
        .enumerate()
        .filter(|(_, i)| **i != usize::MAX)
    {
        islands[*island].0.push(item);
    }
    for (number, link) in level.links.iter().enumerate() {
        islands[island_of[link.from]].1.push(number);
    }
    islands.sort_by_key(|(items, _)| (usize::MAX - items.len(), items.first().copied()));
    (islands, alone)
}

/// A part of a level as a level.
fn part(level: &Level, items: &[usize], links: &[usize]) -> Level {
    let mut numbers = vec![0; level.items.len()];
    for (number, item) in items.iter().enumerate() {
        numbers[*item] = number;
    }
    let link = |number: &usize| {
        let link = level.links[*number];
        Link {
            from: numbers[link.from],
            to: numbers[link.to],
            label: link.label,
        }
    };
    Level {
        items: items.iter().map(|item| level.items[*item]).collect(),
        links: links.iter().map(link).collect(),
        root: level
            .root
            .and_then(|root| items.iter().position(|item| *item == root)),
        direction: level.direction,
    }
}

fn island(level: &Level, items: Vec<usize>, links: Vec<usize>, placed: Placed) -> Island {
    let mut bounds: Option<Rect> = None;
    let mut include = |rect: Rect| bounds = Some(bounds.map_or(rect, |b| b.union(&rect)));
    for (item, rect) in items.iter().zip(&placed.items) {
        let extent = level.extent(*item);
        include(Rect {
            width: extent.width,
            height: extent.height,
            ..*rect
        });
    }
    for track in placed.tracks.iter().flatten() {
        track.label.into_iter().for_each(&mut include);
        for point in track.path.flattened() {
            include(Rect {
                x: point.x,
                y: point.y,
                ..Rect::default()
            });
        }
    }
    Island {
        bounds: bounds.unwrap_or_default(),
        items,
        links,
        placed,
    }
}

/// Items without links, in rows that are filled one after the other; similar heights stand together.
fn grid(level: &Level, items: &[usize], is_all: bool) -> Placed {
    let size = |item: &usize| level.extent(*item);
    let area: f64 = items
        .iter()
        .map(|i| (size(i).width + GAP) * (size(i).height + GAP))
        .sum();
    let widest = items.iter().map(|i| size(i).width).fold(0.0, f64::max);
    let aspect = if is_all { ASPECT } else { 2.5 };
    let most = (area * aspect).sqrt().max(widest);
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by(|a, b| size(&items[*b]).height.total_cmp(&size(&items[*a]).height));
    let mut placed = vec![Rect::default(); items.len()];
    let (mut x, mut y, mut row) = (0.0, 0.0, 0.0_f64);
    for index in order {
        let extent = size(&items[index]);
        if x > 0.0 && x + extent.width > most {
            (x, y, row) = (0.0, y + row + GAP, 0.0);
        }
        let Item { size, .. } = level.items[items[index]];
        placed[index] = Rect {
            x,
            y,
            width: size.width,
            height: size.height,
        };
        x += extent.width + GAP;
        row = row.max(extent.height);
    }
    Placed {
        items: placed,
        tracks: Vec::new(),
    }
}

/// Puts islands, the largest first, where the outline of those before leaves the highest room; of several widths the one
/// whose picture is nearest to the form of a page.
fn packed(level: &Level, islands: Vec<Island>) -> (Placed, Size) {
    let sizes: Vec<Size> = islands
        .iter()
        .map(|island| Size {
            width: island.bounds.width,
            height: island.bounds.height,
        })
        .collect();
    let area: f64 = sizes
        .iter()
        .map(|s| (s.width + APART) * (s.height + APART))
        .sum();
    let widest = sizes.iter().map(|s| s.width).fold(0.0, f64::max);
    let mut best: Option<(f64, Vec<Point>, Size)> = None;
    for tenths in [7, 8, 9, 10, 11, 12, 13, 15, 18] {
        let most = ((area * ASPECT).sqrt() * f64::from(tenths) / 10.0).max(widest) + APART;
        let (places, size) = skyline(&sizes, most);
        let form = (size.width / size.height.max(1.0) / ASPECT)
            .max(size.height * ASPECT / size.width.max(1.0));
        let cost = size.width * size.height * (1.0 + 0.25 * (form - 1.0));
        if best.as_ref().is_none_or(|(least, ..)| cost < *least - 1e-6) {
            best = Some((cost, places, size));
        }
    }
    let (_, places, size) = best.unwrap_or_default();
    let mut whole = Placed {
        items: vec![Rect::default(); level.items.len()],
        tracks: vec![None; level.links.len()],
    };
    for (island, place) in islands.into_iter().zip(places) {
        let (dx, dy) = (place.x - island.bounds.x, place.y - island.bounds.y);
        for (item, rect) in island.items.iter().zip(&island.placed.items) {
            whole.items[*item] = rect.moved(dx, dy);
        }
        for (link, track) in island.links.iter().zip(island.placed.tracks) {
            whole.tracks[*link] = track.map(|track| track.moved(dx, dy));
        }
    }
    (whole, size)
}

/// Places for rectangles below an outline of a width, each as high as it gets
/// ([bottom-left with a skyline](https://doi.org/10.1016/j.ejor.2011.06.022)).
fn skyline(sizes: &[Size], most: f64) -> (Vec<Point>, Size) {
    // The outline: from where on it is how low.
    let mut outline = vec![(0.0, 0.0)];
    let mut places = Vec::new();
    let mut whole = Size::default();
    for size in sizes {
        let lowest = |x: f64, outline: &[(f64, f64)]| {
            let end = |index: usize| outline.get(index + 1).map_or(f64::MAX, |next| next.0);
            let below = outline.iter().enumerate();
            let below = below.filter(|(i, part)| part.0 < x + size.width + APART && end(*i) > x);
            below.map(|(_, part)| part.1).fold(0.0, f64::max)
        };
        let starts = outline.iter().map(|part| part.0);
        let fitting = starts.filter(|x| *x == 0.0 || x + size.width <= most);
        let at = fitting
            .map(|x| (lowest(x, &outline), x))
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let (y, x) = at.unwrap_or_default();
        places.push(Point { x, y });
        let (right, bottom) = (x + size.width + APART, y + size.height + APART);
        let after = outline
            .iter()
            .rev()
            .find(|part| part.0 <= right)
            .map_or(0.0, |part| part.1);
        outline.retain(|part| part.0 < x || part.0 > right);
        outline.extend([(x, bottom), (right, after)]);
        outline.sort_by(|a, b| a.0.total_cmp(&b.0));
        whole.width = whole.width.max(x + size.width);
        whole.height = whole.height.max(y + size.height);
    }
    (places, whole)
}
