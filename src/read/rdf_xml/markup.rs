//! Comments, processing instructions and what else is between tags and no text
//! ([XML 1.0, 2.5 and 2.6](https://www.w3.org/TR/xml/#sec-comments)).

use super::tokens::{Event, Keep, LONGEST, Xml};
use memchr::memmem;

impl Xml<'_> {
    pub(super) fn declaration_or_comment(&mut self) -> Option<Event> {
        if self.input.starts_with(b"<!--") {
            return self.comment();
        }
        let spot = self.input.spot();
        if self.input.starts_with(b"<![CDATA[") {
            if self.open.is_empty() {
                self.fault(
                    "text cannot stand outside of the outermost element",
                    spot.offset..spot.offset + 9,
                    "",
                );
            }
            self.character_data(spot);
            return None;
        }
        if self.input.starts_with(b"<!DOCTYPE") {
            if self.has_root || self.has_doctype {
                let message = "a document type stands once, before the outermost element";
                self.fault(message, spot.offset..spot.offset + 9, "leave it out");
            }
            self.document_type();
            return None;
        }
        let message = "`<!` begins a comment `<!-- … -->` or `<![CDATA[ … ]]>` only";
        self.fault(
            message,
            spot.offset..spot.offset + 2,
            "write `&lt;` for the character itself",
        );
        self.over = true;
        Some(Event::Eof)
    }

    fn comment(&mut self) -> Option<Event> {
        let spot = self.input.spot();
        self.input.pass(4);
        self.markup.clear();
        if !self.pass_until(b"--") {
            let span = spot.offset..spot.offset + 4;
            self.fault("this comment has no end", span, "end it with `-->`");
            self.over = true;
            return Some(Event::Eof);
        }
        if !self.input.starts_with(b"-->") {
            let at = self.input.spot().offset;
            self.fault(
                "a comment cannot have `--` in it",
                at..at + 2,
                "write `- -`, or end the comment with `-->`",
            );
            self.pass_until(b"-->");
        }
        self.input.pass(3);
        (self.keep == Keep::Markup).then_some(Event::Comment)
    }

    pub(super) fn instruction(&mut self) -> Option<Event> {
        let spot = self.input.spot();
        self.input.pass(2);
        self.markup.clear();
        let keep = std::mem::replace(&mut self.keep, Keep::Markup);
        let is_closed = self.pass_until(b"?>");
        self.keep = keep;
        if !is_closed {
            let span = spot.offset..spot.offset + 2;
            self.fault(
                "this processing instruction has no end",
                span,
                "end it with `?>`",
            );
            self.over = true;
            return Some(Event::Eof);
        }
        self.input.pass(2);
        let space = |byte: &u8| byte.is_ascii_whitespace();
        let length = self
            .markup
            .iter()
            .position(space)
            .unwrap_or(self.markup.len());
        let target = self.markup.get(..length).unwrap_or_default();
        let span = spot.offset..spot.offset + 2 + length;
        if target.eq_ignore_ascii_case(b"xml") {
            let message = "the declaration `<?xml …?>` stands at the very start of the file only";
            self.fault(
                message,
                span,
                "remove what stands before it, also empty lines",
            );
        } else if !super::tag::is_ncname(target) {
            self.fault("a processing instruction begins with its name", span, "");
        }
        (self.keep == Keep::Markup).then_some(Event::Instruction)
    }

    /// Passes text up to some bytes, and keeps it if markup is kept; it may be of any length otherwise.
    pub(super) fn pass_until(&mut self, bytes: &[u8]) -> bool {
        loop {
            let rest = self.input.rest();
            let found = memmem::find(rest, bytes);
            let length = found.unwrap_or(rest.len().saturating_sub(bytes.len() - 1));
            if self.keep == Keep::Markup && self.markup.len() < LONGEST {
                self.markup
                    .extend_from_slice(rest.get(..length).unwrap_or_default());
            }
            let at = self.input.spot().offset;
            self.report_wrong(at + length);
            self.input.pass(length);
            if found.is_some() {
                return true;
            }
            if self.faults.are_too_many() || !self.input.more() {
                return false;
            }
        }
    }
}
