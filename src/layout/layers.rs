//! The order of cells in their layers and how far down each is: few crossings, straight lines.
//!
//! Places in a layer are the least squares solution with fixed order and least distances, which
//! [pooling adjacent violators](https://en.wikipedia.org/wiki/Isotonic_regression) finds at once.

use super::GAP;
use super::geometry::Size;

/// What a cell stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// An item.
    #[default]
    Item,
    /// A link on its way through a layer.
    Bend,
    /// The label of a link.
    Label,
}

/// A place in a layer that something takes.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Its size; links lead to the right.
    pub size: Size,
    /// Room below it.
    pub room: f64,
    /// Its layer.
    pub rank: usize,
    /// What it stands for.
    pub role: Role,
    /// The middle of cell and room.
    pub y: f64,
    /// Its place in the layer.
    pub position: usize,
    /// Cells in the layer before that it is linked to, with the link.
    pub before: Vec<(usize, usize)>,
    /// The same in the layer after it.
    pub after: Vec<(usize, usize)>,
}

/// Cells in layers.
#[derive(Debug, Default)]
pub struct Layers {
    /// All cells.
    pub cells: Vec<Cell>,
    /// The cells of each layer, from top to bottom.
    pub layers: Vec<Vec<usize>>,
    /// By link, the cells that it goes through, and whether it leads from the last to the first.
    pub chains: Vec<(Vec<usize>, bool)>,
}

/// How many times cells are visited to order or to straighten them, at most, unless that would be fewer than a few
/// rounds. A picture of a few hundred nodes gets all rounds. Where links lead through hundreds of layers, the number of
/// cells is the square of that of the nodes, and all rounds would take longer than everything else.
const VISITS: usize = 1_500_000;

impl Layers {
    /// The number of rounds over all cells: `most`, or fewer if there are many cells, but at least `least`.
    fn rounds(&self, least: usize, most: usize) -> usize {
        (VISITS / self.cells.len().max(1)).clamp(least, most)
    }

    /// Adds a cell at the end of its layer.
    pub fn add(&mut self, mut cell: Cell) -> usize {
        let number = self.cells.len();
        self.layers
            .resize(self.layers.len().max(cell.rank + 1), Vec::new());
        let layer = &mut self.layers[cell.rank];
        cell.position = layer.len();
        layer.push(number);
        self.cells.push(cell);
        number
    }

    /// Links the cells of a link.
    pub fn chain(&mut self, link: usize, cells: Vec<usize>, backwards: bool) {
        for pair in cells.windows(2) {
            self.cells[pair[0]].after.push((pair[1], link));
            self.cells[pair[1]].before.push((pair[0], link));
        }
        self.chains.push((cells, backwards));
    }

    /// Orders the layers so that few links cross.
    pub fn order(&mut self) {
        self.walk();
        let mut best = self.layers.clone();
        let mut fewest = self.crossings();
        for round in 0..self.rounds(4, 18) {
            if fewest == 0 {
                break;
            }
            self.sweep(round % 2 == 0);
            if self.cells.len() <= 3000 {
                self.swap_neighbours();
            }
            let crossings = self.crossings();
            if crossings < fewest {
                fewest = crossings;
                best.clone_from(&self.layers);
            }
        }
        self.layers = best;
        self.number();
    }

    /// The first order: as a walk from the first layer on comes along, so that what belongs together is together.
    fn walk(&mut self) {
        let mut seen = vec![false; self.cells.len()];
        let mut layers = vec![Vec::new(); self.layers.len()];
        let starts: Vec<usize> = self.layers.iter().flatten().copied().collect();
        for start in starts {
            let mut stack = vec![start];
            while let Some(cell) = stack.pop() {
                if std::mem::replace(&mut seen[cell], true) {
                    continue;
                }
                layers[self.cells[cell].rank].push(cell);
                let next = self.cells[cell].before.iter().rev();
                let next = next.chain(self.cells[cell].after.iter().rev());
                stack.extend(next.map(|(other, _)| *other).filter(|other| !seen[*other]));
            }
        }
        self.layers = layers;
        self.number();
    }

    fn number(&mut self) {
        for layer in &self.layers {
            for (position, cell) in layer.iter().enumerate() {
                self.cells[*cell].position = position;
            }
        }
    }

    /// Puts each cell where the middle of its neighbours in the layer before (or after) is.
    fn sweep(&mut self, forwards: bool) {
        let count = self.layers.len();
        for step in 1..count {
            let rank = if forwards { step } else { count - 1 - step };
            let middle = |cell: &usize| {
                let cell = &self.cells[*cell];
                let neighbours = if forwards { &cell.before } else { &cell.after };
                let sum: usize = neighbours
                    .iter()
                    .map(|(n, _)| self.cells[*n].position)
                    .sum();
                if neighbours.is_empty() {
                    cell.position as f64
                } else {
                    sum as f64 / neighbours.len() as f64
                }
            };
            let mut keyed: Vec<(f64, usize)> = self.layers[rank]
                .iter()
                .map(|cell| (middle(cell), *cell))
                .collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            self.layers[rank] = keyed.into_iter().map(|(_, cell)| cell).collect();
            for (position, cell) in self.layers[rank].iter().enumerate() {
                self.cells[*cell].position = position;
            }
        }
    }

