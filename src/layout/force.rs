//! Forces: items push one another away, links pull ([Fruchterman and Reingold 1991](https://doi.org/10.1002/spe.4380211102)),
//! the push of what is far away by the sum of it ([Barnes and Hut 1986](https://doi.org/10.1038/324446a0)).
//!
//! The start is a spiral in the order of a breadth-first search, not chance. After it only `+ - * / √` are used, which
//! every processor calculates alike.

use super::geometry::{Point, Rect, Size};
use super::separate::separate;
use super::{GAP, Layout, Level, Placed};

/// Forces until nothing moves any more.
pub struct Force;

/// The most rounds.
const ROUNDS: usize = 300;
/// How much the middle pulls.
const GRAVITY: f64 = 0.3;
/// A square is looked at as one if its side is less than this part of its distance.
const COARSE: f64 = 0.9;

impl Layout for Force {
    fn place(&self, level: &Level) -> Placed {
        let count = level.items.len();
        let sizes: Vec<Size> = (0..count).map(|item| level.extent(item)).collect();
        let mean = |of: fn(&Size) -> f64| sizes.iter().map(of).sum::<f64>() / count.max(1) as f64;
        // In units of a mean item everything is a circle of diameter 1.
        let unit = Size {
            width: mean(|s| s.width) + 2.2 * GAP,
            height: mean(|s| s.height) + 2.2 * GAP,
        };
        let points = equilibrium(level);
        let rects = points.iter().zip(&sizes).map(|(point, size)| {
            let centre = Point {
                x: point.x * unit.width,
                y: point.y * unit.height,
            };
            Rect::around(centre, *size)
        });
        let mut rects: Vec<Rect> = rects.collect();
        separate(&mut rects, 1.6 * GAP);
        Placed::apart(&rects, level)
    }
}

/// Where the forces are in balance.
fn equilibrium(level: &Level) -> Vec<Point> {
    let mut points = spiral(level);
    let count = points.len();
    // The first steps may be long; they get shorter as the picture cools.
    let mut heat = (count as f64).sqrt() * 0.35;
    for _ in 0..ROUNDS {
        // A weak pull towards the middle keeps what hardly anything holds from flying away.
        let middle = centre(&points);
        let mut forces = pushes(&points);
        for (force, point) in forces.iter_mut().zip(&points) {
            *force = force.plus(
                (middle.x - point.x) * GRAVITY,
                (middle.y - point.y) * GRAVITY,
            );
        }
        for link in &level.links {
            let (a, b) = (points[link.from], points[link.to]);
            let pull = a.distance(b) * 0.55;
            let (x, y) = ((b.x - a.x) * pull, (b.y - a.y) * pull);
            forces[link.from] = forces[link.from].plus(x, y);
            forces[link.to] = forces[link.to].plus(-x, -y);
        }
        let mut furthest = 0.0_f64;
        for (point, force) in points.iter_mut().zip(&forces) {
            let length = force.distance(Point::default());
            let step = length.min(heat);
            if length > 0.0 {
                *point = point.plus(force.x / length * step, force.y / length * step);
            }
            furthest = furthest.max(step);
        }
        heat = (heat * 0.975).max(0.01);
        if furthest < 0.02 {
            break;
        }
    }
    points
}

fn centre(points: &[Point]) -> Point {
    let sum = points
        .iter()
        .fold(Point::default(), |sum, p| sum.plus(p.x, p.y));
    let count = points.len().max(1) as f64;
    Point {
        x: sum.x / count,
        y: sum.y / count,
    }
}

/// The start: a spiral of [sunflower seeds](https://en.wikipedia.org/wiki/Fermat%27s_spiral), neighbours near each other,
/// on a grid so coarse that the last bit of a sine does not matter.
fn spiral(level: &Level) -> Vec<Point> {
    let mut points = vec![Point::default(); level.items.len()];
    for (index, (item, _)) in level.breadth_first().into_iter().enumerate() {
        let angle = index as f64 * 2.399_963;
        let radius = (index as f64).sqrt() * 0.9;
        let coarse = |value: f64| (value * 1024.0).round() / 1024.0;
        points[item] = Point {
            x: coarse(angle.cos() * radius),
            y: coarse(angle.sin() * radius),
        };
    }
    points
}

