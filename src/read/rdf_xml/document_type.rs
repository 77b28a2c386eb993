//! The XML declaration and the document type with its entities
//! ([XML 1.0, 2.8 and 4.2](https://www.w3.org/TR/xml/#sec-prolog-dtd)).

use super::entities::{Entity, character, push_char};
use super::tokens::{Keep, Xml};
use memchr::{memchr, memmem};
use std::ops::Range;

/// A part of a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Word(Range<usize>),
    Quoted(Range<usize>),
}

impl Xml<'_> {
    /// `<?xml version="1.0" …?>`
    pub(super) fn declaration(&mut self) {
        if !self.input.starts_with(b"<?xml") || !self.input.has(6) {
            return;
        }
        if !self
            .input
            .rest()
            .get(5)
            .is_some_and(u8::is_ascii_whitespace)
        {
            return;
        }
        let at = self.input.spot().offset;
        let Some(end) = self.find(5, |rest| memchr(b'>', rest)) else {
            return;
        };
        let text = self.input.rest().get(5..end + 1).unwrap_or_default();
        let text = String::from_utf8_lossy(text).into_owned();
        self.report_wrong(at + end + 1);
        let span = at..at + end + 1;
        if !text.ends_with("?>") {
            self.fault(
                "the declaration `<?xml …` has no `?>`",
                span,
                "end it with `?>`",
            );
        } else if let Some((message, hint)) = wrong_in_declaration(text.trim_end_matches("?>")) {
            self.fault(message, span, hint);
        }
        self.input.pass(end + 1);
    }

    /// `<!DOCTYPE … [ … ]>`
    pub(super) fn document_type(&mut self) {
        self.has_doctype = true;
        let start = self.input.spot().offset;
        self.input.pass(9);
        let Some(end) = self.find_outside_quotes(|byte| matches!(byte, b'[' | b'>')) else {
            return self.unclosed_type(start);
        };
        let head = self.input.rest().get(..end).unwrap_or_default();
        self.entities.has_external_subset |=
            memmem::find(head, b"SYSTEM").is_some() || memmem::find(head, b"PUBLIC").is_some();
        if head.trim_ascii().is_empty() {
            self.fault(
                "a document type begins with the name of the outermost element",
                start..start + 9,
                "",
            );
        }
        let has_subset = self.input.rest().get(end) == Some(&b'[');
        self.report_wrong(self.input.spot().offset + end + 1);
        self.input.pass(end + 1);
        if has_subset {
            self.internal_subset(start);
        }
    }

    fn unclosed_type(&mut self, start: usize) {
        self.report_wrong(usize::MAX);
        self.fault(
            "the document type has no end",
            start..start + 9,
            "end it with `>`",
        );
        self.over = true;
    }

    fn internal_subset(&mut self, start: usize) {
        loop {
            while self.input.has(1)
                && self
                    .input
                    .rest()
                    .first()
                    .is_some_and(u8::is_ascii_whitespace)
            {
                self.input.pass(1);
            }
            let at = self.input.spot().offset;
            if self.over || !self.input.has(1) {
                return self.unclosed_type(start);
            }
            if self.input.starts_with(b"]") {
                self.input.pass(1);
                let Some(end) = self.find(0, |rest| memchr(b'>', rest)) else {
                    return self.unclosed_type(start);
                };
                self.input.pass(end + 1);
                return;
            }
            let until: &[u8] = if self.input.starts_with(b"<!--") {
                b"-->"
            } else if self.input.starts_with(b"<?") {
                b"?>"
            } else if self.input.starts_with(b"<!") {
                match self.find_outside_quotes(|byte| byte == b'>') {
                    Some(end) => self.markup_declaration(end),
                    None => return self.unclosed_type(start),
                }
                continue;
            } else if self.input.starts_with(b"%") {
                self.fault(
                    "parameter entities are not read",
                    at..at + 1,
                    "write the declarations themselves",
                );
                self.entities.has_external_subset = true;
                b";"
            } else {
                self.fault(
                    "this is not a declaration of a document type",
                    at..at + 1,
                    "",
                );
                self.over = true;
                return;
            };
            let keep = std::mem::replace(&mut self.keep, Keep::Nothing);
            let is_closed = self.pass_until(until);
            self.keep = keep;
            if !is_closed {
                return self.unclosed_type(start);
            }
            self.input.pass(until.len());
        }
    }

    /// The first byte from here on that fits and stands in no quotes.
    fn find_outside_quotes(&mut self, fits: impl Fn(u8) -> bool) -> Option<usize> {
        let mut quote = None;
        self.find(0, |rest| {
            rest.iter().position(|byte| match quote {
                Some(open) => {
                    if *byte == open {
                        quote = None;
                    }
                    false
                }
                None if matches!(byte, b'"' | b'\'') => {
                    quote = Some(*byte);
                    false
                }
                None => fits(*byte),
            })
        })
    }

    /// `<!ENTITY …>`; other declarations say nothing of RDF.
    fn markup_declaration(&mut self, end: usize) {
        let at = self.input.spot().offset;
        let source = self.input.rest().get(..end).unwrap_or_default().to_vec();
        let is_faulty = self.report_wrong(at + end + 1);
        self.input.pass(end + 1);
        let Some(entity) = source.strip_prefix(b"<!ENTITY") else {
            let known: [&[u8]; 3] = [b"<!ELEMENT", b"<!ATTLIST", b"<!NOTATION"];
            if !known.iter().any(|word| source.starts_with(word)) {
                self.fault(
                    "this is not a declaration of a document type",
                    at..at + 2,
                    "",
                );
            }
            let has_default =
                |source: &[u8]| source.iter().any(|byte| matches!(byte, b'"' | b'\''));
            if source.starts_with(b"<!ATTLIST") && has_default(&source) {
                let hint = "write the attribute in the elements that have it";
                let message = "the default value of an attribute in a document type is not read";
                self.fault(message, at..at + 9, hint);
            }
            return;
        };
        let parts = parts(entity);
        let bytes = |range: &Range<usize>| entity.get(range.clone()).unwrap_or_default();
        let (name, value) = match parts.as_slice() {
            [Part::Word(percent), ..] if bytes(percent).starts_with(b"%") => return,
            [Part::Word(name), Part::Quoted(value)] => (bytes(name), Some(value.clone())),
            [Part::Word(name), Part::Word(word), ..]
                if matches!(bytes(word), b"SYSTEM" | b"PUBLIC") =>
            {
                (bytes(name), None)
            }
            _ => {
                let hint = "an entity is declared as `<!ENTITY name \"text\">`";
                self.fault(
                    "this declaration of an entity is not complete",
                    at..at + 8,
                    hint,
                );
                return;
            }
        };
        let entity = match value {
            None => Entity::External,
            Some(value) => {
                let offset = at + 8 + value.start;
                match replacement(entity.get(value).unwrap_or_default()) {
                    Ok(text) if !is_faulty => Entity::Internal(text.into()),
                    Ok(_) => Entity::External,
                    Err((at, (message, hint))) => {
                        self.fault(message, offset + at..offset + at + 1, hint);
                        Entity::External
                    }
                }
            }
        };
        self.entities.declared.entry(name.into()).or_insert(entity);
    }
}

