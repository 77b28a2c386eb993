//! A solution of a SELECT query ([SPARQL 1.1, 16.1](https://www.w3.org/TR/sparql11-query/#select)): its values are read where
//! the texts of some solutions were decoded together, so that no value is allocated on its own.

use super::made::Made;
use crate::dictionary::{Tag, TermId, TextReader};
use crate::rdf::{BlankNodeRef, NamedNodeRef, Term, TermRef, Triple, Variable};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Stands in a column where a solution does not bind the variable.
pub const UNBOUND: TermId = TermId::MAX;

/// The most solutions that are decoded together, and the number of bytes of their texts that ends them.
const MOST_ROWS: usize = 64;
const MOST_BYTES: usize = 1 << 16;

/// A value of a decoded solution.
#[derive(Clone, Copy, Debug)]
enum Value {
    Unbound,
    /// An IRI, a blank node or a literal whose text the terms have.
    Known(TermId, Tag),
    /// An IRI, a blank node or a literal, by the range of its text.
    Text(usize, usize, Tag),
    /// A triple term, by its index.
    Triple(usize),
}

/// Solutions whose texts were decoded together.
#[derive(Debug)]
pub(super) struct Decoded {
    variables: Arc<[Variable]>,
    terms: Arc<Made>,
    rows: Range<usize>,
    text: String,
    /// The values of each row, one after the other.
    values: Vec<Value>,
    triples: Vec<Triple>,
}

impl Decoded {
    /// Decodes some of the solutions that begin at a row, and that one at least.
    pub fn of(
        variables: &Arc<[Variable]>,
        terms: &Arc<Made>,
        columns: &[Option<Vec<TermId>>],
        rows: Range<usize>,
    ) -> Self {
        let most = rows.start..rows.end.min(rows.start.saturating_add(MOST_ROWS));
        let mut decoded = Self {
            variables: Arc::clone(variables),
            terms: Arc::clone(terms),
            rows: rows.start..rows.start,
            text: String::new(),
            values: Vec::with_capacity(most.len() * columns.len()),
            triples: Vec::new(),
        };
        let dictionary = terms.dictionary();
        for column in columns.iter().flatten() {
            let ids = column.get(most.clone()).unwrap_or_default();
            if !terms.decode(ids, rows.len()) {
                dictionary.read_ahead(ids);
            }
        }
        let mut readers: Vec<(TextReader, TermId, Value)> = columns
            .iter()
            .map(|_| (TextReader::new(dictionary), UNBOUND, Value::Unbound))
            .collect();
        for row in most {
            for (column, (reader, before, value)) in columns.iter().zip(&mut readers) {
                let id = column.as_ref().and_then(|column| column.get(row).copied());
                let id = id.unwrap_or(UNBOUND);
                if id != *before {
                    (*before, *value) = (id, decoded.decode(id, reader));
                }
                decoded.values.push(*value);
            }
            decoded.rows.end = row + 1;
            if decoded.text.len() > MOST_BYTES {
                break;
            }
        }
        decoded
    }

    /// Returns whether a row is among those that were decoded.
    pub fn contains(&self, row: usize) -> bool {
        self.rows.contains(&row)
    }

    fn decode(&mut self, id: TermId, reader: &mut TextReader) -> Value {
        if id == UNBOUND {
            return Value::Unbound;
        }
        let start = self.text.len();
        let Some(tag) = self.terms.tag(id) else {
            return match self.terms.term(id) {
                Term::Triple(triple) => {
                    self.triples.push(*triple);
                    Value::Triple(self.triples.len() - 1)
                }
                // A number that is not given to a term stands for an unknown node.
                _ => {
                    self.text.push_str("unknown");
                    Value::Text(start, self.text.len(), Tag::BLANK)
                }
            };
        };
        if self.terms.is_decoded(id) {
            return Value::Known(id, tag);
        }
        let bytes = reader.read(id).unwrap_or_default();
        match std::str::from_utf8(bytes) {
            Ok(text) => self.text.push_str(text),
            Err(_) => self.text.push_str(&String::from_utf8_lossy(bytes)),
        }
        Value::Text(start, self.text.len(), tag)
    }

    fn term(&self, value: Value) -> Option<TermRef<'_>> {
        let (text, tag) = match value {
            Value::Unbound => return None,
            Value::Triple(index) => return self.triples.get(index).map(TermRef::Triple),
            Value::Known(id, tag) => (self.terms.decoded(id)?, tag),
            Value::Text(start, end, tag) => (self.text.get(start..end)?, tag),
        };
        Some(match self.terms.literal_type(tag) {
            Some(literal_type) => literal_type.literal_ref(text).into(),
            None if tag == Tag::IRI => NamedNodeRef::new_unchecked(text).into(),
            None => BlankNodeRef::new_unchecked(text).into(),
        })
    }
}

/// One solution: a value, or none, for each variable.
///
/// ```
/// use bixi::Solutions;
/// use bixi::rdf::{Literal, Variable};
///
/// let rows = [vec![Some(Literal::from(1).into()), None]];
/// let solutions = Solutions::new(vec![Variable::new("a")?, Variable::new("b")?], rows);
/// for solution in solutions {
///     assert_eq!(solution.get("a"), solution.at(0));
///     for (variable, term) in solution.iter() {
///         println!("{variable} = {term}");
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Solution {
    decoded: Arc<Decoded>,
    row: usize,
}

impl Solution {
    /// Returns a row of solutions that were decoded.
    pub(super) fn new(decoded: &Arc<Decoded>, row: usize) -> Self {
        Self {
            row: row - decoded.rows.start,
            decoded: Arc::clone(decoded),
        }
    }

    fn row(&self) -> &[Value] {
        let width = self.decoded.variables.len();
        let values = self.row * width..(self.row + 1) * width;
        self.decoded.values.get(values).unwrap_or_default()
    }

    /// Returns the value of a variable by its name without `?`; none if it is unbound or there is no such variable.
    pub fn get(&self, name: &str) -> Option<TermRef<'_>> {
        let mut variables = self.decoded.variables.iter();
        let position = variables.position(|v| v.as_str() == name)?;
        self.at(position)
    }

    /// Returns the value of a variable by its position; none if it is unbound or there is no such variable.
    pub fn at(&self, position: usize) -> Option<TermRef<'_>> {
        self.decoded.term(*self.row().get(position)?)
    }

    /// Returns the values in the order of the variables.
    pub fn values(&self) -> impl ExactSizeIterator<Item = Option<TermRef<'_>>> {
        self.row().iter().map(|value| self.decoded.term(*value))
    }

    /// Returns copies of the values in the order of the variables, without the variables.
    pub fn into_values(self) -> Vec<Option<Term>> {
        let values = self.values();
        values.map(|value| value.map(Into::into)).collect()
    }

    /// Returns the variables, bound or not.
    pub fn variables(&self) -> &[Variable] {
        &self.decoded.variables
    }

    /// Returns the variables that are bound, each with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&Variable, TermRef<'_>)> {
        let pairs = self.variables().iter().zip(self.values());
        pairs.filter_map(|(variable, value)| Some((variable, value?)))
    }
}

impl PartialEq for Solution {
    fn eq(&self, other: &Self) -> bool {
        self.variables() == other.variables() && self.values().eq(other.values())
    }
}

impl Eq for Solution {}

impl fmt::Debug for Solution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
