//! From tokens to literals ([Turtle, 7.2](https://www.w3.org/TR/rdf12-turtle/#sec-parsing-terms)).

use super::escapes::unescape_string;
use super::fault::{Fault, in_sentence};
use super::lexer::Lexer;
use super::terms::Terms;
use super::token::{Kind, Token};
use crate::dictionary::{LiteralType, Tag, TermId};
use crate::rdf::vocab;

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

impl Terms<'_> {
    /// The type of literals with only a lexical form, `xsd:string`.
    #[inline]
    pub fn simple_tag(&mut self) -> Tag {
        match self.simple {
            Some(tag) => tag,
            None => {
                let tag = self.tag(vocab::XSD_STRING, "", "");
                self.simple = Some(tag);
                tag
            }
        }
    }

    /// A literal of a type.
    #[inline]
    pub fn literal(&mut self, lexer: &Lexer, string: &Token, tag: Tag) -> TermId {
        let raw = lexer.bytes(string.inner());
        if !string.escaped {
            return self.intern(tag, raw);
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        unescape_string(raw, &mut scratch);
        let id = self.intern(tag, &scratch);
        self.scratch = scratch;
        id
    }

    /// `42`, `4.2`, `4.2e1`
    #[inline]
    pub fn number(&mut self, lexer: &Lexer, token: &Token) -> TermId {
        let (index, name) = match token.kind {
            Kind::Integer => (0, "integer"),
            Kind::Decimal => (1, "decimal"),
            _ => (2, "double"),
        };
        let tag = self.numeric_tag(index, name);
        self.intern(tag, lexer.bytes(token.span()))
    }

    /// `true` or `false`
    pub fn boolean(&mut self, value: bool) -> TermId {
        let tag = self.numeric_tag(3, "boolean");
        self.intern(tag, if value { b"true" } else { b"false" })
    }

    #[inline]
    fn numeric_tag(&mut self, index: usize, name: &str) -> Tag {
        match self.numeric.get(index) {
            Some(Some(tag)) => *tag,
            _ => {
                let tag = self.tag(&format!("{XSD}{name}"), "", "");
                if let Some(slot) = self.numeric.get_mut(index) {
                    *slot = Some(tag);
                }
                tag
            }
        }
    }

    fn tag(&mut self, datatype: &str, language: &str, direction: &str) -> Tag {
        self.interner.literal_tag(&LiteralType {
            datatype: datatype.to_owned(),
            language: language.to_owned(),
            direction: direction.to_owned(),
        })
    }

    /// The type of literals of a language.
    #[inline]
    pub fn language(&mut self, lexer: &mut Lexer, token: &Token) -> Option<Tag> {
        if token.faulty {
            return None;
        }
        let raw = lexer.bytes(token.span());
        if let Some(tag) = self.types.find(raw) {
            return Some(tag);
        }
        let text = lexer.str(token.start + 1..token.end);
        let (language, direction) = text.split_once("--").unwrap_or((text, ""));
        if !matches!(direction, "" | "ltr" | "rtl") || text.ends_with("--") {
            let message = match direction {
                "" => "`--` must be followed by the direction of the text".to_owned(),
                _ => format!("`{direction}` is not a direction of a text"),
            };
            let at = token.start + 1 + language.len();
            let fault = Fault::new("invalid-language-tag", message, at..token.end)
                .with_hint("the direction is `--ltr` or `--rtl`");
            lexer.faults.push(fault);
            return None;
        }
        if let Err(error) = oxilangtag::LanguageTag::parse(language) {
            let message = format!(
                "`{language}` is not a language tag: {}",
                in_sentence(&error.to_string())
            );
            let fault = Fault::new(
                "invalid-language-tag",
                message,
                token.start..token.start + 1 + language.len(),
            )
            .with_hint("a language tag is like `en` or `zh-Hans`, after BCP 47");
            lexer.faults.push(fault);
            return None;
        }
        let datatype = if direction.is_empty() {
            vocab::RDF_LANG_STRING
        } else {
            vocab::RDF_DIR_LANG_STRING
        };
        let tag = self.tag(datatype, &language.to_ascii_lowercase(), direction);
        self.types.keep(raw, tag);
        Some(tag)
    }

    /// The type of literals of a datatype.
    #[inline]
    pub fn datatype(&mut self, lexer: &mut Lexer, token: &Token) -> Option<Tag> {
        let raw = lexer.bytes(token.span());
        if let Some(tag) = self.types.find(raw) {
            return Some(tag);
        }
        // A datatype is not a term of the graph, so the IRI goes through an interner of its own.
        let interner = std::mem::take(&mut self.interner);
        let id = self.iri(lexer, token);
        let (_, iri) = id.map_or((Tag::IRI, &[][..]), |id| self.interner.get(id));
        let datatype = String::from_utf8_lossy(iri).into_owned();
        self.interner = interner;
        id?;
        if matches!(
            datatype.as_str(),
            vocab::RDF_LANG_STRING | vocab::RDF_DIR_LANG_STRING
        ) {
            let message = "a literal of this datatype must have a language tag";
            let fault = Fault::new("invalid-datatype", message, token.span())
                .with_hint("write `@` and the language tag in place of the datatype");
            lexer.faults.push(fault);
            return None;
        }
        let tag = self.tag(&datatype, "", "");
        self.types.keep(raw, tag);
        Some(tag)
    }
}
