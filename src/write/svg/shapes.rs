//! The outlines of nodes in [SVG](https://www.w3.org/TR/SVG2/shapes.html).

use crate::layout::geometry::{Point, Rect};
use crate::number::number;
use crate::view::Shape;

/// An outline with the attributes of its look.
pub fn outline(shape: Shape, rect: &Rect, look: &str) -> String {
    let Rect { x, y, .. } = *rect;
    let (right, bottom) = (rect.right(), rect.bottom());
    let corner = 9.0_f64.min(rect.height / 3.0);
    let points: Vec<(f64, f64)> = match shape {
        Shape::Rounded => return rectangle(rect, look, 8.0_f64.min(rect.height / 3.0)),
        Shape::Rectangle => return rectangle(rect, look, 0.0),
        Shape::Pill => return rectangle(rect, look, rect.height / 2.0),
        Shape::Hexagon => {
            let middle = rect.centre().y;
            vec![
                (x + corner, y),
                (right - corner, y),
                (right, middle),
                (right - corner, bottom),
                (x + corner, bottom),
                (x, middle),
            ]
        }
        Shape::Cut => vec![
            (x + corner, y),
            (right - corner, y),
            (right, y + corner),
            (right, bottom - corner),
            (right - corner, bottom),
            (x + corner, bottom),
            (x, bottom - corner),
            (x, y + corner),
        ],
        Shape::Note => vec![
            (x, y),
            (right - corner, y),
            (right, y + corner),
            (right, bottom),
            (x, bottom),
        ],
    };
    let points: Vec<String> = points
        .into_iter()
        .map(|(x, y)| Point { x, y })
        .map(|p| format!("{} {}", number(p.x), number(p.y)))
        .collect();
    let mut path = format!("M{}Z", points.join("L"));
    if shape == Shape::Note {
        let (fold_x, fold_y) = (number(right - corner), number(y + corner));
        path.push_str(&format!(
            "M{fold_x} {}V{fold_y}H{}",
            number(y),
            number(right)
        ));
    }
    format!("<path {look} d=\"{path}\"/>")
}

fn rectangle(rect: &Rect, look: &str, radius: f64) -> String {
    let round = if radius > 0.0 {
        format!(" rx=\"{}\"", number(radius.min(24.0)))
    } else {
        String::new()
    };
    format!("<rect {look} {}{round}/>", place(rect))
}

/// Returns the attributes of an element that is a rectangle.
pub fn place(rect: &Rect) -> String {
    format!(
        "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        number(rect.x),
        number(rect.y),
        number(rect.width),
        number(rect.height)
    )
}
