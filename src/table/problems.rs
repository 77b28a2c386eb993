//! What is found wrong in a table while it is read, up to a number of each kind.

use crate::finding::{Finding, Place, Severity};
use crate::number::count;
use std::collections::BTreeMap;
use std::ops::Range;

/// This many findings of a kind are kept; of the others the number is told.
const MOST: usize = 100;

/// How a finding ends that stands for others.
const LIKE_THIS: &str = " like this from here to the end of the table";

/// Returns how many findings of a table one stands for.
pub fn stands_for(finding: &Finding) -> usize {
    let number = finding.message.strip_suffix(LIKE_THIS);
    let number = number.and_then(|number| number.split(' ').next());
    let number = number.and_then(|number| number.replace(',', "").parse().ok());
    number.unwrap_or(1)
}

/// The findings of a table that are not yet reported.
#[derive(Debug)]
pub struct Problems {
    file: String,
    /// The findings that were kept.
    pub kept: Vec<Finding>,
    counts: BTreeMap<(&'static str, Severity), (usize, Option<Finding>)>,
    /// The encoding of the table, if it was guessed.
    pub guessed_encoding: Option<&'static str>,
    /// The row that is likely to have the names of the columns, if the one that is said to have them is likely to be a title.
    pub below_title: Option<u64>,
}

impl Problems {
    /// Nothing is wrong yet in a file with this path.
    pub fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            kept: Vec::new(),
            counts: BTreeMap::new(),
            guessed_encoding: None,
            below_title: None,
        }
    }

    /// A place in the text of the table [rendered](super::rendered), in bytes.
    pub fn place(&self, span: Range<usize>) -> Place {
        Place {
            file: self.file.clone(),
            span,
        }
    }

    /// The finding for a table that ends, at a byte of its text, before the row with this 1-based number.
    pub fn no_header(&self, header: u64, end: usize) -> Finding {
        let message =
            format!("there is no row {header}, which should have the names of the columns");
        let hint = "say in which row they are by `header`, or `header: none`";
        Finding::error("table-no-header", message, self.place(end..end)).with_hint(hint)
    }

    /// The finding for U+0000 in some bytes of the text: no text has it, but numbers in other formats and text in other encodings do.
    pub fn nul(&self, span: Range<usize>) -> Finding {
        let message = "the character U+0000 stands here, which no text has";
        let finding = Finding::warning("table-nul", message, self.place(span));
        finding.with_hint("take it out, or say which `encoding` the table has")
    }

    /// Adds the finding that a header has one text or none, where the row that follows has several, given the number of the header, of
    /// its texts, and its place, and the number of the row that follows and of its texts.
    pub fn add_title(
        &mut self,
        (header, names, place): (u64, usize, Range<usize>),
        (below, cells): (u64, usize),
    ) {
        self.below_title = Some(below);
        let (has, is) = match names {
            0 => ("no text", "the names of the columns may stand there"),
            _ => (
                "one text",
                "it may be a title above the names of the columns",
            ),
        };
        let message = format!("row {header} has {has} and row {below} has {cells}: {is}");
        let finding = Finding::warning("table-title-row", message, self.place(place));
        self.add(finding.with_hint(format!("if so, say `header: {below}`")));
    }

    /// Adds a finding; if there are too many of its kind, only their number.
    pub fn add(&mut self, finding: Finding) {
        let kind = (finding.id, finding.severity);
        let (count, first_left_out) = self.counts.entry(kind).or_default();
        *count += 1;
        if *count <= MOST {
            self.kept.push(finding);
        } else {
            first_left_out.get_or_insert(finding);
        }
    }

    /// Adds a finding for each kind of which some were not kept: their number, at the place of the first.
    pub fn add_counts(&mut self) {
        for (number, first) in std::mem::take(&mut self.counts).into_values() {
            let Some(first) = first else { continue };
            let message = format!("{}{LIKE_THIS}", count(number - MOST, "finding"));
            let hint = None;
            self.kept.push(Finding {
                message,
                hint,
                ..first
            });
        }
    }
}
