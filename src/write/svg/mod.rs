//! Views as [SVG](https://www.w3.org/TR/SVG2/): one file that needs no other, with text that can be selected, tooltips and links.
//!
//! Only what [SVG 1.1](https://www.w3.org/TR/SVG11/) has is used, and of that neither style sheets nor markers, since LibreOffice,
//! CairoSVG and others know these in part or not at all: attributes say how each element looks, the ends of edges are paths, and
//! the halo of a label is a text behind it.

mod arrows;
mod edges;
mod legend;
mod shapes;
mod tooltips;

use super::theme::{FONTS, Paint, Theme};
use crate::layout::geometry::{Point, Rect};
use crate::layout::text::width;
use crate::layout::{Card, EDGE_LINE, EDGE_TEXT, Kind, MARK_TEXT, Scene, Way};
use crate::number::number;
use crate::view::{Color, Node, View};
use crate::write::xml;
use shapes::{outline, place};
use std::collections::BTreeSet;
use std::fmt::Write;
use tooltips::node_tooltip;

/// A view as a picture; of [`Theme::Auto`], which is for pages, the light one.
pub fn svg(view: &View, scene: &Scene, theme: Theme) -> String {
    painted(view, scene, theme.of_file()).0
}

/// A view as a picture, and what is painted in it.
pub fn painted(view: &View, scene: &Scene, theme: Theme) -> (String, BTreeSet<Paint>) {
    let mut svg = Svg {
        view,
        scene,
        theme,
        paints: BTreeSet::new(),
        text: String::new(),
    };
    svg.picture();
    (svg.text, svg.paints)
}

struct Svg<'a> {
    view: &'a View,
    scene: &'a Scene,
    theme: Theme,
    paints: BTreeSet<Paint>,
    text: String,
}

/// What a line of text is that stands outside of nodes.
#[derive(Clone, Copy)]
enum Aside {
    Title,
    Caption,
    NotesTitle,
    NoteNumber,
    Note,
}