/// A square of the plane: what is in it counts as one thing in its centre of mass.
struct Square {
    mass: f64,
    centre: Point,
    side: f64,
    /// The first of four squares in it; none for a leaf.
    inner: Option<usize>,
}

/// How much each point is pushed by all others.
fn pushes(points: &[Point]) -> Vec<Point> {
    let squares = squares(points);
    points.iter().map(|point| push(&squares, *point)).collect()
}

fn push(squares: &[Square], point: Point) -> Point {
    let mut sum = Point::default();
    let mut stack = vec![0];
    while let Some(square) = stack.pop().and_then(|number| squares.get(number)) {
        let (dx, dy) = (point.x - square.centre.x, point.y - square.centre.y);
        let squared = dx * dx + dy * dy;
        match square.inner {
            Some(first) if square.side * square.side > COARSE * COARSE * squared => {
                let inner = first..first + 4;
                stack.extend(inner.filter(|n| squares.get(*n).is_some_and(|s| s.mass > 0.0)));
            }
            _ if squared > 1e-12 => {
                let strength = square.mass / squared;
                sum = sum.plus(dx * strength, dy * strength);
            }
            _ => {}
        }
    }
    sum
}

/// The squares of points: the first holds all, each with several points has four inside.
fn squares(points: &[Point]) -> Vec<Square> {
    let low = points.iter().fold((f64::MAX, f64::MAX), |low, point| {
        (low.0.min(point.x), low.1.min(point.y))
    });
    let side = points.iter().fold(1.0_f64, |side, point| {
        side.max(point.x - low.0).max(point.y - low.1)
    });
    let mut squares = vec![Square {
        mass: 0.0,
        centre: Point::default(),
        side,
        inner: None,
    }];
    let all: Vec<usize> = (0..points.len()).collect();
    let mut open = vec![(0, all, Point { x: low.0, y: low.1 }, 0)];
    while let Some((number, inside, corner, depth)) = open.pop() {
        let sum = inside.iter().fold(Point::default(), |sum, point| {
            sum.plus(points[*point].x, points[*point].y)
        });
        let mass = inside.len() as f64;
        let side = squares[number].side;
        squares[number].mass = mass;
        squares[number].centre = Point {
            x: sum.x / mass.max(1.0),
            y: sum.y / mass.max(1.0),
        };
        // Points at one place cannot be told apart, however small the square.
        if inside.len() < 2 || depth > 24 {
            continue;
        }
        let half = side / 2.0;
        let middle = corner.plus(half, half);
        let first = squares.len();
        squares[number].inner = Some(first);
        let mut parts: [Vec<usize>; 4] = Default::default();
        for point in inside {
            let right = usize::from(points[point].x >= middle.x);
            let lower = usize::from(points[point].y >= middle.y);
            parts[right + 2 * lower].push(point);
        }
        for (quarter, part) in parts.into_iter().enumerate() {
            squares.push(Square {
                mass: 0.0,
                centre: middle,
                side: half,
                inner: None,
            });
            let x = if quarter % 2 == 1 { half } else { 0.0 };
            let y = if quarter >= 2 { half } else { 0.0 };
            if !part.is_empty() {
                open.push((first + quarter, part, corner.plus(x, y), depth + 1));
            }
        }
    }
    squares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Item, Link};

    #[test]
    fn linked_items_are_near_and_others_far() {
        let item = Item {
            size: Size {
                width: 50.0,
                height: 20.0,
            },
            loop_room: 0.0,
        };
        let link = |from, to| Link {
            from,
            to,
            label: None,
        };
        let level = Level {
            items: vec![item; 7],
            links: vec![
                link(0, 1),
                link(1, 2),
                link(2, 0),
                link(2, 3),
                link(3, 4),
                link(4, 5),
                link(5, 6),
            ],
            ..Level::default()
        };
        let points = equilibrium(&level);
        assert!(points[0].distance(points[1]) < points[0].distance(points[6]) / 2.0);
        assert_eq!(points, equilibrium(&level));
    }
}
