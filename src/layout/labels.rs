//! Places for the labels of edges whose layout left no room for them: on the way, near its middle, where nothing else is.

use super::geometry::{Index, Point, Rect, Size};
use super::path::Path;

/// Where labels stand and where lines run.
pub struct Labels {
    taken: Index,
    lines: Index,
    /// By rectangle around a piece of a line, the piece and whose it is.
    pieces: Vec<(Point, Point, usize)>,
}

impl Labels {
    /// Nothing but cards, titles and labels that have their places.
    pub fn among(taken: &[Rect], ways: &[Path]) -> Self {
        let mut labels = Self {
            taken: Index::of(taken, 80.0),
            lines: Index::new(80.0),
            pieces: Vec::new(),
        };
        for (number, way) in ways.iter().enumerate() {
            for pair in way.flattened().windows(2) {
                // Long pieces are cut, since the rectangle around a slanting line is mostly empty.
                let parts = (pair[0].distance(pair[1]) / 80.0).ceil().max(1.0);
                for part in 0..parts as usize {
                    let at = |part: usize| pair[0].towards(pair[1], part as f64 / parts);
                    labels.piece(at(part), at(part + 1), number);
                }
            }
        }
        labels
    }

    fn piece(&mut self, a: Point, b: Point, number: usize) {
        let rect = Rect {
            x: a.x.min(b.x),
            y: a.y.min(b.y),
            width: (a.x - b.x).abs().max(0.1),
            height: (a.y - b.y).abs().max(0.1),
        };
        self.lines.insert(rect);
        self.pieces.push((a, b, number));
    }

    /// Takes a place if it is free; where no other line may run through it, that counts too.
    pub fn take(&mut self, number: usize, rect: Rect, among_lines: bool) -> bool {
        let is_free = self.taken.overlapping(&rect).is_empty()
            && (among_lines || self.crossing(&rect, number) == 0.0);
        if is_free {
            self.taken.insert(rect);
        }
        is_free
    }

    /// Takes the best free place for the label of a way, where few other lines run: on it or beside it, or further away if all
    /// that is taken; none if everything near is taken.
    pub fn put(&mut self, number: usize, way: &Path, size: Size) -> Option<Rect> {
        let mut reaches = [1.0, 2.0, 3.5].into_iter();
        let rect = reaches.find_map(|reach| self.place(number, way, size, reach))?;
        self.taken.insert(rect);
        Some(rect)
    }

    /// The best free place that is this many times the size of a label away from its way, or nearer.
    fn place(&self, number: usize, way: &Path, size: Size, reach: f64) -> Option<Rect> {
        let points = way.flattened();
        let length: f64 = points.windows(2).map(|p| p[0].distance(p[1])).sum();
        let mut best: Option<(f64, Rect)> = None;
        for part in [
            0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9,
        ] {
            let centre = along(&points, length * part);
            let beside = (size.width / 2.0 + 4.0) * reach.sqrt();
            let below = (size.height / 2.0 + 3.0) * reach;
            let shifts = [
                (0.0, 0.0),
                (0.0, -below),
                (0.0, below),
                (beside, 0.0),
                (-beside, 0.0),
            ];
            for (index, (x, y)) in shifts.into_iter().enumerate() {
                let rect = Rect::around(centre.plus(x, y), size);
                if !self.taken.overlapping(&rect.inflated(1.5)).is_empty() {
                    continue;
                }
                let aside = index as f64 * 0.15 + f64::from(index > 0) * 0.5;
                let cost =
                    (part - 0.5_f64).abs() * 3.0 + aside + self.crossing(&rect, number) * 1.5;
                if best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, rect));
                }
            }
            if best.is_some_and(|(cost, _)| cost < (part - 0.5_f64).abs() * 3.0 + 0.2) {
                break;
            }
        }
        best.map(|(_, rect)| rect)
    }

    /// How many other lines run through a rectangle.
    fn crossing(&self, rect: &Rect, own: usize) -> f64 {
        let near = self.lines.overlapping(rect);
        let mut ways: Vec<usize> = near
            .into_iter()
            .filter_map(|piece| self.pieces.get(piece))
            .filter(|(a, b, number)| *number != own && rect.clip(*a, *b).is_some())
            .map(|(_, _, number)| *number)
            .collect();
        ways.sort_unstable();
        ways.dedup();
        ways.len() as f64
    }
}

/// The point at a length along a polyline.
pub fn along(points: &[Point], length: f64) -> Point {
    let mut rest = length;
    for pair in points.windows(2) {
        let piece = pair[0].distance(pair[1]);
        if rest <= piece {
            return pair[0].towards(pair[1], rest / piece.max(1e-9));
        }
        rest -= piece;
    }
    points.last().copied().unwrap_or_default()
}
