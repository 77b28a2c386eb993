//! The statements of a shortest way along a property path.

use crate::dictionary::TermId;
use crate::query::dataset::Dataset;
use spargebra::algebra::PropertyPathExpression;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The ends of ways from a node, each with the statements of one way; a way that repeats a path is a shortest one.
pub type Ends = BTreeMap<TermId, Vec<[TermId; 3]>>;

/// Follows paths in a dataset.
#[derive(Clone, Copy)]
pub struct Trails<'d> {
    pub dataset: Dataset<'d>,
}

impl Trails<'_> {
    /// Returns the ends of the ways from a node.
    pub fn from(self, start: TermId, path: &PropertyPathExpression) -> Ends {
        self.along(start, path, false)
    }

    fn along(self, start: TermId, path: &PropertyPathExpression, is_reverse: bool) -> Ends {
        match path {
            PropertyPathExpression::NamedNode(property) => {
                let property = self.dataset.graph().dictionary.find_iri(property.as_str());
                let steps = property.map(|property| self.steps(start, Some(property), is_reverse));
                steps.unwrap_or_default()
            }
            PropertyPathExpression::NegatedPropertySet(properties) => {
                let dictionary = &self.dataset.graph().dictionary;
                let names = properties.iter();
                let excluded: BTreeSet<TermId> = names
                    .filter_map(|name| dictionary.find_iri(name.as_str()))
                    .collect();
                let mut ends = self.steps(start, None, is_reverse);
                ends.retain(|_, way| {
                    way.iter()
                        .all(|[_, property, _]| !excluded.contains(property))
                });
                ends
            }
            PropertyPathExpression::Reverse(path) => self.along(start, path, !is_reverse),
            PropertyPathExpression::Sequence(first, second) => {
                let (first, second) = match is_reverse {
                    false => (first, second),
                    true => (second, first),
                };
                let mut ends = Ends::new();
                for (middle, way) in self.along(start, first, is_reverse) {
                    for (end, rest) in self.along(middle, second, is_reverse) {
                        ends.entry(end)
                            .or_insert_with(|| [&way[..], &rest].concat());
                    }
                }
                ends
            }
            PropertyPathExpression::Alternative(a, b) => {
                let mut ends = self.along(start, a, is_reverse);
                for (end, way) in self.along(start, b, is_reverse) {
                    ends.entry(end).or_insert(way);
                }
                ends
            }
            PropertyPathExpression::ZeroOrOne(path) => {
                let mut ends = self.along(start, path, is_reverse);
                ends.insert(start, Vec::new());
                ends
            }
            PropertyPathExpression::ZeroOrMore(path) => {
                let mut ends = self.repeated(start, path, is_reverse);
                ends.insert(start, Vec::new());
                ends
            }
            PropertyPathExpression::OneOrMore(path) => self.repeated(start, path, is_reverse),
        }
    }

    /// The statements with a node at one end, by the node at the other.
    fn steps(self, start: TermId, property: Option<TermId>, is_reverse: bool) -> Ends {
        let (subject, object) = match is_reverse {
            false => (Some(start), None),
            true => (None, Some(start)),
        };
        let mut ends = Ends::new();
        for triple in self.dataset.triples(subject, property, object) {
            let end = if is_reverse { triple[0] } else { triple[2] };
            ends.entry(end).or_insert_with(|| vec![triple]);
        }
        ends
    }

    /// Breadth-first search.
    fn repeated(self, start: TermId, path: &PropertyPathExpression, is_reverse: bool) -> Ends {
        let mut ends = Ends::new();
        let mut open: VecDeque<(TermId, Vec<[TermId; 3]>)> = [(start, Vec::new())].into();
        while let Some((node, way)) = open.pop_front() {
            for (end, rest) in self.along(node, path, is_reverse) {
                if let Entry::Vacant(entry) = ends.entry(end) {
                    let way = [&way[..], &rest].concat();
                    entry.insert(way.clone());
                    open.push_back((end, way));
                }
            }
        }
        ends
    }
}
