//! From text to the tags of a well-formed document ([XML 1.0](https://www.w3.org/TR/xml/),
//! [Namespaces in XML](https://www.w3.org/TR/xml-names/)).

use super::entities::Entities;
use super::input::{Input, Spot, Wrong};
use super::namespaces::Namespaces;
use super::tag::Tag;
use crate::read::fault::{Fault, Faults};
use memchr::{memchr, memchr2};
use std::ops::Range;

/// A tag or a text may have this many bytes.
pub const LONGEST: usize = 128 << 20;

/// What comes next in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A start tag; an end follows, also after `<a/>`.
    Start,
    /// An end tag.
    End,
    /// A comment, if markup is kept.
    Comment,
    /// A processing instruction, if markup is kept.
    Instruction,
    /// The end of the document, or of what can be read of it.
    Eof,
}

/// What is kept of an element's content besides the tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Nothing; only white space should be there.
    Nothing,
    /// The text.
    Text,
    /// The text, comments and processing instructions.
    Markup,
}

/// The text since the last tag.
#[derive(Default)]
pub struct Text {
    /// The text itself, if it is kept.
    pub content: Vec<u8>,
    /// Where it starts.
    pub start: Spot,
    /// The first character that is not white space.
    pub solid: Option<Spot>,
    /// The line of text that begins with it, if text is not kept.
    pub stray: Vec<u8>,
    /// Whether something is wrong in it.
    pub faulty: bool,
}

/// An element that is open.
pub(super) struct Open {
    name: usize,
    declarations: usize,
    start: usize,
    length: u32,
}

/// Reads the tags of a document.
pub struct Xml<'s> {
    pub input: Input<'s>,
    /// What is wrong so far, by places in the decoded text.
    pub faults: Faults,
    pub(super) entities: Entities,
    /// The declarations in scope.
    pub namespaces: Namespaces,
    /// The last start tag.
    pub tag: Tag,
    /// The text before the last event.
    pub text: Text,
    /// A comment or processing instruction.
    pub markup: Vec<u8>,
    /// What is kept.
    pub keep: Keep,
    /// Where the last end tag is.
    pub end: Range<usize>,
    pub(super) open: Vec<Open>,
    names: Vec<u8>,
    /// End tags that are to be reported before anything else is read.
    pending: usize,
    pub(super) has_root: bool,
    pub(super) has_doctype: bool,
    /// Nothing more is read: what follows cannot be made sense of.
    pub(super) over: bool,
}

impl<'s> Xml<'s> {
    /// A document at its start.
    pub fn new(input: Input<'s>) -> Self {
        let mut xml = Self {
            input,
            faults: Faults::default(),
            entities: Entities::default(),
            namespaces: Namespaces::default(),
            tag: Tag::default(),
            text: Text::default(),
            markup: Vec::new(),
            keep: Keep::Nothing,
            end: 0..0,
            open: Vec::new(),
            names: Vec::new(),
            pending: 0,
            has_root: false,
            has_doctype: false,
            over: false,
        };
        xml.declaration();
        xml
    }

    /// Reports something that is wrong.
    pub fn fault(&mut self, message: impl Into<String>, span: Range<usize>, hint: &str) {
        let fault = Fault::new("syntax", message, span);
        self.faults.push(if hint.is_empty() {
            fault
        } else {
            fault.with_hint(hint)
        });
    }

    /// Reads nothing more.
    pub fn stop(&mut self) {
        self.over = true;
    }

    /// The next event; the text before it is in `text`.
    pub fn next(&mut self) -> Event {
        self.text.content.clear();
        self.text.solid = None;
        self.text.faulty = false;
        self.text.start = self.input.spot();
        if self.pending > 0 {
            self.pending -= 1;
            return self.close();
        }
        loop {
            self.over |= self.entities.is_spent;
            if self.over || self.faults.are_too_many() {
                return Event::Eof;
            }
            self.read_text();
            if self.over {
                return Event::Eof;
            }
            if !self.input.has(2) {
                return self.end_of_file();
            }
            let event = match self.input.rest().get(1) {
                Some(b'/') => self.end_tag(),
                Some(b'!') => self.declaration_or_comment(),
                Some(b'?') => self.instruction(),
                _ => self.start_tag(),
            };
            if let Some(event) = event {
                return event;
            }
        }
    }

    /// Reports the bytes before another one that cannot stand in XML; says whether there were any.
    pub(super) fn report_wrong(&mut self, before: usize) -> bool {
        let mut any = false;
        let mut run: Option<Range<usize>> = None;
        while let Some((at, wrong)) = self.input.take_wrong(before) {
            any = true;
            match wrong {
                Wrong::Encoding => match &mut run {
                    Some(run) if at <= run.end + 8 => run.end = at + 1,
                    _ => {
                        self.report_encoding(run.take());
                        run = Some(at..at + 1);
                    }
                },
                Wrong::Character(character) => {
                    let message = format!(
                        "the character U+{:04X} cannot stand in XML",
                        u32::from(character)
                    );
                    self.fault(message, at..at + character.len_utf8(), "leave it out");
                }
            }
        }
        self.report_encoding(run);
        any
    }

    fn report_encoding(&mut self, run: Option<Range<usize>>) {
        let Some(run) = run else { return };
        let message = "these bytes are not valid in the encoding of the file";
        let hint = "save the file in UTF-8, or declare its encoding, as in `<?xml version=\"1.0\" encoding=\"GB18030\"?>`";
        self.faults
            .push(Fault::new("invalid-utf8", message, run).with_hint(hint));
    }

