//! The legend: what shapes, colours and lines mean.

use super::shapes::outline;
use super::{Aside, Svg};
use crate::layout::geometry::{Point, Rect};
use crate::layout::{Entry, Path, Sample};
use crate::view::{Edge, EdgeStyle, NodeStyle, Statement};
use crate::write::theme::Paint;

impl Svg<'_> {
    pub(super) fn legend(&mut self) {
        self.put("<g fill=\"none\" stroke-width=\"1.4\" stroke-linecap=\"round\">");
        for entry in &self.scene.surrounding.legend {
            self.entry(entry);
        }
        self.put("</g>");
    }

    fn entry(&mut self, entry: &Entry) {
        let Rect { x, y, .. } = entry.rect;
        let sample = match &entry.sample {
            Sample::Node(style) => {
                self.node_sample(style, Point { x, y });
                None
            }
            Sample::Edge(style) => Some((style.clone(), vec![statement(true, false)])),
            Sample::Inferred => Some((EdgeStyle::default(), vec![statement(false, true)])),
            Sample::Reported => Some((EdgeStyle::default(), Vec::new())),
        };
        if let Some((style, statements)) = sample {
            let edge = Edge {
                statements,
                style,
                ..Edge::default()
            };
            let mut path = Path::from(Point { x, y: y + 8.0 });
            path.line(Point {
                x: x + 22.0,
                y: y + 8.0,
            });
            let drawn = self.edge(&edge, &path);
            self.text.push_str(&drawn);
        }
        let at = Point {
            x: x + 31.0,
            y: y + 12.5,
        };
        self.aside(Aside::Caption, at, &entry.text);
        self.text.push('\n');
    }

    fn node_sample(&mut self, style: &NodeStyle, Point { x, y }: Point) {
        let rect = Rect {
            x,
            y: y + 0.5,
            width: 24.0,
            height: 15.0,
        };
        let look = self.node_look(style.color, 1.4);
        self.text.push_str(&outline(style.shape, &rect, &look));
        if let Some(icon) = &style.icon {
            let at = Point {
                x: x + 12.0,
                y: y + 12.0,
            };
            let more = " font-size=\"9.5\" font-weight=\"600\" text-anchor=\"middle\"";
            self.line(Paint::Class(style.color), more, at, icon);
        }
    }
}

/// A statement that says nothing.
fn statement(is_asserted: bool, is_inferred: bool) -> Statement {
    Statement {
        name: String::new(),
        label: String::new(),
        places: Vec::new(),
        notes: Vec::new(),
        is_asserted,
        is_inferred,
    }
}
