//! Cardinality estimates of leaves before they are evaluated: exact counts of the index, and samples.

use super::cost::COSTS;
use super::plan::{CountFromIndex, Leaf, PathPattern, TriplePattern};
use super::relation::Relation;
use crate::dictionary::TermId;
use crate::query::index::{Catalog, Index};
use crate::query::limits::Budget;
use crate::query::logical::{Path, Slot, TripleTerm, Var};
use crate::query::terms::Terms;
use std::collections::BTreeMap;
use std::ops::Range;

/// What estimates are made of: the indexes and the dictionary.
#[derive(Clone, Copy)]
pub struct Statistics<'s, 'a> {
    /// The graphs.
    pub catalog: &'s Catalog<'a>,
    /// The terms.
    pub terms: &'s Terms<'a>,
    /// What is left of the limits.
    pub budget: &'s Budget,
}

/// The number of triple terms that are looked at to estimate how many have a predicate or an object.
const SAMPLED_TRIPLE_TERMS: usize = 1024;

impl Statistics<'_, '_> {
    /// Returns what is known of some leaves.
    pub fn relations(&self, leaves: &[&Leaf]) -> Vec<Relation> {
        let relation = |leaf: &&Leaf| {
            let mut relation = self.relation(leaf);
            if let Leaf::TripleTerm(term) = leaf {
                let quotes = |other: &&Leaf| matches!(other, Leaf::Triple(pattern) if pattern.slots == term.parts);
                relation.triples = leaves.iter().position(quotes);
            }
            relation
        };
        leaves.iter().map(relation).collect()
    }

    fn relation(&self, leaf: &Leaf) -> Relation {
        match leaf {
            Leaf::Triple(pattern) => self.of_pattern(pattern),
            Leaf::Path(path) => self.of_path(path),
            Leaf::TripleTerm(term) => self.of_triple_term(term),
        }
    }

    fn of_pattern(&self, pattern: &TriplePattern) -> Relation {
        let rows = self.catalog.at(pattern.graph).count(pattern.constants()) as f64;
        let mut relation = self.of_slots(&pattern.slots, rows);
        self.with_graph(&mut relation, pattern.graph.var());
        relation
    }

    /// Estimates the number of groups of a count.
    pub fn count(&self, count: &CountFromIndex) -> f64 {
        let of_key = |key: Var| self.of_pattern(&count.pattern).distinct.get(&key).copied();
        count.key.and_then(of_key).unwrap_or(1.0)
    }

    /// Adds the variable of the graph's name to a relation.
    fn with_graph(&self, relation: &mut Relation, name: Option<Var>) {
        if let Some(name) = name {
            let names = (self.catalog.names.len() as f64)
                .min(relation.rows)
                .max(1.0);
            relation.distinct.insert(name, names);
        }
    }

    /// Returns a relation of this many triples.
    fn of_slots(&self, slots: &[Slot; 3], rows: f64) -> Relation {
        let graph = self.catalog.default.graph;
        let of_predicate = slots[1].term().and_then(|p| graph.statistics.distinct(p));
        let mut distinct = BTreeMap::new();
        for (component, slot) in slots.iter().enumerate() {
            let Slot::Var(variable) = *slot else { continue };
            let values = match (component, of_predicate) {
                (0, Some((subjects, _))) => subjects as f64,
                (2, Some((_, objects))) => objects as f64,
                (1, _) => graph.statistics.counts.len() as f64 / 3.0,
                _ => graph.dictionary.len() as f64,
            };
            let values = values.min(rows).max(1.0);
            let least = distinct.entry(variable).or_insert(values);
            *least = values.min(*least);
        }
        Relation {
            rows,
            distinct,
            lookup: COSTS.triple_lookup,
            scan: rows,
            triples: None,
        }
    }

    /// Estimates a path by the properties that it consists of.
    fn of_path(&self, pattern: &PathPattern) -> Relation {
        let once = pairs_of_path(&pattern.path, self.catalog.at(pattern.graph));
        let mut distinct = BTreeMap::new();
        let mut rows = once * 4.0 + 1.0;
        for slot in [pattern.subject, pattern.object] {
            match slot {
                Slot::Var(variable) => {
                    distinct.insert(variable, (once / 2.0).max(1.0));
                }
                Slot::Term(_) => rows = rows.sqrt(),
            }
        }
        let is_open = distinct.len() == 2;
        let mut relation = Relation {
            rows,
            distinct,
            lookup: COSTS.path_lookup,
            scan: if is_open {
                rows * COSTS.path_scan
            } else {
                rows
            },
            triples: None,
        };
        self.with_graph(&mut relation, pattern.graph.var());
        relation
    }

    /// Counts the triple terms that match by their subject; without one, the share of matches among some is taken for that
    /// among all.
    fn of_triple_term(&self, pattern: &TripleTerm) -> Relation {
        let dictionary = self.terms.dictionary;
        let bound = pattern.parts.map(Slot::term);
        let all = dictionary.triple_terms();
        let count = all.len();
        let rows = match bound {
            [None, None, None] => count as f64,
            [Some(_), Some(_), _] | [Some(_), None, None] => self.triple_terms(bound) as f64,
            _ => {
                let looked_at = all.step_by((count / SAMPLED_TRIPLE_TERMS).max(1));
                let number = looked_at.len();
                let matches = looked_at.filter(|id| self.quotes(*id, bound)).count();
                let share = matches.max(1) as f64 / number.max(1) as f64;
                (share * count as f64).min(count as f64)
            }
        };
        let mut relation = self.of_slots(&pattern.parts, rows);
        relation.distinct.insert(pattern.term, rows.max(1.0));
        if bound[0].is_none() {
            relation.scan = count as f64;
        }
        relation
    }

    /// Returns whether a triple term of the graph has the parts that are bound.
    fn quotes(&self, id: TermId, bound: [Option<TermId>; 3]) -> bool {
        let parts = self.terms.dictionary.triple(id);
        parts.is_some_and(|parts| {
            let mut pairs = bound.iter().zip(parts);
            pairs.all(|(bound, part)| bound.is_none_or(|bound| bound == part))
        })
    }

    /// Returns the ranges of the triple terms that begin with what is bound of subject, predicate and object.
    pub fn triple_term_ranges(&self, bound: [Option<TermId>; 3]) -> Vec<Range<TermId>> {
        let first: Vec<TermId> = bound.iter().map_while(|part| *part).collect();
        self.terms.dictionary.triples_with(&first)
    }

    /// Returns the number of these triple terms.
    pub fn triple_terms(&self, bound: [Option<TermId>; 3]) -> usize {
        let ranges = self.triple_term_ranges(bound);
        ranges.iter().map(ExactSizeIterator::len).sum()
    }
}

/// Returns the number of pairs that the properties of a path connect directly.
fn pairs_of_path(path: &Path, index: &Index) -> f64 {
    match path {
        Path::Property(property) => index.count([None, Some(*property), None]) as f64,
        Path::Inverse(path) | Path::Repeat { path, .. } => pairs_of_path(path, index),
        Path::Sequence(paths) => {
            pairs_of_path(&paths[0], index).max(pairs_of_path(&paths[1], index))
        }
        Path::Alternative(paths) => {
            pairs_of_path(&paths[0], index) + pairs_of_path(&paths[1], index)
        }
        Path::Negated(_) => index.count([None; 3]) as f64,
    }
}
