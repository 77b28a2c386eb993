//! Text between tags ([XML 1.0, 2.4 and 2.11](https://www.w3.org/TR/xml/#sec-line-ends)).

use super::entities::{Within, bare, character, predefined, push_char, reference_length};
use super::input::Spot;
use super::tokens::{Keep, LONGEST, Xml};
use memchr::{memchr3, memmem};
use std::ops::Range;

impl Xml<'_> {
    /// Reads the text up to the next `<`.
    pub(super) fn read_text(&mut self) {
        loop {
            let rest = self.input.rest();
            let found = memchr3(b'<', b'&', b'\r', rest);
            let mut length = found.unwrap_or(rest.len());
            // What begins `]]>` is looked at together with what follows.
            if found.is_none() && length > 2 {
                length -= 2;
            }
            if length > 0 {
                self.run(length);
            }
            match found.map(|_| self.input.rest().first().copied()) {
                Some(Some(b'<')) => return,
                Some(Some(b'&')) => self.reference(),
                Some(_) => self.line_end(),
                None if self.input.rest().len() > 2 => {}
                None => {
                    if !self.input.more() {
                        self.run(self.input.rest().len());
                        return;
                    }
                }
            }
            if self.over || self.faults.are_too_many() {
                return;
            }
        }
    }

    /// CR LF and CR are LF.
    fn line_end(&mut self) {
        let length = if self.input.starts_with(b"\r\n") {
            2
        } else {
            1
        };
        self.keep_text(b"\n");
        self.input.pass(length);
    }

    /// Takes a run of plain characters.
    fn run(&mut self, length: usize) {
        let spot = self.input.spot();
        let rest = self.input.rest();
        let run = rest.get(..length).unwrap_or_default();
        if self.text.solid.is_none()
            && let Some(at) = run.iter().position(|byte| !byte.is_ascii_whitespace())
        {
            let before = run.get(..at).unwrap_or_default();
            let lines = memchr::memchr_iter(b'\n', before).count() as u32;
            if self.keep == Keep::Nothing {
                let stray = run.get(at..).unwrap_or_default();
                let stray = stray
                    .split(|byte| *byte == b'\n')
                    .next()
                    .unwrap_or_default();
                self.text.stray.clear();
                self.text.stray.extend_from_slice(stray.trim_ascii_end());
            }
            self.solid(Spot {
                offset: spot.offset + at,
                line: spot.line + lines,
            });
        }
        let rest = self.input.rest();
        let run = rest.get(..length).unwrap_or_default();
        // The `>` of `]]>` may be the first byte after the run only if that is not a plain character.
        let bracket = memmem::find(run, b"]]>");
        if self.keep != Keep::Nothing {
            self.text.content.extend_from_slice(run);
        }
        if let Some(at) = bracket {
            let at = spot.offset + at;
            self.text.faulty = true;
            self.fault("`]]>` cannot stand in text", at..at + 3, "write `]]&gt;`");
        }
        self.text.faulty |= self.report_wrong(spot.offset + length);
        self.input.pass(length);
        self.check_length(spot);
    }

    fn check_length(&mut self, spot: Spot) {
        if self.text.content.len() > LONGEST {
            let message = "this text is longer than 128 MiB, the limit of one text";
            self.fault(message, spot.offset..spot.offset, "");
            self.over = true;
        }
    }

    /// The first character that is not white space.
    fn solid(&mut self, spot: Spot) {
        self.text.solid = self.text.solid.or(Some(spot));
        if self.is_outside() && !self.over {
            let rest = self.input.rest();
            let from = spot.offset - self.input.spot().offset;
            let rest = rest.get(from..).unwrap_or_default();
            let end = rest
                .iter()
                .take(40)
                .position(|b| matches!(b, b'<' | b'\n' | b'\r'));
            let text = String::from_utf8_lossy(rest.get(..end.unwrap_or(1)).unwrap_or_default());
            let span = spot.offset..spot.offset + text.trim_end().len().max(1);
            let message = "text cannot stand outside of the outermost element";
            self.fault(message, span, "");
            self.over = true;
        }
    }

    fn keep_text(&mut self, text: &[u8]) {
        if self.keep != Keep::Nothing {
            self.text.content.extend_from_slice(text);
        }
    }

    /// A reference in text.
    fn reference(&mut self) {
        let spot = self.input.spot();
        self.input.has(64);
        self.text.stray.clear();
        self.solid(spot);
        let length = reference_length(self.input.rest());
        let name: Vec<u8> = length
            .and_then(|length| self.input.rest().get(1..length - 1))
            .unwrap_or_default()
            .to_vec();
        let Some(length) = length else {
            self.faulty_text(bare(), spot.offset..spot.offset + 1);
            self.input.pass(1);
            return;
        };
        let mut content = std::mem::take(&mut self.text.content);
        let before = content.len();
        let result = if let Some(number) = name.strip_prefix(b"#") {
            character(number).map(|c| push_char(c, &mut content))
        } else if let Some(byte) = predefined(&name) {
            content.push(byte);
            Ok(())
        } else {
            self.entities
                .expand(&name, Within::Content, spot.offset, &mut content)
        };
        if self.keep == Keep::Nothing {
            content.truncate(before);
        }
        self.text.content = content;
        if let Err(why) = result {
            self.faulty_text(why, spot.offset..spot.offset + length);
        }
        self.input.pass(length);
        self.check_length(spot);
    }

    fn faulty_text(&mut self, (message, hint): (String, &str), span: Range<usize>) {
        self.text.faulty = true;
        self.fault(message, span, hint);
    }

    /// `<![CDATA[ … ]]>`, which is text.
    pub(super) fn character_data(&mut self, spot: Spot) {
        self.input.pass(9);
        loop {
            let rest = self.input.rest();
            let found = memmem::find(rest, b"]]>");
            let length = found.unwrap_or(rest.len().saturating_sub(2));
            // A CR at the end may be half of a line end.
            let run = rest.get(..length).unwrap_or_default();
            let run = if found.is_none() {
                run.strip_suffix(b"\r").unwrap_or(run)
            } else {
                run
            };
            let length = run.len();
            let at = self.input.spot();
            if let Some(first) = run.iter().position(|byte| !byte.is_ascii_whitespace()) {
                self.text.solid = self.text.solid.or(Some(Spot {
                    offset: at.offset + first,
                    line: at.line,
                }));
            }
            if self.keep != Keep::Nothing {
                push_with_line_ends(run, &mut self.text.content);
            }
            self.text.faulty |= self.report_wrong(at.offset + length);
            self.input.pass(length);
            self.check_length(spot);
            if found.is_some() {
                self.input.pass(3);
                return;
            }
            if self.over || self.faults.are_too_many() || !self.input.more() {
                break;
            }
        }
        if !self.over {
            let span = spot.offset..spot.offset + 9;
            self.fault("this `<![CDATA[` has no end", span, "end it with `]]>`");
            self.over = true;
        }
    }
}

/// Appends text whose line ends become LF.
pub fn push_with_line_ends(text: &[u8], into: &mut Vec<u8>) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\r', rest) {
        into.extend_from_slice(rest.get(..at).unwrap_or_default());
        into.push(b'\n');
        let after = rest.get(at + 1..).unwrap_or_default();
        rest = after.strip_prefix(b"\n").unwrap_or(after);
    }
    into.extend_from_slice(rest);
}
