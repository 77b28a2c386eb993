//! Ways around obstacles: straight, and where something stands in the way, along its border; then as short as it gets.
//!
//! Obstacles with their margins do not overlap, so whoever walks along the border of one meets no other.

use super::geometry::{Index, Point, Rect};

/// How far from an obstacle a way stays.
pub const MARGIN: f64 = 7.0;

/// What ways go around.
pub struct Obstacles {
    index: Index,
    /// The number in the index of each rectangle that was given.
    count: usize,
}

impl Obstacles {
    /// Obstacles, numbered as they come; they are at least two margins apart.
    pub fn of(rects: &[Rect]) -> Self {
        let inflated: Vec<Rect> = rects.iter().map(|rect| rect.inflated(MARGIN)).collect();
        let mean: f64 = inflated.iter().map(|r| (r.width + r.height) / 2.0).sum();
        let cell = mean / inflated.len().max(1) as f64;
        Self {
            index: Index::of(&inflated, cell.max(20.0)),
            count: rects.len(),
        }
    }

    /// A way between two points that goes through no obstacle, but for those that the points are in.
    pub fn route(&self, a: Point, b: Point) -> Vec<Point> {
        let at = |point: Point| {
            let here = Rect {
                x: point.x,
                y: point.y,
                ..Rect::default()
            };
            self.index.overlapping(&here.inflated(0.01))
        };
        let own = [at(a), at(b)];
        let way = self.around(a, b, &own.concat());
        self.shortened(way, &own)
    }

    /// The straight way, with each obstacle walked around.
    fn around(&self, a: Point, b: Point, own: &[usize]) -> Vec<Point> {
        let mut hits: Vec<(f64, f64, usize)> = self
            .index
            .along(a, b)
            .into_iter()
            .filter(|number| *number < self.count && !own.contains(number))
            .filter_map(|number| {
                let (enter, exit) = self.index.rect(number).clip(a, b)?;
                Some((enter, exit, number))
            })
            .collect();
        hits.sort_by(|x, y| x.0.total_cmp(&y.0));
        let mut way = vec![a];
        for (enter, exit, number) in hits {
            let rect = self.index.rect(number);
            way.extend(along_border(&rect, a.towards(b, enter), a.towards(b, exit)));
        }
        way.push(b);
        way
    }

    /// A way without the detours that are none.
    fn shortened(&self, way: Vec<Point>, own: &[Vec<usize>; 2]) -> Vec<Point> {
        let mut short: Vec<Point> = Vec::with_capacity(way.len());
        let mut at = 0;
        while let Some(point) = way.get(at) {
            short.push(*point);
            let last = (at + 24).min(way.len() - 1);
            let mut next = at + 1;
            for further in (at + 2..=last).rev() {
                // Only the first step may be in what the way starts in, and only the last in what it ends in.
                let is_allowed = |number: &usize| {
                    at == 0 && own[0].contains(number)
                        || further == way.len() - 1 && own[1].contains(number)
                };
                if way
                    .get(further)
                    .is_some_and(|to| self.is_free(*point, *to, is_allowed))
                {
                    next = further;
                    break;
                }
            }
            at = next;
        }
        short
    }

    fn is_free(&self, a: Point, b: Point, is_allowed: impl Fn(&usize) -> bool) -> bool {
        let blocks = |number: &usize| {
            !is_allowed(number)
                && self
                    .index
                    .rect(*number)
                    .inflated(-0.05)
                    .clip(a, b)
                    .is_some()
        };
        !self.index.along(a, b).iter().any(blocks)
    }
}

/// The shorter way along a border from one point on it to another.
fn along_border(rect: &Rect, from: Point, to: Point) -> Vec<Point> {
    let place = |point: Point| border_place(rect, point);
    let whole = 2.0 * (rect.width + rect.height);
    let corners = rect.corners();
    let corner_places = [
        0.0,
        rect.width,
        rect.width + rect.height,
        2.0 * rect.width + rect.height,
    ];
    let (start, end) = (place(from), place(to));
    let clockwise = (end - start).rem_euclid(whole);
    let forwards = clockwise <= whole / 2.0;
    let length = if forwards {
        clockwise
    } else {
        whole - clockwise
    };
    let mut between: Vec<(f64, Point)> = corner_places
        .iter()
        .zip(corners)
        .map(|(place, corner)| {
            let way = if forwards {
                place - start
            } else {
                start - place
            };
            (way.rem_euclid(whole), corner)
        })
        .filter(|(way, _)| *way < length)
        .collect();
    between.sort_by(|a, b| a.0.total_cmp(&b.0));
    let corners = between.into_iter().map(|(_, corner)| corner);
    std::iter::once(from).chain(corners).chain([to]).collect()
}

/// How far along the border, clockwise from the upper left corner, a point is.
fn border_place(rect: &Rect, point: Point) -> f64 {
    let (right, bottom) = (rect.right() - point.x, rect.bottom() - point.y);
    let (left, top) = (point.x - rect.x, point.y - rect.y);
    let nearest = left.abs().min(top.abs()).min(right.abs()).min(bottom.abs());
    if top.abs() == nearest {
        left
    } else if right.abs() == nearest {
        rect.width + top
    } else if bottom.abs() == nearest {
        rect.width + rect.height + right
    } else {
        2.0 * rect.width + rect.height + bottom
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_goes_around_what_stands_in_it() {
        let rect = Rect {
            x: 40.0,
            y: -10.0,
            width: 20.0,
            height: 40.0,
        };
        let obstacles = Obstacles::of(&[rect]);
        let (a, b) = (Point::default(), Point { x: 100.0, y: 0.0 });
        let way = obstacles.route(a, b);
        let corner = |x| Point { x, y: -17.0 };
        assert_eq!(way, [a, corner(33.0), corner(67.0), b]);
        let free = Point { x: 0.0, y: 100.0 };
        assert_eq!(obstacles.route(a, free), [a, free]);
    }
}
