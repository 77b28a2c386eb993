//! From a table to its statements: batch by batch, for each mapping that reads it.

use super::Mapping;
use super::columns::{Key, Quoting, ROW, Used, key, quoting, used};
use super::compared::compared_texts;
use super::construct::Construct;
use super::fate::{Fate, Fates, Needed};
use super::filling::{Filling, in_order_of_rows};
use super::findings::{UNKNOWN, UNKNOWN_COLUMN, UNSEEN, UNUSED_COLUMN, in_front_matter};
use super::functions::functions;
use super::input::Input;
use super::keys::Keys;
use super::listed::Listed;
use super::lookup::{Faults, Lookup, UNSEEN_CHARACTER};
use super::noted::Noted;
use super::output::Piece;
use super::places::{Origins, Places};
use super::rows::{Origin, values};
use super::slugs::Slugs;
use crate::error::Result;
use crate::finding::{Finding, Place, Severity, cited};
use crate::graph::Graph;
use crate::in_order::in_order;
use crate::number::with_commas;
use crate::query::{Dataset, Limits, Literals, Prebound, evaluate_for_literals};
use crate::source::SourceFile;
use crate::statement::Statements;
use crate::table::{Batch, Bytes, Column, Header, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::ops::Range;
use std::sync::Arc;

/// The most columns that a finding names.
const NAMED: usize = 20;

/// The number of rows that are evaluated together.
pub(super) const ROWS: usize = 1 << 12;

/// Returns what a table in memory states by its mappings, as [`stream`] does. The names of blank nodes start with a prefix, of
/// which each file has its own, and entities are looked up in a graph.
///
/// # Errors
/// As [`stream`].
pub fn statements(
    table: &SourceFile,
    mappings: &[&Mapping],
    blank_node_prefix: &str,
    graph: &Arc<Graph>,
    limits: &Limits,
) -> Result<Statements> {
    let open = || -> Result<Box<dyn Bytes>> { Ok(Box::new(Cursor::new(table.bytes.clone()))) };
    let input = Input {
        path: &table.path,
        open: &open,
        blank_node_prefix,
        graph,
    };
    let mut said = Statements::default();
    let each = |piece: Statements| match said.statements.is_empty() {
        true => {
            said = piece;
            Ok(())
        }
        false => said.append(&piece),
    };
    let end = stream(&input, mappings, limits, each)?;
    Ok(Statements {
        prefixes: end.prefixes,
        findings: end.findings,
        ..said
    })
}

/// Reads what a table states by its mappings, some rows at a time, on all cores and in memory that does not grow with the number of
/// rows; what is not delimited text is read whole, and keys are held. `each` takes the statements in the order of the rows, mapping
/// by mapping, and prefixes and findings are returned. The line of a statement is the number of its row.
///
/// # Errors
/// If the table cannot be read, `each` fails, a limit is passed in the query of some rows, or there are more terms than can be
/// numbered. What is wrong in the table or does not fit it in the mappings is a finding.
pub fn stream(
    table: &Input,
    mappings: &[&Mapping],
    limits: &Limits,
    each: impl FnMut(Statements) -> Result<()> + Send,
) -> Result<Statements> {
    stream_by(ROWS, table, mappings, limits, each)
}

/// As [`stream`], with this number of rows at a time.
pub(super) fn stream_by(
    rows_at_once: usize,
    table: &Input,
    mappings: &[&Mapping],
    limits: &Limits,
    mut each: impl FnMut(Statements) -> Result<()> + Send,
) -> Result<Statements> {
    let limits = Limits {
        allow_product: true,
        ..limits.clone()
    };
    let mut end = Statements::default();
    let (mut columns, mut fates) = (Columns::default(), Fates::default());
    for (number, mapping) in (1..).zip(mappings) {
        let mut rows = Table::open(table.path, (table.open)()?, &mapping.settings.dialect())?;
        if rows.columns.is_empty() {
            // Why it has none is found.
            end.findings.append(&mut rows.findings);
            continue;
        }
        let (evaluation, mut found) =
            Evaluation::of((mapping, number), &rows.columns, table, &limits);
        if let Some(below) = rows.below_title {
            hint_at_header(&mut found, below);
        }
        let is_wrong = found
            .iter()
            .any(|finding| finding.severity == Severity::Error);
        end.findings.extend(found);
        end.findings.extend(without_sheets(mapping, &rows));
        note_columns(&evaluation, &rows.columns, is_wrong, &mut columns);
        if !is_wrong {
            let fates = (&mut fates, number == mappings.len());
            let found = evaluation.of_all(&mut rows, rows_at_once, fates, &mut each)?;
            end.findings.extend(found);
            end.findings.extend(without_row(mapping, rows.last_row()));
        }
        end.findings.append(&mut rows.findings);
        end.prefixes.extend(mapping.prefixes.iter().cloned());
    }
    end.findings.extend(unused(columns, table.path));
    end.prefixes.sort();
    end.prefixes.dedup();
    let key = |finding: &Finding| {
        let place = &finding.place;
        (
            place.file.clone(),
            place.span.start,
            finding.message.clone(),
        )
    };
    end.findings.sort_by_cached_key(key);
    // What is wrong in the table is found for each mapping.
    end.findings.dedup();
    without_unseen_names(&mut end.findings);
    Ok(end)
}

/// How the rows of a table are evaluated by a mapping.
struct Evaluation<'m> {
    mapping: &'m Mapping,
    path: &'m str,
    /// The columns that the mapping uses.
    used: Vec<Used>,
    key: Vec<Key>,
    quoting: Option<Quoting>,
    listed: Listed,
    origins: Origins,
    lookup: Arc<Lookup>,
    blank_node_prefix: String,
    limits: &'m Limits,
}

