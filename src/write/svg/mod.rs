//! Views as [SVG](https://www.w3.org/TR/SVG2/): one file that needs no other, with text that can be selected, tooltips and links.

mod colors;
mod shapes;
mod tooltips;

use crate::layout::geometry::{Point, Rect};
use crate::layout::{
    Card, EDGE_LINE, EDGE_TEXT, Entry, Kind, MARK_TEXT, Path, Sample, Scene, Step, Way,
};
use crate::number::number;
use crate::view::{Arrow, Edge, Line, Node, Shape, View};
use crate::write::xml;
use colors::{EDGE, Sheet, key_of};
use petgraph::visit::EdgeRef;
use shapes::{outline, place};
use std::fmt::Write;
use tooltips::{edge_tooltip, node_tooltip};

/// Fonts that have Chinese, by system; the first is that of Debian's `fonts-noto-cjk`.
pub const FONTS: &str = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','Hiragino Sans GB','WenQuanYi Micro Hei',sans-serif";

/// A view as a picture.
pub fn svg(view: &View, scene: &Scene) -> String {
    let mut svg = Svg {
        view,
        scene,
        text: String::new(),
    };
    svg.picture();
    svg.text
}

struct Svg<'a> {
    view: &'a View,
    scene: &'a Scene,
    text: String,
}

