//! What is known while rules are applied: the triples of a graph up to a level of acceptance, and those inferred so far.

use super::ends::Ends;
use super::index::Index;
pub use super::index::Triple;
use super::numbered::Numbered;
use super::role::{Role, Roles};
use crate::dictionary::{Dictionary, Interner, LiteralType, Tag, TermId};
use crate::error::Result;
use crate::graph::{Acceptance, Graph, Triples};
use crate::rdf::Term;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The terms of a graph and those that rules add, numbered on from them.
pub struct Terms<'a> {
    dictionary: &'a Dictionary,
    /// Terms that the graph does not have.
    pub made: Interner,
}

impl<'a> Terms<'a> {
    /// The terms of a graph.
    pub fn new(dictionary: &'a Dictionary) -> Self {
        Self {
            dictionary,
            made: Interner::default(),
        }
    }

    /// How many terms the graph has; the numbers of made ones start here.
    pub fn known(&self) -> TermId {
        self.dictionary.len() as TermId
    }

    /// The number of an IRI.
    ///
    /// # Errors
    /// If there are more terms than can be numbered.
    pub fn iri(&mut self, iri: &str) -> Result<TermId> {
        match self.dictionary.find_iri(iri) {
            Some(id) => Ok(id),
            None => Ok(self.known() + self.made.intern(Tag::IRI, iri.as_bytes())?),
        }
    }

    /// The number of a term that is not a triple term.
    ///
    /// # Errors
    /// If there are more terms than can be numbered.
    pub fn intern(&mut self, term: &Term) -> Result<TermId> {
        match self.dictionary.find(term) {
            Some(id) => Ok(id),
            None => Ok(self.known() + self.made.intern_term(term)?),
        }
    }

    /// The literal of a number: its lexical form and type.
    pub fn literal(&self, id: TermId) -> Option<(String, LiteralType)> {
        let literal_type = self.literal_type(id)?.clone();
        let text = match self.made_number(id) {
            Some(made) => String::from_utf8_lossy(self.made.get(made).1).into_owned(),
            None => self.dictionary.text(id),
        };
        Some((text, literal_type))
    }

    /// The type of the literal of a number.
    pub fn literal_type(&self, id: TermId) -> Option<&LiteralType> {
        self.dictionary.literal_type(id).or_else(|| {
            let (tag, _) = self.made.get(self.made_number(id)?);
            self.made.literal_types().get(tag.literal_type()? as usize)
        })
    }

    /// Whether a number is that of a literal.
    pub fn is_literal(&self, id: TermId) -> bool {
        self.dictionary.is_literal(id)
            || self
                .made_number(id)
                .is_some_and(|id| self.made.get(id).0.literal_type().is_some())
    }

    /// Whether a number is that of an IRI.
    pub fn is_iri(&self, id: TermId) -> bool {
        self.dictionary.is_iri(id)
            || self
                .made_number(id)
                .is_some_and(|id| self.made.get(id).0 == Tag::IRI)
    }

    /// Whether a term can be a subject in RDF.
    pub fn is_subject(&self, id: TermId) -> bool {
        !self.is_literal(id) && self.dictionary.triple(id).is_none()
    }

    /// The literals of the graph.
    pub fn literals(&self) -> std::ops::Range<TermId> {
        self.dictionary.literals()
    }

    fn made_number(&self, id: TermId) -> Option<TermId> {
        id.checked_sub(self.known())
            .filter(|id| (*id as usize) < self.made.len())
    }

    /// The IRI of a number, if it is one.
    pub fn iri_of(&self, id: TermId) -> Option<String> {
        if self.dictionary.is_iri(id) {
            return Some(self.dictionary.text(id));
        }
        let (tag, text) = self.made.get(self.made_number(id)?);
        (tag == Tag::IRI).then(|| String::from_utf8_lossy(text).into_owned())
    }

