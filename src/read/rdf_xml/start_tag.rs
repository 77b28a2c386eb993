//! Reads start tags with their attributes ([XML 1.0, 3.1 and 3.3.3](https://www.w3.org/TR/xml/#sec-starttags)).

use super::entities::{Within, bare, character, predefined, push_char, reference_length};
use super::namespaces::NONE;
use super::tag::{Attribute, Tag, is_ncname};
use super::tokens::Xml;
use memchr::{memchr, memchr_iter, memchr3};

impl Xml<'_> {
    /// Reads a start tag; says whether what follows can be made sense of.
    pub(super) fn read_tag(&mut self, tag: &mut Tag) -> bool {
        let spot = self.input.spot();
        let Some(length) = self.find_tag_end() else {
            self.unclosed_tag();
            return false;
        };
        tag.source.clear();
        let source = self.input.rest().get(..length).unwrap_or_default();
        tag.source.extend_from_slice(source);
        tag.values.clear();
        tag.attributes.clear();
        tag.offset = spot.offset;
        tag.line = spot.line;
        tag.faulty = self.report_wrong(spot.offset + length);
        tag.is_empty = tag.source.ends_with(b"/>");
        self.input.pass(length);
        let end = length - if tag.is_empty { 2 } else { 1 };
        let name_end = name_end(&tag.source, 1);
        tag.name = 1..name_end;
        tag.colon = memchr(b':', tag.bytes(1..name_end)).map(|at| at + 1);
        if !is_qname(tag.name()) {
            let message = if name_end == 1 {
                "this `<` begins no tag".to_owned()
            } else {
                format!(
                    "`{}` is not a name of an element",
                    String::from_utf8_lossy(tag.name())
                )
            };
            self.fault(
                message,
                spot.offset..spot.offset + name_end,
                "write `&lt;` for the character itself",
            );
            if name_end == 1 {
                return false;
            }
            tag.faulty = true;
        }
        let mut source = std::mem::take(&mut tag.source);
        let is_sound = self.attributes(tag, &mut source, name_end, end);
        tag.source = source;
        is_sound
    }

    /// The length of the tag that begins here: to its `>`, which does not stand in quotes.
    fn find_tag_end(&mut self) -> Option<usize> {
        let mut at = 1;
        loop {
            let end = self.find(at, |rest| memchr3(b'>', b'"', b'\'', rest))?;
            let quote = *self.input.rest().get(end)?;
            if quote == b'>' {
                return Some(end + 1);
            }
            let close = self.find(end + 1, |rest| memchr::memchr2(quote, b'<', rest))?;
            if self.input.rest().get(close) == Some(&b'<') {
                return None;
            }
            at = close + 1;
        }
    }

    /// A tag in which a quote is open, or that does not end.
    fn unclosed_tag(&mut self) {
        let at = self.input.spot().offset;
        let rest = self.input.rest();
        let mut from = 1;
        let mut fault = (at..at + 1, "this tag has no `>`", "end it with `>`");
        while let Some(found) = memchr3(b'>', b'"', b'\'', rest.get(from..).unwrap_or_default()) {
            let quote = from + found;
            let byte = rest.get(quote).copied().unwrap_or(b'>');
            let value = rest.get(quote + 1..).unwrap_or_default();
            let Some(length) = memchr::memchr2(byte, b'<', value) else {
                let message = "the value of this attribute has no closing quote";
                fault = (
                    at + quote..at + quote + 1,
                    message,
                    "end the value with the quote that it begins with",
                );
                break;
            };
            if value.get(length) == Some(&b'<') {
                let less = at + quote + 1 + length;
                let message = "`<` cannot stand in the value of an attribute";
                fault = (
                    less..less + 1,
                    message,
                    "write `&lt;`, or end the value before it with its quote",
                );
                break;
            }
            from = quote + length + 2;
        }
        let (span, message, hint) = fault;
        self.report_wrong(span.start);
        self.fault(message, span, hint);
    }

    fn attributes(&mut self, tag: &mut Tag, source: &mut [u8], from: usize, end: usize) -> bool {
        let (mut at, mut line, mut counted) = (from, tag.line, 0);
        loop {
            let before = at;
            while at < end && source.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            if at >= end {
                return true;
            }
            let start = at;
            let name = start..name_end(source, start).min(end);
            let span = tag.offset + name.start..tag.offset + name.end;
            if name.is_empty() {
                let message = "this is not an attribute";
                self.fault(
                    message,
                    span.start..span.start + 1,
                    "an attribute is like `rdf:about=\"…\"`",
                );
                return true;
            }
            if before == start {
                self.fault(
                    "white space must stand before an attribute",
                    span.clone(),
                    "",
                );
            }
            let skip = |at: &mut usize| {
                while *at < end && source.get(*at).is_some_and(u8::is_ascii_whitespace) {
                    *at += 1;
                }
            };
            at = name.end;
            skip(&mut at);
            let has_equals = at < end && source.get(at) == Some(&b'=');
            at += usize::from(has_equals);
            skip(&mut at);
            let quote = source.get(at).copied().unwrap_or_default();
            if !has_equals || at >= end || !matches!(quote, b'"' | b'\'') {
                let shown =
                    String::from_utf8_lossy(source.get(name).unwrap_or_default()).into_owned();
                let message = format!("the attribute `{shown}` has no value in quotes");
                self.fault(message, span, &format!("write `{shown}=\"…\"`"));
                tag.faulty = true;
                return true;
            }
            let inner = source.get(at + 1..end).unwrap_or_default();
            let length = memchr(quote, inner).unwrap_or(inner.len());
            let raw = at + 1..at + 1 + length;
            at = (raw.end + 1).min(end);
            line += memchr_iter(b'\n', source.get(counted..raw.start).unwrap_or_default()).count()
                as u32;
            counted = raw.start;
            let value_start = tag.values.len();
            let is_right = self.push_value(
                source.get(raw.clone()).unwrap_or_default(),
                tag.offset + raw.start,
                &mut tag.values,
            );
            let written = source.get(name.clone()).unwrap_or_default();
            let is_named = is_qname(written);
            if !is_named {
                let shown = String::from_utf8_lossy(written);
                self.fault(format!("`{shown}` is not a name of an attribute"), span, "");
            }
            tag.attributes.push(Attribute {
                colon: memchr(b':', written).map(|colon| name.start + colon),
                name,
                raw,
                value: value_start..tag.values.len(),
                namespace: NONE,
                line,
                faulty: !is_right || !is_named || tag.faulty,
            });
        }
    }

    /// Appends the value of an attribute; says whether it is right.
    fn push_value(&mut self, raw: &[u8], offset: usize, into: &mut Vec<u8>) -> bool {
        let mut is_right = true;
        let mut at = 0;
        while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
            let special = |byte: &u8| matches!(byte, b'&' | b'\t' | b'\n' | b'\r');
            let length = rest.iter().position(special).unwrap_or(rest.len());
            into.extend_from_slice(rest.get(..length).unwrap_or_default());
            at += length;
            let rest = raw.get(at..).unwrap_or_default();
            match rest {
                [] => break,
                [b'&', ..] => {
                    let length = reference_length(rest);
                    let result = match length.and_then(|length| rest.get(1..length - 1)) {
                        Some([b'#', number @ ..]) => character(number).map(|c| push_char(c, into)),
                        Some(name) => match predefined(name) {
                            Some(byte) => {
                                into.push(byte);
                                Ok(())
                            }
                            None => self.entities.expand(name, Within::Attribute, offset, into),
                        },
                        None => Err(bare()),
                    };
                    let length = length.unwrap_or(1);
                    if let Err((message, hint)) = result {
                        self.fault(message, offset + at..offset + at + length, hint);
                        is_right = false;
                    }
                    at += length;
                }
                [b'\r', b'\n', ..] => {
                    into.push(b' ');
                    at += 2;
                }
                _ => {
                    into.push(b' ');
                    at += 1;
                }
            }
        }
        is_right
    }
}

/// Where the name that begins at a byte ends.
fn name_end(source: &[u8], start: usize) -> usize {
    let ends =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'=' | b'"' | b'\'');
    let rest = source.get(start..).unwrap_or_default();
    start + rest.iter().position(ends).unwrap_or(rest.len())
}

/// Whether this is a [`QName`](https://www.w3.org/TR/xml-names/#NT-QName).
fn is_qname(name: &[u8]) -> bool {
    match memchr(b':', name) {
        Some(colon) => {
            is_ncname(name.get(..colon).unwrap_or_default())
                && is_ncname(name.get(colon + 1..).unwrap_or_default())
        }
        None => is_ncname(name),
    }
}