/// The text of an entity: its references to characters are replaced.
fn replacement(value: &[u8]) -> Result<Vec<u8>, (usize, (String, &'static str))> {
    let mut normal = Vec::with_capacity(value.len());
    super::text::push_with_line_ends(value, &mut normal);
    let mut text = Vec::with_capacity(normal.len());
    let mut at = 0;
    while let Some(found) = memmem::find(normal.get(at..).unwrap_or_default(), b"&#") {
        let start = at + found;
        text.extend_from_slice(normal.get(at..start).unwrap_or_default());
        let inner = normal.get(start + 2..).unwrap_or_default();
        let length = memchr(b';', inner).unwrap_or(inner.len());
        let number = inner.get(..length).unwrap_or_default();
        push_char(character(number).map_err(|why| (start, why))?, &mut text);
        at = start + 2 + length + 1;
    }
    text.extend_from_slice(normal.get(at..).unwrap_or_default());
    Ok(text)
}

/// The words and quoted parts of a declaration.
fn parts(text: &[u8]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let rest = text.get(at + 1..).unwrap_or_default();
        if byte.is_ascii_whitespace() {
            at += 1;
        } else if matches!(byte, b'"' | b'\'') {
            let length = memchr(*byte, rest).unwrap_or(rest.len());
            parts.push(Part::Quoted(at + 1..at + 1 + length));
            at += length + 2;
        } else {
            let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'');
            let length = 1 + rest.iter().position(ends).unwrap_or(rest.len());
            parts.push(Part::Word(at..at + length));
            at += length;
        }
    }
    parts
}

/// What is wrong in the attributes of an XML declaration, and a hint.
fn wrong_in_declaration(text: &str) -> Option<(String, &'static str)> {
    let hint = "it is like `<?xml version=\"1.0\" encoding=\"UTF-8\"?>`";
    let mut rest = text.trim();
    let mut last = 0;
    while !rest.is_empty() {
        let Some((name, after)) = rest.split_once('=') else {
            return Some(("this XML declaration is not complete".to_owned(), hint));
        };
        let (name, after) = (name.trim(), after.trim_start());
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = quote.and_then(|quote| after.get(1..)?.split_once(quote));
        let Some((value, after)) = value else {
            return Some((
                format!("`{name}` of the XML declaration has no value in quotes"),
                hint,
            ));
        };
        let position = match name {
            "version" => 1,
            "encoding" => 2,
            "standalone" => 3,
            _ => return Some((format!("an XML declaration has no `{name}`"), hint)),
        };
        if position <= last || (last == 0 && position != 1) {
            let message =
                "an XML declaration has `version`, `encoding` and `standalone`, in this order";
            return Some((message.to_owned(), hint));
        }
        last = position;
        let is_right = match name {
            "version" => value.strip_prefix("1.").is_some_and(|minor| {
                !minor.is_empty() && minor.chars().all(|c| c.is_ascii_digit())
            }),
            "standalone" => matches!(value, "yes" | "no"),
            _ => value.starts_with(|c: char| c.is_ascii_alphabetic()),
        };
        if !is_right {
            return Some((
                format!("`{value}` is not {name} of an XML declaration"),
                hint,
            ));
        }
        rest = after.trim_start();
    }
    (last == 0).then(|| ("an XML declaration has a `version`".to_owned(), hint))
}
