//! A file of [Parquet](https://parquet.apache.org/docs/file-format/): columns of one type each, written in groups of rows.

use crate::error::{Error, Result};
use crate::write::output::Output;
use parquet::basic::{
    Compression, ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical,
};
use parquet::column::writer::{ColumnWriter, ColumnWriterImpl};
use parquet::data_type::{ByteArray, DataType, FixedLenByteArray};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use std::io::Write;
use std::sync::Arc;

/// The rows of a group. The statistics of a group tell a reader whether it needs it.
pub const GROUP: usize = 1 << 17;

/// The cells of a column that are encoded at once.
const BATCH: usize = 1 << 12;

/// The size that the dictionary of a column of a group may have, in bytes; a column with a larger one is written without it.
const DICTIONARY: usize = 1 << 22;

/// The bytes of a number of 38 digits.
const DECIMAL_BYTES: usize = 16;

/// The type of the values of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A text.
    Text,
    /// An integer of 64 bits.
    Integer,
    /// A number of at most 38 digits, 18 of them after the point.
    Decimal,
    /// A number of double precision.
    Double,
    /// A day.
    Date,
    /// A point of time, in microseconds of UTC.
    DateTime,
    /// A truth value.
    Boolean,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The name.
    pub name: String,
    /// The type of the values.
    pub kind: Kind,
    /// Whether a cell has a list of values.
    pub is_list: bool,
}

/// A value of a cell.
#[derive(Clone, Debug)]
pub enum Value {
    /// A text; it is shared by its clones.
    Text(ByteArray),
    /// An integer.
    Integer(i64),
    /// The digits of a number, 18 of them after the point.
    Decimal(i128),
    /// A number of double precision.
    Double(f64),
    /// A day, by its distance from 1970-01-01.
    Date(i32),
    /// Microseconds since 1970-01-01T00:00:00Z.
    DateTime(i64),
    /// A truth value.
    Boolean(bool),
}

impl Value {
    /// Returns a text as a value.
    pub fn text(text: &str) -> Self {
        Self::Text(ByteArray::from(text))
    }
}

/// A table on its way to a file.
pub struct Table<'o, 'b, W> {
    writer: SerializedFileWriter<Vec<u8>>,
    output: Output<'o, 'b, W>,
    columns: Vec<Column>,
}

impl<'o, 'b, W: Write> Table<'o, 'b, W> {
    /// Starts a file with some columns.
    pub fn new(columns: Vec<Column>, output: Output<'o, 'b, W>) -> Result<Self> {
        let fields = columns.iter().map(field);
        let fields = fields.collect::<Result<_, _>>().map_err(broken)?;
        let schema = Type::group_type_builder("schema").with_fields(fields);
        let schema = Arc::new(schema.build().map_err(broken)?);
        let properties = WriterProperties::builder()
            .set_created_by("bixi".to_owned())
            .set_compression(Compression::GZIP(Default::default()))
            .set_dictionary_page_size_limit(DICTIONARY);
        let properties = Arc::new(properties.build());
        let writer = SerializedFileWriter::new(Vec::new(), schema, properties).map_err(broken)?;
        Ok(Self {
            writer,
            output,
            columns,
        })
    }

    /// Writes a group of at most [`GROUP`] rows, of which `write` puts all cells of the column with an index.
    ///
    /// # Errors
    /// If `write` fails, the output cannot be written, or a limit is passed.
    pub fn group(&mut self, mut write: impl FnMut(usize, &mut Cells) -> Result<()>) -> Result<()> {
        let mut group = self.writer.next_row_group().map_err(broken)?;
        for (index, column) in self.columns.iter().enumerate() {
            let next = group.next_column().map_err(broken)?;
            let next = next.ok_or_else(|| Error::internal("a table has fewer columns"))?;
            let mut cells = Cells::new(column.is_list, next);
            write(index, &mut cells)?;
            self.output.step(cells.rows)?;
            cells.finish()?;
        }
        group.close().map_err(broken)?;
        self.writer.flush().map_err(|error| broken(error.into()))?;
        drain(self.writer.inner_mut(), &mut self.output)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// If the output cannot be written, or a limit is passed.
    pub fn finish(mut self) -> Result<()> {
        self.writer.finish().map_err(broken)?;
        drain(self.writer.inner_mut(), &mut self.output)
    }
}

/// Moves the bytes that are complete to the output; the writer counts those that it has written and does not look back.
fn drain<W: Write>(bytes: &mut Vec<u8>, output: &mut Output<W>) -> Result<()> {
    output.write_bytes(bytes)?;
    bytes.clear();
    Ok(())
}

/// What the library says of a table that does not hold together; the output is written by us.
fn broken(error: ParquetError) -> Error {
    Error::internal(format!("a table of Parquet is refused: {error}"))
}

/// Returns a column in the schema of a file. A list is written in
/// [three levels](https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists).
fn field(column: &Column) -> Result<TypePtr, ParquetError> {
    let (physical, logical, converted) = match column.kind {
        Kind::Text => (
            Physical::BYTE_ARRAY,
            Some(LogicalType::String),
            ConvertedType::UTF8,
        ),
        Kind::Integer => (Physical::INT64, None, ConvertedType::NONE),
        Kind::Decimal => (
            Physical::FIXED_LEN_BYTE_ARRAY,
            Some(LogicalType::decimal(18, 38)),
            ConvertedType::DECIMAL,
        ),
        Kind::Double => (Physical::DOUBLE, None, ConvertedType::NONE),
        Kind::Date => (
            Physical::INT32,
            Some(LogicalType::Date),
            ConvertedType::DATE,
        ),
        Kind::DateTime => (
            Physical::INT64,
            Some(LogicalType::timestamp(true, TimeUnit::MICROS)),
            ConvertedType::TIMESTAMP_MICROS,
        ),
        Kind::Boolean => (Physical::BOOLEAN, None, ConvertedType::NONE),
    };
    let (name, repetition) = match column.is_list {
        true => ("element", Repetition::REQUIRED),
        false => (column.name.as_str(), Repetition::OPTIONAL),
    };
    let value = Type::primitive_type_builder(name, physical)
        .with_repetition(repetition)
        .with_logical_type(logical)
        .with_converted_type(converted);
    let value = match column.kind {
        Kind::Decimal => value
            .with_length(DECIMAL_BYTES as i32)
            .with_precision(38)
            .with_scale(18),
        _ => value,
    };
    let value = Arc::new(value.build()?);
    if !column.is_list {
        return Ok(value);
    }
    let list = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![value]);
    let outer = Type::group_type_builder(&column.name)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(Some(LogicalType::List))
        .with_converted_type(ConvertedType::LIST)
        .with_fields(vec![Arc::new(list.build()?)]);
    Ok(Arc::new(outer.build()?))
}

