//! Answers in rows as charts in [SVG](https://www.w3.org/TR/SVG2/): bars or lines.

mod draw;
mod figures;
mod time;

pub use figures::{Figures, Names, figures};

use super::theme::Theme;
use crate::view::Words;
use draw::Sheet;

/// The kind of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chart {
    /// A bar for each number, from left to right.
    Bar,
    /// A line for each series, over categories such as years.
    Line,
}

/// Figures as a chart; in [`Theme::Auto`], which is for pages, as in the light one.
pub fn chart(
    kind: Chart,
    title: &str,
    figures: &Figures,
    (words, theme): (Words, Theme),
) -> String {
    let mut sheet = Sheet::new(title, figures, words, theme.of_file());
    match kind {
        Chart::Bar => sheet.bars(),
        Chart::Line => sheet.lines(),
    }
    sheet.finish()
}
