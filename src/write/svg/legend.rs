//! The legend: what shapes, colours and lines mean.

use super::shapes::outline;
use super::{Aside, Svg};
use crate::layout::geometry::{Point, Rect};
use crate::layout::{Entry, Path, Sample};
use crate::view::{Edge, EdgeStyle, GREY, NodeStyle, Shape, Standing, Statement};
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
            Sample::Box => {
                self.box_sample(Point { x, y });
                None
            }
            Sample::Edge(style) => Some((style.clone(), Standing::Asserted)),
            Sample::Inferred => Some((EdgeStyle::default(), Standing::Inferred)),
            Sample::Reported => Some((EdgeStyle::default(), Standing::Reported)),
        };
        if let Some((style, standing)) = sample {
            let edge = Edge {
                statements: vec![Statement {
                    standing,
                    ..Statement::default()
                }],
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

    fn box_sample(&mut self, Point { x, y }: Point) {
        let rect = Rect {
            x,
            y: y + 0.5,
            width: 24.0,
            height: 15.0,
        };
        let (fill, stroke) = (
            self.paint(Paint::BoxFill(GREY)),
            self.paint(Paint::BoxOutline(GREY)),
        );
        let look = format!("fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"1.4\"");
        self.text.push_str(&outline(Shape::Rounded, &rect, &look));
    }
}