    /// The term of a number.
    pub fn term(&self, id: TermId) -> Term {
        if let Some(iri) = self.iri_of(id) {
            return crate::rdf::NamedNode::new_unchecked(iri).into();
        }
        match self.literal(id) {
            Some((text, literal_type)) => literal_type.literal(text).into(),
            None => self.dictionary.term(id),
        }
    }
}

/// This many triples are compared faster than all of a property are searched.
const FEW: usize = 32;

/// The terms of a pattern that are known, and which of its two ends is not.
pub type Sought = ([Option<TermId>; 3], usize);

/// The triples that are known.
pub struct Facts<'a> {
    graph: &'a Graph,
    level: u8,
    /// The inferred ones by their role; the others are steps.
    inferred: Index,
    /// The properties of the terms of all of them, on whatever level.
    ends: Ends,
    /// The common ends of two patterns of many triples, as long as no more are known.
    common: Mutex<FxHashMap<[Sought; 2], Arc<[TermId]>>>,
    /// How many times triples were looked for to find these, and how many were found.
    looks: AtomicU64,
    /// The properties of inferred triples, and those of which one has two different ends.
    properties: FxHashSet<(TermId, bool)>,
}

impl<'a> Facts<'a> {
    /// The triples of a graph up to the first level.
    pub fn new(graph: &'a Graph) -> Self {
        let mut ends = Ends::default();
        let all = graph.all_triples(None, None, None);
        all.for_each(|triple| ends.add(triple));
        Self {
            graph,
            level: 0,
            inferred: Index::default(),
            ends,
            common: Mutex::default(),
            looks: AtomicU64::new(0),
            properties: FxHashSet::default(),
        }
    }

    /// Makes the triples of the graph up to a level known.
    pub fn accept(&mut self, level: u8) {
        self.level = level;
        self.common = Mutex::default();
    }

    /// Whether a triple is known.
    pub fn contains(&self, triple: Triple) -> bool {
        self.row(triple).is_some() || self.inferred.contains(Roles::ALL, triple)
    }

    /// The row of a known triple of the graph.
    pub fn row(&self, triple: Triple) -> Option<usize> {
        let row = self.graph.row(triple)?;
        (self.graph.level_of(row) <= self.level).then_some(row)
    }

    /// What a known triple is called in a derivation: its row, or the number of rows and its own among those that were found.
    pub fn reference(&self, triple: Triple, found: &Numbered) -> Option<u32> {
        let row = self.row(triple).map(|row| row as u32);
        row.or_else(|| Some(self.graph.len() as u32 + found.find(triple)?))
    }

    /// Makes inferred triples known, each in its role.
    pub fn learn(&mut self, new: &[Triple], roles: &[Role]) {
        self.common = Mutex::default();
        for role in Role::ALL {
            let of_role = new.iter().zip(roles).filter(|(_, other)| **other == role);
            let triples: Vec<Triple> = of_role.map(|(triple, _)| *triple).collect();
            if !triples.is_empty() {
                self.inferred.add(role, &triples);
            }
        }
        for triple in new {
            self.ends.add(*triple);
            let [subject, property, object] = triple;
            self.properties.insert((*property, false));
            self.properties.insert((*property, subject != object));
        }
    }

    /// How many times triples were looked for, and how many were found, to find what patterns have in common.
    pub fn looks(&self) -> u64 {
        self.looks.load(Ordering::Relaxed)
    }

    /// How many kinds of triples were learned; more may match only if it grew.
    pub fn variety(&self) -> usize {
        self.properties.len()
    }

    /// Whether a triple has a property, on whatever level; with `apart` one whose subject and object differ.
    pub fn has(&self, property: TermId, apart: bool) -> bool {
        let mut said = self.graph.all_triples(None, Some(property), None);
        self.properties.contains(&(property, apart)) || said.any(|[s, _, o]| !apart || s != o)
    }

    /// Returns whether a triple may match, on whatever level; if not, there is none.
    pub fn may_have(&self, bound: [Option<TermId>; 3]) -> bool {
        self.ends.may_have(bound)
    }

