//! Moves rectangles apart until none is nearer to another than a gap.

use super::geometry::{Index, Point, Rect, Size};

/// Moves rectangles apart, each as little as it gets along with.
pub fn separate(rects: &mut [Rect], gap: f64) {
    let cell = cell(rects, gap);
    for _ in 0..120 {
        if !push(rects, gap, cell) {
            return;
        }
    }
    settle(rects, gap, cell);
}

/// The side of a cell of the index: about the size of a rectangle.
fn cell(rects: &[Rect], gap: f64) -> f64 {
    let sum: f64 = rects.iter().map(|r| (r.width + r.height) / 2.0 + gap).sum();
    sum / rects.len().max(1) as f64
}

/// Pushes all that are too near one another; whether there were any.
fn push(rects: &mut [Rect], gap: f64, cell: f64) -> bool {
    let inflated: Vec<Rect> = rects.iter().map(|r| r.inflated(gap / 2.0)).collect();
    let index = Index::of(&inflated, cell);
    let mut moves = vec![(0.0, 0.0); rects.len()];
    let mut any = false;
    for (a, first) in inflated.iter().enumerate() {
        for b in index.overlapping(first).into_iter().filter(|b| *b > a) {
            any = true;
            let second = index.rect(b);
            let (ca, cb) = (first.centre(), second.centre());
            let dx = (first.width + second.width) / 2.0 - (ca.x - cb.x).abs();
            let dy = (first.height + second.height) / 2.0 - (ca.y - cb.y).abs();
            let towards = |from: f64, to: f64| if from <= to { -1.0 } else { 1.0 };
            let (x, y) = if dx < dy {
                (towards(ca.x, cb.x) * (dx / 2.0 + 0.3), 0.0)
            } else {
                (0.0, towards(ca.y, cb.y) * (dy / 2.0 + 0.3))
            };
            moves[a].0 += x;
            moves[a].1 += y;
            moves[b].0 -= x;
            moves[b].1 -= y;
        }
    }
    for (rect, (x, y)) in rects.iter_mut().zip(moves) {
        *rect = rect.moved(x, y);
    }
    any
}

/// Puts each that is still too near another to the nearest free place on a spiral.
fn settle(rects: &mut [Rect], gap: f64, cell: f64) {
    let mut index = Index::new(cell);
    for rect in rects.iter_mut() {
        let size = Size {
            width: rect.width,
            height: rect.height,
        };
        let start = rect.centre();
        let (mut ring, mut side) = (0_i32, 0_i32);
        loop {
            let inflated = rect.inflated(gap / 2.0);
            if index.overlapping(&inflated).is_empty() {
                index.insert(inflated);
                break;
            }
            // The eight directions of a ring, then the next ring.
            if side == 0 {
                ring += 1;
            }
            let (x, y) = [
                (1, 0),
                (0, 1),
                (-1, 0),
                (0, -1),
                (1, 1),
                (-1, 1),
                (-1, -1),
                (1, -1),
            ][side as usize];
            side = (side + 1) % 8;
            let step = f64::from(ring) * (rect.height + gap) / 2.0;
            let at = Point {
                x: start.x + f64::from(x) * step,
                y: start.y + f64::from(y) * step,
            };
            *rect = Rect::around(at, size);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rectangles_at_one_place_come_apart() {
        let size = Size {
            width: 80.0,
            height: 20.0,
        };
        let mut rects = vec![Rect::around(Point::default(), size); 60];
        separate(&mut rects, 10.0);
        for (a, first) in rects.iter().enumerate() {
            for second in &rects[a + 1..] {
                assert!(!first.inflated(4.9).overlaps(&second.inflated(4.9)));
            }
        }
    }
}
