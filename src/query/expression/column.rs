//! Columns of values in the evaluation of an expression: numbers as numbers, texts as ranges of one buffer, and terms by
//! their numbers until something of them is read ([SPARQL 1.1, 17.1](https://www.w3.org/TR/sparql11-query/#operandDataTypes)).

use super::buffer::{Buffer, Text};
use crate::dictionary::{LiteralType, Moment, Number, Tag, TermId, TextReader};
use crate::error::Result;
use crate::query::batch::table::UNBOUND;
use crate::query::functions::numeral::Numeral;
use crate::query::functions::time::Instant;
use crate::query::functions::{Value, XSD};
use crate::query::limits::{Budget, Pace};
use crate::query::terms::{Kind, Terms};
use crate::rdf::{BlankNode, NamedNode, Term, vocab};

/// The value of an expression in each row of a batch; an error of SPARQL is `None`, or unbound among terms.
#[derive(Clone)]
pub enum Column<'n> {
    /// One value in all rows: as it is written, and for operators that do not read how it is written.
    Constant(&'n Value, &'n Value),
    Terms(Vec<TermId>),
    Texts(Vec<Option<Text>>),
    Numbers(Vec<Option<Number>>),
    Truths(Vec<Option<bool>>),
    Values(Vec<Option<Value>>),
}

impl Column<'_> {
    /// Returns whether the column consists of texts, or of a literal.
    pub fn is_text(&self) -> bool {
        match self {
            Self::Texts(_) => true,
            Self::Constant(value, _) => matches!(value, Value::Term(Term::Literal(_))),
            _ => false,
        }
    }

    /// Returns a column of values, of which all may be numbers or truths.
    pub fn of_values(values: Vec<Option<Value>>) -> Self {
        match values.iter().flatten().next() {
            Some(Value::Number(Numeral::Small(_))) => {
                let number = |value: &Option<Value>| match value {
                    Some(Value::Number(Numeral::Small(number))) => Some(Some(*number)),
                    Some(_) => None,
                    None => Some(None),
                };
                let numbers: Option<Vec<_>> = values.iter().map(number).collect();
                numbers.map_or(Self::Values(values), Self::Numbers)
            }
            Some(Value::Boolean(_)) => {
                let truth = |value: &Option<Value>| match value {
                    Some(Value::Boolean(truth)) => Some(Some(*truth)),
                    Some(_) => None,
                    None => Some(None),
                };
                let truths: Option<Vec<_>> = values.iter().map(truth).collect();
                truths.map_or(Self::Values(values), Self::Truths)
            }
            _ => Self::Values(values),
        }
    }
}

/// The terms and texts of the evaluation of an expression.
pub struct Space<'s, 'a> {
    pub terms: &'s mut Terms<'a>,
    pub buffer: Buffer,
    /// The tag of strings without language.
    pub simple: Tag,
    /// The text that is made at the moment.
    pub scratch: String,
    /// What reads the texts of the graph.
    pub reader: TextReader<'a>,
    /// The number of rows that the expression is evaluated for.
    pub rows: usize,
    /// The tags of the datatypes of XML Schema that were used, by their local names.
    typed: Vec<(&'static str, Tag)>,
    pace: Pace<'s>,
}

impl<'s, 'a> Space<'s, 'a> {
    /// Returns the space of an expression that is evaluated for this many rows.
    pub fn new(terms: &'s mut Terms<'a>, rows: usize, budget: &'s Budget) -> Self {
        let simple = terms.literal_tag(&literal_type(vocab::XSD_STRING.to_owned()));
        Self {
            reader: TextReader::new(terms.dictionary),
            rows,
            terms,
            buffer: Buffer::default(),
            simple,
            scratch: String::new(),
            typed: Vec::new(),
            pace: budget.pace(),
        }
    }

    /// Looks at the limits before texts of this many bytes are added.
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn look_before(&self, bytes: usize) -> Result<()> {
        self.pace.step_with(bytes, self.buffer.len() + bytes)
    }

    /// Returns the tag of the literals of a datatype of XML Schema.
    pub fn typed(&mut self, name: &'static str) -> Tag {
        if let Some((_, tag)) = self.typed.iter().find(|(known, _)| *known == name) {
            return *tag;
        }
        let tag = self
            .terms
            .literal_tag(&literal_type(format!("{XSD}{name}")));
        self.typed.push((name, tag));
        tag
    }

    /// Returns the term of a text.
    fn term_of(&self, text: Text) -> Term {
        let of_text = self.buffer.get(text);
        match self.terms.type_of(text.tag) {
            Some(literal_type) => literal_type.literal(of_text.to_owned()).into(),
            None if text.tag == Tag::IRI => NamedNode::new_unchecked(of_text).into(),
            None => BlankNode::new_unchecked(of_text).into(),
        }
    }

    /// Returns the value of a text.
    pub fn value(&self, text: Text) -> Value {
        Value::Term(self.term_of(text))
    }

    /// Returns the values of a column, as they are written.
    pub fn values(&self, column: Column, rows: usize) -> Vec<Option<Value>> {
        match column {
            Column::Constant(value, _) => vec![Some(value.clone()); rows],
            Column::Terms(ids) => {
                let value = |id: &TermId| self.terms.term(*id).map(Value::Term);
                ids.iter().map(value).collect()
            }
            column => self.operands(column, rows),
        }
    }

