//! How nodes and edges look: data in the graph, in the vocabulary `https://bixi.example/vocab/style#`.
//!
//! A class has a `style:shape`, a `style:color` and a `style:icon`; a property has a `style:line`, a `style:color` and a
//! `style:arrow`, and `style:nests true` if what has it stands inside its value. What is not said is inherited from
//! superclasses and superproperties. Colours are those of [Okabe and Ito](https://jfly.uni-koeln.de/color/) and
//! [Tol](https://personal.sron.nl/~pault/), which colour-blind people can tell apart.

use super::Words;
use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::rdf::vocab;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// The namespace of the vocabulary.
pub const NAMESPACE: &str = vocab::STYLES;
const SUB_PROPERTY: &str = "http://www.w3.org/2000/01/rdf-schema#subPropertyOf";

/// A colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Color(pub u8, pub u8, pub u8);

/// The colours that have names, in the order in which classes without a style get them.
pub const PALETTE: [(&str, Color); 11] = [
    ("blue", Color(0x00, 0x72, 0xB2)),
    ("orange", Color(0xE0, 0x8A, 0x00)),
    ("green", Color(0x00, 0x9E, 0x73)),
    ("purple", Color(0xB8, 0x5C, 0x95)),
    ("sky", Color(0x3F, 0xA0, 0xDC)),
    ("red", Color(0xD5, 0x5E, 0x00)),
    ("olive", Color(0x8A, 0x8A, 0x28)),
    ("indigo", Color(0x4B, 0x3F, 0xA0)),
    ("wine", Color(0x88, 0x22, 0x55)),
    ("teal", Color(0x2F, 0x95, 0x8A)),
    ("grey", Color(0x6E, 0x76, 0x81)),
];

/// The colour of what has no class.
pub const GREY: Color = Color(0x6E, 0x76, 0x81);

impl Color {
    /// A name of the palette, or `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((_, color)) = PALETTE.iter().find(|(name, _)| *name == text) {
            return Some(*color);
        }
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let number = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Self(red, green, blue))
    }

    /// This colour with some hundredths of another.
    #[must_use]
    pub fn mixed(self, other: Self, hundredths: u32) -> Self {
        let mix = |a: u8, b: u8| {
            ((u32::from(a) * (100 - hundredths) + u32::from(b) * hundredths + 50) / 100) as u8
        };
        Self(
            mix(self.0, other.0),
            mix(self.1, other.1),
            mix(self.2, other.2),
        )
    }
}

impl std::fmt::Display for Color {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// The outline of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// A rectangle with round corners.
    #[default]
    Rounded,
    /// A rectangle.
    Rectangle,
    /// A rectangle with half circles at its sides.
    Pill,
    /// A hexagon.
    Hexagon,
    /// A rectangle without corners.
    Cut,
    /// A sheet with a corner turned down.
    Note,
}

/// The line of an edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Line {
    /// A line.
    #[default]
    Solid,
    /// Strokes.
    Dashed,
    /// Points.
    Dotted,
    /// A thick line.
    Bold,
}

/// The end of an edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Arrow {
    /// A filled triangle.
    #[default]
    Filled,
    /// A hollow triangle, as for subclasses in UML.
    Hollow,
    /// A rhomb at the start, as for parts in UML.
    Diamond,
    /// Nothing.
    None,
}

/// How a node looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeStyle {
    /// Its outline.
    pub shape: Shape,
    /// Its colour.
    pub color: Color,
    /// A character in front of its label.
    pub icon: Option<String>,
}

/// How an edge looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EdgeStyle {
    /// Its line.
    pub line: Line,
    /// Its colour, if it is not that of all edges.
    pub color: Option<Color>,
    /// Its end.
    pub arrow: Arrow,
}

