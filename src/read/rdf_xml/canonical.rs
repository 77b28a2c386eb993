//! XML within a literal, in the form of [Exclusive XML Canonicalization](https://www.w3.org/TR/xml-exc-c14n/) with comments.

use super::namespaces::{NONE, Namespaces, XML};
use super::tag::Tag;
use rustc_hash::FxHashMap;

/// A prefix, or a namespace IRI.
type Name = Box<[u8]>;

/// The text of an XML literal so far.
#[derive(Default)]
pub struct Canonical {
    /// The text.
    pub text: Vec<u8>,
    /// Whether something is wrong in it.
    pub faulty: bool,
    open: Vec<(Box<[u8]>, usize)>,
    rendered: FxHashMap<Box<[u8]>, Box<[u8]>>,
    undo: Vec<(Name, Option<Name>)>,
}

impl Canonical {
    /// How many elements are open in it.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// A text between tags.
    pub fn push_text(&mut self, text: &[u8]) {
        for byte in text {
            match byte {
                b'&' => self.text.extend_from_slice(b"&amp;"),
                b'<' => self.text.extend_from_slice(b"&lt;"),
                b'>' => self.text.extend_from_slice(b"&gt;"),
                b'\r' => self.text.extend_from_slice(b"&#xD;"),
                byte => self.text.push(*byte),
            }
        }
    }

    /// A comment or processing instruction, by what stands in it.
    pub fn push_markup(&mut self, open: &[u8], inner: &[u8], close: &[u8]) {
        self.text.extend_from_slice(open);
        super::text::push_with_line_ends(inner, &mut self.text);
        self.text.extend_from_slice(close);
    }

    /// A start tag: the namespaces that it uses and its ancestors did not, then its attributes.
    pub fn start(&mut self, tag: &Tag, namespaces: &Namespaces) {
        let mark = self.undo.len();
        self.faulty |= tag.faulty || tag.attributes.iter().any(|attribute| attribute.faulty);
        self.text.push(b'<');
        self.text.extend_from_slice(tag.name());
        let mut used: Vec<(&[u8], &[u8])> = vec![(tag.prefix(), namespaces.iri(tag.namespace))];
        let with_prefix = tag
            .attributes
            .iter()
            .filter(|a| a.namespace != NONE && a.namespace != XML);
        used.extend(with_prefix.map(|attribute| {
            (
                tag.attribute_prefix(attribute),
                namespaces.iri(attribute.namespace),
            )
        }));
        used.sort_unstable();
        used.dedup();
        for (prefix, iri) in used {
            self.render(prefix, iri);
        }
        let mut attributes: Vec<_> = tag.attributes.iter().collect();
        attributes.sort_by_key(|a| (namespaces.iri(a.namespace), tag.attribute_local(a)));
        for attribute in attributes {
            self.text.push(b' ');
            self.text.extend_from_slice(tag.attribute_name(attribute));
            self.push_value(tag.value(attribute));
        }
        self.text.push(b'>');
        self.open.push((tag.name().into(), mark));
    }

    fn render(&mut self, prefix: &[u8], iri: &[u8]) {
        let known = self.rendered.get(prefix).map(AsRef::as_ref);
        if prefix == b"xml" || known.unwrap_or_default() == iri {
            return;
        }
        let before = self.rendered.insert(prefix.into(), iri.into());
        self.undo.push((prefix.into(), before));
        self.text.extend_from_slice(b" xmlns");
        if !prefix.is_empty() {
            self.text.push(b':');
            self.text.extend_from_slice(prefix);
        }
        self.push_value(iri);
    }

    fn push_value(&mut self, value: &[u8]) {
        self.text.extend_from_slice(b"=\"");
        for byte in value {
            match byte {
                b'&' => self.text.extend_from_slice(b"&amp;"),
                b'<' => self.text.extend_from_slice(b"&lt;"),
                b'"' => self.text.extend_from_slice(b"&quot;"),
                b'\t' => self.text.extend_from_slice(b"&#x9;"),
                b'\n' => self.text.extend_from_slice(b"&#xA;"),
                b'\r' => self.text.extend_from_slice(b"&#xD;"),
                byte => self.text.push(*byte),
            }
        }
        self.text.push(b'"');
    }

    /// An end tag.
    pub fn end(&mut self) {
        let Some((name, mark)) = self.open.pop() else {
            return;
        };
        self.text.extend_from_slice(b"</");
        self.text.extend_from_slice(&name);
        self.text.push(b'>');
        while self.undo.len() > mark
            && let Some((prefix, before)) = self.undo.pop()
        {
            match before {
                Some(iri) => self.rendered.insert(prefix, iri),
                None => self.rendered.remove(&prefix),
            };
        }
    }
}