    /// Returns the values of a column, for operators that do not read how they are written.
    pub fn operands(&self, column: Column, rows: usize) -> Vec<Option<Value>> {
        match column {
            Column::Constant(_, operand) => vec![Some(operand.clone()); rows],
            Column::Terms(ids) => ids.iter().map(|id| self.operand(*id)).collect(),
            Column::Texts(texts) => {
                let value = |text: Option<Text>| Some(Value::Term(self.term_of(text?)));
                texts.into_iter().map(value).collect()
            }
            Column::Numbers(numbers) => {
                let value = |number: Option<Number>| number.map(Value::from);
                numbers.into_iter().map(value).collect()
            }
            Column::Truths(truths) => truths.into_iter().map(|t| t.map(Value::Boolean)).collect(),
            Column::Values(values) => values,
        }
    }

    /// Returns the value of a term, for operators that do not read how it is written.
    pub fn operand(&self, id: TermId) -> Option<Value> {
        if let Some(number) = self.terms.number(id) {
            return Some(number.into());
        }
        match self.terms.moment(id) {
            Some(Moment::Date(date)) => Some(Value::Instant(Instant::Date(date))),
            Some(Moment::DateTime(time)) => Some(Value::Instant(Instant::DateTime(time))),
            None => self.terms.term(id).map(Value::Term),
        }
    }

    /// Returns the points of time and parts of a calendar in a column; what is none has none.
    pub fn instants(&self, column: Column, rows: usize) -> Vec<Option<Instant>> {
        let Column::Terms(ids) = &column else {
            let values = self.operands(column, rows).into_iter();
            return values.map(|value| value?.instant()).collect();
        };
        let mut before = (UNBOUND, None);
        let instant = |id: &TermId| {
            if before.0 != *id {
                let may_be = matches!(self.terms.kind(*id), Kind::Value | Kind::Text)
                    && self.terms.is_known_string(*id) != Some(true);
                let value = may_be.then(|| self.operand(*id)).flatten();
                before = (*id, value.and_then(|value| value.instant()));
            }
            before.1
        };
        ids.iter().map(instant).collect()
    }

    /// Returns the numbers of a column, if every value is a number of fixed size, or one that `may_be_none` of that kind.
    pub fn numbers(
        &self,
        column: &Column,
        rows: usize,
        may_be_none: fn(Kind) -> bool,
    ) -> Option<Vec<Option<Number>>> {
        let small = |value: &Value| match value {
            Value::Number(Numeral::Small(number)) => Some(*number),
            _ => None,
        };
        match column {
            Column::Constant(_, operand) => small(operand).map(|number| vec![Some(number); rows]),
            Column::Terms(ids) => {
                let numbers = self.terms.numbers(ids);
                let fits = |(id, number): (&TermId, &Option<Number>)| {
                    number.is_some() || may_be_none(self.terms.kind(*id))
                };
                ids.iter().zip(&numbers).all(fits).then_some(numbers)
            }
            Column::Numbers(numbers) => Some(numbers.clone()),
            Column::Texts(texts) => {
                let is_error = |text: &Option<Text>| {
                    let kind = text.map_or(Kind::Unbound, |text| self.terms.kind_of(text.tag));
                    may_be_none(kind)
                };
                texts.iter().all(is_error).then(|| vec![None; rows])
            }
            Column::Values(values) => {
                let number = |value: &Option<Value>| match value {
                    Some(value) => small(value).map(Some),
                    None => Some(None),
                };
                values.iter().map(number).collect()
            }
            Column::Truths(_) => None,
        }
    }

    /// Returns the effective boolean values of a column.
    pub fn truths(&self, column: Column, rows: usize) -> Vec<Option<bool>> {
        match column {
            Column::Constant(_, operand) => vec![operand.truth(); rows],
            Column::Truths(truths) => truths,
            Column::Texts(texts) => {
                let truth = |text: Option<Text>| {
                    let text = text?;
                    match text.tag == self.simple {
                        true => Some(text.start < text.end),
                        false => Value::Term(self.term_of(text)).truth(),
                    }
                };
                texts.into_iter().map(truth).collect()
            }
            Column::Terms(ids) => {
                // Most are the numbers of true and false.
                let mut known: [(TermId, Option<bool>); 2] = [(UNBOUND, None); 2];
                let truth = |id: &TermId| {
                    if let Some((_, truth)) = known.iter().find(|(known, _)| known == id) {
                        return *truth;
                    }
                    let truth = self.operand(*id).as_ref().and_then(Value::truth);
                    known = [(*id, truth), known[0]];
                    truth
                };
                ids.iter().map(truth).collect()
            }
            column => {
                let values = self.operands(column, rows);
                let truth = |value: &Option<Value>| value.as_ref().and_then(Value::truth);
                values.iter().map(truth).collect()
            }
        }
    }
}

fn literal_type(datatype: String) -> LiteralType {
    LiteralType {
        datatype,
        language: String::new(),
        direction: String::new(),
    }
}