    /// Swaps cells next to each other as long as that saves crossings.
    fn swap_neighbours(&mut self) {
        for _ in 0..4 {
            let mut swapped = false;
            for rank in 0..self.layers.len() {
                for at in 1..self.layers[rank].len() {
                    let (a, b) = (self.layers[rank][at - 1], self.layers[rank][at]);
                    if self.crossings_of(b, a) < self.crossings_of(a, b) {
                        self.layers[rank].swap(at - 1, at);
                        self.cells[a].position = at;
                        self.cells[b].position = at - 1;
                        swapped = true;
                    }
                }
            }
            if !swapped {
                break;
            }
        }
    }

    /// How many links of two cells cross if the first is above the second.
    fn crossings_of(&self, upper: usize, lower: usize) -> usize {
        let (upper, lower) = (&self.cells[upper], &self.cells[lower]);
        let position = |(cell, _): &(usize, usize)| self.cells[*cell].position;
        let cross = |a: &[(usize, usize)], b: &[(usize, usize)]| -> usize {
            let above = |a: &(usize, usize)| b.iter().filter(|b| position(b) < position(a)).count();
            a.iter().map(above).sum()
        };
        cross(&upper.before, &lower.before) + cross(&upper.after, &lower.after)
    }

    /// How many links cross.
    fn crossings(&self) -> usize {
        let mut crossings = 0;
        for (rank, layer) in self.layers.iter().enumerate() {
            let width = self.layers.get(rank + 1).map_or(0, Vec::len);
            // A binary indexed tree counts the links that end further down than one that starts lower.
            let mut tree = vec![0_usize; width + 1];
            let mut total = 0;
            for cell in layer {
                let mut ends: Vec<usize> = self.cells[*cell]
                    .after
                    .iter()
                    .map(|(n, _)| self.cells[*n].position)
                    .collect();
                ends.sort_unstable();
                for end in &ends {
                    let mut at = end + 1;
                    let mut not_below = 0;
                    while at > 0 {
                        not_below += tree[at];
                        at &= at - 1;
                    }
                    crossings += total - not_below;
                }
                for end in ends {
                    let mut at = end + 1;
                    while at <= width {
                        tree[at] += 1;
                        at += at & at.wrapping_neg();
                    }
                    total += 1;
                }
            }
        }
        crossings
    }

    /// Gives every cell its place from top to bottom.
    pub fn straighten(&mut self) {
        for rank in 0..self.layers.len() {
            let mut y = 0.0;
            for at in 0..self.layers[rank].len() {
                if at > 0 {
                    y += self.distance(rank, at);
                }
                let cell = self.layers[rank][at];
                self.cells[cell].y = y;
            }
        }
        let count = self.layers.len();
        let rounds = self.rounds(9, 24);
        for round in 0..rounds {
            for step in 0..count {
                let rank = if round % 2 == 0 {
                    step
                } else {
                    count - 1 - step
                };
                // Towards the end, both sides pull.
                let both = round >= rounds * 2 / 3;
                self.settle(rank, round % 2 == 0 || both, round % 2 == 1 || both);
            }
        }
        self.close_gaps();
    }

    /// Cuts the bands that no cell reaches into, from the first layer to the last.
    fn close_gaps(&mut self) {
        let mut spans: Vec<(f64, f64)> = self
            .cells
            .iter()
            .map(|cell| {
                let half = (cell.size.height + cell.room) / 2.0;
                (cell.y - half, cell.y + half)
            })
            .collect();
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        // What is below each cut, and how far it moves up.
        let (mut cuts, mut moved): (Vec<(f64, f64)>, f64) = (Vec::new(), 0.0);
        let mut end = spans.first().map_or(0.0, |span| span.1);
        for (top, bottom) in spans {
            if top - end > 1.5 * GAP {
                moved += top - end - 1.5 * GAP;
                cuts.push((top, moved));
            }
            end = end.max(bottom);
        }
        for cell in &mut self.cells {
            let top = cell.y - (cell.size.height + cell.room) / 2.0;
            let above = cuts.partition_point(|cut| cut.0 <= top);
            cell.y -= above
                .checked_sub(1)
                .and_then(|i| cuts.get(i))
                .map_or(0.0, |cut| cut.1);
        }
    }