impl Svg<'_> {
    fn put(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn picture(&mut self) {
        let (width, height) = (
            number(self.scene.size.width),
            number(self.scene.size.height),
        );
        let language = self.view.words.tag();
        self.put(&format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"{FONTS}\" font-size=\"11\" xml:lang=\"{language}\" role=\"img\">"));
        self.put(&format!("<title>{}</title>", xml::text(&self.view.title)));
        self.put(&format!(
            "<desc>{}</desc>",
            xml::text(&self.view.caption().join("\n"))
        ));
        let sheet = Sheet::of(self.view);
        self.put(&format!("<style>{}</style>", sheet.css()));
        self.put(&format!("<defs>{}</defs>", sheet.markers(self.view)));
        self.put(&format!(
            "<rect class=\"page\" width=\"{width}\" height=\"{height}\"/>"
        ));
        self.put("<g id=\"picture\">");
        self.boxes();
        self.edges();
        self.nodes();
        self.labels();
        self.put("</g>");
        self.header();
        self.legend();
        self.notes();
        self.put("</svg>");
    }

    fn boxes(&mut self) {
        for frame in &self.scene.boxes {
            let Some(node) = self.view.graph.node_weights().nth(frame.node) else {
                continue;
            };
            let class = format!("b{}", key_of(node.style.color));
            let r = frame.rect;
            self.put(&format!(
                "<rect class=\"box {class}\" {} rx=\"10\"/>",
                place(&r)
            ));
        }
    }

    fn edges(&mut self) {
        let edges = self.view.graph.edge_references().zip(&self.scene.ways);
        for (number, (edge, way)) in edges.enumerate() {
            let (from, to) = (
                &self.view.graph[edge.source()],
                &self.view.graph[edge.target()],
            );
            let tooltip = edge_tooltip(self.view, edge.weight(), from, to);
            let path = path(&from_inside(&way.path, from, edge.weight()));
            let look = edge_look(edge.weight());
            self.put(&format!(
                "<g class=\"e\" id=\"e{number}\"><title>{}</title><path {look} d=\"{path}\"/></g>",
                xml::text(&tooltip)
            ));
        }
    }

    fn nodes(&mut self) {
        let nodes = self.view.graph.node_indices().zip(&self.scene.cards);
        for (index, (rect, card)) in nodes {
            let node = &self.view.graph[index];
            let focus = if self.view.focus == Some(index) {
                " focus"
            } else {
                ""
            };
            let title = xml::text(&node_tooltip(node));
            let _ = write!(
                self.text,
                "<g class=\"n{focus}\" id=\"n{}\"><title>{title}</title>",
                index.index()
            );
            let link = node.iri.as_deref().filter(|iri| iri.starts_with("http"));
            if let Some(iri) = link {
                let _ = write!(
                    self.text,
                    "<a href=\"{}\" target=\"_blank\">",
                    xml::attribute(iri)
                );
            }
            self.card(node, rect, card);
            self.put(if link.is_some() { "</a></g>" } else { "</g>" });
        }
    }

    fn card(&mut self, node: &Node, rect: &Rect, card: &Card) {
        let color = key_of(node.style.color);
        // The title of a box stands in the outline of the box.
        if !node.is_box {
            self.text
                .push_str(&outline(node.style.shape, rect, &format!("s{color}")));
        }
        if let Some(rule) = card.rule {
            let y = number(rect.y + rule);
            let _ = write!(
                self.text,
                "<path class=\"rule r{color}\" d=\"M{} {y}H{}\"/>",
                number(rect.x + 10.0),
                number(rect.right() - 10.0)
            );
        }
        for line in &card.lines {
            let (x, y) = (rect.x + line.x, rect.y + line.y);
            if line.kind == Kind::Icon {
                let _ = write!(
                    self.text,
                    "<circle class=\"i{color}\" cx=\"{}\" cy=\"{}\" r=\"10\"/>",
                    number(x),
                    number(y - 3.5)
                );
            }
            let class = match line.kind {
                Kind::Title => "l".to_owned(),
                Kind::Class => format!("k t{color}"),
                Kind::Property => "m".to_owned(),
                Kind::Value => "v".to_owned(),
                Kind::Icon => "i".to_owned(),
            };
            self.line(&class, Point { x, y }, &xml::text(&line.text));
        }
    }

    /// The text is put in as it is.
    fn line(&mut self, class: &str, at: Point, text: &str) {
        let _ = write!(
            self.text,
            "<text class=\"{class}\" x=\"{}\" y=\"{}\">{text}</text>",
            number(at.x),
            number(at.y)
        );
    }

    fn labels(&mut self) {
        for (edge, way) in self.scene.ways.iter().enumerate() {
            if let Some((rect, lines)) = &way.label {
                self.label(edge, way, rect, lines);
            }
        }
    }

    fn label(&mut self, edge: usize, way: &Way, rect: &Rect, lines: &[String]) {
        let x = rect.centre().x;
        for (index, line) in lines.iter().enumerate() {
            let y = rect.y + (index + 1) as f64 * EDGE_LINE - 3.5;
            let mut text = xml::text(line);
            if index + 1 == lines.len() && !way.marks.is_empty() {
                let _ = write!(
                    text,
                    "<tspan class=\"mark\" dx=\"1\" dy=\"-4\">{}</tspan>",
                    way.marks
                );
            }
            let (x, y) = (number(x), number(y));
            let _ = writeln!(
                self.text,
                "<text class=\"p\" data-edge=\"{edge}\" x=\"{x}\" y=\"{y}\">{text}</text>"
            );
        }
    }

    fn header(&mut self) {
        for (at, line) in &self.scene.surrounding.title {
            self.line("h", *at, &xml::text(line));
        }
        for (at, line) in &self.scene.surrounding.caption {
            self.line("c", *at, &xml::text(line));
        }
        self.text.push('\n');
    }

    fn legend(&mut self) {
        for entry in &self.scene.surrounding.legend {
            self.entry(entry);
        }
    }

    fn entry(&mut self, entry: &Entry) {
        let Rect { x, y, .. } = entry.rect;
        let (end, middle) = (x + 24.0, y + 8.0);
        let line = format!("M{} {}H{}", number(x), number(middle), number(end - 2.0));
        match &entry.sample {
            Sample::Node(style) => {
                let rect = Rect {
                    x,
                    y: y + 0.5,
                    width: 24.0,
                    height: 15.0,
                };
                let color = key_of(style.color);
                self.text
                    .push_str(&outline(style.shape, &rect, &format!("s{color}")));
                if let Some(icon) = &style.icon {
                    let at = Point {
                        x: x + 12.0,
                        y: y + 12.0,
                    };
                    self.line(&format!("x t{color}"), at, &xml::text(icon));
                }
            }
            Sample::Edge(style) => {
                let edge = Edge {
                    style: style.clone(),
                    ..Edge::default()
                };
                let edge = edge_look(&Edge {
                    statements: vec![asserted()],
                    ..edge
                });
                let _ = write!(self.text, "<path {edge} d=\"{line}\"/>");
            }
            Sample::Inferred => {
                let inferred = crate::view::Statement {
                    is_asserted: false,
                    is_inferred: true,
                    ..asserted()
                };
                let look = edge_look(&Edge {
                    statements: vec![inferred],
                    ..Edge::default()
                });
                let _ = write!(self.text, "<path {look} d=\"{line}\"/>");
            }
            Sample::Reported => {
                let look = edge_look(&Edge::default());
                let _ = write!(self.text, "<path {look} d=\"{line}\"/>");
            }
        }
        let at = Point {
            x: end + 7.0,
            y: y + 12.5,
        };
        self.line("c", at, &xml::text(&entry.text));
        self.text.push('\n');
    }

    fn notes(&mut self) {
        if let Some((at, title)) = &self.scene.surrounding.notes_title {
            self.line("c b", *at, &xml::text(title));
            self.text.push('\n');
        }
        for (at, note, text) in &self.scene.surrounding.notes {
            self.line("q", *at, &note.to_string());
            self.line("o", at.plus(16.0, 0.0), &xml::text(text));
            self.text.push('\n');
        }
    }
}

