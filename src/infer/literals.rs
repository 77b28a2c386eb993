//! The rules of datatypes (`dt-*`, [table 8 of OWL 2 RL](https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules)).
//!
//! They hold of every literal, so they are applied only to those that something depends on: literals that are said or
//! inferred to be the same as something, and, for a datatype that a class expression asks for, all literals.

use super::datatype::{Datatypes, Value};
use super::facts::{Terms, Triple};
use super::vocabulary::Vocabulary;
use crate::dictionary::TermId;
use rustc_hash::{FxHashMap, FxHashSet};

/// Which rule a statement on a literal comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatatypeRule {
    /// A literal is in a datatype that has its value.
    Type2,
    /// Literals of one value are the same.
    Eq,
    /// Literals of different values are different.
    Diff,
}

/// What is known of literals.
pub struct Literals {
    /// The datatypes that are recognised.
    pub datatypes: Datatypes,
    values: FxHashMap<TermId, Option<Value>>,
    compared: Vec<TermId>,
    is_compared: FxHashSet<TermId>,
    typed: FxHashSet<(TermId, TermId)>,
    /// The recognised datatypes that are spoken of, by number.
    pub named: Vec<(TermId, String)>,
}

impl Literals {
    /// Nothing is known yet.
    pub fn new(datatypes: Datatypes) -> Self {
        Self {
            datatypes,
            values: FxHashMap::default(),
            compared: Vec::new(),
            is_compared: FxHashSet::default(),
            typed: FxHashSet::default(),
            named: Vec::new(),
        }
    }

    /// The value of a literal.
    pub fn value(&mut self, id: TermId, terms: &Terms) -> Option<&Value> {
        let datatypes = &self.datatypes;
        let read = || {
            let (text, literal_type) = terms.literal(id)?;
            datatypes.value(&text, &literal_type)
        };
        self.values.entry(id).or_insert_with(read).as_ref()
    }

    /// The IRI of a number, if it is that of a recognised datatype that is spoken of.
    pub fn datatype(&self, id: TermId) -> Option<&str> {
        let named = self.named.iter().find(|(named, _)| *named == id);
        named.map(|(_, iri)| iri.as_str())
    }

    /// `dt-type2` for one literal and one datatype.
    pub fn has_type(&mut self, literal: TermId, datatype: TermId, terms: &Terms) -> bool {
        let Some(iri) = self.datatype(datatype).map(str::to_owned) else {
            return false;
        };
        let value = self.value(literal, terms).cloned();
        value.is_some_and(|value| self.datatypes.contains(&iri, &value))
    }

    /// `dt-type2`: the datatypes of a literal, as far as they were not given before.
    pub fn types(
        &mut self,
        literal: TermId,
        vocabulary: &Vocabulary,
        terms: &Terms,
        give: &mut dyn FnMut(Triple),
    ) {
        for datatype in self.named.iter().map(|(id, _)| *id).collect::<Vec<_>>() {
            if self.has_type(literal, datatype, terms) && self.typed.insert((literal, datatype)) {
                give([literal, vocabulary.rdf_type, datatype]);
            }
        }
    }

    /// `dt-eq` and `dt-diff`: a literal compared with those that were compared before.
    pub fn compare(
        &mut self,
        literal: TermId,
        vocabulary: &Vocabulary,
        terms: &Terms,
        give: &mut dyn FnMut(DatatypeRule, Triple),
    ) {
        let Some(value) = self.value(literal, terms).cloned() else {
            return;
        };
        if !self.is_compared.insert(literal) {
            return;
        }
        for other in &self.compared {
            let same = self
                .values
                .get(other)
                .is_some_and(|other| other.as_ref() == Some(&value));
            let (rule, property) = if same {
                (DatatypeRule::Eq, vocabulary.same_as)
            } else {
                (DatatypeRule::Diff, vocabulary.different_from)
            };
            give(rule, [literal, property, *other]);
            give(rule, [*other, property, literal]);
        }
        self.compared.push(literal);
    }
}
