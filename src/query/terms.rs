//! The terms of a query: those of the graph by their number there, and after them those that the query makes.

use super::batch::table::UNBOUND;
use super::limits::Reservation;
use super::literals::Literals;
use super::made::Made;
use crate::dictionary::{
    Dictionary, LiteralType, Moment, Number, Numeric, Tag, Temporal, TermId, ValueReader, Valued,
};
use crate::error::{Error, Result};
use crate::query::functions::numeral::Numeral;
use crate::query::results::ResultTerms;
use crate::rdf::{BlankNode, Literal, Term};
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::sync::Arc;

/// All terms that a solution of one query may have.
pub struct Terms<'a> {
    pub dictionary: &'a Arc<Dictionary>,
    /// What is known of the literals of each type, when it is first asked for: most queries are short.
    value_types: OnceCell<Vec<Option<Valued>>>,
    /// The kind of the literals of each type.
    kinds: OnceCell<Vec<Kind>>,
    /// Whether the literals of each type are strings.
    strings: OnceCell<Vec<bool>>,
    /// The types of the literals, lower and higher bytes.
    types: &'a [u8],
    further_types: &'a [u32],
    made: Made,
    /// The kinds of literals of the types that only made literals have, and whether they are strings.
    kinds_made: Vec<(Kind, bool)>,
}

/// What counts of a term when its order among others is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Unbound,
    Blank,
    Iri,
    Number,
    /// A literal with a value that is not a number: of one of the types of time, or a boolean.
    Value,
    Text,
    Triple,
}

impl<'a> Terms<'a> {
    /// Returns the terms of a graph, and a reservation for those that the query makes.
    pub fn new(dictionary: &'a Arc<Dictionary>, memory: Reservation) -> Self {
        Self {
            dictionary,
            value_types: OnceCell::new(),
            kinds: OnceCell::new(),
            strings: OnceCell::new(),
            types: &dictionary.literal_types.low,
            further_types: &dictionary.literal_types.high,
            made: Made::new(Arc::clone(dictionary), memory),
            kinds_made: Vec::new(),
        }
    }

