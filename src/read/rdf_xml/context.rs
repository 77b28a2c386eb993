//! What an element inherits: base, language and direction of text
//! ([RDF/XML, 2.6 and 2.7](https://www.w3.org/TR/rdf12-xml/#section-Syntax-languages)).

use super::namespaces::{ITS, RDF, XML};
use super::tag::{Attribute, Tag};
use super::tokens::Xml;
use crate::read::fault::{Fault, in_sentence};
use crate::read::iri::Base;
use rustc_hash::FxHashMap;

/// The bases that are open may have this many bytes together.
const BASES: usize = 16 << 20;

/// What holds within an element.
#[derive(Clone, Copy, Default)]
pub struct Context {
    /// The index of the base.
    base: usize,
    /// The number of the language, 0 if there is none.
    pub language: u32,
    /// 1 is `ltr`, 2 is `rtl`.
    pub direction: u8,
    /// Whether the document declares RDF 1.2.
    pub is_1_2: bool,
}

/// The bases and languages that contexts refer to.
pub struct Contexts {
    bases: Vec<Base>,
    length: usize,
    languages: Vec<String>,
    by_language: FxHashMap<Box<[u8]>, u32>,
}

impl Contexts {
    /// With the base of the document.
    pub fn new(base: Base) -> Self {
        Self {
            length: length(&base),
            bases: vec![base],
            languages: vec![String::new()],
            by_language: FxHashMap::default(),
        }
    }

    /// How many bases are open.
    pub fn mark(&self) -> usize {
        self.bases.len()
    }

    /// Forgets the bases since a mark.
    pub fn leave(&mut self, mark: usize) {
        while self.bases.len() > mark.max(1) {
            let base = self.bases.pop().unwrap_or_default();
            self.length -= length(&base);
        }
    }

    /// The base of a context.
    pub fn base(&self, context: &Context) -> &Base {
        self.bases.get(context.base).unwrap_or(&Base::None)
    }

    /// The language of a context.
    pub fn language(&self, context: &Context) -> &str {
        self.languages
            .get(context.language as usize)
            .map_or("", String::as_str)
    }

    /// The context within an element, by its attributes.
    pub fn within(&mut self, outer: Context, tag: &Tag, xml: &mut Xml) -> Context {
        let mut context = outer;
        let is = |attribute: &&Attribute, namespace, local: &[u8]| {
            attribute.namespace == namespace && tag.attribute_local(attribute) == local
        };
        let find = |namespace, local| {
            tag.attributes
                .iter()
                .find(|a| is(a, namespace, local) && !a.faulty)
        };
        if let Some(version) = find(RDF, b"version") {
            context.is_1_2 = tag.value(version).starts_with(b"1.2");
        }
        if let Some(base) = find(XML, b"base") {
            self.push_base(&mut context, tag.value(base), tag.value_span(base), xml);
        }
        if let Some(language) = find(XML, b"lang") {
            context.language = self.number(tag.value(language), tag.value_span(language), xml);
        }
        if let Some(direction) = find(ITS, b"dir") {
            context.direction = match tag.value(direction) {
                b"ltr" => 1,
                b"rtl" => 2,
                other => {
                    let shown = String::from_utf8_lossy(other);
                    let message = format!("`{shown}` is not a direction of a text");
                    let fault =
                        Fault::new("invalid-language-tag", message, tag.value_span(direction));
                    xml.faults
                        .push(fault.with_hint("the direction is `ltr` or `rtl`"));
                    0
                }
            };
        }
        context
    }

    fn push_base(
        &mut self,
        context: &mut Context,
        value: &[u8],
        span: std::ops::Range<usize>,
        xml: &mut Xml,
    ) {
        let outer = self.base(context);
        let mut iri = Vec::new();
        let base = match resolve(outer, value, span.clone(), &mut iri) {
            Ok(()) => Base::new(&String::from_utf8_lossy(&iri)).unwrap_or(Base::Faulty),
            // Without a base around it, it says only that there is none.
            Err(Some(_)) if value.is_empty() => return,
            Err(fault) => {
                xml.faults.extend(fault);
                Base::Faulty
            }
        };
        self.length += length(&base);
        self.bases.push(base);
        context.base = self.bases.len() - 1;
        if self.length > BASES {
            xml.fault(
                "the values of `xml:base` around this element are longer than 16 MiB together",
                span,
                "",
            );
            xml.stop();
        }
    }

    fn number(&mut self, tag: &[u8], span: std::ops::Range<usize>, xml: &mut Xml) -> u32 {
        if tag.is_empty() {
            return 0;
        }
        if let Some(number) = self.by_language.get(tag) {
            return *number;
        }
        let text = String::from_utf8_lossy(tag);
        if let Err(error) = oxilangtag::LanguageTag::parse(text.as_ref()) {
            let why = in_sentence(&error.to_string());
            let message = format!("`{text}` is not a language tag: {why}");
            let fault = Fault::new("invalid-language-tag", message, span);
            xml.faults
                .push(fault.with_hint("a language tag is like `en` or `zh-Hans`, after BCP 47"));
            return 0;
        }
        let number = self.languages.len() as u32;
        self.languages.push(text.to_ascii_lowercase());
        self.by_language.insert(tag.into(), number);
        number
    }
}

fn length(base: &Base) -> usize {
    match base {
        Base::Iri(iri) => iri.as_str().len(),
        _ => 0,
    }
}

/// The IRI that a value stands for, appended to `into`, which is empty.
///
/// # Errors
/// What is wrong with it, unless that was said of the base already.
pub fn resolve(
    base: &Base,
    value: &[u8],
    span: std::ops::Range<usize>,
    into: &mut Vec<u8>,
) -> Result<(), Option<Fault>> {
    if value.contains(&b'\\') {
        let fault = Fault::new("invalid-iri", "an IRI cannot contain `\\`", span);
        return Err(Some(fault.with_hint("write it percent-encoded")));
    }
    let resolved = base.resolve(value, span.start, into);
    resolved.map_err(|fault| {
        let mut fault = fault?;
        if fault.id == "relative-iri-without-base" {
            fault.hint = Some(
                "write the IRI in full, declare `xml:base=\"…\"`, or set `base` in `bixi.toml`"
                    .to_owned(),
            );
        }
        // References in the value make it shorter than it is written.
        fault.span = fault.span.start.min(span.end)
            ..fault
                .span
                .end
                .clamp(fault.span.start.min(span.end), span.end);
        Some(fault)
    })
}
