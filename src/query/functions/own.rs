//! Functions that SPARQL does not have, by names in a vocabulary of ours.

use super::CustomFunction;
use super::figure::Figure;
use super::found::{found, has_words};
use crate::dictionary::fold;
use crate::rdf::{Literal, NamedNode, Term, vocab};
use bigdecimal::BigDecimal;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// A function of a text; `None` is an error.
type OfText = fn(&str) -> Option<Literal>;

/// The functions of one text, by name.
const OF_TEXT: [(&str, OfText); 6] = [
    ("slug", |text| Some(slug(text)?.into())),
    ("number", |text| {
        let figure = Figure::read(text)?;
        (figure.least == figure.most).then(|| number(&figure.least))
    }),
    ("least", |text| Some(number(&Figure::read(text)?.least))),
    ("most", |text| Some(number(&Figure::read(text)?.most))),
    ("unit", |text| Some(Figure::read(text)?.unit.into())),
    ("qualifier", |text| {
        Some(Figure::read(text)?.qualifier.into())
    }),
];

/// A function of two texts; `None` is an error.
type OfTwoTexts = fn(&str, &str) -> Option<Literal>;

/// The functions of two texts, by name.
const OF_TWO_TEXTS: [(&str, OfTwoTexts); 2] = [
    ("found", |text, question| {
        Some(found(text, question)?.into())
    }),
    ("hasWords", |text, question| {
        Some(has_words(text, question).into())
    }),
];

/// Returns these functions, by name.
pub fn own_functions() -> impl Iterator<Item = (NamedNode, CustomFunction)> {
    let of_text = OF_TEXT.into_iter().map(|(name, of_text)| {
        let function: CustomFunction = Arc::new(move |arguments| match arguments {
            [Term::Literal(text)] => of_text(text.value()).map(Term::from),
            _ => None,
        });
        (named(name), function)
    });
    let of_two = OF_TWO_TEXTS.into_iter().map(|(name, of_two)| {
        let function: CustomFunction = Arc::new(move |arguments| match arguments {
            [Term::Literal(text), Term::Literal(other)] => {
                of_two(text.value(), other.value()).map(Term::from)
            }
            _ => None,
        });
        (named(name), function)
    });
    of_text.chain(of_two)
}

/// Returns the IRI of a function.
fn named(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{}{name}", vocab::FUNCTIONS))
}

/// Returns whether a text is a printed figure with two ends, such as `10-20`.
pub fn is_range(text: &str) -> bool {
    Figure::read(text).is_some_and(|figure| figure.least != figure.most)
}

/// Returns the unit of a text that is a printed figure.
pub fn unit_of_figure(text: &str) -> Option<String> {
    Figure::read(text).map(|figure| figure.unit)
}

/// Returns a number as an `xsd:integer`, or as an `xsd:decimal` if it has a fraction.
fn number(value: &BigDecimal) -> Literal {
    let datatype = match value.is_integer() {
        true => vocab::XSD_INTEGER,
        false => vocab::XSD_DECIMAL,
    };
    let datatype = NamedNode::new_unchecked(datatype);
    Literal::new_typed_literal(value.to_plain_string(), datatype)
}

/// `bixi:slug`: returns a text as the end of an IRI. Letters and digits of any script stay, in lower case and without the
/// accents of Latin letters; whatever stands between them is one `-`. `None` if there is no letter or digit.
pub fn slug(text: &str) -> Option<String> {
    let mut folded = String::with_capacity(text.len());
    fold(text, &mut folded);
    let folded: String = folded.nfc().collect();
    let words = folded.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join("-"))
}

#[cfg(test)]
mod tests {
    use super::{number, slug};
    use crate::rdf::vocab;

    #[test]
    fn a_number_without_a_fraction_is_an_integer() {
        let shown = |text: &str| {
            let literal = number(&text.parse().expect("a number"));
            (
                literal.value().to_owned(),
                literal.datatype().as_str().to_owned(),
            )
        };
        assert_eq!(
            shown("8.50e9"),
            ("8500000000".to_owned(), vocab::XSD_INTEGER.to_owned())
        );
        assert_eq!(
            shown("-12.50"),
            ("-12.50".to_owned(), vocab::XSD_DECIMAL.to_owned())
        );
    }

    #[test]
    fn a_slug_has_letters_and_digits_of_any_script() {
        let slugs = [
            (
                "Chengdu Kanghong (Group), Ltd.",
                Some("chengdu-kanghong-group-ltd"),
            ),
            ("康弘药业 2020", Some("康弘药业-2020")),
            ("  Gründung—Köln ", Some("grundung-koln")),
            ("Ａ１", Some("a1")),
            ("ガス", Some("ガス")),
            ("——", None),
            ("", None),
        ];
        for (text, expected) in slugs {
            assert_eq!(slug(text).as_deref(), expected, "{text}");
        }
    }
}
