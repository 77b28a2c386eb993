//! What terms mean at a place of a document ([JSON-LD 1.1 API, 4](https://www.w3.org/TR/json-ld11-api/#context-processing-algorithms)).

use super::json::Json;
use crate::read::iri::Base;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// An IRI, the label of a blank node or a keyword, and where it was written.
#[derive(Clone, Debug)]
pub struct Name {
    pub text: String,
    pub span: crate::read::Span,
}

/// Marks that a fault was reported, so the value that contains it yields no statement.
#[derive(Debug)]
pub struct Reported;

/// The base direction of a string, `None` if the document sets it to null.
pub type Direction = Option<&'static str>;

/// An [active context](https://www.w3.org/TR/json-ld11-api/#dfn-active-context).
#[derive(Clone)]
pub struct Context<'j> {
    /// No two contexts that differ have the same number.
    pub number: usize,
    pub terms: FxHashMap<&'j str, Rc<Definition<'j>>>,
    pub base: Base,
    pub vocabulary: Option<String>,
    pub language: Option<&'j str>,
    pub direction: Direction,
    /// The context to go back to in nodes below.
    pub previous: Option<Rc<Self>>,
}

/// A [term definition](https://www.w3.org/TR/json-ld11-api/#dfn-term-definition).
#[derive(Clone, Default)]
pub struct Definition<'j> {
    /// What the term stands for; `None` if it is said that it stands for nothing.
    pub iri: Option<String>,
    pub is_prefix: bool,
    pub is_protected: bool,
    pub is_reverse: bool,
    pub datatype: Option<String>,
    pub containers: Containers,
    pub index: Option<&'j str>,
    pub context: Option<&'j Json<'j>>,
    /// The language and direction of its strings, if it says one; `None` inside says that they have none.
    pub language: Option<Option<&'j str>>,
    pub direction: Option<Direction>,
    pub nest: Option<&'j str>,
}

/// The [container mapping](https://www.w3.org/TR/json-ld11/#dfn-container-mapping) of a term.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Containers(u8);

impl Containers {
    pub const GRAPH: Self = Self(1);
    pub const ID: Self = Self(2);
    pub const INDEX: Self = Self(4);
    pub const LANGUAGE: Self = Self(8);
    pub const LIST: Self = Self(16);
    pub const SET: Self = Self(32);
    pub const TYPE: Self = Self(64);

    /// The container of a keyword, if it is one.
    pub fn of_keyword(keyword: &str) -> Option<Self> {
        Some(match keyword {
            "@graph" => Self::GRAPH,
            "@id" => Self::ID,
            "@index" => Self::INDEX,
            "@language" => Self::LANGUAGE,
            "@list" => Self::LIST,
            "@set" => Self::SET,
            "@type" => Self::TYPE,
            _ => return None,
        })
    }

    /// Whether one of these is among them.
    pub fn has(self, any_of: Self) -> bool {
        self.0 & any_of.0 != 0
    }

    /// These and others.
    pub fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Whether a term can have them together.
    pub fn fit_together(self) -> bool {
        let but_set = self.without(Self::SET);
        let is_one = but_set.0.count_ones() <= 1;
        let is_graph_map = but_set.has(Self::GRAPH)
            && matches!(but_set.without(Self::GRAPH), Self::ID | Self::INDEX);
        (is_one || is_graph_map) && !(self.has(Self::LIST) && self != Self::LIST)
    }
}

impl<'j> Context<'j> {
    /// The definition of a term.
    pub fn definition(&self, term: &str) -> Option<&Definition<'j>> {
        self.terms.get(term).map(Rc::as_ref)
    }

    /// The containers of a term, none if it is not defined.
    pub fn containers(&self, term: &str) -> Containers {
        self.definition(term)
            .map_or(Containers::default(), |definition| definition.containers)
    }
}

impl Definition<'_> {
    /// Whether another definition says the same, protection apart.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let context = |definition: &Self| definition.context.map(written);
        self.iri == other.iri
            && self.is_prefix == other.is_prefix
            && self.is_reverse == other.is_reverse
            && self.datatype == other.datatype
            && self.containers == other.containers
            && self.index == other.index
            && self.language == other.language
            && self.direction == other.direction
            && self.nest == other.nest
            && context(self) == context(other)
    }
}

/// A value in the one form that equal values have.
fn written(json: &Json) -> String {
    super::canonical::canonical(json)
}

/// The [keywords](https://www.w3.org/TR/json-ld11/#keywords) of JSON-LD.
pub fn is_keyword(text: &str) -> bool {
    matches!(
        text,
        "@base"
            | "@container"
            | "@context"
            | "@default"
            | "@direction"
            | "@embed"
            | "@explicit"
            | "@graph"
            | "@id"
            | "@import"
            | "@included"
            | "@index"
            | "@json"
            | "@language"
            | "@list"
            | "@nest"
            | "@none"
            | "@omitDefault"
            | "@prefix"
            | "@preserve"
            | "@propagate"
            | "@protected"
            | "@requireAll"
            | "@reverse"
            | "@set"
            | "@type"
            | "@value"
            | "@version"
            | "@vocab"
    )
}

/// Whether a text looks like a keyword, which is kept for later versions of JSON-LD.
pub fn is_like_keyword(text: &str) -> bool {
    text.strip_prefix('@')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// Whether a text begins with the scheme of an IRI.
pub fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    })
}

/// Whether a text is an IRI or the label of a blank node, and not relative.
pub fn is_absolute(text: &str) -> bool {
    text.starts_with("_:") || has_scheme(text)
}
