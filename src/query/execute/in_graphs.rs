//! One step of a join in each of the [named graphs](https://www.w3.org/TR/sparql11-query/#namedAndDefaultGraph): a variable
//! has the name of the graph in which a triple stands.

use super::Execution;
use super::scan::{Keys, Output, PACE, extended};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::index::{AHEAD, Index, Membership, SPO};
use crate::query::logical::{Var, VarSet};
use crate::query::physical::TriplePattern;
use std::ops::Range;

/// The name of the graph, as a component of a triple in it.
const GRAPH: usize = 3;

/// Statements with a predicate that are at least this part of all are looked for among all by subject, one after the
/// other: each of them would have to be searched for there to know its graphs.
const SHARE: usize = 64;

/// The columns that a pattern makes in named graphs.
struct Quads<'i> {
    output: Output,
    /// The graphs that contain each triple.
    membership: Membership<'i>,
    /// The names of the graphs of one triple.
    names: Vec<TermId>,
    /// The number of rows.
    count: usize,
}

impl<'i> Quads<'i> {
    fn new(
        index: &'i Index,
        pattern: &TriplePattern,
        name: Var,
        known: &VarSet,
        wanted: &VarSet,
    ) -> Self {
        let mut output = Output::new(pattern, known, wanted);
        if wanted.contains(name) && !known.contains(name) {
            output.columns.push((GRAPH, name, Vec::new()));
        }
        Self {
            output,
            membership: index.membership(),
            names: Vec::new(),
            count: 0,
        }
    }

    /// Adds a triple in a graph.
    #[inline]
    fn push(&mut self, [s, p, o]: [TermId; 3], graph: TermId) {
        for (component, _, values) in &mut self.output.columns {
            values.push([s, p, o, graph][*component]);
        }
        self.count += 1;
    }

    /// Adds a triple, given its row by subject, in each of its graphs or in one of them.
    #[inline]
    fn push_in(&mut self, row: usize, triple: [TermId; 3], graph: Option<TermId>) {
        if !self.output.fits(&triple) {
            return;
        }
        let mut names = std::mem::take(&mut self.names);
        names.clear();
        self.membership.graphs_of(row, &mut names);
        for name in &names {
            if graph.is_none_or(|graph| graph == *name) {
                self.push(triple, *name);
            }
        }
        self.names = names;
    }

    /// Adds triples whose rows by subject are to be found first.
    fn push_found(&mut self, triples: &[[TermId; 3]]) {
        for part in triples.chunks(AHEAD) {
            for (row, triple) in self.membership.rows_of(part).into_iter().zip(part) {
                self.push_in(row, *triple, None);
            }
        }
    }
}

impl Execution<'_, '_> {
    /// Returns the triples of a pattern with the graphs that contain them, or those in a part of its rows.
    pub(super) fn scan_graphs(
        &self,
        pattern: &TriplePattern,
        name: Var,
        part: Option<Range<usize>>,
        wanted: &VarSet,
    ) -> Result<Table> {
        let bound = pattern.constants();
        let index = self.catalog.at(pattern.graph);
        let lookup = index.lookup_among_all(bound.map(|b| b.is_some()));
        let rows = lookup.rows(lookup.arrange(bound));
        let mut quads = Quads::new(index, pattern, name, &VarSet::default(), wanted);
        let by_subject = index.by_subject();
        match bound {
            [None, Some(predicate), object]
                if part.is_none() && rows.range.len() >= by_subject.len() / SHARE =>
            {
                for part in paces(0..by_subject.len()) {
                    by_subject.each_with_second(predicate, part, |row, subject, other| {
                        if object.is_none_or(|object| object == other)
                            && by_subject.accepts(row, index.level)
                        {
                            quads.push_in(row, [subject, predicate, other], None);
                        }
                    });
                    self.budget.check(quads.count, quads.output.columns.len())?;
                }
            }
            _ => {
                let mut triples = Vec::new();
                for part in paces(rows.part(part)) {
                    rows.each(part, |row, triple| {
                        match rows.order.first {
                            SPO => quads.push_in(row, triple, None),
                            _ => triples.push(triple),
                        }
                        true
                    });
                    quads.push_found(&triples);
                    triples.clear();
                    self.budget.check(quads.count, quads.output.columns.len())?;
                }
            }
        }
        let mut table = Table {
            rows: quads.count,
            ..Table::default()
        };
        quads.output.add_to(&mut table);
        Ok(table)
    }

    /// Joins a table with a pattern in each named graph by an index lookup for each row; with `keeps`, a row without a match
    /// stays.
    pub(super) fn look_up_in_graphs(
        &self,
        table: Table,
        pattern: &TriplePattern,
        name: Var,
        wanted: &VarSet,
        keeps: bool,
    ) -> Result<Table> {
        let index = self.catalog.at(pattern.graph);
        let mut quads = Quads::new(index, pattern, name, &table.variables(), wanted);
        let keys = Keys::new(pattern, &table);
        let graphs = table.column(name);
        let width = table.columns.len() + quads.output.columns.len();
        let _table = self.budget.reserve(table.bytes())?;
        let pace = self.budget.pace();
        let mut origins: Vec<u32> = Vec::with_capacity(table.rows);
        let lookup = index.lookup_among_all(keys.shape());
        let is_constant = keys.are_constant();
        let keys = keys.arranged(&lookup);
        for at in 0..table.rows {
            if at.is_multiple_of(AHEAD) {
                lookup.read_ahead(keys.next(at, lookup.key()));
            }
            let row = keys.row(at);
            let graph = graphs.map(|graphs| graphs[row]);
            let (start, mut read) = (quads.count, 1);
            match graph {
                // Only the graph is known: its own statements are looked through.
                Some(graph) if is_constant => {
                    if self.catalog.has(graph) {
                        self.catalog
                            .index_of(graph)
                            .each(pattern.constants(), |triple| {
                                read += 1;
                                if quads.output.fits(&triple) {
                                    quads.push(triple, graph);
                                }
                            });
                    }
                }
                graph => {
                    let rows = lookup.rows(keys.of(row));
                    read += rows.range.len();
                    rows.each(rows.range.clone(), |at, triple| {
                        if let Some(row) = quads.membership.row(rows.order, at, triple) {
                            quads.push_in(row, triple, graph);
                        }
                        true
                    });
                }
            }
            if keeps && quads.count == start {
                quads.push([UNBOUND; 3], UNBOUND);
            }
            origins.resize(quads.count, row as u32);
            pace.step_with(read + quads.count - start, quads.count * width * 4)?;
        }
        self.budget.check(quads.count, width)?;
        let mut output = quads.output;
        if keys.order.is_some() {
            output.restore(&mut origins, table.rows);
        }
        Ok(extended(table, output, &origins, wanted))
    }
}

/// Splits rows into parts, between which the limits are looked at.
fn paces(rows: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = rows.end;
    rows.step_by(PACE)
        .map(move |start| start..end.min(start + PACE))
}
