//! The rules of datatypes (`dt-*`, [table 8 of OWL 2 RL](https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules)).
//!
//! They hold of every literal, so they are applied only to those that something depends on: literals that are said or
//! inferred to be the same as something, and, for a datatype that a class expression asks for, all literals. And since
//! almost all literals are different from each other, that is said only where more can follow: of two that are said to be
//! the same, and of all if a rule asks for `owl:differentFrom`. With the trivial statements, also of one that is said to be
//! the same as what is not a literal. With the trivial statements, literals of one value are the same too, and of each rule there is an example: something
//! follows of `owl:sameAs` and `owl:differentFrom` themselves if literals are the same or different.

use super::datatype::{Datatypes, Value};
use super::facts::{Terms, Triple};
use super::vocabulary::Vocabulary;
use crate::dictionary::TermId;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::hash_map::Entry;
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
    /// Those that matter once one is set apart: with the trivial statements, all.
    waiting: Vec<TermId>,
    /// Those of which is said that they are different from all others that matter.
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
            waiting: Vec::new(),
            apart: BTreeSet::new(),
            all_apart: false,
            typed: FxHashSet::default(),
            named: Vec::new(),
        }
    }

    /// The value of a literal, once it is known.
    fn value(&self, id: TermId) -> Option<&Value> {
        self.values.get(&id)?.as_ref()
    }

    /// Finds the value of a literal.
    fn read(&mut self, id: TermId, terms: &Terms) -> Option<&Value> {
        let datatypes = &self.datatypes;
        let read = || value(id, datatypes, terms);
        self.values.entry(id).or_insert_with(read).as_ref()
    }

    /// The IRI of a number, if it is that of a recognised datatype that is spoken of.
    pub fn datatype(&self, id: TermId) -> Option<&str> {
        let named = self.named.iter().find(|(named, _)| *named == id);
        named.map(|(_, iri)| iri.as_str())
    }

    /// `dt-type2` for one literal and one datatype.
    pub fn has_type(&mut self, literal: TermId, datatype: TermId, terms: &Terms) -> bool {
        if self.datatype(datatype).is_none() {
            return false;
        }
        self.read(literal, terms);
        let (iri, value) = (self.datatype(datatype), self.value(literal));
        iri.zip(value)
            .is_some_and(|(iri, value)| self.datatypes.contains(iri, value))
    }

    /// `dt-not-type` for one literal and one datatype that is recognised: its value is not in that datatype, or it has none
    /// in its own. Of a literal whose datatype is not recognised nothing is known.
    pub fn lies_outside(&mut self, literal: TermId, datatype: TermId, terms: &Terms) -> bool {
        let own = terms.literal_type(literal);
        let is_recognised = own.is_some_and(|own| self.datatypes.recognises(&own.datatype));
        is_recognised && !self.has_type(literal, datatype, terms)
    }

    /// With the trivial statements: `dt-eq` for literals of one value, and an example of it and of `dt-diff`. Gives the
    /// literals that have a value in common.
    pub fn start(
        &mut self,
        all: &[TermId],
        vocabulary: &Vocabulary,
        terms: &Terms,
        give: &mut dyn FnMut(DatatypeRule, Triple),
    ) -> BTreeSet<TermId> {
        let mut first: FxHashMap<Value, TermId> = FxHashMap::default();
        let mut examples = Vec::new();
        let mut shared = BTreeSet::new();
        for literal in all.iter().copied() {
            let Some(value) = value(literal, &self.datatypes, terms) else {
                continue;
            };
            match first.entry(value) {
                Entry::Occupied(other) => shared.extend([*other.get(), literal]),
                Entry::Vacant(place) => {
                    place.insert(literal);
                    if examples.len() < 2 {
                        examples.push(literal);
                    }
                }
            }
        }
        if let Some(a) = examples.first() {
            give(DatatypeRule::Eq, [*a, vocabulary.same_as, *a]);
        }
        if let [a, b] = examples.as_slice() {
            give_difference([*a, *b], vocabulary, give);
        }
        self.waiting = all.to_vec();
        shared
    }

    /// `dt-type2`: the datatypes of a literal, as far as they were not given before.
    pub fn types(
        &mut self,
        literal: TermId,
        vocabulary: &Vocabulary,
        terms: &Terms,
        give: &mut dyn FnMut(Triple),
    ) {
        self.read(literal, terms);
        let Some(Some(value)) = self.values.get(&literal) else {
            return;
        };
        for (datatype, iri) in &self.named {
            let is_new =
                self.datatypes.contains(iri, value) && self.typed.insert((literal, *datatype));
            if is_new {
                give([literal, vocabulary.rdf_type, *datatype]);
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
        let Some(value) = self.read(literal, terms).cloned() else {
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
        if self.all_apart {
            self.set_apart(literal, vocabulary, terms, give);
        }
    }

    /// `dt-diff`: what a statement that two things are the same makes of the literals among them, which matter already.
    /// With `of_others` a literal that is the same as what is not a literal is set apart from all others too.
    pub fn differences(
        &mut self,
        [a, b]: [TermId; 2],
        of_others: bool,
        vocabulary: &Vocabulary,
        terms: &Terms,
        give: &mut dyn FnMut(DatatypeRule, Triple),
    ) {
        match [a, b].map(|term| terms.is_literal(term)) {
            // Their difference is the contradiction, and of others no more follows.
            [true, true] => {
                self.read(a, terms);
                self.read(b, terms);
                let values = self.value(a).zip(self.value(b));
                if values.is_some_and(|(a, b)| a != b) {
                    give_difference([a, b], vocabulary, give);
                }
            }
            [true, false] if of_others => self.set_apart(a, vocabulary, terms, give),
            [false, true] if of_others => self.set_apart(b, vocabulary, terms, give),
            _ => {}
        }
    }

    /// `dt-diff` for all literals that matter, now and from now on.
    pub fn set_all_apart(
        &mut self,
        vocabulary: &Vocabulary,
        terms: &Terms,
        give: &mut dyn FnMut(DatatypeRule, Triple),
    ) {
        self.all_apart = true;
        let matter = self.by_value.values().flatten().copied();
        for literal in matter.collect::<Vec<_>>() {
            self.set_apart(literal, vocabulary, terms, give);
        }
        self.let_all_matter(vocabulary, terms, give);
    }

    fn set_apart(
        &mut self,
        literal: TermId,
        vocabulary: &Vocabulary,
        terms: &Terms,
        give: &mut dyn FnMut(DatatypeRule, Triple),
    ) {
        self.let_all_matter(vocabulary, terms, give);
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

    fn let_all_matter(
        &mut self,
        vocabulary: &Vocabulary,
        terms: &Terms,
        give: &mut dyn FnMut(DatatypeRule, Triple),
    ) {
        for literal in std::mem::take(&mut self.waiting) {
            self.meet(literal, vocabulary, terms, give);
        }
    }

    /// Whether a literal has a value, if its own is known.
    fn is(&self, literal: TermId, value: &Value) -> Option<bool> {
        Some(self.value(literal)? == value)
    }
}

/// The value of a literal.
fn value(id: TermId, datatypes: &Datatypes, terms: &Terms) -> Option<Value> {
    let (text, literal_type) = terms.literal(id)?;
    datatypes.value(&text, &literal_type)
}

fn give_difference(
    [a, b]: [TermId; 2],
    vocabulary: &Vocabulary,
    give: &mut dyn FnMut(DatatypeRule, Triple),
) {
    give(DatatypeRule::Diff, [a, vocabulary.different_from, b]);
    give(DatatypeRule::Diff, [b, vocabulary.different_from, a]);
}
