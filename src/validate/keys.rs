//! `sh:uniqueValuesFor`: the values of some paths together are a key of the focus nodes of the shape
//! ([SHACL 1.2 Core](https://www.w3.org/TR/shacl12-core/#UniqueValuesForConstraintComponent)).

use super::evaluate::{Batch, Evaluation, Mode};
use super::reach::Values;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::shapes::Path;
use rustc_hash::FxHashMap;

impl Evaluation<'_> {
    /// Nodes that lack a value of one of the paths have no key. Nodes with several values have one key for each combination.
    pub(super) fn unique_values(&self, batch: Batch, paths: &[Path], mode: &mut Mode) -> Result<()> {
        let mut all = self.focus_nodes(batch.shape)?;
        all.extend(batch.nodes);
        all.sort_unstable();
        all.dedup();
        let of_paths: Vec<Values> = paths.iter().map(|path| Values::of(&self.data, &all, path)).collect();
        let mut by_key: FxHashMap<Vec<TermId>, Vec<TermId>> = FxHashMap::default();
        for (index, node) in all.iter().enumerate() {
            let mut keys: Vec<Vec<TermId>> = vec![Vec::new()];
            for values in &of_paths {
                let values = values.of_node(index);
                let longer = keys.iter().flat_map(|key| {
                    values.iter().map(|value| {
                        let mut key = key.clone();
                        key.push(*value);
                        key
                    })
                });
                keys = longer.collect();
            }
            for key in keys {
                by_key.entry(key).or_default().push(*node);
            }
        }
        let mut shared: Vec<TermId> = by_key.into_values().filter(|nodes| nodes.len() > 1).flatten().collect();
        shared.sort_unstable();
        for (index, node) in batch.nodes.iter().enumerate() {
            if shared.binary_search(node).is_ok() {
                batch.wrong_node(mode, index);
            }
        }
        Ok(())
    }
}