/// The styles that a graph has.
#[derive(Debug, Default)]
pub struct Styles {
    /// By class or property and name of a style property, its value.
    said: FxHashMap<(TermId, &'static str), String>,
    /// Values that mean nothing: what was said of what.
    pub unknown: Vec<String>,
    /// Colours of classes without a style, by class.
    given: BTreeMap<TermId, Color>,
    /// Languages of icons, the preferred one first.
    languages: Vec<String>,
}

/// The properties of the vocabulary, without its namespace.
pub const NAMES: [&str; 6] = ["shape", "color", "icon", "line", "arrow", "nests"];

impl Styles {
    /// The styles of a graph, for readers of some languages.
    pub fn of(graph: &Graph, languages: &[String]) -> Self {
        let mut styles = Self {
            languages: languages.to_vec(),
            ..Self::default()
        };
        let mut ranks: FxHashMap<(TermId, &str), usize> = FxHashMap::default();
        for name in NAMES {
            let Some(property) = graph.dictionary.find_iri(&format!("{NAMESPACE}{name}")) else {
                continue;
            };
            for [subject, _, object] in graph.triples(None, Some(property), None) {
                let value = graph.dictionary.text(object);
                if !is_known(name, &value) {
                    let what = graph.display(subject);
                    styles
                        .unknown
                        .push(format!("`style:{name}` of `{what}` is `{value}`"));
                }
                let rank = graph.language_rank(object, languages);
                let best = ranks.entry((subject, name)).or_insert(usize::MAX);
                if rank <= *best {
                    *best = rank;
                    styles.said.insert((subject, name), value);
                }
            }
        }
        styles
    }

    /// Whether something is said.
    fn value<T>(
        &self,
        term: TermId,
        name: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        self.said.get(&(term, name)).and_then(|value| read(value))
    }

    /// What is said of a term, or of the nearest term above it.
    fn inherited<T>(
        &self,
        graph: &Graph,
        term: TermId,
        upwards: &str,
        name: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        if self.said.is_empty() {
            return None;
        }
        let mut seen = FxHashSet::default();
        let mut level = vec![term];
        while !level.is_empty() {
            if let Some(value) = level.iter().find_map(|term| self.value(*term, name, &read)) {
                return Some(value);
            }
            let above = level
                .iter()
                .flat_map(|term| graph.said_objects(*term, upwards));
            level = above.filter(|term| seen.insert(*term)).collect();
        }
        None
    }

    /// How a node of some classes looks. A class without a colour gets the next of the palette.
    pub fn node(&mut self, graph: &Graph, classes: &[TermId]) -> NodeStyle {
        let Some(first) = classes.first() else {
            return NodeStyle {
                color: GREY,
                ..NodeStyle::default()
            };
        };
        let of = |class: &TermId| Some((*class, self.color(graph, *class)?));
        let (class, color) = classes.iter().find_map(of).unwrap_or_else(|| {
            let next = PALETTE[self.given.len() % (PALETTE.len() - 1)].1;
            (*first, *self.given.entry(*first).or_insert(next))
        });
        let icon = self.icon(graph, class);
        NodeStyle {
            shape: self
                .inherited(graph, class, vocab::RDFS_SUB_CLASS_OF, "shape", shape)
                .unwrap_or_default(),
            color,
            icon,
        }
    }

    /// The colour of a class, if it or a class above it is given one.
    pub fn color(&self, graph: &Graph, class: TermId) -> Option<Color> {
        self.inherited(
            graph,
            class,
            vocab::RDFS_SUB_CLASS_OF,
            "color",
            Color::parse,
        )
    }

    /// The icon of a class, if it or a class above it is given one.
    pub fn icon(&self, graph: &Graph, class: TermId) -> Option<String> {
        let icon = self.inherited(graph, class, vocab::RDFS_SUB_CLASS_OF, "icon", |text| {
            Some(text.to_owned())
        })?;
        Some(match self.can_read(&icon) {
            true => icon.chars().take(2).collect(),
            false => self.initial(graph, class),
        })
    }

    /// Returns whether an icon can be read: one of Chinese characters only in Chinese.
    fn can_read(&self, icon: &str) -> bool {
        let is_chinese = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
        Words::of(&self.languages) == Words::Chinese || !icon.contains(is_chinese)
    }

