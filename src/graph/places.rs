//! Where triples are asserted: one number per place, a line in the concatenation of all sources.

use super::Portions;
use crate::column::Column;
use crate::dictionary::TermId;

/// A run of lines: those of one source, as far as they speak of one graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Index of the source.
    pub source: u32,
    /// The graph that its statements stand in; `None` is the default graph.
    pub graph: Option<TermId>,
    /// The number of its first line among all lines of all origins.
    pub first_line: u32,
}

impl Origin {
    /// The index of a source that is none: the lines of its origin stand for derivations.
    pub const NONE: u32 = u32::MAX;
}

/// One place that asserts a triple.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Index of the source.
    pub source: u32,
    /// 1-based line.
    pub line: u32,
    /// The graph that the statement stands in; `None` is the default graph.
    pub graph: Option<TermId>,
}

/// The places of all triples.
#[derive(Debug, Default)]
pub struct Places {
    /// Runs of lines, by first line.
    pub origins: Vec<Origin>,
    /// For each triple its line, or with [`Places::SEVERAL`] set an index into `more`.
    pub lines: Column<u32>,
    /// Of each triple with several places: how many, then their lines.
    pub more: Column<u32>,
    /// The statements of each graph, computed on first use.
    pub portions: Portions,
}

impl Places {
    /// Marks an entry of `lines` that is not a line.
    pub const SEVERAL: u32 = 1 << 31;

    /// Adds the places of the next triple, sorted; there is at least one.
    pub(super) fn push(lines: &mut Vec<u32>, more: &mut Vec<u32>, places: &[u32]) {
        match places {
            [line] => lines.push(*line),
            _ => {
                lines.push(Self::SEVERAL | more.len() as u32);
                more.push(places.len() as u32);
                more.extend_from_slice(places);
            }
        }
    }

    /// The places of the triple in a row.
    pub fn of(&self, row: usize) -> Vec<Place> {
        let Some(entry) = self.lines.get(row) else {
            return Vec::new();
        };
        if entry & Self::SEVERAL == 0 {
            return self.place(*entry).into_iter().collect();
        }
        let at = (entry & !Self::SEVERAL) as usize;
        let count = self.more.get(at).map_or(0, |count| *count as usize);
        let lines = self.more.get(at + 1..at + 1 + count).unwrap_or_default();
        lines.iter().filter_map(|line| self.place(*line)).collect()
    }

    /// Hands on the lines of the triple in a row, as numbers among all lines.
    pub fn each_line(&self, row: usize, mut visit: impl FnMut(u32)) {
        let Some(entry) = self.lines.get(row) else {
            return;
        };
        if entry & Self::SEVERAL == 0 {
            return visit(*entry);
        }
        let at = (entry & !Self::SEVERAL) as usize;
        let count = self.more.get(at).map_or(0, |count| *count as usize);
        let lines = self.more.get(at + 1..at + 1 + count).unwrap_or_default();
        lines.iter().for_each(|line| visit(*line));
    }

    /// Hands on the index of the origin of each place of the triple in a row.
    pub fn each_origin(&self, row: usize, mut visit: impl FnMut(usize)) {
        self.each_line(row, |line| {
            if let Some(index) = self.origin(line) {
                visit(index);
            }
        });
    }

    /// The index of the origin that a line belongs to.
    pub fn origin(&self, line: u32) -> Option<usize> {
        let after = self.origins.partition_point(|o| o.first_line <= line);
        after.checked_sub(1)
    }

    /// Replaces the numbers of the names of graphs by new ones.
    pub(super) fn renumber_graphs(&mut self, numbers: &[TermId]) {
        for origin in &mut self.origins {
            origin.graph = origin.graph.map(|name| numbers[name as usize]);
        }
    }

    /// Returns the rows of the triples that stand in some of these graphs.
    pub(super) fn rows_of(&self, names: &[Option<TermId>]) -> Vec<u32> {
        let origins = &self.origins;
        let ends = origins.iter().skip(1).map(|origin| origin.first_line);
        let runs = origins.iter().zip(ends.chain([Self::SEVERAL]));
        // Lines of the graphs: where a run starts and how long it is. Most graphs are one file, and that is one run.
        let mut runs: Vec<(u32, u32)> = runs
            .filter(|(origin, _)| names.contains(&origin.graph))
            .map(|(origin, end)| (origin.first_line, end - origin.first_line))
            .collect();
        runs.dedup_by(|next, run| {
            let is_next = run.0 + run.1 == next.0;
            if is_next {
                run.1 += next.1;
            }
            is_next
        });
        let is_in = |line: u32| {
            runs.iter()
                .any(|(start, length)| line.wrapping_sub(*start) < *length)
        };
        let mut rows = Vec::new();
        for (row, line) in (0..).zip(&self.lines[..]) {
            let mut found = false;
            if line & Self::SEVERAL == 0 {
                found = is_in(*line);
            } else {
                self.each_line(row as usize, |line| found |= is_in(line));
            }
            if found {
                rows.push(row);
            }
        }
        rows
    }

    fn place(&self, line: u32) -> Option<Place> {
        let origin = self.origins.get(self.origin(line)?)?;
        let line = line - origin.first_line + 1;
        Some(Place {
            source: origin.source,
            line,
            graph: origin.graph,
        })
    }
}
