//! A graph without the statements of some of its sources: the terms and the columns are the same, and a level that no query
//! accepts hides what is left out.

use super::{Acceptance, Graph, Order, Origin, Places, Portions};
use crate::dictionary::TermId;
use crate::error::{Error, Result};

impl Graph {
    /// Returns the graph without the statements that only the excluded sources make; sources are given by index. What is inferred
    /// stays.
    ///
    /// # Errors
    /// If an order lacks a statement of another one.
    pub fn without_sources(&self, is_left_out: impl Fn(usize) -> bool) -> Result<Self> {
        let mut hidden: Vec<[TermId; 3]> = Vec::new();
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
                hidden.push(triple);
            }
        }
        // What is left out is mostly little, so it is looked up in each order.
        let order = |order: &Order| -> Result<Order> {
            let mut levels = order.levels.to_vec();
            levels.resize(order.len(), 0);
            for triple in &hidden {
                let level = order.row(*triple).and_then(|row| levels.get_mut(row));
                *level.ok_or_else(|| Error::internal("an order lacks a statement"))? =
                    Acceptance::HIDDEN;
            }
            Ok(Order {
                levels: levels.into(),
                ..order.clone()
            })
        };
        Ok(Self {
            dictionary: self.dictionary.clone(),
            spo: order(&self.spo)?,
            pos: order(&self.pos)?,
            osp: order(&self.osp)?,
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
        })
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
        let without = without.expect("orders of the same statements");
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