/// The cells of a column of a group, put one by one from the first row on.
pub struct Cells<'w> {
    writer: SerializedColumnWriter<'w>,
    is_list: bool,
    rows: usize,
    values: Vec<Value>,
    /// Of each value, or each cell without one, how much of it there is.
    definitions: Vec<i16>,
    /// Of each value, whether it goes on with the list of the one before.
    repetitions: Vec<i16>,
}

impl<'w> Cells<'w> {
    fn new(is_list: bool, writer: SerializedColumnWriter<'w>) -> Self {
        Self {
            writer,
            is_list,
            rows: 0,
            values: Vec::new(),
            definitions: Vec::new(),
            repetitions: Vec::new(),
        }
    }

    /// Puts a cell with its values: one at most, unless the column has lists.
    ///
    /// # Errors
    /// If a value is not of the type of the column, or there are too many.
    pub fn put(&mut self, values: impl IntoIterator<Item = Value>) -> Result<()> {
        let before = self.values.len();
        for value in values {
            let is_first = self.values.len() == before;
            if !is_first && !self.is_list {
                return Err(Error::internal("a cell has several values"));
            }
            self.values.push(value);
            self.definitions.push(1 + i16::from(self.is_list));
            self.repetitions.push(i16::from(!is_first));
        }
        if self.values.len() == before {
            self.definitions.push(0);
            self.repetitions.push(0);
        }
        self.rows += 1;
        match self.definitions.len() >= BATCH {
            true => self.encode(),
            false => Ok(()),
        }
    }

    fn finish(mut self) -> Result<()> {
        self.encode()?;
        self.writer.close().map_err(broken)
    }

    fn encode(&mut self) -> Result<()> {
        let values = self.values.drain(..);
        let repetitions = self.is_list.then_some(self.repetitions.as_slice());
        let levels = (self.definitions.as_slice(), repetitions);
        match self.writer.untyped() {
            ColumnWriter::ByteArrayColumnWriter(writer) => {
                encode(writer, levels, values, |v| match v {
                    Value::Text(text) => Some(text),
                    _ => None,
                })
            }
            ColumnWriter::Int64ColumnWriter(writer) => {
                encode(writer, levels, values, |v| match v {
                    Value::Integer(value) | Value::DateTime(value) => Some(value),
                    _ => None,
                })
            }
            ColumnWriter::FixedLenByteArrayColumnWriter(writer) => {
                encode(writer, levels, values, |v| match v {
                    Value::Decimal(digits) => {
                        let bytes = ByteArray::from(digits.to_be_bytes().to_vec());
                        Some(FixedLenByteArray::from(bytes))
                    }
                    _ => None,
                })
            }
            ColumnWriter::DoubleColumnWriter(writer) => {
                encode(writer, levels, values, |v| match v {
                    Value::Double(value) => Some(value),
                    _ => None,
                })
            }
            ColumnWriter::Int32ColumnWriter(writer) => {
                encode(writer, levels, values, |v| match v {
                    Value::Date(value) => Some(value),
                    _ => None,
                })
            }
            ColumnWriter::BoolColumnWriter(writer) => encode(writer, levels, values, |v| match v {
                Value::Boolean(value) => Some(value),
                _ => None,
            }),
            ColumnWriter::Int96ColumnWriter(_) | ColumnWriter::FloatColumnWriter(_) => {
                Err(Error::internal("a column has a type that none has"))
            }
        }?;
        self.definitions.clear();
        self.repetitions.clear();
        Ok(())
    }
}

/// Encodes the values of some cells, with the levels of definition and repetition.
fn encode<T: DataType>(
    writer: &mut ColumnWriterImpl<T>,
    (definitions, repetitions): (&[i16], Option<&[i16]>),
    values: impl Iterator<Item = Value>,
    of_type: impl Fn(Value) -> Option<T::T>,
) -> Result<()> {
    let values: Option<Vec<T::T>> = values.map(of_type).collect();
    let values = values.ok_or_else(|| Error::internal("a value is not of its column's type"))?;
    let written = writer.write_batch(&values, Some(definitions), repetitions);
    written.map(drop).map_err(broken)
}
