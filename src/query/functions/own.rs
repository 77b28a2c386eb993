//! Functions that SPARQL does not have, by names in a vocabulary of ours.

use super::CustomFunction;
use crate::dictionary::fold;
use crate::rdf::{Literal, NamedNode, Term, vocab};
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// Returns these functions, by name.
pub fn own_functions() -> [(NamedNode, CustomFunction); 1] {
    let slug: CustomFunction = Arc::new(|arguments| match arguments {
        [Term::Literal(text)] => Some(Literal::new_simple_literal(slug(text.value())?).into()),
        _ => None,
    });
    [("slug", slug)].map(|(name, of)| {
        let iri = format!("{}{name}", vocab::FUNCTIONS);
        (NamedNode::new_unchecked(iri), of)
    })
}

/// `bixi:slug`: returns a text as the end of an IRI. Letters and digits of any script stay, in lower case and without the
/// accents of Latin letters; whatever stands between them is one `-`. `None` if there is no letter or digit.
fn slug(text: &str) -> Option<String> {
    let mut folded = String::with_capacity(text.len());
    fold(text, &mut folded);
    let folded: String = folded.nfc().collect();
    let words = folded.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join("-"))
}

#[cfg(test)]
mod tests {
    use super::slug;

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