impl<'m> Evaluation<'m> {
    /// Returns how a mapping, which has a number among those of the table, reads its columns, and what it says of columns that are
    /// not there.
    fn of(
        (mapping, number): (&'m Mapping, usize),
        columns: &[Column],
        table: &Input<'m>,
        limits: &'m Limits,
    ) -> (Self, Vec<Finding>) {
        let (used, mut found) = used(mapping, columns);
        let (quoting, of_words) = quoting(mapping, columns);
        found.extend(of_words);
        found.extend(compared_texts(mapping, &used));
        let lookup = match mapping.sees_graph() {
            true => Lookup::new(table.graph),
            false => Lookup::default(),
        };
        let evaluation = Self {
            mapping,
            path: table.path,
            key: key(mapping, columns),
            origins: origins(&mapping.construct, &used),
            listed: Listed::of(&mapping.construct.select, &used),
            used,
            quoting,
            lookup: Arc::new(lookup),
            blank_node_prefix: match number {
                1 => table.blank_node_prefix.to_owned(),
                _ => format!("{}m{number}r", table.blank_node_prefix),
            },
            limits,
        };
        (evaluation, found)
    }

    /// Evaluates all rows, and returns what was found in them, given what became of them by the mappings before.
    fn of_all(
        &self,
        rows: &mut Table,
        rows_at_once: usize,
        (fates, is_last): (&mut Fates, bool),
        each: &mut (impl FnMut(Statements) -> Result<()> + Send),
    ) -> Result<Vec<Finding>> {
        let mut keys = Keys::new(&self.key, self.path);
        let needed = Needed::of(&self.mapping.construct, &self.used, &self.listed.columns);
        let (mut of_keys, mut noted) = (Noted::default(), Noted::default());
        let mut slugs = Slugs::default();
        in_order(
            || {
                let batch = rows.next_batch(rows_at_once)?;
                if let Some(batch) = &batch {
                    keys.look_at(batch, &mut of_keys);
                }
                Ok(batch)
            },
            |batch| self.of_batch(&batch).map(|piece| (batch, piece)),
            |piece: Result<(Batch, Piece)>| {
                let (batch, mut piece) = piece?;
                for (row, fate) in batch.numbers.iter().zip(piece.fates) {
                    let is_lost = |fate| matches!(fate, Fate::Nothing | Fate::Unlisted);
                    if is_lost(fates.of(*row, fate, is_last)) && is_last {
                        let places = self.places(&batch);
                        needed.note((*row, fate), places, &self.key, &mut piece.noted);
                    }
                }
                let slugged = &self.mapping.construct.slugged;
                slugs.look_at(slugged, piece.slugs, self.places(&batch), &mut piece.noted);
                noted.append(piece.noted);
                each(piece.said)
            },
        )?;
        let mut found = of_keys.into_findings();
        found.extend(noted.into_findings());
        Ok(found)
    }

    /// Returns what the rows of a batch state.
    fn of_batch(&self, batch: &Batch) -> Result<Piece> {
        let construct = &self.mapping.construct;
        let places = self.places(batch);
        let origin = Origin {
            path: self.path,
            sheet: self.mapping.settings.sheet.as_deref(),
            quoted: self.mapping.text.as_ref().zip(self.quoting),
        };
        let faults = Arc::new(Faults::default());
        let functions = functions(&self.lookup, &faults);
        let looked_up = (&*self.lookup, &*faults);
        let prefix = &self.blank_node_prefix;
        let mut filling =
            Filling::of(construct, prefix, places, looked_up, &self.listed.unmatched)?;
        let (values, literals) = values(&self.used, places, &origin, filling.noted());
        let graph = Graph::default();
        let dataset = Dataset::new(&graph);
        let (select, limits) = (&self.listed.select, self.limits);
        let all = evaluate_for_literals(dataset, select, &values, &literals, &functions, limits);
        for solutions in all? {
            filling.fill(&solutions)?;
        }
        let mut piece = filling.finish()?;
        self.find_unlisted(batch, values, &literals, &mut piece.fates)?;
        Ok(piece)
    }

    /// Tells the rows that only `VALUES` leaves out from those that have no solution for another reason, such as a `FILTER`.
    fn find_unlisted(
        &self,
        batch: &Batch,
        mut values: Prebound,
        literals: &Literals,
        fates: &mut [Fate],
    ) -> Result<()> {
        let Some(select) = &self.listed.unlisted else {
            return Ok(());
        };
        // A row whose cells are split has several rows of values, which have its number first.
        let by_row = values
            .rows
            .chunk_by(|one, next| one.first() == next.first());
        let left_out = by_row.zip(&*fates);
        let left_out = left_out.filter(|(_, fate)| **fate == Fate::LeftOut);
        values.rows = left_out.flat_map(|(rows, _)| rows.to_vec()).collect();
        if values.rows.is_empty() {
            return Ok(());
        }
        let graph = Graph::default();
        let dataset = Dataset::new(&graph);
        let functions = functions(&self.lookup, &Arc::default());
        let all =
            evaluate_for_literals(dataset, select, &values, literals, &functions, self.limits);
        for solutions in all? {
            for (row, _) in in_order_of_rows(&solutions)? {
                if let Ok(index) = batch.numbers.binary_search(&row.into())
                    && let Some(fate) = fates.get_mut(index)
                {
                    *fate = Fate::Unlisted;
                }
            }
        }
        Ok(())
    }

    fn places<'b>(&'b self, batch: &'b Batch) -> Places<'b> {
        Places {
            path: self.path,
            batch,
            origins: &self.origins,
        }
    }

    fn uses(&self, position: usize) -> bool {
        self.key.iter().any(|key| key.index + 1 == position)
            || self.quoting.is_some_and(|quoting| quoting.has(position))
            || self.used.iter().any(|one| one.position == position)
    }
}

/// Leaves out that a cell has a character that nobody sees where the finding that it names no entity says so.
fn without_unseen_names(findings: &mut Vec<Finding>) {
    let place = |finding: &Finding| (finding.place.file.clone(), finding.place.span.start);
    let says_so = |finding: &&Finding| {
        let hint = finding.hint.as_deref().unwrap_or_default();
        finding.id == UNKNOWN && hint.contains(UNSEEN_CHARACTER)
    };
    let unknown = findings.iter().filter(says_so);
    let unknown: BTreeSet<(String, usize)> = unknown.map(place).collect();
    findings.retain(|finding| finding.id != UNSEEN || !unknown.contains(&place(finding)));
}

/// Returns the finding that a mapping names a sheet of what has none.
fn without_sheets(mapping: &Mapping, table: &Table) -> Option<Finding> {
    let settings = &mapping.settings;
    let sheet = settings.sheet.as_ref().filter(|_| !table.is_workbook)?;
    let message = format!(
        "`{}` is not a workbook, so it has no sheet `{sheet}`",
        settings.table
    );
    let finding = in_front_matter(&mapping.query.source, sheet, message);
    Some(Finding {
        severity: Severity::Warning,
        ..finding.with_hint("leave `sheet` out")
    })
}

/// Returns the finding that a mapping skips a row behind the last one of its table.
fn without_row(mapping: &Mapping, last: u64) -> Option<Finding> {
    let mut skipped = mapping.settings.dialect().skip.into_iter();
    let row = skipped.find(|row| *row > last)?;
    let message = format!("there is no row {row} to be skipped: the last one is row {last}");
    let finding = in_front_matter(&mapping.query.source, "skip", message);
    Some(Finding {
        severity: Severity::Warning,
        ..finding
    })
}

/// Says of columns that are not there in which row the names of the columns are likely to be.
fn hint_at_header(found: &mut [Finding], row: u64) {
    for finding in found.iter_mut().filter(|one| one.id == UNKNOWN_COLUMN) {
        let hint = format!("if row {row} has the names of the columns, say `header: {row}`");
        finding.hint = Some(hint);
    }
}

/// Returns the columns of variables: of those that are columns, and of those that are computed from one of these alone.
pub(super) fn origins(construct: &Construct, used: &[Used]) -> Origins {
    let of_columns = used.iter().map(|column| {
        let position = column.position.saturating_sub(1);
        (column.variable.clone(), (column.name.clone(), position))
    });
    let mut origins: Origins = of_columns.collect();
    for computed in &construct.computed {
        // A look-up notes for which row it is.
        let mut needs = computed.needs.iter().filter(|need| *need != ROW);
        if let (Some(only), None) = (needs.next(), needs.next())
            && let Some(origin) = origins.get(only).cloned()
        {
            origins.insert(computed.variable.clone(), origin);
        }
    }
    origins
}

/// By position, the columns of a table with their names, the places of these, and whether a mapping uses them.
type Columns = BTreeMap<usize, (String, Range<usize>, bool)>;

/// Notes which columns a mapping uses; all of them if it is wrong. Without a header no column is expected to be used, and below one
/// none without a name: the margin of the table is one, and of others it is found that they have no name.
fn note_columns(evaluation: &Evaluation, of_table: &[Column], is_wrong: bool, noted: &mut Columns) {
    if evaluation.mapping.settings.dialect().header == Header::None {
        return;
    }
    for column in of_table.iter().filter(|one| !one.name.trim().is_empty()) {
        let known = noted.entry(column.position);
        let known = known.or_insert_with(|| (column.name.clone(), column.place.clone(), false));
        known.2 |= is_wrong || evaluation.uses(column.position);
    }
}

/// Returns the finding of the columns that no mapping uses.
fn unused(columns: Columns, table: &str) -> Option<Finding> {
    let unused = columns.into_values().filter(|(_, _, is_used)| !is_used);
    let unused: Vec<(String, Range<usize>, bool)> = unused.collect();
    let (_, first, _) = unused.first()?;
    let names = unused.iter().take(NAMED);
    let names: Vec<String> = names
        .map(|(name, _, _)| format!("`{}`", cited(name)))
        .collect();
    let (column, is) = match unused.len() {
        1 => ("column", "is"),
        _ => ("columns", "are"),
    };
    let more = match unused.len() - names.len() {
        0 => String::new(),
        more => format!(" and {} more", with_commas(more)),
    };
    let message = format!(
        "no mapping uses the {column} {}{more}, which {is} not in the graph",
        names.join(", ")
    );
    let place = Place {
        file: table.to_owned(),
        span: first.clone(),
    };
    let finding = Finding::warning(UNUSED_COLUMN, message, place);
    Some(Finding {
        severity: Severity::Info,
        ..finding
    })
}
