//! What an expression comes to: a term as it is written, or a value that was computed and has no lexical form yet
//! ([SPARQL 1.1, 17.1](https://www.w3.org/TR/sparql11-query/#operandDataTypes)).

use super::numeral::Numeral;
use super::time::{Instant, Span};
use crate::dictionary::{Number, Numeric};
use crate::rdf::{BaseDirection, Literal, NamedNode, Term, Triple, vocab};

/// `http://www.w3.org/2001/XMLSchema#`
pub const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// The result of an expression.
#[derive(Clone, Debug)]
pub enum Value {
    /// A term, as it is written.
    Term(Term),
    /// A truth value.
    Boolean(bool),
    /// A number.
    Number(Numeral),
    /// A point of time or a part of a calendar.
    Instant(Instant),
    /// A stretch of time.
    Span(Span),
}

/// What operators see of a value.
#[derive(Debug)]
pub enum Seen<'v> {
    /// An IRI.
    Iri(&'v str),
    /// A blank node, by its label.
    Blank(&'v str),
    /// A triple term.
    Triple(&'v Triple),
    /// A string with or without language.
    Text(Text<'v>),
    /// A truth value.
    Boolean(bool),
    /// A number.
    Number(Numeral),
    /// A point of time or a part of a calendar.
    Instant(Instant),
    /// A stretch of time.
    Span(Span),
    /// A literal of a datatype that is not known, or without a value in its datatype.
    Other(&'v Literal),
}

/// A string literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text<'v> {
    /// The text.
    pub text: &'v str,
    /// Its language tag.
    pub language: Option<&'v str>,
    /// Its base direction.
    pub direction: Option<BaseDirection>,
}

impl<'v> Text<'v> {
    /// Whether it has no language.
    pub fn is_simple(&self) -> bool {
        self.language.is_none()
    }

    /// Whether another has the same language and base direction.
    pub fn has_language_of(&self, other: &Text) -> bool {
        self.language == other.language && self.direction == other.direction
    }

    /// Another text with its language and base direction.
    pub fn with(&self, text: impl Into<String>) -> Value {
        let literal = match (self.language, self.direction) {
            (None, _) => Literal::new_simple_literal(text),
            (Some(language), None) => {
                Literal::new_language_tagged_literal_unchecked(text, language)
            }
            (Some(language), Some(direction)) => {
                Literal::new_directional_language_tagged_literal_unchecked(
                    text, language, direction,
                )
            }
        };
        Value::Term(literal.into())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<Numeral> for Value {
    fn from(number: Numeral) -> Self {
        Self::Number(number)
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Number(number.into())
    }
}

impl Value {
    /// A string without language.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Term(Literal::new_simple_literal(text).into())
    }

    /// An IRI.
    pub fn iri(iri: impl Into<String>) -> Self {
        Self::Term(NamedNode::new_unchecked(iri).into())
    }

    /// A literal of a datatype of XML Schema.
    pub fn typed(text: impl Into<String>, name: &str) -> Self {
        Self::Term(typed(text, name))
    }

    /// An integer.
    pub fn integer(value: i64) -> Self {
        Number::Integer(value.into()).into()
    }

    /// What operators see of it.
    pub fn seen(&self) -> Seen<'_> {
        match self {
            Self::Term(term) => seen(term),
            Self::Boolean(value) => Seen::Boolean(*value),
            Self::Number(number) => Seen::Number(number.clone()),
            Self::Instant(instant) => Seen::Instant(*instant),
            Self::Span(span) => Seen::Span(*span),
        }
    }

    /// Its number, if it is one.
    pub fn number(&self) -> Option<Numeral> {
        match self {
            Self::Number(number) => Some(number.clone()),
            Self::Term(Term::Literal(literal)) => {
                Numeral::of(literal.datatype().as_str(), literal.value())
            }
            _ => None,
        }
    }

    /// Its text, language and base direction, if it is a string.
    pub fn string(&self) -> Option<Text<'_>> {
        match self {
            Self::Term(Term::Literal(literal)) => text_of(literal),
            _ => None,
        }
    }

    /// Its text, if it is a string without language.
    pub fn simple(&self) -> Option<&str> {
        self.string().filter(Text::is_simple).map(|text| text.text)
    }

    /// Its point of time, if it is one.
    pub fn instant(&self) -> Option<Instant> {
        match self.seen() {
            Seen::Instant(instant) => Some(instant),
            _ => None,
        }
    }

    /// Its [effective boolean value](https://www.w3.org/TR/sparql12-query/#ebv), if it has one: SPARQL 1.2 gives none to a
    /// string with a language.
    pub fn truth(&self) -> Option<bool> {
        match self.seen() {
            Seen::Boolean(value) => Some(value),
            Seen::Number(number) => Some(!number.is_zero_or_nan()),
            Seen::Text(text) if text.is_simple() => Some(!text.text.is_empty()),
            _ => None,
        }
    }

    /// The term that it is; a computed value gets its canonical form.
    pub fn into_term(self) -> Term {
        match self {
            Self::Term(term) => term,
            Self::Boolean(value) => Literal::from(value).into(),
            Self::Number(number) => typed(number.text(), number.datatype()),
            Self::Instant(instant) => typed(instant.to_string(), instant.datatype()),
            Self::Span(span) => typed(span.to_string(), span.datatype()),
        }
    }

    /// The term that it is.
    pub fn term(&self) -> Term {
        self.clone().into_term()
    }
}

fn typed(text: impl Into<String>, name: &str) -> Term {
    let datatype = NamedNode::new_unchecked(format!("{XSD}{name}"));
    Literal::new_typed_literal(text, datatype).into()
}

/// What operators see of a term.
pub fn seen(term: &Term) -> Seen<'_> {
    match term {
        Term::NamedNode(iri) => Seen::Iri(iri.as_str()),
        Term::BlankNode(node) => Seen::Blank(node.as_str()),
        Term::Triple(triple) => Seen::Triple(triple),
        Term::Literal(literal) => text_of(literal).map_or_else(|| of_typed(literal), Seen::Text),
    }
}

fn text_of(literal: &Literal) -> Option<Text<'_>> {
    let language = literal.language();
    let is_string = language.is_some() || literal.datatype().as_str() == vocab::XSD_STRING;
    is_string.then(|| Text {
        text: literal.value(),
        language,
        direction: literal.direction(),
    })
}

fn of_typed(literal: &Literal) -> Seen<'_> {
    let (text, datatype) = (literal.value(), literal.datatype());
    let Some(name) = datatype.as_str().strip_prefix(XSD) else {
        return Seen::Other(literal);
    };
    let known = if Numeric::of(datatype.as_str()).is_some() {
        Numeral::of(datatype.as_str(), text).map(Seen::Number)
    } else if name == "boolean" {
        boolean(text).map(Seen::Boolean)
    } else {
        let instant = Instant::of(name, text).map(Seen::Instant);
        instant.or_else(|| Span::of(name, text).map(Seen::Span))
    };
    known.unwrap_or(Seen::Other(literal))
}

/// The value of a lexical form of `xsd:boolean`.
pub fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}
