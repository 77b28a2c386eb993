//! The terms that the values of an expression are, each with its number in the query
//! ([SPARQL 1.1, 17.1](https://www.w3.org/TR/sparql11-query/#operandDataTypes)).

use super::buffer::Text;
use super::column::{Column, Space};
use crate::dictionary::{Number, Tag, TermId};
use crate::query::batch::table::UNBOUND;
use crate::query::functions::Value;
use crate::query::functions::numeral::Numeral;
use rustc_hash::FxHashMap;
use std::fmt::{Display, Write};

impl Space<'_, '_> {
    /// Returns the terms of a column.
    pub fn terms(&mut self, column: Column, rows: usize) -> Vec<TermId> {
        match column {
            Column::Constant(value, _) => vec![self.terms.intern(&value.term()); rows],
            Column::Terms(ids) => ids,
            Column::Texts(texts) => {
                let (terms, buffer) = (&mut *self.terms, &self.buffer);
                let mut before = (None, UNBOUND);
                let id = |text: Option<Text>| {
                    let Some(text) = text else { return UNBOUND };
                    if before.0 != Some(text) {
                        before = (Some(text), terms.intern_text(text.tag, buffer.get(text)));
                    }
                    before.1
                };
                texts.into_iter().map(id).collect()
            }
            Column::Numbers(numbers) => self.number_terms(numbers),
            Column::Truths(truths) => {
                let [no, yes] = self.terms.booleans();
                let id = |truth: Option<bool>| truth.map_or(UNBOUND, |t| if t { yes } else { no });
                truths.into_iter().map(id).collect()
            }
            Column::Values(values) => {
                let id =
                    |value: Option<Value>| value.map_or(UNBOUND, |value| self.value_term(value));
                values.into_iter().map(id).collect()
            }
        }
    }

    fn value_term(&mut self, value: Value) -> TermId {
        match value {
            Value::Instant(instant) => {
                let tag = self.typed(instant.datatype());
                self.written_term(tag, &instant)
            }
            Value::Span(span) => {
                let tag = self.typed(span.datatype());
                self.written_term(tag, &span)
            }
            value => self.terms.intern(&value.into_term()),
        }
    }

    /// Returns the literal with a tag whose text is what a value displays.
    fn written_term(&mut self, tag: Tag, value: &dyn Display) -> TermId {
        self.scratch.clear();
        // A text takes whatever is written to it.
        let _ = write!(self.scratch, "{value}");
        self.terms.intern_text(tag, &self.scratch)
    }

    fn number_terms(&mut self, numbers: Vec<Option<Number>>) -> Vec<TermId> {
        let mut seen: FxHashMap<(u8, u128), TermId> = FxHashMap::default();
        let mut ids = Vec::with_capacity(numbers.len());
        for number in numbers {
            let Some(number) = number else {
                ids.push(UNBOUND);
                continue;
            };
            let identity = identity(number);
            let id = match seen.get(&identity) {
                Some(id) => *id,
                None => {
                    let numeral = Numeral::Small(number);
                    let tag = self.typed(numeral.datatype());
                    self.scratch.clear();
                    numeral.write(&mut self.scratch);
                    let id = self.terms.intern_text(tag, &self.scratch);
                    seen.insert(identity, id);
                    id
                }
            };
            ids.push(id);
        }
        ids
    }
}

/// Returns what tells a number from all others, by kind and value.
fn identity(number: Number) -> (u8, u128) {
    match number {
        Number::Integer(value) => (0, u64::from_be_bytes(value.to_be_bytes()).into()),
        Number::Decimal(value) => (1, u128::from_be_bytes(value.to_be_bytes())),
        Number::Float(value) => (2, u32::from_be_bytes(value.to_be_bytes()).into()),
        Number::Double(value) => (3, u64::from_be_bytes(value.to_be_bytes()).into()),
    }
}