/// A statement that is asserted and says nothing: for the samples of legends.
fn asserted() -> crate::view::Statement {
    crate::view::Statement {
        name: String::new(),
        label: String::new(),
        places: Vec::new(),
        notes: Vec::new(),
        is_asserted: true,
        is_inferred: false,
    }
}

/// The attributes of the line of an edge.
fn edge_look(edge: &Edge) -> String {
    let color = edge.style.color.unwrap_or(EDGE);
    let mut look = format!("class=\"w e{}\"", key_of(color));
    let dash = match edge.line() {
        _ if edge.is_inferred() => " stroke-dasharray=\"7 3 1.5 3\"",
        Line::Dotted => " stroke-dasharray=\"1.5 3.5\"",
        Line::Dashed => " stroke-dasharray=\"6 4\"",
        Line::Bold => " stroke-width=\"2.6\"",
        Line::Solid => "",
    };
    look.push_str(dash);
    match edge.style.arrow {
        _ if edge.is_symmetric => {}
        Arrow::Filled => {
            let _ = write!(look, " marker-end=\"url(#f{})\"", key_of(color));
        }
        Arrow::Hollow => {
            let _ = write!(look, " marker-end=\"url(#h{})\"", key_of(color));
        }
        Arrow::Diamond => {
            let _ = write!(look, " marker-start=\"url(#d{})\"", key_of(color));
        }
        Arrow::None => {}
    }
    look
}

/// A way that starts a little inside of a node whose side is not a straight line; the node is drawn over it.
fn from_inside(path: &Path, from: &Node, edge: &Edge) -> Path {
    let round = matches!(from.style.shape, Shape::Hexagon | Shape::Pill | Shape::Cut);
    let next = path.flattened().get(1).copied();
    let Some(next) = next.filter(|_| round && edge.style.arrow != Arrow::Diamond) else {
        return path.clone();
    };
    let mut longer = path.clone();
    let length = path.start.distance(next).max(1e-6);
    longer.start = path.start.towards(next, -7.0 / length);
    longer.steps.insert(0, Step::Line(path.start));
    longer
}

fn path(path: &Path) -> String {
    let point = |p: Point| format!("{} {}", number(p.x), number(p.y));
    let mut text = format!("M{}", point(path.start));
    for step in &path.steps {
        let _ = match step {
            Step::Line(end) => write!(text, "L{}", point(*end)),
            Step::Curve(a, b, end) => write!(text, "C{} {} {}", point(*a), point(*b), point(*end)),
        };
    }
    text
}

/// Sizes of letters that the style sheet has and the layout calculated with.
const SIZES: [(&str, f64); 2] = [("p", EDGE_TEXT), ("mark", MARK_TEXT)];
