//! Reads the values of the literals of a dictionary once, and looks them up by the number of the literal.

use super::values::GROUP;
use super::{Dictionary, Moment, Number, TermId, Valued, Values};

impl Values {
    /// Parses the literals of a dictionary.
    pub fn of(dictionary: &Dictionary) -> Self {
        let kinds = dictionary.value_types();
        let first = dictionary.literals().start;
        let mut present = vec![0_u64; dictionary.literals().len().div_ceil(64)];
        let (mut before, mut values) = (Vec::new(), Vec::new());
        dictionary.each_text(dictionary.literals(), |id, text| {
            let index = (id - first) as usize;
            if index.is_multiple_of(GROUP) {
                before.push(values.len() as u32);
            }
            let kind = dictionary.literal_type_index(id);
            let Some(Some(kind)) = kind.and_then(|index| kinds.get(index as usize)) else {
                return;
            };
            let text = std::str::from_utf8(text).ok();
            if let Some(value) = text.and_then(|text| kind.encode(text)) {
                present[index / 64] |= 1 << (index % 64);
                values.push(value);
            }
        });
        Self {
            present: present.into(),
            before: before.into(),
            values: values.into(),
        }
    }
}

/// Looks up values; made once for many look-ups.
pub struct ValueReader<'d> {
    dictionary: &'d Dictionary,
    present: &'d [u64],
    before: &'d [u32],
    values: &'d [u64],
    types: &'d [u8],
    further_types: &'d [u32],
    kinds: &'d [Option<Valued>],
    /// For each word of `present`, how many values stand before it, if that was counted.
    ranks: Vec<u32>,
}

impl ValueReader<'_> {
    /// The same for very many look-ups: what they would count again and again is counted once.
    #[must_use]
    pub fn for_many(mut self) -> Self {
        let mut rank = 0;
        self.ranks.reserve(self.present.len());
        for word in self.present {
            self.ranks.push(rank);
            rank += word.count_ones();
        }
        self
    }

    /// The value of a literal that is a number; of a decimal with very many digits it is read from its text.
    #[inline]
    pub fn number(&self, id: TermId) -> Option<Number> {
        let (index, Valued::Number(kind)) = self.valued(id)? else {
            return None;
        };
        match self.encoded(index) {
            Some(value) => kind.decode(value),
            None => kind.parse(&self.dictionary.text(id)),
        }
    }

    /// The value of a literal that is a moment; of one that milliseconds do not say it is read from its text.
    pub fn moment(&self, id: TermId) -> Option<Moment> {
        let (index, Valued::Moment(kind)) = self.valued(id)? else {
            return None;
        };
        match self.encoded(index) {
            Some(value) => Some(kind.decode(value)),
            None => kind.parse(&self.dictionary.text(id)),
        }
    }

    /// The index of a literal and what its values are.
    #[inline]
    fn valued(&self, id: TermId) -> Option<(usize, Valued)> {
        let index = id.checked_sub(self.dictionary.bounds[1])? as usize;
        let high = self.further_types.get(index).map_or(0, |high| high << 8);
        let literal_type = u32::from(*self.types.get(index)?) | high;
        Some((index, (*self.kinds.get(literal_type as usize)?)?))
    }

    #[inline]
    fn encoded(&self, index: usize) -> Option<u64> {
        let word = *self.present.get(index / 64)?;
        let below = index % 64;
        if word >> below & 1 == 0 {
            return None;
        }
        let within = (word & ((1 << below) - 1)).count_ones();
        if let Some(rank) = self.ranks.get(index / 64) {
            return self.values.get((rank + within) as usize).copied();
        }
        let first_word = index / GROUP * (GROUP / 64);
        let words = self.present.get(first_word..index / 64)?;
        let rank: u32 = words.iter().map(|word| word.count_ones()).sum();
        let rank = rank + within;
        let before = *self.before.get(index / GROUP)?;
        self.values.get(before.checked_add(rank)? as usize).copied()
    }
}

impl Dictionary {
    /// For each literal type what its values are, for [`Dictionary::values_of`].
    pub fn value_types(&self) -> Vec<Option<Valued>> {
        self.types.iter().map(|t| Valued::of(&t.datatype)).collect()
    }

    /// Looks up the values of literals, given [`Dictionary::value_types`].
    pub fn values_of<'d>(&'d self, kinds: &'d [Option<Valued>]) -> ValueReader<'d> {
        ValueReader {
            dictionary: self,
            present: &self.values.present,
            before: &self.values.before,
            values: &self.values.values,
            types: &self.literal_types.low,
            further_types: &self.literal_types.high,
            kinds,
            ranks: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::{Interner, Numeric, Temporal};
    use crate::rdf::{Literal, NamedNode};

    #[test]
    fn every_value_comes_back_as_its_text_says() {
        let literals = [
            ("integer", "42"),
            ("integer", "-9223372036854775808"),
            ("int", "007"),
            ("byte", "200"),
            ("double", "infinity"),
            ("decimal", "12.50"),
            ("decimal", "-0.000000000000000001"),
            ("decimal", "99999999999999999999.5"),
            ("double", "-1.5e300"),
            ("double", "NaN"),
            ("float", "0.1"),
            ("integer", "many"),
            ("date", "2021-11-02"),
            ("date", "-0044-03-15"),
            ("date", "2021-11-02+08:00"),
            ("date", "2021-13-02"),
            ("dateTime", "2021-11-02T12:00:00"),
            ("dateTime", "2021-11-02T24:00:00Z"),
            ("dateTime", "2021-11-02T12:00:00.125+14:00"),
            ("dateTime", "2021-11-02T12:00:00.000001-14:00"),
            ("dateTime", "2021-11-02T12:00:00-00:01"),
            ("dateTime", "123456789-11-02T12:00:00Z"),
            ("dateTimeStamp", "1969-12-31T23:59:59.999Z"),
            ("gYear", "2021"),
        ];
        let iri = |name: &str| {
            NamedNode::new_unchecked(format!("http://www.w3.org/2001/XMLSchema#{name}"))
        };
        let mut interner = Interner::default();
        for n in 0..2000 {
            let text = Literal::new_simple_literal(format!("{n}"));
            interner.intern_term(&text.into()).expect("few terms");
        }
        for (name, text) in literals {
            let literal = Literal::new_typed_literal(text, iri(name));
            interner.intern_term(&literal.into()).expect("few terms");
        }
        let (dictionary, _) = Dictionary::from_interner(&interner);
        let types = dictionary.value_types();
        let values = dictionary.values_of(&types);
        for (name, text) in literals {
            let literal = Literal::new_typed_literal(text, iri(name));
            let id = dictionary.find(&literal.into()).expect("it is there");
            let number = Numeric::of(iri(name).as_str()).and_then(|kind| kind.parse(text));
            let moment = Temporal::of(iri(name).as_str()).and_then(|kind| kind.parse(text));
            assert_eq!(
                format!("{:?} {:?}", values.number(id), values.moment(id)),
                format!("{number:?} {moment:?}")
            );
            let number_again = dictionary.values_of(&types).for_many().number(id);
            assert_eq!(format!("{number_again:?}"), format!("{number:?}"));
        }
        // Too precise, or a year too large for milliseconds, or a zone that is written like none.
        let in_text = ["99999999999999999999.5", "2021-11-02T12:00:00.000001-14:00"];
        let in_text = in_text.len() + ["-00:01", "123456789"].len();
        let wrong = ["many", "200", "infinity", "2021-13-02", "gYear"].len();
        assert_eq!(
            dictionary.values.values.len(),
            literals.len() - in_text - wrong
        );
    }
}
