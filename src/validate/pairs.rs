//! [Property pair constraints](https://www.w3.org/TR/shacl12-core/#core-components-property-pairs): the values of a path are
//! compared with those of another.

use super::evaluate::{Batch, Evaluation, Mode};
use super::reach::Values;
use crate::query::functions::Comparison;
use crate::shapes::Path;

impl Evaluation<'_> {
    /// One result for each value that only one of the paths has.
    pub(super) fn equals(&self, batch: Batch, path: &Path, mode: &mut Mode) {
        let others = Values::of(&self.data, batch.nodes, path);
        for index in 0..batch.nodes.len() {
            let (values, others) = (batch.values.of_node(index), others.of_node(index));
            let missing = values
                .iter()
                .filter(|value| others.binary_search(value).is_err());
            let extra = others.iter().filter(|value| !values.contains(value));
            for value in missing.chain(extra) {
                batch.wrong_value(mode, index, *value);
            }
        }
    }

    pub(super) fn disjoint(&self, batch: Batch, path: &Path, mode: &mut Mode) {
        let others = Values::of(&self.data, batch.nodes, path);
        for (index, value) in batch.values.iter() {
            if others.of_node(index).binary_search(&value).is_ok() {
                batch.wrong_value(mode, index, value);
            }
        }
    }

    pub(super) fn subset_of(&self, batch: Batch, path: &Path, mode: &mut Mode) {
        let others = Values::of(&self.data, batch.nodes, path);
        for (index, value) in batch.values.iter() {
            if others.of_node(index).binary_search(&value).is_err() {
                batch.wrong_value(mode, index, value);
            }
        }
    }

    /// One result for each pair of values that is not in order, or cannot be compared.
    pub(super) fn less_than(&self, batch: Batch, path: &Path, or_equal: bool, mode: &mut Mode) {
        let comparison = match or_equal {
            true => Comparison::LessOrEqual,
            false => Comparison::Less,
        };
        let others = Values::of(&self.data, batch.nodes, path);
        for (index, value) in batch.values.iter() {
            for other in others.of_node(index) {
                let is_less = comparison.of(&self.value(value), &self.value(*other));
                if is_less != Some(true) {
                    batch.wrong_value(mode, index, value);
                }
            }
        }
    }
}
