//! The terms of a graph as values of tables: their text in N-Triples and, for literals, what they stand for.

use super::table::Value;
use crate::dictionary::{Dictionary, LiteralType, Number, TermId, ValueReader, Valued};
use crate::error::{Error, Result};
use crate::rdf::{usual_case, vocab, with_usual_case};
use parquet::data_type::ByteArray;

/// The kinds of terms, by name.
const KINDS: [&str; 4] = ["iri", "blank", "literal", "triple"];

/// Makes values of the terms of a graph. Those of the last term are kept, since a sorted column has the same many times.
pub struct Values<'d> {
    dictionary: &'d Dictionary,
    reader: ValueReader<'d>,
    kinds: [Value; 4],
    /// For each type of literals, its datatype and its language tag in usual case.
    types: Vec<(Value, Option<Value>)>,
    last: Option<(TermId, Value)>,
}

impl<'d> Values<'d> {
    /// Returns the values of the terms of a dictionary, given [`Dictionary::value_types`].
    pub fn new(dictionary: &'d Dictionary, valued: &'d [Option<Valued>]) -> Self {
        let of_type = |of: &LiteralType| {
            let language =
                (!of.language.is_empty()).then(|| Value::text(&usual_case(&of.language)));
            (Value::text(&of.datatype), language)
        };
        Self {
            dictionary,
            reader: dictionary.values_of(valued).for_many(),
            kinds: KINDS.map(Value::text),
            types: dictionary.types.iter().map(of_type).collect(),
            last: None,
        }
    }

    /// Returns a term in N-Triples.
    pub fn term(&mut self, id: TermId) -> Value {
        match &self.last {
            Some((last, value)) if *last == id => value.clone(),
            _ => {
                let term = with_usual_case(self.dictionary.term(id)).to_string();
                let value = Value::Text(ByteArray::from(term.into_bytes()));
                self.last = Some((id, value.clone()));
                value
            }
        }
    }

    /// Returns the kind of a term: `iri`, `blank`, `literal` or `triple`.
    pub fn kind(&self, id: TermId) -> Value {
        let [iri, blank, literal, triple] = &self.kinds;
        let kind = match self.dictionary {
            terms if terms.is_iri(id) => iri,
            terms if terms.is_blank_node(id) => blank,
            terms if terms.is_literal(id) => literal,
            _ => triple,
        };
        kind.clone()
    }

    /// Returns the lexical form of a literal.
    pub fn text(&self, id: TermId) -> Option<Value> {
        let text = || Value::Text(ByteArray::from(self.dictionary.text(id).into_bytes()));
        self.dictionary.is_literal(id).then(text)
    }

    /// Returns the IRI of the datatype of a literal.
    pub fn datatype(&self, id: TermId) -> Result<Option<Value>> {
        Ok(self.type_of(id)?.map(|(datatype, _)| datatype.clone()))
    }

    /// Returns the language tag of a literal that has one.
    pub fn language(&self, id: TermId) -> Result<Option<Value>> {
        Ok(self.type_of(id)?.and_then(|(_, language)| language.clone()))
    }

    fn type_of(&self, id: TermId) -> Result<Option<&(Value, Option<Value>)>> {
        let Some(index) = self.dictionary.literal_type_index(id) else {
            return Ok(None);
        };
        let of_literal = self.types.get(index as usize);
        let of_literal = of_literal.ok_or_else(|| Error::internal("a literal has no type"))?;
        Ok(Some(of_literal))
    }

    /// Returns the value of an integer of 64 bits.
    pub fn integer(&self, id: TermId) -> Option<Value> {
        match self.reader.number(id)? {
            Number::Integer(value) => Some(Value::Integer(value.into())),
            _ => None,
        }
    }

    /// Returns the value of an integer or a decimal of at most 20 digits before the point.
    pub fn decimal(&self, id: TermId) -> Option<Value> {
        let digits = match self.reader.number(id)? {
            Number::Integer(value) => i128::from(i64::from(value)) * UNIT,
            Number::Decimal(value) => i128::from_be_bytes(value.to_be_bytes()),
            _ => return None,
        };
        (digits.abs() < LIMIT).then_some(Value::Decimal(digits))
    }

    /// Returns the value of any number in double precision.
    pub fn double(&self, id: TermId) -> Option<Value> {
        let Some(number) = self.reader.number(id) else {
            return self.large(id).map(Value::Double);
        };
        let value = match number {
            Number::Integer(value) => i64::from(value) as f64,
            // The text is nearer than what is computed of its digits.
            Number::Decimal(_) => self.dictionary.text(id).trim().parse().ok()?,
            Number::Float(value) => f32::from(value).into(),
            Number::Double(value) => value.into(),
        };
        Some(Value::Double(value))
    }

    /// Returns the nearest value of an integer or a decimal that 64 or 128 bits do not hold.
    fn large(&self, id: TermId) -> Option<f64> {
        let datatype = &self.dictionary.literal_type(id)?.datatype;
        let text = self.dictionary.text(id);
        let digits = text.trim_start_matches(['+', '-']);
        let is_number = match datatype.as_str() {
            vocab::XSD_INTEGER => digits.bytes().all(|byte| byte.is_ascii_digit()),
            vocab::XSD_DECIMAL => digits
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.'),
            _ => false,
        };
        if is_number { text.parse().ok() } else { None }
    }

    /// Returns the day of a date, as it is written.
    pub fn date(&self, id: TermId) -> Option<Value> {
        let days = self.reader.moment(id)?.days()?;
        i32::try_from(days).ok().map(Value::Date)
    }

    /// Returns a point of time; one that does not say its time zone is taken as UTC.
    pub fn date_time(&self, id: TermId) -> Option<Value> {
        let microseconds = self.reader.moment(id)?.microseconds()?;
        Some(Value::DateTime(microseconds))
    }

    /// Returns a truth value.
    pub fn boolean(&self, id: TermId) -> Option<Value> {
        let literal_type = self.dictionary.literal_type(id)?;
        if literal_type.datatype != vocab::XSD_BOOLEAN {
            return None;
        }
        match self.dictionary.text(id).as_str() {
            "true" | "1" => Some(Value::Boolean(true)),
            "false" | "0" => Some(Value::Boolean(false)),
            _ => None,
        }
    }
}

/// What 1 is in digits of which 18 stand after the point.
const UNIT: i128 = 1_000_000_000_000_000_000;

/// The first number that 38 digits do not hold.
const LIMIT: i128 = 100_000_000_000_000_000_000_000_000_000_000_000_000;
