//! Makes the graph of sources of which some are as they were from the graph of what they were before.
//!
//! What those say stands in the old graph with its places, sorted: it is copied in one pass, so nothing of them is read or
//! sorted again. Which triples are only reified or inferred, and how certain they are, is worked out anew from all sources.
//! The result is, byte for byte, what a build from nothing gives.

use super::change::{Change, Row, renumber, statements_fit};
use super::{Acceptance, Graph, Places};
use crate::dictionary::{Interner, TermId};
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a graph is revised from.
pub(super) struct Copied<'g> {
    pub old: &'g Graph,
    /// For each old origin, what is added to its lines, or `None` if its source is not copied.
    pub moved: Vec<Option<i64>>,
    /// The statements that are not copied, whatever source makes them.
    pub left_out: BTreeSet<[TermId; 3]>,
}

/// Triples that go, and rows that come again, with old numbers.
type Parted = (Vec<[TermId; 3]>, Vec<Row>);

/// What the places of a triple say of it.
enum Fate {
    /// All are in sources that are copied.
    Stays,
    /// None is.
    Goes,
    /// Some are.
    Changes,
}

impl Copied<'_> {
    /// The graph of what is copied and of what new sources say: these have the terms of an interner.
    ///
    /// # Errors
    /// If there are more statements than can be numbered.
    pub fn merged(self, mut graph: Graph, made: &Interner, mut rows: Vec<Row>) -> Result<Graph> {
        let old = self.old;
        statements_fit(old.len() + rows.len())?;
        let mut is_kept: Vec<AtomicBool> = Vec::new();
        is_kept.resize_with(old.dictionary.len(), AtomicBool::default);
        let subjects = old.spo.offsets.len().saturating_sub(1);
        let some = subjects.div_ceil(4 * rayon::current_num_threads()).max(1);
        let starts = (0..subjects).into_par_iter().step_by(some);
        let parted = starts.map(|start| self.part(start..subjects.min(start + some), &is_kept));
        // Parts come in the order of their subjects, so both lists are sorted.
        let parted: Vec<Parted> = parted.collect();
        let (gone, again): (Vec<_>, Vec<_>) = parted.into_iter().unzip();
        let (gone, mut again) = (gone.concat(), again.concat());
        let mut is_kept: Vec<bool> = is_kept.into_iter().map(AtomicBool::into_inner).collect();
        keep_parts(old, &mut is_kept);
        let mut merged = old.dictionary.merged(&is_kept, made);
        graph.places.renumber_graphs(&merged.made);
        renumber(&mut rows, &merged.made);
        renumber(&mut again, &merged.kept);
        rows.append(&mut again);
        rows.par_sort_unstable();
        let change = Change {
            numbers: &merged.kept,
            terms: merged.dictionary.len(),
            gone,
            added: rows,
        };
        let (mut moved, mut is_lost) = (self.mover(), false);
        let mut line_now = |line: u32| {
            let now = moved(line);
            is_lost |= now.is_none();
            now.unwrap_or(line)
        };
        rayon::join(
            || merged.dictionary.read_literals(),
            || change.apply(old, &mut graph, &mut line_now),
        );
        if is_lost {
            let what = "a statement that is copied has a place in a source that is not";
            return Err(Error::internal(what));
        }
        graph.dictionary = merged.dictionary.into();
        Ok(graph)
    }

    /// Of the triples of some subjects those that go, and the rows that come again; terms of what stays are marked.
    fn part(&self, subjects: Range<usize>, is_kept: &[AtomicBool]) -> Parted {
        let old = self.old;
        let mut moved = self.mover();
        let (mut gone, mut again) = (Vec::new(), Vec::new());
        // Columns of a mapped file are asked for once: a row is little work.
        let (second, third) = (&old.spo.second[..], &old.spo.third[..]);
        let (lines, levels) = (&old.places.lines[..], &old.spo.levels[..]);
        let bounds = old.spo.offsets[subjects.start..=subjects.end].windows(2);
        for (subject, bounds) in (subjects.start as TermId..).zip(bounds) {
            for row in bounds[0] as usize..bounds[1] as usize {
                let triple: [TermId; 3] = [subject, second[row], third[row]];
                let is_reified = levels
                    .get(row)
                    .is_some_and(|level| level & Acceptance::REIFIED != 0);
                let fate = match lines[row] {
                    // Its places are those of its reifiers, which say it again.
                    _ if is_reified || self.left_out.contains(&triple) => Fate::Goes,
                    line if line & Places::SEVERAL != 0 => fate(old, row, &mut moved),
                    line if moved(line).is_some() => Fate::Stays,
                    _ => Fate::Goes,
                };
                match fate {
                    Fate::Stays => {}
                    Fate::Goes => {
                        gone.push(triple);
                        continue;
                    }
                    Fate::Changes => {
                        gone.push(triple);
                        let [subject, predicate, object] = triple;
                        old.places.each_line(row, |line| {
                            let line = moved(line);
                            again.extend(line.map(|line| [subject, predicate, object, line]));
                        });
                    }
                }
                for term in triple {
                    is_kept[term as usize].store(true, Ordering::Relaxed);
                }
            }
        }
        (gone, again)
    }

    /// Where an old line is now; `None` if its source is not copied.
    fn mover(&self) -> impl FnMut(u32) -> Option<u32> + Send {
        let origins = &self.old.places.origins;
        // Neighbours are mostly of the same source: its lines are known until another one comes.
        let (mut lines, mut by) = (0..0, None);
        move |line: u32| {
            if !lines.contains(&line) {
                let after = origins.partition_point(|origin| origin.first_line <= line);
                let at = after.checked_sub(1)?;
                let end = origins.get(after).map(|origin| origin.first_line);
                lines = origins.get(at)?.first_line..end.unwrap_or(u32::MAX);
                by = self.moved.get(at).copied().flatten();
            }
            u32::try_from(i64::from(line) + by?).ok()
        }
    }
}

/// The fate of a triple with several places.
fn fate(old: &Graph, row: usize, moved: &mut impl FnMut(u32) -> Option<u32>) -> Fate {
    let (mut stays, mut goes) = (false, false);
    old.places.each_line(row, |line| match moved(line) {
        Some(_) => stays = true,
        None => goes = true,
    });
    match (stays, goes) {
        (true, false) => Fate::Stays,
        (true, true) => Fate::Changes,
        (false, _) => Fate::Goes,
    }
}

/// Marks what is in the triple terms that are marked; it has a smaller number.
fn keep_parts(graph: &Graph, is_kept: &mut [bool]) {
    let bounds = graph.dictionary.bounds;
    for id in (bounds[2]..bounds[3]).rev() {
        let parts = graph.dictionary.triple(id);
        if let Some(parts) = parts.filter(|_| is_kept[id as usize]) {
            parts.iter().for_each(|part| is_kept[*part as usize] = true);
        }
    }
}
