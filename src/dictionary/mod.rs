//! Terms as numbers: an [`Interner`] fills while files are read, a [`Dictionary`] is what it becomes, sorted and compressed.

mod bigrams;
mod check;
mod filter;
mod fold;
mod front;
mod interner;
mod merged;
mod moment;
mod sort;
mod sorted;
mod substrings;
mod text_reader;
mod texts;
mod triples;
mod value_reader;
mod values;

pub use bigrams::Bigrams;
pub(crate) use check::{are_below, check};
pub use filter::Filter;
pub use fold::fold;
pub use interner::Interner;
pub(crate) use interner::same_bytes;
pub use merged::Merged;
pub use moment::{Moment, Temporal};
pub use sorted::{Dictionary, TypeColumn};
pub use text_reader::TextReader;
pub use texts::Texts;
pub use value_reader::ValueReader;
pub use values::{Number, Numeric, Valued, Values};

use crate::rdf::{BaseDirection, Literal, LiteralRef, NamedNode, NamedNodeRef, vocab};

/// The number of a term in one interner or one dictionary.
pub type TermId = u32;

/// Says what a term's text is: [`Tag::IRI`], [`Tag::BLANK`], [`Tag::TRIPLE`], or a literal of a certain type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(u32);

impl Tag {
    /// The text is an IRI.
    pub const IRI: Self = Self(0);
    /// The text is a blank node label.
    pub const BLANK: Self = Self(1);
    /// The text is three ids of four bytes: a triple term.
    pub const TRIPLE: Self = Self(2);
    const FIRST_LITERAL: u32 = 3;

    /// The text is the lexical form of a literal; `index` is into the table of literal types.
    pub fn literal(index: u32) -> Self {
        Self(Self::FIRST_LITERAL + index)
    }

    /// Which literal type, if the term is a literal.
    pub fn literal_type(self) -> Option<u32> {
        self.0.checked_sub(Self::FIRST_LITERAL)
    }
}

/// What a literal has besides its lexical form ([RDF 1.2 Concepts, 3.4](https://www.w3.org/TR/rdf12-concepts/#section-Graph-Literal)).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LiteralType {
    /// The IRI of the datatype.
    pub datatype: String,
    /// The language tag in lower case, empty if there is none.
    pub language: String,
    /// The base direction, `ltr` or `rtl`, empty if there is none.
    pub direction: String,
}

impl LiteralType {
    /// The type of a literal.
    pub fn of(literal: &Literal) -> Self {
        Self {
            datatype: literal.datatype().as_str().to_owned(),
            language: literal.language().unwrap_or_default().to_ascii_lowercase(),
            direction: literal
                .direction()
                .map(|d| d.to_string())
                .unwrap_or_default(),
        }
    }

    /// The literal of this type with a lexical form.
    pub fn literal(&self, lexical_form: String) -> Literal {
        let language = || self.language.clone();
        match (self.language.is_empty(), self.direction.as_str()) {
            (false, "ltr") => Literal::new_directional_language_tagged_literal_unchecked(
                lexical_form,
                language(),
                BaseDirection::Ltr,
            ),
            (false, "rtl") => Literal::new_directional_language_tagged_literal_unchecked(
                lexical_form,
                language(),
                BaseDirection::Rtl,
            ),
            (false, _) => Literal::new_language_tagged_literal_unchecked(lexical_form, language()),
            _ if self.datatype == vocab::XSD_STRING => Literal::new_simple_literal(lexical_form),
            _ => Literal::new_typed_literal(
                lexical_form,
                NamedNode::new_unchecked(self.datatype.clone()),
            ),
        }
    }

    /// Returns the literal of this type with a lexical form, without copying anything.
    pub fn literal_ref<'l>(&'l self, lexical_form: &'l str) -> LiteralRef<'l> {
        let of_language = |direction| {
            LiteralRef::new_directional_language_tagged_literal_unchecked(
                lexical_form,
                &self.language,
                direction,
            )
        };
        match (self.language.is_empty(), self.direction.as_str()) {
            (false, "ltr") => of_language(BaseDirection::Ltr),
            (false, "rtl") => of_language(BaseDirection::Rtl),
            (false, _) => {
                LiteralRef::new_language_tagged_literal_unchecked(lexical_form, &self.language)
            }
            _ => LiteralRef::new_typed_literal(
                lexical_form,
                NamedNodeRef::new_unchecked(&self.datatype),
            ),
        }
    }
}
