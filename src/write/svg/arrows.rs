//! The ends of edges as [paths](https://www.w3.org/TR/SVG2/paths.html) of their own: programs of SVG 1.1 draw them, as they may
//! not draw markers.

use crate::layout::geometry::Point;
use crate::layout::{Path, Step};
use crate::number::number;
use crate::view::Arrow;

/// The end of an edge.
pub struct Head {
    /// The data of its path.
    pub data: String,
    /// Whether it is filled with the colour of the page.
    pub is_hollow: bool,
}

/// How far a line ends before the point of a head, so that it does not show beside it.
const WITHIN_FILLED: f64 = 6.0;
const WITHIN_HOLLOW: f64 = 9.5;

/// The line of an edge without what its head covers, and the head.
pub fn with_head(path: &Path, arrow: Arrow) -> (Path, Option<Head>) {
    let triangle = |back: f64, aside: f64| {
        let (end, before) = (path.end(), before_end(path));
        polygon(end, before, &[(0.0, 0.0), (back, aside), (back, -aside)])
    };
    match arrow {
        Arrow::Filled => {
            let data = triangle(8.1, 3.6);
            let is_hollow = false;
            (
                shortened(path, WITHIN_FILLED),
                Some(Head { data, is_hollow }),
            )
        }
        Arrow::Hollow => {
            let data = triangle(10.0, 5.0);
            let is_hollow = true;
            (
                shortened(path, WITHIN_HOLLOW),
                Some(Head { data, is_hollow }),
            )
        }
        Arrow::Diamond => {
            let corners = [(0.0, 0.0), (8.0, 4.0), (16.0, 0.0), (8.0, -4.0)];
            let back = path.reversed();
            let data = polygon(path.start, before_end(&back), &corners);
            let is_hollow = false;
            (path.clone(), Some(Head { data, is_hollow }))
        }
        Arrow::None => (path.clone(), None),
    }
}

/// The point from which a path comes to its end.
fn before_end(path: &Path) -> Point {
    let end = path.end();
    let points = path.flattened();
    let bend = match path.steps.last() {
        Some(Step::Curve(_, bend, _)) => Some(*bend),
        _ => None,
    };
    let candidates = bend.into_iter().chain(points.into_iter().rev());
    let mut apart = candidates.filter(|point| point.distance(end) > 1e-3);
    apart.next().unwrap_or(end.plus(-1.0, 0.0))
}

/// A closed path whose corners are given by how far they are behind a tip and beside the line to it.
fn polygon(tip: Point, before: Point, corners: &[(f64, f64)]) -> String {
    let length = tip.distance(before).max(1e-6);
    let (x, y) = ((before.x - tip.x) / length, (before.y - tip.y) / length);
    let place = |(back, aside): &(f64, f64)| {
        let at = tip.plus(x * back - y * aside, y * back + x * aside);
        format!("{} {}", number(at.x), number(at.y))
    };
    let corners: Vec<String> = corners.iter().map(place).collect();
    format!("M{}Z", corners.join("L"))
}

/// A path that ends earlier, by at most most of its last step.
fn shortened(path: &Path, by: f64) -> Path {
    let mut shorter = path.clone();
    let (end, before) = (path.end(), before_end(path));
    let start = match path.steps.split_last() {
        Some((_, steps)) => steps.last().map_or(path.start, Step::end),
        None => return shorter,
    };
    let by = by.min(start.distance(end) * 0.8);
    let part = by / end.distance(before).max(1e-6);
    let back = end.towards(before, part);
    match shorter.steps.last_mut() {
        Some(Step::Line(last)) => *last = back,
        Some(Step::Curve(_, bend, last)) => {
            *bend = bend.plus(back.x - end.x, back.y - end.y);
            *last = back;
        }
        None => {}
    }
    shorter
}

#[cfg(test)]
mod tests {
    use super::*;

    fn straight() -> Path {
        let mut path = Path::from(Point { x: 0.0, y: 10.0 });
        path.line(Point { x: 100.0, y: 10.0 });
        path
    }

    #[test]
    fn a_head_points_where_its_line_leads() {
        let (line, head) = with_head(&straight(), Arrow::Filled);
        assert_eq!(line.end(), Point { x: 94.0, y: 10.0 });
        assert_eq!(
            head.map(|head| head.data),
            Some("M100 10L91.9 6.4L91.9 13.6Z".to_owned())
        );
        let (line, head) = with_head(&straight(), Arrow::Diamond);
        assert_eq!(line, straight());
        assert_eq!(
            head.map(|head| head.data),
            Some("M0 10L8 14L16 10L8 6Z".to_owned())
        );
        assert!(with_head(&straight(), Arrow::None).1.is_none());
    }

    #[test]
    fn a_line_shorter_than_its_head_does_not_turn_round() {
        let mut path = Path::from(Point { x: 0.0, y: 0.0 });
        path.line(Point { x: 0.0, y: 5.0 });
        let (line, _) = with_head(&path, Arrow::Hollow);
        assert_eq!(line.end(), Point { x: 0.0, y: 1.0 });
    }
}
