//! The terms of a query: those of the graph by their number there, and after them those that the query makes.

use super::table::UNBOUND;
use crate::dictionary::{
    Dictionary, LiteralType, Moment, Number, Numeric, Temporal, TermId, Valued,
};
use crate::rdf::Term;
use rustc_hash::FxHashMap;

/// All terms that a solution of one query may have.
pub struct Terms<'a> {
    pub dictionary: &'a Dictionary,
    value_types: Vec<Option<Valued>>,
    made: Vec<Term>,
    by_term: FxHashMap<Term, TermId>,
}

/// What counts of a term when its order among others is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Unbound,
    Blank,
    Iri,
    Number,
    /// A literal with a value that is no number: of one of the types of time, or a boolean.
    Value,
    Text,
    Triple,
}

impl<'a> Terms<'a> {
    pub fn new(dictionary: &'a Dictionary) -> Self {
        Self {
            dictionary,
            value_types: dictionary.value_types(),
            made: Vec::new(),
            by_term: FxHashMap::default(),
        }
    }

    /// How many terms the graph has; larger numbers are of terms that the query made.
    pub fn known(&self) -> usize {
        self.dictionary.len()
    }

    pub fn intern(&mut self, term: &Term) -> TermId {
        if let Some(id) = self.dictionary.find(term) {
            return id;
        }
        if let Some(id) = self.by_term.get(term) {
            return *id;
        }
        let id = (self.dictionary.len() + self.made.len()) as TermId;
        self.made.push(term.clone());
        self.by_term.insert(term.clone(), id);
        id
    }

    fn made(&self, id: TermId) -> Option<&Term> {
        self.made.get((id as usize).checked_sub(self.known())?)
    }

    pub fn term(&self, id: TermId) -> Option<Term> {
        if id == UNBOUND {
            return None;
        }
        Some(match self.made(id) {
            Some(term) => term.clone(),
            None => self.dictionary.term(id),
        })
    }

    pub fn number(&self, id: TermId) -> Option<Number> {
        if (id as usize) < self.known() {
            return self.dictionary.values_of(&self.value_types).number(id);
        }
        match self.made(id)? {
            Term::Literal(literal) => {
                Numeric::of(literal.datatype().as_str())?.parse(literal.value())
            }
            _ => None,
        }
    }

    /// The value of a literal of a date, with or without time of day.
    pub fn moment(&self, id: TermId) -> Option<Moment> {
        if (id as usize) < self.known() {
            return self.dictionary.values_of(&self.value_types).moment(id);
        }
        match self.made(id)? {
            Term::Literal(literal) => {
                Temporal::of(literal.datatype().as_str())?.parse(literal.value())
            }
            _ => None,
        }
    }

    /// The numbers of many terms.
    pub fn numbers(&self, column: &[TermId]) -> Vec<Option<Number>> {
        let reader = self.dictionary.values_of(&self.value_types);
        let known = self.known();
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
        if let Some(term) = self.made(id) {
            return match term {
                Term::NamedNode(_) => Kind::Iri,
                Term::BlankNode(_) => Kind::Blank,
                Term::Triple(_) => Kind::Triple,
                Term::Literal(literal) => literal_kind(literal.datatype().as_str()),
            };
        }
        if self.dictionary.is_iri(id) {
            return Kind::Iri;
        }
        match self.dictionary.literal_type(id) {
            Some(literal_type) => literal_kind(&literal_type.datatype),
            None if id < self.dictionary.literals().start => Kind::Blank,
            None => Kind::Triple,
        }
    }

    /// What kind of text a term is, to tell terms apart for which `LANG`, `isIRI` and the like are the same: a literal's
    /// type, or one of the numbers after them. Terms that the query made have none.
    pub fn class(&self, id: TermId) -> Option<u32> {
        let types = self.dictionary.types.len() as u32;
        if id == UNBOUND || self.made(id).is_some() {
            return None;
        }
        self.dictionary.literal_type_index(id).or_else(|| {
            Some(match self.kind(id) {
                Kind::Iri => types,
                Kind::Blank => types + 1,
                _ => types + 2,
            })
        })
    }

    /// The text of a string, with or without language; `None` for every other term.
    pub fn string(&self, id: TermId) -> Option<(String, LiteralType)> {
        let Term::Literal(literal) = self.term(id)? else {
            return None;
        };
        let literal_type = LiteralType::of(&literal);
        is_string(&literal_type).then(|| (literal.value().to_owned(), literal_type))
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
            "dateTime" | "dateTimeStamp" | "date" | "time" | "duration" | "yearMonthDuration"
            | "dayTimeDuration",
        ) => Kind::Value,
        _ => Kind::Text,
    }
}
