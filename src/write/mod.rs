//! Everything that is text at the end: tables, results, graphs, findings, pictures, reports.

mod chart;
mod dot;
mod entity;
mod explanation;
mod findings;
mod gexf;
mod graph;
mod graph_json;
mod graphml;
mod html;
mod mermaid;
mod picture;
mod png;
mod proof;
mod report;
mod results;
mod svg;
mod table;
mod tabular;
mod why_not;
mod xml;

pub use chart::{Chart, Figures, chart, figures};
pub use dot::dot;
pub use entity::entity;
pub use explanation::explanation;
pub use findings::{FindingsFormat, findings};
pub use gexf::gexf;
pub use graph::{GraphFormat, graph};
pub use graph_json::{cytoscape, json_graph};
pub use graphml::graphml;
pub use html::page;
pub use mermaid::mermaid;
pub use picture::{Picture, Written, picture};
pub use png::png;
pub use proof::{Names, Output, proof};
pub use report::report;
pub use results::{SolutionsFormat, boolean, solutions};
pub use svg::svg;
pub use tabular::{edges_csv, nodes_csv};
pub use why_not::why_not;

use unicode_width::UnicodeWidthStr;

/// A number with its noun: `1 row`, `2,000 rows`, `3 queries`.
pub fn count(number: usize, noun: &str) -> String {
    let number = grouped(number);
    match noun.strip_suffix('y') {
        _ if number == "1" => format!("1 {noun}"),
        Some(stem) if !stem.ends_with(['a', 'e', 'o']) => format!("{number} {stem}ies"),
        _ => format!("{number} {noun}s"),
    }
}

/// A number with a comma after every three digits.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Names with what belongs to them, in aligned columns.
pub fn list(rows: &[(String, String, String)]) -> String {
    let width = |of: fn(&(String, String, String)) -> &String| {
        rows.iter().map(|row| of(row).width()).max().unwrap_or(0)
    };
    let (first, second) = (width(|row| &row.0), width(|row| &row.1));
    let padded = |text: &str, width: usize| format!("{text}{}", " ".repeat(width - text.width()));
    let line = |(a, b, c): &(String, String, String)| {
        let line = format!(
            "{}  {}  {}",
            padded(a, first),
            padded(b, second),
            one_line(c)
        );
        format!("{}\n", line.trim_end())
    };
    rows.iter().map(line).collect()
}

/// Text on one line of a terminal: line breaks and other control characters are shown, not obeyed.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => line.push('⏎'),
            '\r' => line.push('␍'),
            '\t' => line.push(' '),
            _ if character.is_control() || is_bidi_control(character) => {
                line.push_str(&format!("\\u{{{:x}}}", character as u32));
            }
            _ => line.push(character),
        }
    }
    line
}

/// Text on lines of a terminal: control characters other than line breaks and tabs are shown, not obeyed.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => escaped.push(character),
            _ if character.is_control() || is_bidi_control(character) => {
                escaped.push_str(&format!("\\u{{{:x}}}", character as u32));
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Characters that reorder the text around them could make a cell look like another.
fn is_bidi_control(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
