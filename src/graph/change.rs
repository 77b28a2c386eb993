//! A sorted graph with other triples: what stays is copied in one pass over each order, and nothing is sorted but what comes.

use super::order::Sorted;
use super::{Graph, Order, Places, Portions, Statistics};
use crate::column::Column;
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

/// A statement on its way into the graph: subject, predicate, object and line.
pub(super) type Row = [u32; 4];

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
        let spo = self.order(&old.spo, added, |rows, is_added| {
            if is_added {
                of_row.clear();
                rows.for_each(|row| old.places.each_line(row, |line| of_row.push(moved(line))));
                of_row.extend(new.next().into_iter().flatten().map(|row| row[3]));
                of_row.sort_unstable();
                of_row.dedup();
                return Places::push(&mut lines, &mut more, &of_row);
            }
            for row in rows {
                match old_lines.get(row) {
                    Some(line) if line & Places::SEVERAL == 0 => lines.push(moved(*line)),
                    _ => {
                        of_row.clear();
                        old.places.each_line(row, |line| of_row.push(moved(line)));
                        Places::push(&mut lines, &mut more, &of_row);
                    }
                }
            }
        });
        (spo, (lines.into(), more.into()))
    }

    /// The triples of an order after the change. `visit` is told of each row which old row it is, if any, and that something
    /// comes to it; or of old rows one after the other that they stay as they are.
    fn order(
        &self,
        old: &Order,
        added: &[[TermId; 3]],
        mut visit: impl FnMut(Range<usize>, bool),
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
        // Columns of a mapped file are asked for once: a row is little work.
        let (offsets, second, third) = (&old.offsets[..], &old.second[..], &old.third[..]);
        let copy = |rows: Range<usize>, sorted: &mut Sorted| {
            let columns = [&second[rows.clone()], &third[rows]];
            sorted.extend(columns.map(|column| column.iter().map(number)));
        };
        let terms = offsets.len().saturating_sub(1);
        let mut first = 0;
        while first < terms {
            // Up to the next term of which something comes or goes, all is copied.
            let changed = gone.peek().map_or(terms, |gone| gone[0] as usize);
            let comes = new.peek().map_or(TermId::MAX, |new| new[0]);
            let start = offsets[first] as usize;
            let mut end = start;
            while first < changed {
                let rows = offsets[first + 1] as usize - end;
                if rows > 0 {
                    let first = number(&(first as TermId));
                    if first >= comes {
                        break;
                    }
                    sorted.count(first, rows);
                }
                (first, end) = (first + 1, end + rows);
            }
            copy(start..end, &mut sorted);
            visit(start..end, false);
            if first == terms {
                break;
            }
            let (mut row, end) = (end, offsets[first + 1] as usize);
            while row < end {
                // And of the rows of that term all up to the next that goes or that something comes before or to.
                let triple = [first as TermId, second[row], third[row]];
                let [own, ..] = triple.map(|term| number(&term));
                let goes = gone.peek().filter(|gone| gone[0] == triple[0]);
                let goes = goes.map_or(u64::MAX, |gone| pair(gone[1], gone[2]));
                let comes = new.peek().filter(|new| new[0] <= own).map(|new| {
                    // What comes before the term comes before its first row.
                    if new[0] < own {
                        0
                    } else {
                        pair(new[1], new[2])
                    }
                });
                let comes = comes.unwrap_or(u64::MAX);
                let ends = second[row..end].iter().zip(&third[row..end]);
                let stays = |(second, third): (&TermId, &TermId)| {
                    pair(*second, *third) < goes && pair(number(second), number(third)) < comes
                };
                let stay = ends.take_while(|ends| stays(*ends)).count();
                if stay > 0 {
                    sorted.count(own, stay);
                    copy(row..row + stay, &mut sorted);
                    visit(row..row + stay, false);
                    row += stay;
                    continue;
                }
                row += 1;
                if gone.next_if_eq(&triple).is_some() {
                    continue;
                }
                let triple = triple.map(|term| number(&term));
                while let Some(before) = new.next_if(|new| *new < triple) {
                    visit(row..row, true);
                    sorted.push_arranged(before);
                }
                visit(row - 1..row, new.next_if_eq(&triple).is_some());
                sorted.push_arranged(triple);
            }
            first += 1;
        }
        for last in new {
            visit(0..0, true);
            sorted.push_arranged(last);
        }
        sorted.finish()
    }
}

/// The second and third component of a triple in their order.
fn pair(second: TermId, third: TermId) -> u64 {
    u64::from(second) << 32 | u64::from(third)
}

/// Checks that the number of statements fits their numbering.
///
/// # Errors
/// If there are more.
pub(super) fn statements_fit(count: usize) -> Result<()> {
    if count < Places::SEVERAL as usize {
        return Ok(());
    }
    Err(Error::TooLarge {
        what: "statements",
        limit: Places::SEVERAL.into(),
    })
}

/// Replaces the numbers of the terms of rows by new ones.
pub(super) fn renumber(rows: &mut [Row], numbers: &[TermId]) {
    rows.par_iter_mut().for_each(|row| {
        for term in &mut row[..3] {
            *term = numbers[*term as usize];
        }
    });
}