    /// The least distance between the middles of a cell and the one above it.
    fn distance(&self, rank: usize, at: usize) -> f64 {
        let cell = |at: usize| &self.cells[self.layers[rank][at]];
        let (above, below) = (cell(at - 1), cell(at));
        let gap = match (above.role, below.role) {
            (Role::Item, Role::Item) => GAP,
            (Role::Label, Role::Label) => 5.0,
            (Role::Bend, Role::Bend) => 9.0,
            _ => 12.0,
        };
        let half = |cell: &Cell| (cell.size.height + cell.room) / 2.0;
        half(above) + half(below) + gap
    }

    /// Moves the cells of a layer as near as possible to where their links want them.
    fn settle(&mut self, rank: usize, before: bool, after: bool) {
        let mut pools: Vec<(f64, f64, usize)> = Vec::new();
        let (mut offsets, mut offset) = (Vec::new(), 0.0);
        for at in 0..self.layers[rank].len() {
            if at > 0 {
                offset += self.distance(rank, at);
            }
            offsets.push(offset);
            let (wanted, weight) = self.wanted(self.layers[rank][at], before, after);
            pools.push((wanted - offset, weight, 1));
            while let [.., (y1, w1, n1), (y2, w2, n2)] = pools.as_slice()
                && y1 > y2
            {
                let pooled = ((y1 * w1 + y2 * w2) / (w1 + w2), w1 + w2, n1 + n2);
                pools.truncate(pools.len() - 2);
                pools.push(pooled);
            }
        }
        let places = pools
            .iter()
            .flat_map(|(y, _, n)| std::iter::repeat_n(*y, *n));
        for ((cell, offset), y) in self.layers[rank].iter().zip(offsets).zip(places) {
            self.cells[*cell].y = y + offset;
        }
    }

    /// Where a cell would like to be, and how much.
    fn wanted(&self, cell: usize, before: bool, after: bool) -> (f64, f64) {
        let cell = &self.cells[cell];
        let sides = [(&cell.before, before), (&cell.after, after)];
        let mut pulls: Vec<(f64, f64)> = Vec::new();
        for (other, _) in sides
            .iter()
            .filter(|(_, on)| *on)
            .flat_map(|(list, _)| *list)
        {
            let other = &self.cells[*other];
            let weight = match (cell.role == Role::Item, other.role == Role::Item) {
                (true, true) => 1.0,
                (false, false) => 8.0,
                _ => 2.0,
            };
            pulls.push((other.y - other.room / 2.0 + cell.room / 2.0, weight));
        }
        if pulls.is_empty() {
            return (cell.y, 0.05);
        }
        pulls.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = pulls.iter().map(|(_, weight)| weight).sum();
        let mut sum = 0.0;
        for (index, (y, weight)) in pulls.iter().enumerate() {
            sum += weight;
            if sum > total / 2.0 + 1e-9 {
                return (*y, total);
            }
            if (sum - total / 2.0).abs() <= 1e-9 {
                let next = pulls.get(index + 1).map_or(*y, |(next, _)| *next);
                return ((y + next) / 2.0, total);
            }
        }
        (cell.y, 0.05)
    }

    /// The furthest that a link goes up or down between a layer and the next.
    pub fn climb(&self, rank: usize) -> f64 {
        let cells = self.layers.get(rank).into_iter().flatten();
        let climbs = cells.flat_map(|cell| {
            let cell = &self.cells[*cell];
            let climb = |(other, _): &(usize, usize)| (self.cells[*other].y - cell.y).abs();
            cell.after.iter().map(climb)
        });
        climbs.fold(0.0, f64::max)
    }

    /// How far from the middle of an item a link leaves it: links are spread over its side in the order of where they lead.
    pub fn port(&self, item: usize, link: usize, right: bool) -> f64 {
        let cell = &self.cells[item];
        let links = if right { &cell.after } else { &cell.before };
        let mut order: Vec<(usize, usize)> = links
            .iter()
            .map(|(other, link)| (self.cells[*other].position, *link))
            .collect();
        order.sort_unstable();
        let Some(at) = order.iter().position(|(_, other)| *other == link) else {
            return 0.0;
        };
        let gaps = order.len().saturating_sub(1).max(1) as f64;
        let step = ((cell.size.height - 20.0).max(0.0) / gaps).min(10.0);
        // Too near to be told apart, links look better as one bundle; arrows need more room than lines.
        let least = if right { 5.0 } else { 9.0 };
        let step = if step < least { 0.0 } else { step };
        (at as f64 - (order.len() - 1) as f64 / 2.0) * step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layers(cells: usize) -> Layers {
        let mut layers = Layers::default();
        for _ in 0..cells {
            layers.add(Cell::default());
        }
        layers
    }

    #[test]
    fn rounds_get_fewer_where_there_are_many_cells() {
        assert_eq!(layers(1_000).rounds(9, 24), 24);
        assert_eq!(layers(100_000).rounds(9, 24), 15);
        assert_eq!(layers(1_000_000).rounds(9, 24), 9);
        assert_eq!(layers(0).rounds(4, 18), 18);
    }
}
