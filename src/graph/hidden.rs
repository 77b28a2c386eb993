//! A graph without the statements of some of its sources: the terms and the columns are the same, and a level that no query
//! accepts hides what is left out.

use super::{Acceptance, Graph, Order, Origin, Places, Portions};
use rustc_hash::FxHashSet;

impl Graph {
    /// Returns the graph without the statements that no other than some sources have, by index. What is inferred stays.
    #[must_use]
    pub fn without_sources(&self, is_left_out: impl Fn(usize) -> bool) -> Self {
        let mut hidden: FxHashSet<[u32; 3]> = FxHashSet::default();
        for (row, triple) in self
            .spo
            .matching([None; 3])
            .up_to(Acceptance::HIDDEN)
            .enumerate()
        {
            let mut has_other = false;
            self.places.each_origin(row, |origin| {
                let source = self.places.origins.get(origin).map(|origin| origin.source);
                has_other |= source
                    .is_none_or(|source| source == Origin::NONE || !is_left_out(source as usize));
            });
            if !has_other {
                hidden.insert(triple);
            }
        }
        let order = |order: &Order| {
            let triples = order.matching([None; 3]).up_to(Acceptance::HIDDEN);
            let levels = triples
                .enumerate()
                .map(|(row, triple)| match hidden.contains(&triple) {
                    true => Acceptance::HIDDEN,
                    false => order.levels.get(row).copied().unwrap_or(0),
                });
            Order {
                levels: levels.collect::<Vec<u8>>().into(),
                ..order.clone()
            }
        };
        Self {
            dictionary: self.dictionary.clone(),
            spo: order(&self.spo),
            pos: order(&self.pos),
            osp: order(&self.osp),
            statistics: self.statistics.clone(),
            places: Places {
                origins: self.places.origins.clone(),
                lines: self.places.lines.clone(),
                more: self.places.more.clone(),
                portions: Portions::default(),
            },
            derivations: super::Derivations::default(),
            sources: self.sources.clone(),
            prefixes: self.prefixes.clone(),
            declared: self.declared.clone(),
            acceptance: self.acceptance.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::merge::tests::graph;

    #[test]
    fn what_only_a_source_says_is_hidden_with_it() {
        let files = [
            ("a.ttl", "<e:s> <e:p> <e:o>, <e:o2> ."),
            ("b.ttl", "<e:s> <e:p> <e:o>, <e:o3> ."),
        ];
        let whole = graph(&files);
        let without = whole.without_sources(|source| source == 1);
        let property = whole.dictionary.find_iri("e:p");
        let objects = |graph: &super::Graph| -> Vec<String> {
            let triples = graph.triples(None, property, None);
            triples.map(|[.., o]| graph.dictionary.text(o)).collect()
        };
        assert_eq!(objects(&whole), ["e:o", "e:o2", "e:o3"]);
        assert_eq!(objects(&without), ["e:o", "e:o2"]);
        let last = whole.dictionary.find_iri("e:o3");
        assert_eq!(without.triples(None, None, last).count(), 0);
    }
}
