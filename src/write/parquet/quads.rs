//! The table of statements: a row for each statement and graph, sorted by predicate, subject and object.
//!
//! Its first columns are those of [COTTAS](https://cottas.readthedocs.io): `s`, `p`, `o` and `g` in the form of N-Triples.

use super::table::{Cells, Column, GROUP, Kind, Table, Value};
use super::values::Values;
use crate::dictionary::TermId;
use crate::error::{Error, FormatError, Result};
use crate::graph::{Origin, Place};
use crate::query::Budget;
use crate::write::export::{Exported, RdfVersion, Rows};
use crate::write::output::Output;
use std::io::Write;

/// The columns, with the types of their values.
const COLUMNS: [(&str, Kind); 21] = [
    ("s", Kind::Text),
    ("p", Kind::Text),
    ("o", Kind::Text),
    ("g", Kind::Text),
    ("o_kind", Kind::Text),
    ("o_text", Kind::Text),
    ("o_datatype", Kind::Text),
    ("o_lang", Kind::Text),
    ("o_int", Kind::Integer),
    ("o_decimal", Kind::Decimal),
    ("o_double", Kind::Double),
    ("o_date", Kind::Date),
    ("o_datetime", Kind::DateTime),
    ("o_boolean", Kind::Boolean),
    ("o_subject", Kind::Text),
    ("o_predicate", Kind::Text),
    ("o_object", Kind::Text),
    ("file", Kind::Text),
    ("line", Kind::Integer),
    ("certainty", Kind::Text),
    ("inferred", Kind::Boolean),
];

/// A statement in a graph.
struct Quad {
    triple: [TermId; 3],
    /// The first place in the graph, of no source if it is inferred.
    place: Place,
    level: u8,
}

/// Writes the statements of a graph as a table. Beside the graph it takes memory for 4 bytes a statement and one group of rows.
///
/// # Errors
/// If the version has no triple terms, the output cannot be written, or a limit is passed.
pub fn quads(
    rows: &Rows,
    version: RdfVersion,
    budget: &Budget,
    output: &mut impl Write,
) -> Result<Exported> {
    budget.enter("the export");
    if version == RdfVersion::V11 {
        return Err(FormatError::OldTable.into());
    }
    let columns = COLUMNS.map(|(name, kind)| Column {
        name: name.to_owned(),
        kind,
        is_list: false,
    });
    let mut table = Table::new(columns.to_vec(), Output::new(output, budget.pace()))?;
    let valued = rows.graph.dictionary.value_types();
    let mut source = Source::new(rows, Values::new(&rows.graph.dictionary, &valued));
    let mut memory = budget.reservation();
    memory.set(rows.graph.len() as u64 * 4);
    let mut group = Vec::new();
    let mut written = 0;
    rows.each_by_predicate(|row, triple| {
        let level = rows.graph.level_of(row);
        let places = rows.places_of(row).into_iter();
        group.extend(places.map(|place| Quad {
            triple,
            place,
            level,
        }));
        if group.len() >= GROUP {
            written += group.len();
            memory.set(rows.graph.len() as u64 * 4 + (group.len() * BYTES) as u64);
            source.write(&group, &mut table)?;
            group.clear();
        }
        Ok(())
    })?;
    written += group.len();
    source.write(&group, &mut table)?;
    table.finish()?;
    Ok(Exported {
        statements: written,
        less_certain: rows.less_certain(),
        ..Exported::default()
    })
}

/// The bytes of a row in memory until its group is written, its encoded cells among them, at most.
const BYTES: usize = 256;

/// What the cells are made of.
struct Source<'g> {
    values: Values<'g>,
    files: Vec<Value>,
    certainties: Vec<Value>,
    rows: &'g Rows<'g>,
}

impl<'g> Source<'g> {
    fn new(rows: &'g Rows<'g>, values: Values<'g>) -> Self {
        let files = rows.graph.sources.iter().map(|source| &source.path);
        let certainties = rows.graph.acceptance.names.iter();
        Self {
            values,
            files: files.map(|path| Value::text(path)).collect(),
            certainties: certainties.map(|name| Value::text(name)).collect(),
            rows,
        }
    }

    /// Writes a group of rows.
    fn write<W: Write>(&mut self, quads: &[Quad], table: &mut Table<W>) -> Result<()> {
        if quads.is_empty() {
            return Ok(());
        }
        table.group(|column, cells| self.column(column, quads, cells))
    }

    /// Puts the cells of a column.
    fn column(&mut self, column: usize, quads: &[Quad], cells: &mut Cells) -> Result<()> {
        let (name, _) = COLUMNS.get(column).copied().unwrap_or(("", Kind::Text));
        for quad in quads {
            cells.put(self.cell(name, quad)?)?;
        }
        Ok(())
    }

    fn cell(&mut self, column: &str, quad: &Quad) -> Result<Option<Value>> {
        let [subject, predicate, object] = quad.triple;
        let values = &mut self.values;
        let part = |part: usize| {
            let parts = self.rows.graph.dictionary.triple(object);
            parts.and_then(|parts| parts.get(part).copied())
        };
        let is_inferred = quad.place.source == Origin::NONE;
        Ok(match column {
            "s" => Some(values.term(subject)),
            "p" => Some(values.term(predicate)),
            "o" => Some(values.term(object)),
            "g" => quad.place.graph.map(|graph| values.term(graph)),
            "o_kind" => Some(values.kind(object)),
            "o_text" => values.text(object),
            "o_datatype" => values.datatype(object)?,
            "o_lang" => values.language(object)?,
            "o_int" => values.integer(object),
            "o_decimal" => values.decimal(object),
            "o_double" => values.double(object),
            "o_date" => values.date(object),
            "o_datetime" => values.date_time(object),
            "o_boolean" => values.boolean(object),
            "o_subject" => part(0).map(|part| values.term(part)),
            "o_predicate" => part(1).map(|part| values.term(part)),
            "o_object" => part(2).map(|part| values.term(part)),
            "file" if is_inferred => None,
            "file" => {
                let file = self.files.get(quad.place.source as usize);
                Some(
                    file.ok_or_else(|| Error::internal("a place has no source"))?
                        .clone(),
                )
            }
            "line" => (!is_inferred).then(|| Value::Integer(quad.place.line.into())),
            "certainty" => self.certainties.get(quad.level as usize).cloned(),
            "inferred" => Some(Value::Boolean(is_inferred)),
            _ => return Err(Error::internal("a column has no cells")),
        })
    }
}
