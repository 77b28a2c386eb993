//! The texts that the values of a column are or have, as ranges of the buffer
//! ([SPARQL 1.1, 17.4.2](https://www.w3.org/TR/sparql11-query/#func-rdfTerms)).

use super::buffer::Text;
use super::column::{Column, Space};
use crate::dictionary::{LiteralType, Tag, TermId};
use crate::error::Result;
use crate::query::batch::table::UNBOUND;
use crate::query::functions::Value;
use crate::rdf::{Term, vocab};

impl Space<'_, '_> {
    /// Returns the text of a term with a tag; returns nothing if it has none.
    fn read(&mut self, id: TermId, tag: Tag) -> Result<Option<Text>> {
        if let Some(text) = self.terms.decoded(id) {
            return self.buffer.push(tag, text).map(Some);
        }
        let Some(bytes) = self.reader.read(id) else {
            return Ok(None);
        };
        self.buffer.push_bytes(tag, bytes).map(Some)
    }

    /// Returns the texts of those terms whose tags fit.
    fn read_all(
        &mut self,
        ids: &[TermId],
        fits: fn(&Self, Tag) -> bool,
    ) -> Result<Vec<Option<Text>>> {
        if !self.terms.decode(ids, self.rows) {
            self.terms.dictionary.read_ahead(ids);
        }
        let mut before = (UNBOUND, None);
        let mut texts = Vec::with_capacity(ids.len());
        for id in ids {
            if before.0 != *id {
                let tag = self.terms.tag(*id).filter(|tag| *tag != Tag::BLANK);
                let text = match tag.filter(|tag| fits(self, *tag)) {
                    Some(tag) => self.read(*id, tag)?,
                    None => None,
                };
                before = (*id, text);
            }
            texts.push(before.1);
        }
        Ok(texts)
    }

    fn is_string(&self, tag: Tag) -> bool {
        self.terms.is_string(tag)
    }

    /// Adds the text of a value, if it is an IRI or a literal that is written or a string.
    fn push_value(&mut self, value: &Value) -> Result<Option<Text>> {
        let Value::Term(term) = value else {
            return Ok(None);
        };
        match term {
            Term::Literal(literal) => {
                let tag = match literal.language() {
                    None if literal.datatype().as_str() == vocab::XSD_STRING => self.simple,
                    _ => self.terms.literal_tag(&LiteralType::of(literal)),
                };
                self.buffer.push(tag, literal.value()).map(Some)
            }
            Term::NamedNode(iri) => self.buffer.push(Tag::IRI, iri.as_str()).map(Some),
            _ => Ok(None),
        }
    }

    /// Returns the strings of a column, with or without language; what is not a string has none.
    pub fn strings(&mut self, column: Column, rows: usize) -> Result<Vec<Option<Text>>> {
        Ok(match column {
            Column::Constant(value, _) => {
                let text = self.push_value(value)?;
                vec![text.filter(|text| self.is_string(text.tag)); rows]
            }
            Column::Terms(ids) => self.read_all(&ids, Self::is_string)?,
            Column::Texts(mut texts) => {
                for text in &mut texts {
                    *text = text.filter(|text| self.is_string(text.tag));
                }
                texts
            }
            Column::Numbers(_) | Column::Truths(_) => vec![None; rows],
            Column::Values(values) => {
                let mut texts = Vec::with_capacity(rows);
                for value in &values {
                    let text = value.as_ref().map(|value| self.push_value(value));
                    let text = text.transpose()?.flatten();
                    texts.push(text.filter(|text| self.is_string(text.tag)));
                }
                texts
            }
        })
    }

    /// Returns the strings without language of a column.
    pub fn simples(&mut self, column: Column, rows: usize) -> Result<Vec<Option<Text>>> {
        let mut texts = self.strings(column, rows)?;
        for text in &mut texts {
            *text = text.filter(|text| text.tag == self.simple);
        }
        Ok(texts)
    }

    /// Returns the values of a column that [`STR`](https://www.w3.org/TR/sparql11-query/#func-str) has: the lexical forms of
    /// literals as they are written, and the texts of IRIs.
    pub fn written(&mut self, column: Column, rows: usize) -> Result<Vec<Option<Text>>> {
        let simple = self.simple;
        let mut texts = match column {
            Column::Constant(value, _) => vec![self.push_value(value)?; rows],
            Column::Terms(ids) => self.read_all(&ids, |_, _| true)?,
            Column::Texts(texts) => texts,
            Column::Numbers(numbers) => {
                let mut texts = Vec::with_capacity(rows);
                for number in numbers {
                    let text = number.map(|number| self.buffer.push_number(simple, number));
                    texts.push(text.transpose()?);
                }
                texts
            }
            Column::Truths(truths) => {
                let no = self.buffer.push(simple, "false")?;
                let yes = self.buffer.push(simple, "true")?;
                let text = |truth: bool| if truth { yes } else { no };
                truths.into_iter().map(|truth| truth.map(text)).collect()
            }
            Column::Values(values) => {
                let mut texts = Vec::with_capacity(rows);
                for value in values {
                    let value = value.map(|value| Value::Term(value.into_term()));
                    let text = value.map(|value| self.push_value(&value));
                    texts.push(text.transpose()?.flatten());
                }
                texts
            }
        };
        for text in texts.iter_mut().flatten() {
            text.tag = simple;
        }
        Ok(texts)
    }

    /// Returns the texts of a column of texts or of a constant.
    pub fn texts(&mut self, column: Column, rows: usize) -> Result<Vec<Option<Text>>> {
        match column {
            Column::Texts(texts) => Ok(texts),
            Column::Constant(value, _) => Ok(vec![self.push_value(value)?; rows]),
            column => self.strings(column, rows),
        }
    }
}
