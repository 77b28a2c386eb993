//! Answers in rows as charts in [SVG](https://www.w3.org/TR/SVG2/): bars or lines.

mod draw;
mod figures;

pub use figures::{Figures, Names, figures};

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

/// Figures as a chart.
pub fn chart(kind: Chart, title: &str, figures: &Figures, words: Words) -> String {
    let mut sheet = Sheet::new(title, figures, words);
    match kind {
        Chart::Bar => sheet.bars(),
        Chart::Line => sheet.lines(),
    }
    sheet.finish()
}
