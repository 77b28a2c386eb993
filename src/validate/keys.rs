//! `sh:uniqueValuesFor`: the values of some paths together are a key of the focus nodes of the shape
//! ([SHACL 1.2 Core](https://www.w3.org/TR/shacl12-core/#UniqueValuesForConstraintComponent)).

use super::evaluate::{Batch, Evaluation, Mode};
use super::reach::Values;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::shapes::Path;
use rustc_hash::FxHashMap;

impl Evaluation<'_> {
    /// Two nodes have the same key if they have the same sets of values; nodes without any value have none.
    pub(super) fn unique_values(
        &self,
        batch: Batch,
        paths: &[Path],
        mode: &mut Mode,
    ) -> Result<()> {
        let all = self.focus_nodes(batch.shape)?;
        let of_paths: Vec<Values> = paths
            .iter()
            .map(|path| Values::of(&self.data, &all, path))
            .collect();
        let mut by_key: FxHashMap<Vec<&[TermId]>, Vec<TermId>> = FxHashMap::default();
        for (index, node) in all.iter().enumerate() {
            let key: Vec<&[TermId]> = of_paths
                .iter()
                .map(|values| values.of_node(index))
                .collect();
            if key.iter().any(|values| !values.is_empty()) {
                by_key.entry(key).or_default().push(*node);
            }
        }
        let shared = by_key.into_values().filter(|nodes| nodes.len() > 1);
        let mut shared: Vec<TermId> = shared.flatten().collect();
        shared.sort_unstable();
        for (index, node) in batch.nodes.iter().enumerate() {
            if shared.binary_search(node).is_ok() {
                batch.wrong_node(mode, index);
            }
        }
        Ok(())
    }
}
