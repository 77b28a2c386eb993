//! From bytes to text: sources are [UTF-8](https://www.w3.org/TR/rdf12-turtle/#sec-mediaReg).

use super::FINDINGS_KEPT;
use super::fault::Fault;
use std::borrow::Cow;
use std::ops::Range;

/// The text of some bytes.
pub struct Text<'a> {
    /// The text, byte for byte; bytes that are not UTF-8 are replaced by `_`, which is wrong nowhere.
    pub text: Cow<'a, str>,
    /// Where it starts: after a byte order mark.
    pub start: usize,
    /// The bytes that are not UTF-8, in their order.
    pub invalid: Vec<usize>,
    is_utf_16: bool,
}

impl<'a> Text<'a> {
    /// The text of some bytes; `is_start` if they are the first of their file.
    pub fn of(bytes: &'a [u8], is_start: bool) -> Self {
        let start = if is_start && bytes.starts_with(b"\xEF\xBB\xBF") {
            3
        } else {
            0
        };
        let is_utf_16 =
            is_start && (bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF"));
        let (text, invalid) = match std::str::from_utf8(bytes) {
            // Nothing can be said of it.
            _ if is_utf_16 => Default::default(),
            Ok(text) => (Cow::Borrowed(text), Vec::new()),
            Err(_) => replace_invalid(bytes),
        };
        Self {
            text,
            start,
            invalid,
            is_utf_16,
        }
    }

    /// What is wrong before byte `end`: one fault for each run of bytes that are not UTF-8, a few characters between them allowed.
    pub fn faults(&self, end: usize) -> Vec<Fault> {
        if self.is_utf_16 {
            let fault = Fault::new("invalid-utf8", "this file is in UTF-16, not in UTF-8", 0..2);
            return vec![fault.with_hint("save the file in the encoding UTF-8")];
        }
        let mut runs: Vec<Range<usize>> = Vec::new();
        for at in self.invalid.iter().take_while(|at| **at < end) {
            let is_full = runs.len() == FINDINGS_KEPT;
            match runs.last_mut() {
                Some(run) if self.are_one_run(run.end, *at) => run.end = at + 1,
                _ if is_full => break,
                _ => runs.push(*at..at + 1),
            }
        }
        let hint =
            "save the file in the encoding UTF-8; editors on Chinese Windows often use GB 18030";
        runs.into_iter()
            .map(|run| {
                let message = if run.len() == 1 {
                    "this byte is not valid UTF-8"
                } else {
                    "these bytes are not valid UTF-8"
                };
                Fault::new("invalid-utf8", message, run).with_hint(hint)
            })
            .collect()
    }

    /// In a text of another encoding a part of the bytes is valid by chance.
    fn are_one_run(&self, end: usize, next: usize) -> bool {
        let between = self.text.as_bytes().get(end..next).unwrap_or_default();
        between.len() <= 8 && !between.contains(&b'\n') && !between.contains(&b'"')
    }
}

fn replace_invalid(bytes: &[u8]) -> (Cow<'_, str>, Vec<usize>) {
    let mut text = String::with_capacity(bytes.len());
    let mut invalid = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for _ in chunk.invalid() {
            invalid.push(text.len());
            text.push('_');
        }
    }
    (Cow::Owned(text), invalid)
}