    fn end_of_file(&mut self) -> Event {
        let at = self.input.spot().offset;
        let length = self.input.rest().len();
        self.report_wrong(at + length);
        self.over = true;
        if length > 0 {
            self.fault(
                "this `<` begins no tag",
                at..at + 1,
                "write `&lt;` for the character itself",
            );
        } else if let Some(open) = self.open.last() {
            let name = self.names.get(open.name..).unwrap_or_default();
            let name = String::from_utf8_lossy(name).into_owned();
            let span = open.start..open.start + open.length as usize;
            let message = format!("the element `{name}` is not closed before the end of the file");
            self.fault(message, span, &format!("end it with `</{name}>`"));
        } else if !self.has_root {
            self.fault(
                "the file has no element",
                0..0,
                "RDF/XML is an element `rdf:RDF`",
            );
        }
        Event::Eof
    }

    /// Opens the element of the start tag that was read.
    fn start_tag(&mut self) -> Option<Event> {
        let spot = self.input.spot();
        let mut tag = std::mem::take(&mut self.tag);
        let is_read = self.read_tag(&mut tag);
        self.tag = tag;
        if !is_read {
            self.over = true;
            return Some(Event::Eof);
        }
        if self.open.is_empty() && self.has_root {
            let name = String::from_utf8_lossy(self.tag.name()).into_owned();
            let span = self.tag.name_span();
            let message = format!("`{name}` stands after the end of the document");
            self.fault(message, span, "a document has one outermost element");
            self.over = true;
            return Some(Event::Eof);
        }
        self.has_root = true;
        let start = self.names.len();
        self.names.extend_from_slice(self.tag.name());
        self.open.push(Open {
            name: start,
            declarations: self.namespaces.mark(),
            start: spot.offset,
            length: self.tag.name().len() as u32 + 1,
        });
        self.resolve_names();
        self.pending += usize::from(self.tag.is_empty);
        Some(Event::Start)
    }

    /// Closes the innermost element.
    fn close(&mut self) -> Event {
        if let Some(open) = self.open.pop() {
            self.names.truncate(open.name);
            self.namespaces.leave(open.declarations);
        }
        Event::End
    }

    fn end_tag(&mut self) -> Option<Event> {
        let spot = self.input.spot();
        let Some(end) = self.find(2, |rest| memchr2(b'>', b'<', rest)) else {
            return self.unclosed("this end tag", spot);
        };
        self.end = spot.offset..spot.offset + end + 1;
        self.report_wrong(self.end.end);
        let name = self.input.rest().get(2..end).unwrap_or_default();
        let name = name.trim_ascii_end().to_vec();
        let is_closed = self.input.rest().get(end) == Some(&b'>');
        self.input.pass(end + usize::from(is_closed));
        if !is_closed {
            self.fault(
                "this end tag has no `>`",
                spot.offset..spot.offset + end,
                "end it with `>`",
            );
        }
        let open = self.open.last().map(|open| open.name);
        if open.is_some_and(|start| self.names.get(start..) == Some(&name)) {
            return Some(self.close());
        }
        self.mismatch(&name)
    }

    /// An end tag of another element than the innermost: if that is open, all within it are closed.
    fn mismatch(&mut self, name: &[u8]) -> Option<Event> {
        let shown = String::from_utf8_lossy(name).into_owned();
        let span = self.end.clone();
        let Some(last) = self.open.last() else {
            self.fault(format!("`</{shown}>` closes nothing"), span, "leave it out");
            return None;
        };
        let open = self.names.get(last.name..).unwrap_or_default();
        let open = String::from_utf8_lossy(open).into_owned();
        let place = last.start..last.start + last.length as usize;
        let message = format!("`</{shown}>` does not close `<{open}>`, which is open here");
        let fault = Fault::new("syntax", message, span)
            .with_hint(format!("write `</{open}>` before it, or in its place"))
            .with_related(place, format!("`{open}` begins here"));
        self.faults.push(fault);
        // Looked for only a few levels up, so that many such tags cost no square.
        let mut end = self.names.len();
        for (above, element) in self.open.iter().rev().take(64).enumerate() {
            if self.names.get(element.name..end) == Some(name) {
                self.pending = above;
                return Some(self.close());
            }
            end = element.name;
        }
        // It was meant to close the innermost one.
        Some(self.close())
    }

    /// Where something is in the text from here on, if it comes within reach.
    pub(super) fn find(
        &mut self,
        mut from: usize,
        mut find: impl FnMut(&[u8]) -> Option<usize>,
    ) -> Option<usize> {
        loop {
            let rest = self.input.rest();
            if let Some(found) = find(rest.get(from..).unwrap_or_default()) {
                return Some(from + found);
            }
            from = rest.len().max(from);
            if from > LONGEST || !self.input.more() {
                return None;
            }
        }
    }

    fn unclosed(&mut self, what: &str, spot: Spot) -> Option<Event> {
        let length = self.input.rest().len();
        self.report_wrong(spot.offset + length);
        let line = memchr(b'\n', self.input.rest()).unwrap_or(length);
        let span = spot.offset..spot.offset + line.max(1).min(length);
        self.fault(format!("{what} has no `>`"), span, "end it with `>`");
        self.over = true;
        Some(Event::Eof)
    }

    /// Whether text can stand here.
    pub(super) fn is_outside(&self) -> bool {
        self.open.is_empty()
    }
}
