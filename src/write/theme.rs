//! The colours of pictures and charts on a light page, on a dark one, and on paper.

use crate::view::Color;
use std::collections::BTreeSet;

/// Fonts that have Chinese, by system; the first is that of Debian's `fonts-noto-cjk`.
pub const FONTS: &str = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','Hiragino Sans GB','WenQuanYi Micro Hei',sans-serif";

const WHITE: Color = Color(0xFF, 0xFF, 0xFF);
const NIGHT: Color = Color(0x15, 0x18, 0x1C);
const INK: Color = Color(0x16, 0x1A, 0x1F);
const CHALK: Color = Color(0xF0, 0xF2, 0xF4);
const BLACK: Color = Color(0, 0, 0);
const ACCENT: Color = Color(0x00, 0x72, 0xB2);
/// The colour of edges without one.
pub const EDGE: Color = Color(0x86, 0x8F, 0x99);

/// Which colours a picture has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark text on white.
    #[default]
    Light,
    /// Light text on a dark page.
    Dark,
    /// Black text on white, and nothing is filled.
    Print,
    /// The colours that the browser of the reader prefers, for an HTML page; another file is light.
    Auto,
}

/// What is painted. The colour is that of a class, a property or a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Paint {
    /// The background.
    Page,
    /// Titles and values.
    Ink,
    /// Captions and the names of properties.
    Soft,
    /// Labels of edges.
    Label,
    /// Marks of notes.
    Mark,
    /// The lines of the grid of a chart.
    Grid,
    /// The inside of a node.
    Fill(Color),
    /// The outline of a node, and the circle of its icon.
    Outline(Color),
    /// The inside of a box.
    BoxFill(Color),
    /// The outline of a box.
    BoxOutline(Color),
    /// The line above the rows of a node.
    Rule(Color),
    /// The classes of a node.
    Class(Color),
    /// An edge with its ends.
    Edge(Color),
    /// A bar, a line or a point of a chart.
    Series(Color),
}

impl Theme {
    /// Returns the theme with a name.
    ///
    /// # Errors
    /// If there is none, with a sentence that names all.
    pub fn named(name: &str) -> Result<Self, &'static str> {
        Ok(match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            "print" => Self::Print,
            "auto" => Self::Auto,
            _ => return Err("themes are light, dark, print and auto"),
        })
    }

    /// Returns the theme of a file that has only one.
    pub(crate) fn of_file(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            one => one,
        }
    }

    /// Returns the value of an attribute that paints: a colour, or for [`Auto`](Self::Auto) the name of a variable.
    pub(crate) fn value(self, paint: Paint) -> String {
        match self {
            Self::Auto => format!("var({})", variable(paint)),
            one => one.color(paint).to_string(),
        }
    }

    /// Returns the colour of a paint. Strong colours are mixed with white on a dark page, and tints with the page.
    fn color(self, paint: Paint) -> Color {
        let (page, ink, lighter) = match self {
            Self::Light | Self::Auto => (WHITE, INK, 0),
            Self::Dark => (NIGHT, CHALK, 45),
            Self::Print => (WHITE, BLACK, 0),
        };
        let strong = |color: Color| color.mixed(WHITE, lighter / 2);
        let tint = match self {
            Self::Light | Self::Auto => 91,
            Self::Dark => 80,
            Self::Print => 100,
        };
        match paint {
            Paint::Page => page,
            Paint::Ink => ink,
            Paint::Soft => ink.mixed(page, 35),
            Paint::Label => ink.mixed(page, 18),
            Paint::Mark => ACCENT.mixed(WHITE, lighter),
            Paint::Grid => ink.mixed(page, 85),
            Paint::Fill(color) => color.mixed(page, tint),
            Paint::Outline(color) => strong(color),
            Paint::BoxFill(color) => color.mixed(page, (tint + 5).min(100)),
            Paint::BoxOutline(color) => strong(color).mixed(page, 50),
            Paint::Rule(color) => strong(color).mixed(page, 60),
            Paint::Class(color) => color.mixed(ink, 40),
            Paint::Edge(color) => color.mixed(WHITE, lighter / 3),
            Paint::Series(color) => color.mixed(WHITE, lighter * 5 / 9),
        }
    }
}

/// The name of the variable of a paint in a style sheet.
fn variable(paint: Paint) -> String {
    let of = |name: &str, color: Color| {
        let color = color.to_string();
        format!("--{name}-{}", color.trim_start_matches('#'))
    };
    match paint {
        Paint::Page => "--page".to_owned(),
        Paint::Ink => "--ink".to_owned(),
        Paint::Soft => "--soft".to_owned(),
        Paint::Label => "--label".to_owned(),
        Paint::Mark => "--note".to_owned(),
        Paint::Grid => "--grid".to_owned(),
        Paint::Fill(color) => of("fill", color),
        Paint::Outline(color) => of("outline", color),
        Paint::BoxFill(color) => of("box", color),
        Paint::BoxOutline(color) => of("border", color),
        Paint::Rule(color) => of("rule", color),
        Paint::Class(color) => of("class", color),
        Paint::Edge(color) => of("edge", color),
        Paint::Series(color) => of("series", color),
    }
}

/// A style sheet that gives the variables of paints their colours: light ones, dark ones where the reader prefers these, and
/// light ones again where it is printed.
pub fn variables(paints: &BTreeSet<Paint>) -> String {
    let of = |theme: Theme| {
        let values = paints
            .iter()
            .map(|paint| format!("{}:{}", variable(*paint), theme.color(*paint)));
        values.collect::<Vec<_>>().join(";")
    };
    let (light, dark) = (of(Theme::Light), of(Theme::Dark));
    format!(
        "#sheet{{{light}}}@media (prefers-color-scheme:dark){{#sheet{{{dark}}}}}@media print{{#sheet{{{light}}}}}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paint_is_a_colour_or_a_variable() {
        let fill = Paint::Fill(Color(0, 0x72, 0xB2));
        assert_eq!(Theme::Light.value(fill), "#e8f2f8");
        assert_eq!(Theme::Print.value(fill), "#ffffff");
        assert_eq!(Theme::Auto.value(fill), "var(--fill-0072b2)");
        assert_eq!(
            variables(&BTreeSet::from([Paint::Page])),
            "#sheet{--page:#ffffff}@media (prefers-color-scheme:dark){#sheet{--page:#15181c}}@media print{#sheet{--page:#ffffff}}"
        );
    }

    #[test]
    fn themes_have_names() {
        assert_eq!(Theme::named("print"), Ok(Theme::Print));
        assert_eq!(
            Theme::named("blue"),
            Err("themes are light, dark, print and auto")
        );
        assert_eq!(Theme::Auto.of_file(), Theme::Light);
    }
}