    fn values(&self) -> ValueReader<'_> {
        let types = self
            .value_types
            .get_or_init(|| self.dictionary.value_types());
        self.dictionary.values_of(types)
    }

    #[inline]
    fn kinds(&self) -> &[Kind] {
        self.kinds.get_or_init(|| {
            let types = self.dictionary.types.iter();
            types.map(|t| literal_kind(&t.datatype)).collect()
        })
    }

    #[inline]
    fn strings(&self) -> &[bool] {
        self.strings
            .get_or_init(|| self.dictionary.types.iter().map(is_string).collect())
    }

    /// How many terms the graph has; larger numbers are of terms that the query made.
    pub fn known(&self) -> usize {
        self.dictionary.len()
    }

    /// Returns the number of a term.
    pub fn intern(&mut self, term: &Term) -> TermId {
        let id = self.made.intern(term);
        self.note_types();
        id
    }

    /// Returns the number of an IRI, a blank node or a literal that is given by its tag and its text.
    pub fn intern_text(&mut self, tag: Tag, text: &str) -> TermId {
        self.made.text(tag, text)
    }

    /// Returns rows of literals with their numbers here; [`UNBOUND`] stays.
    ///
    /// # Errors
    /// If there is no literal of a number, or no type of a literal.
    pub fn rows_of(
        &mut self,
        literals: &Literals,
        rows: &[Vec<TermId>],
    ) -> Result<Vec<Vec<TermId>>> {
        let types = literals.types().iter();
        let tags: Vec<Tag> = types.map(|of| self.literal_tag(of)).collect();
        let mut ids = Vec::with_capacity(literals.iter().len());
        for (of_type, text) in literals.iter() {
            let tag = tags.get(of_type);
            let tag = tag.ok_or_else(|| Error::internal("a value has no type"))?;
            ids.push(self.intern_text(*tag, text));
        }
        let id = |other: &TermId| match *other {
            UNBOUND => Ok(UNBOUND),
            other => {
                let id = ids.get(other as usize).copied();
                id.ok_or_else(|| Error::internal("a value is not a literal"))
            }
        };
        rows.iter()
            .map(|row| row.iter().map(id).collect())
            .collect()
    }

    /// Returns the tag of the literals of a type.
    pub fn literal_tag(&mut self, literal_type: &LiteralType) -> Tag {
        let tag = self.made.literal_tag(literal_type);
        self.note_types();
        tag
    }

    fn note_types(&mut self) {
        let further = self.made.further_types().iter();
        for further in further.skip(self.kinds_made.len()) {
            let kind = literal_kind(&further.datatype);
            self.kinds_made.push((kind, is_string(further)));
        }
    }

    /// Returns the tag of an IRI, a blank node or a literal.
    #[inline]
    pub fn tag(&self, id: TermId) -> Option<Tag> {
        if let Some(index) = self.literal_type(id) {
            return Some(Tag::literal(index as u32));
        }
        match self.kind(id) {
            Kind::Iri => Some(Tag::IRI),
            Kind::Blank => Some(Tag::BLANK),
            Kind::Unbound | Kind::Triple => None,
            _ => self.made(id).map(|(tag, _)| tag),
        }
    }

    /// Returns the text of an IRI, a blank node or a literal that the query made.
    pub fn made_text(&self, id: TermId) -> Option<&str> {
        self.made(id).map(|(_, text)| text)
    }

    /// Returns the text of an IRI, a blank node or a literal that the query made, or that was decoded.
    pub fn decoded(&self, id: TermId) -> Option<&str> {
        self.made.decoded(id)
    }

    /// Decodes the texts of all IRIs or literals of the graph if that is worth it; see [`Made::decode`].
    pub fn decode(&self, ids: &[TermId], rows: usize) -> bool {
        self.made.decode(ids, rows)
    }

    /// Returns the number of bytes of the texts that were decoded.
    pub fn decoded_bytes(&self) -> usize {
        self.made.decoded_bytes()
    }

    /// Returns the kind of the terms with a tag.
    pub fn kind_of(&self, tag: Tag) -> Kind {
        match tag {
            Tag::IRI => Kind::Iri,
            Tag::BLANK => Kind::Blank,
            tag => self.tagged(tag).map_or(Kind::Triple, |(kind, _)| kind),
        }
    }

    /// Returns the numbers of the parts of a triple term.
    pub fn triple(&self, id: TermId) -> Option<[TermId; 3]> {
        match (id as usize).checked_sub(self.known()) {
            Some(index) => self.made.parts(index),
            None => self.dictionary.triple(id),
        }
    }

    /// Returns the type of the literals with a tag.
    pub fn type_of(&self, tag: Tag) -> Option<&LiteralType> {
        self.made.literal_type(tag)
    }

    /// Returns what is known of the literals with a tag: their kind, and whether they are strings.
    #[inline]
    fn tagged(&self, tag: Tag) -> Option<(Kind, bool)> {
        let index = tag.literal_type()? as usize;
        match self.kinds().get(index) {
            Some(kind) => Some((*kind, self.strings().get(index).copied()?)),
            None => self
                .kinds_made
                .get(index - self.dictionary.types.len())
                .copied(),
        }
    }

    /// Returns whether the literals with a tag are strings, with or without language; IRIs and blank nodes are none.
    #[inline]
    pub fn is_string(&self, tag: Tag) -> bool {
        self.tagged(tag).is_some_and(|(_, is_string)| is_string)
    }

    /// Makes a blank node that is no other term, and numbers it.
    pub fn fresh_blank_node(&mut self) -> TermId {
        self.intern_text(Tag::BLANK, BlankNode::default().as_str())
    }

    /// Hands the terms over to the result, whose ids they keep.
    pub fn into_result(self) -> ResultTerms {
        ResultTerms::new(self.made)
    }

    /// Returns the numbers of false and true.
    pub fn booleans(&mut self) -> [TermId; 2] {
        [false, true].map(|truth| self.intern(&Literal::from(truth).into()))
    }

    /// The numbers of integers.
    pub fn integers(&mut self, values: impl IntoIterator<Item = Option<i64>>) -> Vec<TermId> {
        let mut seen: FxHashMap<i64, TermId> = FxHashMap::default();
        let mut intern = |value: i64| {
            let id = seen.entry(value);
            *id.or_insert_with(|| self.intern(&Literal::from(value).into()))
        };
        let ids = values
            .into_iter()
            .map(|value| value.map_or(UNBOUND, &mut intern));
        ids.collect()
    }

    /// Returns the tag and the text of a term that the query made.
    fn made(&self, id: TermId) -> Option<(Tag, &str)> {
        self.made.get((id as usize).checked_sub(self.known())?)
    }

    /// Returns the type of a literal that the query made, and its text.
    fn made_literal(&self, id: TermId) -> Option<(&LiteralType, &str)> {
        let (tag, text) = self.made(id)?;
        Some((self.made.literal_type(tag)?, text))
    }

    /// Returns a term.
    pub fn term(&self, id: TermId) -> Option<Term> {
        if id == UNBOUND {
            return None;
        }
        Some(self.made.term(id))
    }

    /// The value of a literal that is a number of fixed size.
    pub fn number(&self, id: TermId) -> Option<Number> {
        if (id as usize) < self.known() {
            return self.values().number(id);
        }
        let (literal_type, text) = self.made_literal(id)?;
        Numeric::of(&literal_type.datatype)?.parse(text)
    }

    /// The value of a literal that is a number of any size.
    pub fn numeral(&self, id: TermId) -> Option<Numeral> {
        if let Some(number) = self.number(id) {
            return Some(number.into());
        }
        match self.term(id).filter(|_| self.kind(id) == Kind::Number)? {
            Term::Literal(literal) => Numeral::of(literal.datatype().as_str(), literal.value()),
            _ => None,
        }
    }

    /// The value of a literal of a date, with or without time of day.
    pub fn moment(&self, id: TermId) -> Option<Moment> {
        if (id as usize) < self.known() {
            return self.values().moment(id);
        }
        let (literal_type, text) = self.made_literal(id)?;
        Temporal::of(&literal_type.datatype)?.parse(text)
    }

    /// The numbers of many terms.
    pub fn numbers(&self, column: &[TermId]) -> Vec<Option<Number>> {
        let mut reader = self.values();
        let known = self.known();
        if column.len() > known / 64 {
            reader = reader.for_many();
        }
        let mut before = (UNBOUND, None);
        let number = |id: &TermId| {
            if before.0 != *id {
                let is_known = (*id as usize) < known;
                let number = if is_known {
                    reader.number(*id)
                } else {
                    self.number(*id)
                };
                before = (*id, number);
            }
            before.1
        };
        column.iter().map(number).collect()
    }

    pub fn kind(&self, id: TermId) -> Kind {
        if id == UNBOUND {
            return Kind::Unbound;
        }
        if self.dictionary.is_iri(id) {
            return Kind::Iri;
        }
        if let Some(literal_type) = self.literal_type(id) {
            return self
                .kinds()
                .get(literal_type)
                .copied()
                .unwrap_or(Kind::Text);
        }
        match self.made(id) {
            Some((tag, _)) => self.kind_of(tag),
            None if id < self.dictionary.literals().start => Kind::Blank,
            None => Kind::Triple,
        }
    }

    /// Returns the tag and the text of a literal that the query made, if it is a string with or without language.
    pub fn made_string(&self, id: TermId) -> Option<(Tag, &str)> {
        self.made(id).filter(|(tag, _)| self.is_string(*tag))
    }

    /// The type of a literal of the graph, as an index into the types of the dictionary.
    #[inline]
    pub fn literal_type(&self, id: TermId) -> Option<usize> {
        let index = id.checked_sub(self.dictionary.bounds[1])? as usize;
        let low = usize::from(*self.types.get(index)?);
        let high = self.further_types.get(index).copied().unwrap_or(0) as usize;
        Some(high << 8 | low)
    }

    /// Whether a literal of the graph is a string, with or without language; `None` for every other term.
    #[inline]
    pub fn is_known_string(&self, id: TermId) -> Option<bool> {
        self.strings().get(self.literal_type(id)?).copied()
    }

    /// The text of a string, an IRI or a typed literal, as it is written.
    pub fn text(&self, id: TermId) -> Option<String> {
        if (id as usize) < self.known() {
            return Some(self.dictionary.text(id));
        }
        let (tag, text) = self.made(id)?;
        (tag != Tag::BLANK).then(|| text.to_owned())
    }

    /// What kind of text a term is, to tell terms apart for which `LANG`, `isIRI` and the like are the same: a literal's
    /// type, or one of the numbers after them. Terms that the query made have none.
    pub fn class(&self, id: TermId) -> Option<u32> {
        let types = self.dictionary.types.len() as u32;
        if id as usize >= self.known() {
            return None;
        }
        self.literal_type(id).map(|index| index as u32).or_else(|| {
            Some(match self.kind(id) {
                Kind::Iri => types,
                Kind::Blank => types + 1,
                _ => types + 2,
            })
        })
    }

    /// The text of a string, with or without language; `None` for every other term.
    pub fn string(&self, id: TermId) -> Option<(String, LiteralType)> {
        if let Some(index) = self.literal_type(id) {
            let literal_type = self.dictionary.types.get(index)?;
            return is_string(literal_type)
                .then(|| (self.dictionary.text(id), literal_type.clone()));
        }
        let (tag, text) = self.made_string(id)?;
        Some((text.to_owned(), self.made.literal_type(tag)?.clone()))
    }
}

/// Whether literals of a type are strings, with or without language.
pub fn is_string(literal_type: &LiteralType) -> bool {
    !literal_type.language.is_empty() || literal_type.datatype == crate::rdf::vocab::XSD_STRING
}

fn literal_kind(datatype: &str) -> Kind {
    if Numeric::of(datatype).is_some() {
        return Kind::Number;
    }
    match datatype.strip_prefix("http://www.w3.org/2001/XMLSchema#") {
        Some(
            "boolean" | "dateTime" | "dateTimeStamp" | "date" | "time" | "duration"
            | "yearMonthDuration" | "dayTimeDuration",
        ) => Kind::Value,
        _ => Kind::Text,
    }
}
