//! A start tag and its attributes ([XML 1.0, 3.1 and 3.3.3](https://www.w3.org/TR/xml/#sec-starttags)).

use super::namespaces::Namespace;
use crate::read::chars::{LETTER, NAME, is, is_pn_chars, is_pn_chars_base};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// A start tag. Its ranges are bytes of the tag; `offset` is where it stands.
#[derive(Default)]
pub struct Tag {
    pub(super) source: Vec<u8>,
    pub(super) values: Vec<u8>,
    pub(super) name: Range<usize>,
    pub(super) colon: Option<usize>,
    /// The namespace of the name.
    pub namespace: Namespace,
    /// The attributes, declarations of namespaces left out.
    pub attributes: Vec<Attribute>,
    /// Where it stands.
    pub offset: usize,
    /// Its line.
    pub line: u32,
    /// Whether it ends with `/>`.
    pub is_empty: bool,
    /// Whether something is wrong in its name.
    pub faulty: bool,
    pub(super) seen: FxHashSet<Box<[u8]>>,
}

/// An attribute of a start tag.
#[derive(Clone, Debug)]
pub struct Attribute {
    pub(super) name: Range<usize>,
    pub(super) colon: Option<usize>,
    pub(super) raw: Range<usize>,
    pub(super) value: Range<usize>,
    /// The namespace of its name; without a prefix it is in none.
    pub namespace: Namespace,
    /// The line of its value.
    pub line: u32,
    /// Whether something is wrong in it.
    pub faulty: bool,
}

impl Tag {
    pub(super) fn bytes(&self, range: Range<usize>) -> &[u8] {
        self.source.get(range).unwrap_or_default()
    }

    /// The name as written.
    pub fn name(&self) -> &[u8] {
        self.bytes(self.name.clone())
    }

    /// The prefix of the name.
    pub fn prefix(&self) -> &[u8] {
        self.bytes(self.name.start..self.colon.unwrap_or(self.name.start))
    }

    /// The name without its prefix.
    pub fn local(&self) -> &[u8] {
        self.bytes(self.colon.map_or(self.name.start, |colon| colon + 1)..self.name.end)
    }

    /// Where the name stands.
    pub fn name_span(&self) -> Range<usize> {
        self.offset + self.name.start..self.offset + self.name.end
    }

    /// The name of an attribute as written.
    pub fn attribute_name(&self, attribute: &Attribute) -> &[u8] {
        self.bytes(attribute.name.clone())
    }

    /// The prefix of an attribute.
    pub fn attribute_prefix(&self, attribute: &Attribute) -> &[u8] {
        self.bytes(attribute.name.start..attribute.colon.unwrap_or(attribute.name.start))
    }

    /// The name of an attribute without its prefix.
    pub fn attribute_local(&self, attribute: &Attribute) -> &[u8] {
        let start = attribute
            .colon
            .map_or(attribute.name.start, |colon| colon + 1);
        self.bytes(start..attribute.name.end)
    }

    /// The value of an attribute, its references replaced.
    pub fn value(&self, attribute: &Attribute) -> &[u8] {
        self.values.get(attribute.value.clone()).unwrap_or_default()
    }

    /// Where the name of an attribute stands.
    pub fn attribute_span(&self, attribute: &Attribute) -> Range<usize> {
        self.offset + attribute.name.start..self.offset + attribute.name.end
    }

    /// Where the value of an attribute stands, without its quotes.
    pub fn value_span(&self, attribute: &Attribute) -> Range<usize> {
        self.offset + attribute.raw.start..self.offset + attribute.raw.end
    }
}

/// Whether this is an [`NCName`](https://www.w3.org/TR/xml-names/#NT-NCName).
pub fn is_ncname(name: &[u8]) -> bool {
    let Some(first) = name.first() else {
        return false;
    };
    let is_ascii = |byte: &u8| is(*byte, NAME) || *byte == b'.';
    if name.iter().all(is_ascii) {
        return is(*first, LETTER) || *first == b'_';
    }
    let mut chars = std::str::from_utf8(name).unwrap_or_default().chars();
    chars
        .next()
        .is_some_and(|c| is_pn_chars_base(c) || c == '_')
        && chars.all(|c| is_pn_chars(c) || c == '.')
}
