//! What is wrong in a text, before it is known which file the text is of.

use super::FINDINGS_KEPT;
use crate::finding::{Finding, Place, Related};
use std::ops::Range;

/// A finding on its way: its spans are bytes of the text that is being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The id of the finding.
    pub id: &'static str,
    /// One sentence without a period.
    pub message: String,
    /// Where.
    pub span: Range<usize>,
    /// What could be done.
    pub hint: Option<String>,
    /// Further places.
    pub related: Vec<(Range<usize>, String)>,
}

impl Fault {
    /// A fault without hint and further places.
    pub fn new(id: &'static str, message: impl Into<String>, span: Range<usize>) -> Self {
        Self {
            id,
            message: message.into(),
            span,
            hint: None,
            related: Vec::new(),
        }
    }

    /// Whether it is that a string has no end.
    pub fn is_open_string(&self) -> bool {
        self.id == "unterminated-string"
    }

    /// Punctuation that an input method wrote in full width.
    pub fn full_width(span: Range<usize>, character: char, twin: char) -> Self {
        let message = format!("`{character}` is not the `{twin}` of Turtle");
        let hint = format!("write an ASCII `{twin}`");
        Self::new("full-width-punctuation", message, span).with_hint(hint)
    }

    /// The same fault with a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same fault with a further place.
    #[must_use]
    pub fn with_related(mut self, span: Range<usize>, message: impl Into<String>) -> Self {
        self.related.push((span, message.into()));
        self
    }

    /// The finding about a file whose text was read from byte `offset` on.
    pub fn into_finding(self, file: &str, offset: usize) -> Finding {
        let place = |span: Range<usize>| Place {
            file: file.to_owned(),
            span: span.start + offset..span.end + offset,
        };
        let mut finding = Finding::error(self.id, self.message, place(self.span));
        finding.hint = self.hint;
        finding.related = self
            .related
            .into_iter()
            .map(|(span, message)| Related {
                place: place(span),
                message,
            })
            .collect();
        finding
    }
}

/// The faults of a text: the first ones are kept, all are counted.
#[derive(Default)]
pub struct Faults {
    kept: Vec<Fault>,
    count: usize,
}

impl Faults {
    /// None yet, where so many were found before.
    pub fn after(count: usize) -> Self {
        Self {
            kept: Vec::new(),
            count,
        }
    }

    /// Adds a fault.
    pub fn push(&mut self, fault: Fault) {
        self.count += 1;
        if self.count <= FINDINGS_KEPT {
            self.kept.push(fault);
        }
    }

    /// Adds the fault that there may be.
    pub fn extend(&mut self, fault: Option<Fault>) {
        if let Some(fault) = fault {
            self.push(fault);
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Forgets those from a number on.
    pub fn truncate(&mut self, count: usize) {
        let forgotten = self.count.saturating_sub(count);
        let lost = self.count.saturating_sub(FINDINGS_KEPT);
        let kept = self.kept.len() - forgotten.saturating_sub(lost).min(self.kept.len());
        self.kept.truncate(kept);
        self.count -= forgotten;
    }

    /// The last one, unless there are too many.
    pub fn last(&self) -> Option<&Fault> {
        self.kept.last()
    }

    /// Whether there are so many that reading should end.
    pub fn are_too_many(&self) -> bool {
        self.count >= FINDINGS_KEPT
    }

    /// Those that were kept; at the end of too many stands that there are too many.
    pub fn into_vec(self) -> Vec<Fault> {
        let mut kept = self.kept;
        if self.count >= FINDINGS_KEPT {
            let span = kept.last().map_or(0..0, |last| last.span.clone());
            let message = format!(
                "this file has {FINDINGS_KEPT} faults or more, and was read no further than here"
            );
            let fault = Fault::new("too-many-findings", message, span);
            kept.push(fault.with_hint("mend the first ones: others may follow from them"));
        }
        kept
    }
}

/// What faults are sorted by: their place, and what was said last of all at the end.
pub fn order(span: &Range<usize>, id: &'static str) -> (usize, usize, bool, &'static str) {
    (span.start, span.end, id == "too-many-findings", id)
}

/// The message of a library as the end of a sentence.
pub fn in_sentence(message: &str) -> String {
    let mut chars = message.trim_end_matches('.').chars();
    let first = chars.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}
