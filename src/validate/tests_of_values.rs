//! Constraints on each value alone: [type](https://www.w3.org/TR/shacl12-core/#core-components-value-type),
//! [range](https://www.w3.org/TR/shacl12-core/#core-components-range) and
//! [string](https://www.w3.org/TR/shacl12-core/#core-components-string) constraints.

use super::evaluate::{Batch, Evaluation, Mode};
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::infer::Datatypes;
use crate::query::functions::regex::Pattern;
use crate::query::functions::{Comparison, Value, strings};
use crate::shapes::{Kind, NodeKinds};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

static DATATYPES: LazyLock<Datatypes> = LazyLock::new(Datatypes::default);

impl Evaluation<'_> {
    pub(super) fn class(&self, batch: Batch, classes: &[TermId], mode: &mut Mode) {
        let sets: Vec<_> = classes
            .iter()
            .map(|class| self.subclasses(*class))
            .collect();
        batch.each_value(mode, |value| {
            let mut types = self.data.types(value);
            types.any(|of_value| sets.iter().any(|set| set.contains(&of_value)))
        });
    }

    pub(super) fn root_class(&self, batch: Batch, classes: &[TermId], mode: &mut Mode) {
        let sets: Vec<_> = classes
            .iter()
            .map(|class| self.subclasses(*class))
            .collect();
        let dictionary = self.data.dictionary();
        batch.each_value(mode, |value| {
            dictionary.is_iri(value) && sets.iter().any(|set| set.contains(&value))
        });
    }

    /// A value is well-formed if its lexical form is one of its datatype.
    pub(super) fn datatype(&self, batch: Batch, datatypes: &[TermId], mode: &mut Mode) {
        let dictionary = self.data.dictionary();
        let datatypes: Vec<String> = datatypes.iter().map(|iri| dictionary.text(*iri)).collect();
        batch.each_value(mode, |value| {
            let Some(literal_type) = dictionary.literal_type(value) else {
                return false;
            };
            datatypes.contains(&literal_type.datatype)
                && (literal_type.datatype == crate::rdf::vocab::XSD_STRING
                    || !DATATYPES.is_ill_typed(&dictionary.text(value), literal_type))
        });
    }

    pub(super) fn node_kind(&self, batch: Batch, kinds: NodeKinds, mode: &mut Mode) {
        let dictionary = self.data.dictionary();
        batch.each_value(mode, |value| {
            if dictionary.is_iri(value) {
                kinds.iri
            } else if dictionary.is_literal(value) {
                kinds.literal
            } else if dictionary.is_blank_node(value) {
                kinds.blank
            } else {
                kinds.triple
            }
        });
    }

    /// Values that cannot be compared with the bound are wrong.
    pub(super) fn bound(&self, batch: Batch, bound: TermId, mode: &mut Mode) {
        let comparison = match batch.constraint.kind {
            Kind::MinExclusive(_) => Comparison::Greater,
            Kind::MinInclusive(_) => Comparison::GreaterOrEqual,
            Kind::MaxExclusive(_) => Comparison::Less,
            _ => Comparison::LessOrEqual,
        };
        let bound = self.value(bound);
        batch.each_value(mode, |value| {
            comparison.of(&self.value(value), &bound) == Some(true)
        });
    }

    pub(super) fn value(&self, term: TermId) -> Value {
        Value::Term(self.data.dictionary().term(term))
    }

    /// Returns the text of an IRI or a literal.
    fn text(&self, value: TermId) -> Option<String> {
        let dictionary = self.data.dictionary();
        let has_text = dictionary.is_iri(value) || dictionary.is_literal(value);
        has_text.then(|| dictionary.text(value))
    }

    pub(super) fn length(&self, batch: Batch, mode: &mut Mode, is_right: impl Fn(u64) -> bool) {
        batch.each_value(mode, |value| {
            let text = self.text(value);
            text.is_some_and(|text| is_right(text.chars().count() as u64))
        });
    }

    /// Returns an error if the pattern is none, which the reading of shapes excludes.
    pub(super) fn pattern(
        &self,
        batch: Batch,
        pattern: (&str, &str),
        mode: &mut Mode,
    ) -> Result<()> {
        let pattern = Pattern::new(pattern.0, pattern.1).map_err(|error| {
            Error::internal(format!("a pattern that was read is wrong: {error}"))
        })?;
        batch.each_value(mode, |value| {
            self.text(value).is_some_and(|text| pattern.is_match(&text))
        });
        Ok(())
    }

    pub(super) fn single_line(&self, batch: Batch, mode: &mut Mode) {
        let dictionary = self.data.dictionary();
        batch.each_value(mode, |value| {
            !dictionary.is_literal(value)
                || !dictionary
                    .text(value)
                    .contains(['\n', '\r', '\u{B}', '\u{C}'])
        });
    }

    pub(super) fn language_in(&self, batch: Batch, ranges: &[String], mode: &mut Mode) {
        let dictionary = self.data.dictionary();
        batch.each_value(mode, |value| {
            let literal_type = dictionary.literal_type(value);
            let tag = literal_type.map(|of_value| of_value.language.as_str());
            let tag = tag.filter(|tag| !tag.is_empty());
            tag.is_some_and(|tag| ranges.iter().any(|range| strings::is_in_range(tag, range)))
        });
    }

    /// One result for each language that several values have.
    pub(super) fn unique_languages(&self, batch: Batch, mode: &mut Mode) {
        let dictionary = self.data.dictionary();
        for index in 0..batch.nodes.len() {
            let (mut seen, mut twice) = (FxHashSet::default(), FxHashSet::default());
            for value in batch.values.of_node(index) {
                let Some(literal_type) = dictionary.literal_type(*value) else {
                    continue;
                };
                let tag = (
                    literal_type.language.as_str(),
                    literal_type.direction.as_str(),
                );
                if !tag.0.is_empty() && !seen.insert(tag) {
                    twice.insert(tag);
                }
            }
            for _ in &twice {
                batch.wrong_node(mode, index);
            }
        }
    }
}
