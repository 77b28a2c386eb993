//! What follows from an expression, by its number, as [ELK](https://doi.org/10.1007/s10817-013-9296-3) indexes it: rules that
//! compose an expression are only there for those that an axiom has on its narrower side.

use super::ontology::{Concept, ConceptId, Ontology, RoleId, TOP};
use super::roles::Roles;
use rustc_hash::FxHashMap;

/// Pairs by the first of the two, which is left away.
pub struct Lists<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy + Ord> Lists<T> {
    fn of(count: usize, mut pairs: Vec<(u32, T)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = vec![0; count + 1];
        for (key, _) in &pairs {
            starts[*key as usize + 1] += 1;
        }
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let items = pairs.into_iter().map(|(_, item)| item).collect();
        Self { starts, items }
    }

    /// Returns where the items of a key are.
    pub fn range(&self, key: u32) -> std::ops::Range<usize> {
        let bound = |at: u32| self.starts.get(at as usize).copied().unwrap_or(0) as usize;
        bound(key)..bound(key + 1)
    }

    /// Returns the item of a place.
    pub fn at(&self, place: usize) -> T {
        self.items[place]
    }

    /// Returns the items of a key, sorted.
    pub fn of_key(&self, key: u32) -> &[T] {
        &self.items[self.range(key)]
    }
}

/// The rules of an ontology.
pub struct Index {
    /// For each expression the axioms that have it on the narrower side.
    pub inclusions: Lists<u32>,
    /// For each expression other ones, with the intersection of the two.
    pub partners: Lists<(ConceptId, ConceptId)>,
    /// For each expression properties, with the restriction to it.
    pub fillers: Lists<(RoleId, ConceptId)>,
    /// For each property the restrictions to `owl:Thing`, of it or of one above it.
    pub something: Vec<Vec<ConceptId>>,
    /// For each property the restrictions to itself, of it or of one above it.
    pub loops: Vec<Vec<ConceptId>>,
    /// For each expression the lists of disjoint expressions that have it, and whether they have it twice.
    pub disjoint: Lists<(u32, bool)>,
    /// The number that stands for being in the first list of disjoint expressions.
    pub first_list: ConceptId,
    /// Whether something follows for everything.
    pub has_top: bool,
}

impl Index {
    /// Indexes an ontology.
    pub fn of(ontology: &Ontology, roles: &Roles) -> Self {
        let mut parts = Parts::of(ontology);
        parts.intersections(ontology);
        let first_list = parts.count as ConceptId;
        let concepts = parts.count + ontology.disjoint.len();
        let inclusions = ontology.inclusions.iter().enumerate();
        let inclusions: Vec<(u32, u32)> = inclusions
            .map(|(number, axiom)| (axiom.sub, number as u32))
            .collect();
        let mut disjoint: Vec<(u32, (u32, bool))> = Vec::new();
        for (number, (members, _)) in ontology.disjoint.iter().enumerate() {
            let mut members = members.clone();
            members.sort_unstable();
            for same in members.chunk_by(|a, b| a == b) {
                disjoint.push((same[0], (number as u32, same.len() > 1)));
            }
        }
        let role_count = ontology.roles as usize;
        let mut something = vec![Vec::new(); role_count];
        let mut loops = vec![Vec::new(); role_count];
        for role in 0..ontology.roles {
            for step in roles.above(role) {
                something[role as usize].extend(parts.something.get(&step.sup));
                loops[role as usize].extend(parts.loops.get(&step.sup));
            }
        }
        let has_top = inclusions.iter().any(|(sub, _)| *sub == TOP)
            || disjoint.iter().any(|(member, _)| *member == TOP);
        Self {
            inclusions: Lists::of(concepts, inclusions),
            partners: Lists::of(concepts, parts.partners),
            fillers: Lists::of(concepts, parts.fillers),
            something,
            loops,
            disjoint: Lists::of(concepts, disjoint),
            first_list,
            has_top,
        }
    }
}

/// The expressions that are looked for, since an axiom has them on its narrower side.
struct Parts {
    is_wanted: Vec<bool>,
    count: usize,
    fillers: Vec<(ConceptId, (RoleId, ConceptId))>,
    something: FxHashMap<RoleId, ConceptId>,
    loops: FxHashMap<RoleId, ConceptId>,
    partners: Vec<(ConceptId, (ConceptId, ConceptId))>,
}

impl Parts {
    fn of(ontology: &Ontology) -> Self {
        let count = ontology.concepts.len();
        let mut parts = Self {
            is_wanted: vec![false; count],
            count,
            fillers: Vec::new(),
            something: FxHashMap::default(),
            loops: FxHashMap::default(),
            partners: Vec::new(),
        };
        let narrower = ontology.inclusions.iter().map(|axiom| axiom.sub);
        let disjoint = ontology.disjoint.iter().flat_map(|(members, _)| members);
        let mut open: Vec<ConceptId> = narrower.chain(disjoint.copied()).collect();
        while let Some(concept) = open.pop() {
            if std::mem::replace(&mut parts.is_wanted[concept as usize], true) {
                continue;
            }
            match &ontology.concepts[concept as usize] {
                Concept::Class(_) | Concept::Nominal(_) => {}
                Concept::And(members) => open.extend(members),
                Concept::Some(role, TOP) => {
                    parts.something.insert(*role, concept);
                }
                Concept::Some(role, filler) => {
                    parts.fillers.push((*filler, (*role, concept)));
                    open.push(*filler);
                }
                Concept::Itself(role) => {
                    parts.loops.insert(*role, concept);
                }
            }
        }
        parts
    }

    /// Makes pairs of the members of intersections, those first that are in few: what is in many is looked for last. Equal beginnings
    /// have one number.
    fn intersections(&mut self, ontology: &Ontology) {
        let mut all: Vec<(ConceptId, &Vec<ConceptId>)> = Vec::new();
        for (number, concept) in ontology.concepts.iter().enumerate() {
            if let Concept::And(members) = concept
                && self.is_wanted[number]
            {
                all.push((number as ConceptId, members));
            }
        }
        let mut uses = vec![0u32; self.count];
        for member in all.iter().flat_map(|(_, members)| *members) {
            uses[*member as usize] += 1;
        }
        let mut beginnings: FxHashMap<(ConceptId, ConceptId), ConceptId> = FxHashMap::default();
        for (concept, members) in all {
            let mut members = members.clone();
            members.sort_by_key(|member| (uses[*member as usize], *member));
            let Some((last, others)) = members.split_last() else {
                continue;
            };
            let mut beginning: Option<ConceptId> = None;
            for member in others {
                let Some(first) = beginning else {
                    beginning = Some(*member);
                    continue;
                };
                let pair = beginnings.entry((first, *member)).or_insert_with(|| {
                    self.count += 1;
                    let pair = (self.count - 1) as ConceptId;
                    self.partners.push((first, (*member, pair)));
                    self.partners.push((*member, (first, pair)));
                    pair
                });
                beginning = Some(*pair);
            }
            if let Some(first) = beginning {
                self.partners.push((first, (*last, concept)));
                self.partners.push((*last, (first, concept)));
            }
        }
    }
}
