//! Points, rectangles and an index of rectangles: what layouts calculate with. Lengths are [CSS pixels](https://www.w3.org/TR/css-values-3/#px).

use rustc_hash::FxHashMap;

/// A place in a picture; y grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// The point that is a part of the way to another: 0 is here, 1 is there.
    pub fn towards(self, other: Self, part: f64) -> Self {
        Self {
            x: self.x + (other.x - self.x) * part,
            y: self.y + (other.y - self.y) * part,
        }
    }

    /// How far another point is.
    pub fn distance(self, other: Self) -> f64 {
        let (dx, dy) = (other.x - self.x, other.y - self.y);
        (dx * dx + dy * dy).sqrt()
    }

    /// This point moved.
    pub fn plus(self, x: f64, y: f64) -> Self {
        Self {
            x: self.x + x,
            y: self.y + y,
        }
    }
}

/// Width and height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// A rectangle with upright sides.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// The left side.
    pub x: f64,
    /// The top.
    pub y: f64,
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

impl Rect {
    /// The rectangle of a size around a point.
    pub fn around(centre: Point, size: Size) -> Self {
        Self {
            x: centre.x - size.width / 2.0,
            y: centre.y - size.height / 2.0,
            width: size.width,
            height: size.height,
        }
    }

    /// The middle.
    pub fn centre(&self) -> Point {
        Point {
            x: self.x + self.width / 2.0,
            y: self.y + self.height / 2.0,
        }
    }

    /// The right side.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// The lower side.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The rectangle with a margin on all sides.
    pub fn inflated(&self, by: f64) -> Self {
        Self {
            x: self.x - by,
            y: self.y - by,
            width: self.width + 2.0 * by,
            height: self.height + 2.0 * by,
        }
    }

    /// The rectangle moved.
    pub fn moved(&self, x: f64, y: f64) -> Self {
        Self {
            x: self.x + x,
            y: self.y + y,
            ..*self
        }
    }

    /// Whether two rectangles have more than a border in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// Whether another rectangle lies inside.
    pub fn contains(&self, other: &Self) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }

    /// The smallest rectangle that holds both.
    pub fn union(&self, other: &Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self {
            x,
            y,
            width: self.right().max(other.right()) - x,
            height: self.bottom().max(other.bottom()) - y,
        }
    }

    /// The four corners, clockwise from the upper left.
    pub fn corners(&self) -> [Point; 4] {
        let point = |x, y| Point { x, y };
        [
            point(self.x, self.y),
            point(self.right(), self.y),
            point(self.right(), self.bottom()),
            point(self.x, self.bottom()),
        ]
    }

    /// The part of a segment that lies inside, as fractions of its length
    /// ([Liang–Barsky](https://en.wikipedia.org/wiki/Liang%E2%80%93Barsky_algorithm)).
    pub fn clip(&self, a: Point, b: Point) -> Option<(f64, f64)> {
        let (mut enter, mut exit) = (0.0_f64, 1.0_f64);
        let sides = [
            (b.x - a.x, self.x - a.x, self.right() - a.x),
            (b.y - a.y, self.y - a.y, self.bottom() - a.y),
        ];
        for (delta, low, high) in sides {
            if delta == 0.0 {
                if low >= 0.0 || high <= 0.0 {
                    return None;
                }
                continue;
            }
            let (first, second) = (low / delta, high / delta);
            enter = enter.max(first.min(second));
            exit = exit.min(first.max(second));
        }
        (enter < exit).then_some((enter, exit))
    }
}

/// Rectangles that can be asked which of them are near; cells of a grid know what reaches into them.
#[derive(Debug)]
pub struct Index {
    cell: f64,
    cells: FxHashMap<(i32, i32), Vec<u32>>,
    rects: Vec<Rect>,
}

impl Index {
    /// An empty index whose cells have a size.
    pub fn new(cell: f64) -> Self {
        Self {
            cell: cell.max(1.0),
            cells: FxHashMap::default(),
            rects: Vec::new(),
        }
    }

    /// An index of rectangles, numbered as they come.
    pub fn of(rects: &[Rect], cell: f64) -> Self {
        let mut index = Self::new(cell);
        for rect in rects {
            index.insert(*rect);
        }
        index
    }

    /// Adds a rectangle; gives its number.
    pub fn insert(&mut self, rect: Rect) -> usize {
        let number = self.rects.len();
        for x in self.at(rect.x)..=self.at(rect.right()) {
            for y in self.at(rect.y)..=self.at(rect.bottom()) {
                self.cells.entry((x, y)).or_default().push(number as u32);
            }
        }
        self.rects.push(rect);
        number
    }

    /// A rectangle by its number.
    pub fn rect(&self, number: usize) -> Rect {
        self.rects.get(number).copied().unwrap_or_default()
    }

    /// The numbers of the rectangles that overlap one, in order.
    pub fn overlapping(&self, rect: &Rect) -> Vec<usize> {
        let mut found = Vec::new();
        for x in self.at(rect.x)..=self.at(rect.right()) {
            for y in self.at(rect.y)..=self.at(rect.bottom()) {
                self.collect((x, y), &mut found);
            }
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|number| self.rect(*number).overlaps(rect));
        found
    }

    /// The numbers of the rectangles that a segment runs through, in order.
    pub fn along(&self, a: Point, b: Point) -> Vec<usize> {
        let (left, right) = if a.x <= b.x { (a, b) } else { (b, a) };
        let slope = if right.x > left.x {
            (right.y - left.y) / (right.x - left.x)
        } else {
            0.0
        };
        let mut found = Vec::new();
        for x in self.at(left.x)..=self.at(right.x) {
            let from = left.x.max(f64::from(x) * self.cell);
            let to = right.x.min(f64::from(x + 1) * self.cell);
            let mut ends = [
                left.y + (from - left.x) * slope,
                left.y + (to - left.x) * slope,
            ];
            if right.x <= left.x {
                ends = [a.y, b.y];
            }
            for y in self.at(ends[0].min(ends[1]))..=self.at(ends[0].max(ends[1])) {
                self.collect((x, y), &mut found);
            }
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|number| self.rect(*number).clip(a, b).is_some());
        found
    }

    fn collect(&self, cell: (i32, i32), found: &mut Vec<usize>) {
        let numbers = self.cells.get(&cell);
        found.extend(numbers.into_iter().flatten().map(|number| *number as usize));
    }

    fn at(&self, coordinate: f64) -> i32 {
        (coordinate / self.cell).floor() as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_clipped_at_a_rectangle() {
        let rect = Rect {
            x: 10.0,
            y: 10.0,
            width: 10.0,
            height: 10.0,
        };
        let point = |x, y| Point { x, y };
        assert_eq!(
            rect.clip(point(0.0, 15.0), point(40.0, 15.0)),
            Some((0.25, 0.5))
        );
        assert_eq!(rect.clip(point(0.0, 0.0), point(0.0, 40.0)), None);
        assert_eq!(rect.clip(point(0.0, 10.0), point(40.0, 10.0)), None);
        let index = Index::of(&[rect, rect.moved(100.0, 0.0)], 7.0);
        assert_eq!(index.along(point(0.0, 12.0), point(130.0, 18.0)), [0, 1]);
        assert_eq!(index.along(point(15.0, 40.0), point(15.0, 0.0)), [0]);
        assert_eq!(index.overlapping(&rect.moved(9.0, 9.0)), [0]);
        assert!(index.overlapping(&rect.moved(10.0, 0.0)).is_empty());
    }
}
