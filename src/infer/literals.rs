//! The rules of datatypes (`dt-*`, [table 8 of OWL 2 RL](https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules)).
//!
//! They hold of every literal, so they are applied only to those that something depends on: literals that are said or
//! inferred to be the same as something, and, for a datatype that a class expression asks for, all literals. And since
//! almost all literals are different from each other, that is said only where more can follow: of two that are said to be
//! the same, of one that is said to be the same as what is no literal, and of all if a rule asks for `owl:differentFrom`.

use super::datatype::{Datatypes, Value};
use super::facts::{Terms, Triple};
use super::vocabulary::Vocabulary;
use crate::dictionary::TermId;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

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
    /// The literals that matter, by value.
    by_value: BTreeMap<Value, Vec<TermId>>,
    matter: FxHashSet<TermId>,
    /// Those of which is said that they are different from all others that matter. The first that matters is one, so that
    /// what follows of `owl:differentFrom` itself does.
    apart: BTreeSet<TermId>,
    /// Whether all that matter are to be.
    all_apart: bool,
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
            by_value: BTreeMap::new(),
            matter: FxHashSet::default(),
            apart: BTreeSet::new(),
            all_apart: false,
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

    /// `dt-eq`: a literal that matters from now on, and those of its value that did before; `dt-diff`: those set apart.
    pub fn meet(
        &mut self,
        literal: TermId,
        vocabulary: &Vocabulary,
        terms: &Terms,
        give: &mut dyn FnMut(DatatypeRule, Triple),
    ) {
        let Some(value) = self.value(literal, terms).cloned() else {
            return;
        };
        if !self.matter.insert(literal) {
            return;
        }
        for other in self.by_value.get(&value).into_iter().flatten() {
            give(DatatypeRule::Eq, [literal, vocabulary.same_as, *other]);
            give(DatatypeRule::Eq, [*other, vocabulary.same_as, literal]);
        }
        for other in self
            .apart
            .iter()
            .filter(|other| self.is(**other, &value) == Some(false))
        {
            give_difference([literal, *other], vocabulary, give);
        }
        self.by_value.entry(value).or_default().push(literal);
        if self.all_apart || self.apart.is_empty() {
            self.set_apart(literal, vocabulary, give);
        }
    }

    /// `dt-diff`: what a statement that two things are the same makes of the literals among them, which matter already.
    pub fn differences(
        &mut self,
        [a, b]: [TermId; 2],
        vocabulary: &Vocabulary,
        terms: &Terms,
        give: &mut dyn FnMut(DatatypeRule, Triple),
    ) {
        match [a, b].map(|term| terms.is_literal(term)) {
            // Their difference is the contradiction, and of others no more follows.
            [true, true] => {
                let value = self.value(b, terms).cloned();
                if value.is_some_and(|value| self.is(a, &value) == Some(false)) {
                    give_difference([a, b], vocabulary, give);
                }
            }
            [true, false] => self.set_apart(a, vocabulary, give),
            [false, true] => self.set_apart(b, vocabulary, give),
            [false, false] => {}
        }
    }

    /// `dt-diff` for all literals that matter, now and from now on.
    pub fn set_all_apart(
        &mut self,
        vocabulary: &Vocabulary,
        give: &mut dyn FnMut(DatatypeRule, Triple),
    ) {
        self.all_apart = true;
        for literal in self
            .by_value
            .values()
            .flatten()
            .copied()
            .collect::<Vec<_>>()
        {
            self.set_apart(literal, vocabulary, give);
        }
    }

    fn set_apart(
        &mut self,
        literal: TermId,
        vocabulary: &Vocabulary,
        give: &mut dyn FnMut(DatatypeRule, Triple),
    ) {
        let Some(Some(value)) = self.values.get(&literal) else {
            return;
        };
        if !self.apart.insert(literal) {
            return;
        }
        for (_, others) in self.by_value.iter().filter(|(other, _)| *other != value) {
            for other in others {
                give_difference([literal, *other], vocabulary, give);
            }
        }
    }

    /// Whether a literal has a value, if its own is known.
    fn is(&self, literal: TermId, value: &Value) -> Option<bool> {
        let own = self.values.get(&literal)?.as_ref()?;
        Some(own == value)
    }
}

fn give_difference(
    [a, b]: [TermId; 2],
    vocabulary: &Vocabulary,
    give: &mut dyn FnMut(DatatypeRule, Triple),
) {
    give(DatatypeRule::Diff, [a, vocabulary.different_from, b]);
    give(DatatypeRule::Diff, [b, vocabulary.different_from, a]);
}
