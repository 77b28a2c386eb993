//! [List constraints](https://www.w3.org/TR/shacl12-core/#core-components-list): a value that is no list is wrong.

use super::evaluate::{Batch, Evaluation, Mode};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::shapes::ShapeId;
use rustc_hash::FxHashSet;

impl Evaluation<'_> {
    pub(super) fn list_length(&self, batch: Batch, mode: &mut Mode, is_right: impl Fn(u64) -> bool) {
        batch.each_value(mode, |value| {
            let members = self.data.lists.members(value);
            members.is_ok_and(|members| is_right(members.len() as u64))
        });
    }

    pub(super) fn unique_members(&self, batch: Batch, mode: &mut Mode) {
        batch.each_value(mode, |value| {
            let Ok(members) = self.data.lists.members(value) else {
                return false;
            };
            let mut seen = FxHashSet::default();
            members.into_iter().all(|member| seen.insert(member))
        });
    }

    /// One result for each member that does not conform.
    pub(super) fn member_shape(&self, batch: Batch, shape: ShapeId, mode: &mut Mode) -> Result<()> {
        let mut members: Vec<(usize, TermId)> = Vec::new();
        for (index, value) in batch.values.iter() {
            match self.data.lists.members(value) {
                Ok(found) => members.extend(found.into_iter().map(|member| (index, member))),
                Err(_) => batch.wrong_value(mode, index, value),
            }
        }
        members.sort_unstable();
        members.dedup();
        let nodes: Vec<TermId> = members.iter().map(|(_, member)| *member).collect();
        let conforming = self.conforming(shape, &nodes)?;
        for ((index, member), conforms) in members.into_iter().zip(conforming) {
            if !conforms {
                batch.wrong_value(mode, index, member);
            }
        }
        Ok(())
    }
}