    /// Visits the known triples that match.
    pub fn each(&self, bound: [Option<TermId>; 3], visit: &mut dyn FnMut(Triple)) {
        self.each_of(Roles::ALL, bound, visit);
    }

    /// Visits the known triples of some roles that match.
    pub fn each_of(&self, roles: Roles, bound: [Option<TermId>; 3], visit: &mut dyn FnMut(Triple)) {
        if !self.ends.may_have(bound) {
            return;
        }
        let [subject, predicate, object] = bound;
        if let [Some(s), Some(p), Some(o)] = bound
            && self.row([s, p, o]).is_some()
        {
            // What a file has is not inferred again.
            return visit([s, p, o]);
        }
        if let [None, Some(p), Some(o)] = bound
            && let Some(few) = self.few(o)
        {
            let of_property = few.up_to(self.level).filter(|triple| triple[1] == p);
            of_property.for_each(&mut *visit);
        } else if bound.iter().any(Option::is_none) {
            let all = self.graph.all_triples(subject, predicate, object);
            all.up_to(self.level).for_each(&mut *visit);
        }
        self.inferred.each(roles, bound, visit);
    }

    /// The terms at the open ends of two patterns that match both: looked for once, however often it is asked.
    pub fn common(&self, sought: [Sought; 2]) -> Arc<[TermId]> {
        // Who comes while another core looks waits: the work would be the same.
        let mut known = self.common.lock().unwrap_or_else(PoisonError::into_inner);
        let common = known
            .entry(sought)
            .or_insert_with(|| self.find_common(sought));
        Arc::clone(common)
    }

    fn find_common(&self, [(first, end), (second, other)]: [Sought; 2]) -> Arc<[TermId]> {
        let (mut common, mut looks) = (Vec::new(), 1);
        self.each(first, &mut |triple| {
            let mut whole = second;
            whole[other] = Some(triple[end]);
            looks += 2;
            self.each(whole, &mut |_| common.push(triple[end]));
        });
        looks += common.len() as u64;
        self.looks.fetch_add(looks, Ordering::Relaxed);
        common.sort_unstable();
        common.dedup();
        common.into()
    }

    /// The triples that a node has of a property, those of the graph on whatever level; with `inverse` as their object.
    pub fn all_values(&self, node: TermId, property: TermId, inverse: bool) -> Vec<Triple> {
        let (subject, object) = if inverse {
            (None, Some(node))
        } else {
            (Some(node), None)
        };
        let said = self.graph.all_triples(subject, Some(property), object);
        let mut all: Vec<Triple> = said.collect();
        let bound = [subject, Some(property), object];
        self.inferred.each(Roles::ALL, bound, &mut |triple| {
            if !all.contains(&triple) {
                all.push(triple);
            }
        });
        all
    }

    /// About how many triples match: those of all levels are counted.
    pub fn count(&self, bound: [Option<TermId>; 3]) -> usize {
        if !self.ends.may_have(bound) {
            return 0;
        }
        let [subject, predicate, object] = bound;
        let in_graph = if let [None, Some(p), Some(o)] = bound
            && let Some(few) = self.few(o)
        {
            let few = few.up_to(Acceptance::HIDDEN);
            few.filter(|triple| triple[1] == p).count()
        } else {
            let all = self.graph.all_triples(subject, predicate, object);
            all.size_hint().1.unwrap_or(0)
        };
        in_graph + self.inferred.count(bound)
    }

    /// The triples that the graph has with an object, if these are few: they are compared faster than those of a property are
    /// searched.
    fn few(&self, object: TermId) -> Option<Triples<'_>> {
        let all = self.graph.all_triples(None, None, Some(object));
        all.size_hint().1.filter(|count| *count <= FEW)?;
        Some(all)
    }

    /// The triple that a subject and a predicate have first, if one is known.
    pub fn object(&self, subject: TermId, predicate: TermId) -> Option<TermId> {
        let mut found = None;
        self.each([Some(subject), Some(predicate), None], &mut |triple| {
            found = found.or(Some(triple[2]));
        });
        found
    }
}