impl Svg<'_> {
    /// The value of an attribute that paints.
    fn paint(&mut self, paint: Paint) -> String {
        self.paints.insert(paint);
        self.theme.value(paint)
    }

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
        self.put(&format!("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"{FONTS}\" font-size=\"11\" xml:lang=\"{language}\" role=\"img\">"));
        self.put(&format!("<title>{}</title>", xml::text(&self.view.title)));
        self.put(&format!(
            "<desc>{}</desc>",
            xml::text(&self.view.caption().join("\n"))
        ));
        let page = self.paint(Paint::Page);
        self.put(&format!(
            "<rect class=\"page\" width=\"{width}\" height=\"{height}\" fill=\"{page}\"/>"
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
            let color = node.style.color;
            let (fill, stroke) = (
                self.paint(Paint::BoxFill(color)),
                self.paint(Paint::BoxOutline(color)),
            );
            self.put(&format!(
                "<rect class=\"box\" {} rx=\"10\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"1.4\"/>",
                place(&frame.rect)
            ));
        }
    }

    fn nodes(&mut self) {
        let nodes = self.view.graph.node_indices().zip(&self.scene.cards);
        for (index, (rect, card)) in nodes {
            let node = &self.view.graph[index];
            let is_marked = self.view.marked.contains(&index);
            let focus = if is_marked { " focus" } else { "" };
            let title = xml::text(&node_tooltip(self.view, node));
            let _ = write!(
                self.text,
                "<g class=\"n{focus}\" id=\"n{}\"><title>{title}</title>",
                index.index()
            );
            let link = node.iri.as_deref().filter(|iri| iri.starts_with("http"));
            if let Some(iri) = link {
                let _ = write!(
                    self.text,
                    "<a xlink:href=\"{}\" target=\"_blank\">",
                    xml::attribute(iri)
                );
            }
            self.card(node, (rect, card), is_marked);
            self.put(if link.is_some() { "</a></g>" } else { "</g>" });
        }
    }

    fn card(&mut self, node: &Node, (rect, card): (&Rect, &Card), is_marked: bool) {
        let color = node.style.color;
        // The title of a box stands in the outline of the box.
        if !node.is_box {
            let look = self.node_look(color, if is_marked { 3.2 } else { 1.4 });
            self.text.push_str(&outline(node.style.shape, rect, &look));
        }
        if let Some(rule) = card.rule {
            let (y, stroke) = (number(rect.y + rule), self.paint(Paint::Rule(color)));
            let _ = write!(
                self.text,
                "<path d=\"M{} {y}H{}\" stroke=\"{stroke}\" stroke-width=\"0.8\"/>",
                number(rect.x + 10.0),
                number(rect.right() - 10.0)
            );
        }
        for line in &card.lines {
            let (x, y) = (rect.x + line.x, rect.y + line.y);
            if line.kind == Kind::Icon {
                let fill = self.paint(Paint::Outline(color));
                let _ = write!(
                    self.text,
                    "<circle cx=\"{}\" cy=\"{}\" r=\"10\" fill=\"{fill}\"/>",
                    number(x),
                    number(y - 3.5)
                );
            }
            let (paint, more) = match line.kind {
                Kind::Title => (
                    Paint::Ink,
                    " class=\"l\" font-size=\"14\" font-weight=\"600\"",
                ),
                Kind::Class => (Paint::Class(color), ""),
                Kind::Property => (Paint::Soft, ""),
                Kind::Value => (Paint::Ink, ""),
                Kind::Icon => (Paint::Page, " text-anchor=\"middle\" font-weight=\"600\""),
            };
            self.line(paint, more, Point { x, y }, &line.text);
        }
    }

    /// The attributes of the outline of a node of a colour, or of a sample of it.
    fn node_look(&mut self, color: Color, width: f64) -> String {
        let (fill, stroke) = (
            self.paint(Paint::Fill(color)),
            self.paint(Paint::Outline(color)),
        );
        let width = number(width);
        format!("class=\"s\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{width}\"")
    }

    /// A line of text; `more` are further attributes.
    fn line(&mut self, paint: Paint, more: &str, at: Point, text: &str) {
        let fill = self.paint(paint);
        let _ = write!(
            self.text,
            "<text{more} x=\"{}\" y=\"{}\" fill=\"{fill}\">{}</text>",
            number(at.x),
            number(at.y),
            xml::text(text)
        );
    }

    fn aside(&mut self, kind: Aside, at: Point, text: &str) {
        let (paint, more) = match kind {
            Aside::Title => (
                Paint::Ink,
                " class=\"h\" font-size=\"21\" font-weight=\"700\"",
            ),
            Aside::Caption => (Paint::Soft, " class=\"c\" font-size=\"12\""),
            Aside::NotesTitle => (
                Paint::Soft,
                " class=\"c\" font-size=\"12\" font-weight=\"600\"",
            ),
            Aside::NoteNumber => (Paint::Mark, " font-size=\"8\""),
            Aside::Note => (Paint::Soft, " class=\"o\" font-size=\"10.5\""),
        };
        self.line(paint, more, at, text);
    }

    fn labels(&mut self) {
        for (edge, way) in self.scene.ways.iter().enumerate() {
            if let Some((rect, lines)) = &way.label {
                self.label(edge, way, rect, lines);
            }
        }
    }

    /// A label: for each piece of it a halo, and over all halos the pieces. Lines are centred; the marks are a piece of their own,
    /// which begins where the last line ends, whatever font it is drawn in.
    fn label(&mut self, edge: usize, way: &Way, rect: &Rect, lines: &[String]) {
        let centre = rect.centre().x;
        let mut pieces = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let y = rect.y + (index + 1) as f64 * EDGE_LINE - 3.5;
            if index + 1 < lines.len() || way.marks.is_empty() {
                pieces.push((
                    Paint::Label,
                    "middle",
                    EDGE_TEXT,
                    Point { x: centre, y },
                    &**line,
                ));
                continue;
            }
            let marked = width(&way.marks, MARK_TEXT) + 1.0;
            let x = centre + (width(line, EDGE_TEXT) - marked) / 2.0;
            let after = Point {
                x: x + 1.0,
                y: y - 4.0,
            };
            pieces.push((Paint::Label, "end", EDGE_TEXT, Point { x, y }, &**line));
            pieces.push((Paint::Mark, "start", MARK_TEXT, after, &*way.marks));
        }
        let page = self.paint(Paint::Page);
        let halo = format!(
            "class=\"halo\" aria-hidden=\"true\" fill=\"{page}\" stroke=\"{page}\" stroke-width=\"4\" stroke-linejoin=\"round\""
        );
        for is_halo in [true, false] {
            for (paint, anchor, size, at, text) in &pieces {
                let look = match is_halo {
                    true => halo.clone(),
                    false => format!("class=\"p\" fill=\"{}\"", self.paint(*paint)),
                };
                let _ = writeln!(
                    self.text,
                    "<text {look} data-edge=\"{edge}\" x=\"{}\" y=\"{}\" font-size=\"{size}\" text-anchor=\"{anchor}\">{}</text>",
                    number(at.x),
                    number(at.y),
                    xml::text(text)
                );
            }
        }
    }

    fn header(&mut self) {
        for (at, line) in &self.scene.surrounding.title {
            self.aside(Aside::Title, *at, line);
        }
        for (at, line) in &self.scene.surrounding.caption {
            self.aside(Aside::Caption, *at, line);
        }
        self.text.push('\n');
    }

    fn notes(&mut self) {
        if let Some((at, title)) = &self.scene.surrounding.notes_title {
            self.aside(Aside::NotesTitle, *at, title);
            self.text.push('\n');
        }
        for (at, note, text) in &self.scene.surrounding.notes {
            self.aside(Aside::NoteNumber, *at, &note.to_string());
            self.aside(Aside::Note, at.plus(16.0, 0.0), text);
            self.text.push('\n');
        }
    }
}