    /// Returns the first letter of a class, as an icon that can be read.
    fn initial(&self, graph: &Graph, class: TermId) -> String {
        let label = graph.label(class, &self.languages);
        let label = label.filter(|label| self.can_read(label));
        let name = label.unwrap_or_else(|| {
            let name = graph.display(class);
            let local = name.rsplit([':', '/', '#']).next();
            local.unwrap_or(&name).to_owned()
        });
        name.chars().take(1).flat_map(char::to_uppercase).collect()
    }

    /// How an edge of a property looks.
    pub fn edge(&self, graph: &Graph, property: TermId) -> EdgeStyle {
        EdgeStyle {
            line: self
                .inherited(graph, property, SUB_PROPERTY, "line", line)
                .unwrap_or_default(),
            color: self.inherited(graph, property, SUB_PROPERTY, "color", Color::parse),
            arrow: self
                .inherited(graph, property, SUB_PROPERTY, "arrow", arrow)
                .unwrap_or_default(),
        }
    }

    /// Whether what has a property stands inside its value.
    pub fn nests(&self, graph: &Graph, property: TermId) -> bool {
        let nests = |text: &str| Some(text == "true");
        self.inherited(graph, property, SUB_PROPERTY, "nests", nests)
            .unwrap_or(false)
    }

    /// Whether an IRI is a word of the vocabulary of styles.
    pub fn is_style(iri: &str) -> bool {
        iri.starts_with(NAMESPACE)
    }
}

/// Returns the words that a property of the vocabulary can have as values, none if it can have others; `None` if it is none of
/// its properties.
pub fn known_values(name: &str) -> Option<Vec<&'static str>> {
    Some(match name {
        "shape" => SHAPES.map(|(word, _)| word).to_vec(),
        "color" => PALETTE.map(|(word, _)| word).to_vec(),
        "line" => LINES.map(|(word, _)| word).to_vec(),
        "arrow" => ARROWS.map(|(word, _)| word).to_vec(),
        "nests" => vec!["true", "false"],
        "icon" => Vec::new(),
        _ => return None,
    })
}

/// Returns whether a value of a property of the vocabulary means something.
pub fn is_known(name: &str, value: &str) -> bool {
    match name {
        "shape" => shape(value).is_some(),
        "color" => Color::parse(value).is_some(),
        "line" => line(value).is_some(),
        "arrow" => arrow(value).is_some(),
        "nests" => matches!(value, "true" | "false"),
        _ => !value.is_empty(),
    }
}

const SHAPES: [(&str, Shape); 6] = [
    ("rounded", Shape::Rounded),
    ("rectangle", Shape::Rectangle),
    ("pill", Shape::Pill),
    ("hexagon", Shape::Hexagon),
    ("cut", Shape::Cut),
    ("note", Shape::Note),
];

const LINES: [(&str, Line); 4] = [
    ("solid", Line::Solid),
    ("dashed", Line::Dashed),
    ("dotted", Line::Dotted),
    ("bold", Line::Bold),
];

const ARROWS: [(&str, Arrow); 4] = [
    ("filled", Arrow::Filled),
    ("hollow", Arrow::Hollow),
    ("diamond", Arrow::Diamond),
    ("none", Arrow::None),
];

fn shape(text: &str) -> Option<Shape> {
    meaning(&SHAPES, text)
}

fn line(text: &str) -> Option<Line> {
    meaning(&LINES, text)
}

fn arrow(text: &str) -> Option<Arrow> {
    meaning(&ARROWS, text)
}

/// Returns what a word means.
fn meaning<T: Copy>(words: &[(&str, T)], text: &str) -> Option<T> {
    let mut words = words.iter();
    words.find(|(word, _)| *word == text).map(|(_, it)| *it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_have_names_or_numbers() {
        assert_eq!(Color::parse("blue"), Some(Color(0, 0x72, 0xB2)));
        assert_eq!(Color::parse("#0a0B0c"), Some(Color(10, 11, 12)));
        assert_eq!(Color::parse("#0a0b"), None);
        assert_eq!(Color::parse("mauve"), None);
        assert_eq!(
            Color(0, 0, 0).mixed(Color(255, 255, 255), 50).to_string(),
            "#808080"
        );
    }
}
