//! What stands in a node: icon, label, class, rows; and how large that makes it.

use super::geometry::Size;
use super::text::{cut, width, wrap};
use crate::view::{Node, Shape};

/// What a line of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The label of the node.
    Title,
    /// Its classes.
    Class,
    /// The label of a property.
    Property,
    /// A value.
    Value,
    /// The character in front.
    Icon,
}

impl Kind {
    /// The size of the letters.
    pub fn size(self) -> f64 {
        match self {
            Self::Title => 14.0,
            Self::Class | Self::Property | Self::Value | Self::Icon => 11.0,
        }
    }
}

/// A line of text; the place is where it starts on its base line, from the upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The text.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// From the left; the middle for an icon.
    pub x: f64,
    /// From the top to the base line.
    pub y: f64,
}

/// The text of a node in its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    /// The size of the whole.
    pub size: Size,
    /// The lines.
    pub lines: Vec<Line>,
    /// Where the line above the rows is.
    pub rule: Option<f64>,
    /// How many rows are not shown.
    pub hidden: usize,
}

/// The widest that a label is before it is wrapped, in ems.
const LABEL: f64 = 12.5;
const PADDING: f64 = 11.0;

/// The card of a node with at most so many rows, and at least so wide.
pub fn card(node: &Node, rows: usize, least: f64) -> Card {
    let mut card = Card::default();
    let side = match node.style.shape {
        Shape::Pill | Shape::Hexagon => PADDING + 7.0,
        _ => PADDING,
    };
    let (mut right, mut y) = card.head(node, side);
    let shown = if node.fields.len() == rows + 1 {
        rows + 1
    } else {
        rows
    };
    card.hidden = node.fields.len().saturating_sub(shown);
    if shown > 0 && !node.fields.is_empty() {
        y += 7.0;
        card.rule = Some(y);
        y += 4.0;
        right = right.max(card.rows(node, shown, side, &mut y));
    }
    if card.hidden > 0 && shown > 0 {
        y += 15.0;
        card.line(format!("+ {}", card.hidden), Kind::Property, side, y - 3.5);
    }
    if node.is_box {
        // A title without an outline needs no room for one.
        card.shift(4.0 - side, -3.0);
        (right, y) = (right - side, y - 6.0);
    }
    card.size = Size {
        width: (right + side).max(least).max(44.0).ceil(),
        height: (y + PADDING - 3.0).ceil(),
    };
    card
}

impl Card {
    fn line(&mut self, text: String, kind: Kind, x: f64, y: f64) {
        self.lines.push(Line { text, kind, x, y });
    }

    /// Icon, label and classes; gives where they end to the right and below.
    fn head(&mut self, node: &Node, side: f64) -> (f64, f64) {
        let icon = node.style.icon.as_deref();
        let left = side + if icon.is_some() { 26.0 } else { 0.0 };
        let mut right = 0.0_f64;
        let mut y = PADDING - 4.0;
        for text in wrap(
            &node.label,
            Kind::Title.size(),
            LABEL * Kind::Title.size(),
            4,
        ) {
            y += 18.0;
            right = right.max(left + width(&text, Kind::Title.size()) * 1.03);
            self.line(text, Kind::Title, left, y - 3.5);
        }
        if !node.classes.is_empty() {
            y += 15.0;
            let mut labels: Vec<&str> = node
                .classes
                .iter()
                .map(|(_, label)| label.as_str())
                .collect();
            labels.dedup();
            let text = cut(
                &labels.join(" · "),
                Kind::Class.size(),
                LABEL * Kind::Title.size(),
            );
            right = right.max(left + width(&text, Kind::Class.size()));
            self.line(text, Kind::Class, left, y - 3.0);
        }
        if let Some(icon) = icon {
            self.line(
                icon.to_owned(),
                Kind::Icon,
                side + 9.0,
                (PADDING - 4.0 + y) / 2.0 + 3.5,
            );
        }
        (right, y)
    }

    fn shift(&mut self, x: f64, y: f64) {
        for line in &mut self.lines {
            line.x += x;
            line.y += y;
        }
    }

    /// The rows in two columns; gives where the right one ends.
    fn rows(&mut self, node: &Node, shown: usize, left: f64, y: &mut f64) -> f64 {
        let size = Kind::Value.size();
        let rows = || node.fields.iter().take(shown);
        let label = |text: &str| cut(&one_line(text), size, 9.0 * size);
        let labels = rows().map(|field| width(&label(&field.label), size));
        let column = left + labels.fold(0.0, f64::max) + 9.0;
        let mut right = column;
        for field in rows() {
            *y += 16.0;
            self.line(label(&field.label), Kind::Property, left, *y - 4.0);
            let value = cut(&one_line(&field.value), size, 13.0 * size);
            right = right.max(column + width(&value, size));
            self.line(value, Kind::Value, column, *y - 4.0);
        }
        right
    }
}

/// Text without line breaks and control characters.
pub fn one_line(text: &str) -> String {
    let spaced = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = spaced.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}
