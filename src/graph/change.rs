//! A sorted graph with other triples: what stays is copied in one pass over each order, and nothing is sorted but what comes.

use super::merge::Row;
use super::order::Sorted;
use super::{Graph, Order, Places, Portions, Statistics};
use crate::column::Column;
use crate::dictionary::TermId;
use std::iter::Peekable;
use std::vec::IntoIter;

/// What becomes of the triples of a graph.
pub(super) struct Change<'a> {
    /// By old number of a term the new one. Both have the same order.
    pub numbers: &'a [TermId],
    /// How many terms there are after it.
    pub terms: usize,
    /// The triples that go, with old numbers.
    pub gone: Vec<[TermId; 3]>,
    /// The rows that come, sorted, with new numbers.
    pub added: Vec<Row>,
}

impl Change<'_> {
    /// Makes the orders, the places and the statistics of a graph from those of an old one; `moved` is told an old line and
    /// gives the new one.
    pub fn apply(&self, old: &Graph, graph: &mut Graph, moved: impl FnMut(u32) -> u32 + Send) {
        let added: Vec<[TermId; 3]> = self
            .added
            .chunk_by(|a, b| a[..3] == b[..3])
            .map(|same| [same[0][0], same[0][1], same[0][2]])
            .collect();
        let ((spo, places), (pos, osp)) = rayon::join(
            || self.spo(old, &added, moved),
            || {
                rayon::join(
                    || self.order(&old.pos, &added, |_, _| {}),
                    || self.order(&old.osp, &added, |_, _| {}),
                )
            },
        );
        (graph.spo, graph.pos, graph.osp) = (spo, pos, osp);
        (graph.places.lines, graph.places.more) = places;
        graph.places.portions = Portions::default();
        graph.statistics = Statistics::of(&graph.spo, &graph.pos);
    }

    fn spo(
        &self,
        old: &Graph,
        added: &[[TermId; 3]],
        mut moved: impl FnMut(u32) -> u32,
    ) -> (Order, (Column<u32>, Column<u32>)) {
        let (mut lines, mut more) = (Vec::with_capacity(old.len() + added.len()), Vec::new());
        let mut new = self.added.chunk_by(|a, b| a[..3] == b[..3]);
        let mut of_row: Vec<u32> = Vec::new();
        let old_lines = &old.places.lines[..];
        let spo = self.order(&old.spo, added, |row, is_added| {
            match row.and_then(|row| old_lines.get(row)) {
                Some(line) if line & Places::SEVERAL == 0 && !is_added => {
                    lines.push(moved(*line));
                    return;
                }
                _ => of_row.clear(),
            }
            if let Some(row) = row {
                old.places.each_line(row, |line| of_row.push(moved(line)));
            }
            if is_added {
                of_row.extend(new.next().into_iter().flatten().map(|row| row[3]));
                of_row.sort_unstable();
                of_row.dedup();
            }
            Places::push(&mut lines, &mut more, &of_row);
        });
        (spo, (lines.into(), more.into()))
    }

    /// The triples of an order after the change. `visit` is told of each row which old row it is, and whether it is added.
    fn order(
        &self,
        old: &Order,
        added: &[[TermId; 3]],
        mut visit: impl FnMut(Option<usize>, bool),
    ) -> Order {
        let arranged = |triples: &[[TermId; 3]]| -> Peekable<IntoIter<[TermId; 3]>> {
            let arrange = |triple: &[TermId; 3]| old.components.arrange(*triple);
            let mut arranged: Vec<[TermId; 3]> = triples.iter().map(arrange).collect();
            arranged.sort_unstable();
            arranged.into_iter().peekable()
        };
        let (mut gone, mut new) = (arranged(&self.gone), arranged(added));
        let mut sorted = Sorted::new(old.components, self.terms, old.len() + added.len());
        let number = |term: &TermId| self.numbers[*term as usize];
        // Columns of a mapped file are asked for once: a term has few rows.
        let (seconds, thirds) = (&old.second[..], &old.third[..]);
        for (first, bounds) in (0..).zip(old.offsets.windows(2)) {
            let rows = bounds[0] as usize..bounds[1] as usize;
            let ends = (seconds.get(rows.clone()), thirds.get(rows.clone()));
            let (Some(second), Some(third)) = ends else {
                continue;
            };
            if !rows.is_empty() && gone.peek().is_none_or(|gone| gone[0] != first) {
                let first = number(&first);
                while let Some(before) = new.next_if(|new| new[0] < first) {
                    visit(None, true);
                    sorted.push_arranged(before);
                }
                if new.peek().is_none_or(|new| new[0] != first) {
                    // Nothing of this term comes or goes.
                    rows.for_each(|row| visit(Some(row), false));
                    sorted.extend(first, second.iter().map(number), third.iter().map(number));
                    continue;
                }
            }
            for (row, (second, third)) in rows.zip(second.iter().zip(third)) {
                let triple = [first, *second, *third];
                if gone.next_if_eq(&triple).is_some() {
                    continue;
                }
                let triple = triple.map(|term| number(&term));
                while let Some(before) = new.next_if(|new| *new < triple) {
                    visit(None, true);
                    sorted.push_arranged(before);
                }
                visit(Some(row), new.next_if_eq(&triple).is_some());
                sorted.push_arranged(triple);
            }
        }
        for last in new {
            visit(None, true);
            sorted.push_arranged(last);
        }
        sorted.finish()
    }
}
