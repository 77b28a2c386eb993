//! From a table to its statements: batch by batch, for each mapping that reads it.

use super::Mapping;
use super::columns::{Key, Quoting, Used, key, quoting, used};
use super::filling::{Filling, Output};
use super::findings::UNUSED_COLUMN;
use super::functions::functions;
use super::keys::Keys;
use super::lookup::Lookup;
use super::page::Page;
use super::rows::{Origin, values};
use crate::error::Result;
use crate::finding::{Finding, Place, Severity};
use crate::graph::Graph;
use crate::query::{Dataset, Limits, evaluate_for_literals};
use crate::source::SourceFile;
use crate::statement::Statements;
use crate::table::{Header, Table};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::ops::Range;
use std::sync::Arc;

/// The number of rows that are evaluated together.
const ROWS: usize = 1 << 14;

/// Returns what a table states by its mappings. The line of a statement is the number of its row, and the names of blank nodes
/// start with a prefix, of which each file has its own. Entities are looked up in a graph.
///
/// # Errors
/// If a limit is passed in the query of a batch, or there are more terms than can be numbered. What is wrong in the table or does
/// not fit it in the mappings is a finding.
pub fn statements(
    table: &SourceFile,
    mappings: &[&Mapping],
    blank_node_prefix: &str,
    graph: &Arc<Graph>,
    limits: &Limits,
) -> Result<Statements> {
    let first = mappings.first();
    let dialect = first.map(|mapping| mapping.settings.dialect());
    let page = Page::of(table, dialect.unwrap_or_default());
    let mut output = Output::new(blank_node_prefix, &page);
    let mut columns = Columns::default();
    for mapping in mappings {
        let dialect = mapping.settings.dialect();
        let mut rows = Table::open(&table.path, Cursor::new(table.bytes.clone()), &dialect)?;
        if rows.columns.is_empty() {
            // Why it has none is found.
            output.said.findings.append(&mut rows.findings);
            continue;
        }
        let (used, mut found) = used(mapping, &rows.columns);
        let (quoting, of_words) = quoting(mapping, &rows.columns);
        found.extend(of_words);
        let key_columns = key(mapping, &rows.columns);
        let is_wrong = found
            .iter()
            .any(|finding| finding.severity == Severity::Error);
        output.said.findings.extend(found);
        if let Header::Row(_) = dialect.header {
            for column in &rows.columns {
                let key = (mapping.settings.sheet.clone(), column.position);
                let position = column.position;
                let is_quoted = quoting.is_some_and(|quoting| quoting.has(position));
                let is_key = key_columns.iter().any(|key| key.index + 1 == position);
                let is_used =
                    is_key || is_quoted || used.iter().any(|one| one.position == position);
                let known = columns.entry(key);
                let known = known.or_insert((column.name.clone(), column.place.clone(), false));
                known.2 |= is_used || is_wrong;
            }
        }
        if !is_wrong {
            let lookup = Lookup::new(graph, &used);
            let reading = Reading {
                mapping,
                used: &used,
                key: &key_columns,
                quoting,
                lookup: Arc::new(lookup),
            };
            reading.add(&mut rows, limits, &mut output)?;
        }
        output.said.findings.append(&mut rows.findings);
        output
            .said
            .prefixes
            .extend(mapping.prefixes.iter().cloned());
    }
    let mut said = output.finish();
    said.findings.extend(unused(columns, &table.path));
    said.prefixes.sort();
    said.prefixes.dedup();
    let key = |finding: &Finding| {
        let place = &finding.place;
        (
            place.file.clone(),
            place.span.start,
            finding.message.clone(),
        )
    };
    said.findings.sort_by_cached_key(key);
    // What is wrong in the table is found for each mapping.
    said.findings.dedup();
    Ok(said)
}

/// By sheet and position, the columns of a table with their names, the places of these, and whether a mapping uses them.
type Columns = BTreeMap<(Option<String>, usize), (String, Range<usize>, bool)>;

/// Returns the findings of columns that no mapping uses.
fn unused(columns: Columns, table: &str) -> Option<Finding> {
    let unused = columns.into_values().filter(|(_, _, is_used)| !is_used);
    let unused: Vec<(String, Range<usize>, bool)> = unused.collect();
    let (_, first, _) = unused.first()?;
    let names: Vec<String> = unused
        .iter()
        .map(|(name, _, _)| format!("`{name}`"))
        .collect();
    let (column, is) = match names.len() {
        1 => ("column", "is"),
        _ => ("columns", "are"),
    };
    let message = format!(
        "no mapping uses the {column} {}, which {is} not in the graph",
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

/// A mapping with the columns of a table that it uses.
struct Reading<'m> {
    mapping: &'m Mapping,
    used: &'m [Used],
    key: &'m [Key],
    quoting: Option<Quoting>,
    lookup: Arc<Lookup>,
}

impl Reading<'_> {
    /// Adds what the rows of the table state by the mapping.
    fn add(&self, rows: &mut Table, limits: &Limits, output: &mut Output) -> Result<()> {
        let mapping = self.mapping;
        let origin = Origin {
            table: output.table,
            sheet: mapping.settings.sheet.as_deref(),
            quoted: mapping.text.as_ref().zip(self.quoting),
        };
        let limits = Limits {
            allow_product: true,
            ..limits.clone()
        };
        let graph = Graph::default();
        let functions = functions(&self.lookup);
        let mut filling = Filling::of(&mapping.construct, &self.lookup, output)?;
        let mut keys = Keys::new(self.key, &output.table.file.path);
        while let Some(batch) = rows.next_batch(ROWS)? {
            keys.look_at(&batch, &mut output.noted);
            let (values, literals) = values(self.used, &batch, &origin, &mut output.noted)?;
            let dataset = Dataset::new(&graph);
            let select = &mapping.construct.select;
            let all =
                evaluate_for_literals(dataset, select, &values, &literals, &functions, &limits);
            for solutions in all? {
                filling.fill(&solutions, output)?;
            }
        }
        Ok(())
    }
}
