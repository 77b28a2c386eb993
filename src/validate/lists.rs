//! [List constraints](https://www.w3.org/TR/shacl12-core/#core-components-list): a value that is not a list is wrong.

use super::evaluate::{Batch, Evaluation, Mode};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::shapes::ShapeId;
use rustc_hash::FxHashSet;

impl Evaluation<'_> {
    pub(super) fn list_length(
        &self,
        batch: Batch,
        mode: &mut Mode,
        is_right: impl Fn(u64) -> bool,
    ) {
        batch.each_value(mode, |value| {
            let members = self.data.lists.members(value);
            members.is_ok_and(|members| is_right(members.len() as u64))
        });
    }

    pub(super) fn unique_members(&self, batch: Batch, may_repeat: bool, mode: &mut Mode) {
        batch.each_value(mode, |value| {
            let Ok(members) = self.data.lists.members(value) else {
                return false;
            };
            let mut seen = FxHashSet::default();
            may_repeat || members.into_iter().all(|member| seen.insert(member))
        });
    }

    /// One result for each list with a member that does not conform.
    pub(super) fn member_shape(&self, batch: Batch, shape: ShapeId, mode: &mut Mode) -> Result<()> {
        let lists: Vec<(usize, TermId, Option<Vec<TermId>>)> = batch
            .values
            .iter()
            .map(|(index, value)| (index, value, self.data.lists.members(value).ok()))
            .collect();
        let members = lists.iter().filter_map(|(.., members)| members.as_deref());
        let mut members: Vec<TermId> = members.flatten().copied().collect();
        members.sort_unstable();
        members.dedup();
        let conforming = self.conforming(shape, &members)?;
        let wrong = members
            .iter()
            .zip(conforming)
            .filter(|(_, conforms)| !conforms);
        let wrong: FxHashSet<TermId> = wrong.map(|(member, _)| *member).collect();
        for (index, value, members) in lists {
            let is_right =
                members.is_some_and(|members| !members.iter().any(|member| wrong.contains(member)));
            if !is_right {
                batch.wrong_value(mode, index, value);
            }
        }
        Ok(())
    }
}
