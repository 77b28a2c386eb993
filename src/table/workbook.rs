//! Rows of a sheet of a workbook
//! ([ECMA-376](https://ecma-international.org/publications-and-standards/standards/ecma-376/)). Only XLSX is read.

use super::column::{Column, columns, report};
use super::dialect::{Dialect, Header};
use super::page::Page;
use super::problems::Problems;
use super::stored::{Arrays, NewCell, Stored};
use super::text::{Bytes, head};
use super::unpacked::{self, Parts};
use super::value::{DIGITS, Value, value};
use crate::finding::{Finding, nearest};
use calamine::{Dimensions, Reader, SheetVisible, Xlsx, XlsxError};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use zip::ZipArchive;

/// A sheet has this many rows.
const ROWS: u32 = 1 << 20;

/// A sheet has this many columns.
const COLUMNS: u32 = 1 << 14;

/// In this many bytes it is looked for what a file is that is not a workbook.
const MOST_LOOKED_AT: usize = 64 << 20;

/// Reads the rows of the sheet that is said, else of the first that is visible.
pub fn read(
    mut bytes: Box<dyn Bytes>,
    dialect: &Dialect,
    page: &mut Page,
    problems: &mut Problems,
) -> (Stored, Vec<Column>) {
    let mut sheet = Sheet::new(dialect, page, problems);
    let read = match foreign(&mut *bytes) {
        Some(why) => Err(unreadable(why, sheet.problems)),
        None => match unpacked::check(&mut *bytes, unpacked::MOST) {
            Ok(parts) => read_sheet(bytes, &parts, dialect, &mut sheet),
            Err(why) => Err(unreadable(&why, sheet.problems)),
        },
    };
    match read {
        Ok(()) => sheet.finish(),
        Err(finding) => {
            sheet.problems.add(*finding);
            (Stored::default(), Vec::new())
        }
    }
}

/// Returns the names of the sheets that are visible; none if the workbook cannot be read.
pub fn visible(mut bytes: Box<dyn Bytes>) -> Vec<String> {
    let checked = unpacked::check(&mut *bytes, unpacked::MOST);
    let workbook = checked.ok().and_then(|_| Xlsx::new(bytes).ok());
    workbook.map_or(Vec::new(), |workbook| {
        let sheets = workbook.sheets_metadata().iter();
        let sheets = sheets.filter(|sheet| sheet.visible == SheetVisible::Visible);
        sheets.map(|sheet| sheet.name.clone()).collect()
    })
}

/// Returns what a file is that is not a workbook but nearly: an archive with the parts of another format, or what begins as the compound
/// files of Microsoft do.
fn foreign(bytes: &mut dyn Bytes) -> Option<&'static str> {
    if let Ok(archive) = ZipArchive::new(&mut *bytes) {
        let has = |name: &str| archive.index_for_name(name).is_some();
        return match () {
            () if has("xl/workbook.bin") => Some("it is in the binary format of `.xlsb`"),
            () if has("content.xml") => Some("it is in the format of OpenDocument, `.ods`"),
            () => None,
        };
    }
    let head = head("", bytes, MOST_LOOKED_AT).ok()?;
    let is_text = head.utf8_chunks().next().is_some_and(|chunk| {
        let text = chunk.valid();
        text.len() + 4 > head.len() && !text.is_empty() && !text.contains('\0')
    });
    if is_text {
        return Some("it is a text, such as CSV, with the name of a workbook");
    }
    if !head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return None;
    }
    let name = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes);
    let name: Vec<u8> = name.collect();
    Some(match memchr::memmem::find(&head, &name) {
        Some(_) => "it is encrypted with a password",
        None => "it is in the old format of `.xls`",
    })
}

fn unreadable(why: &str, problems: &Problems) -> Box<Finding> {
    let message = format!("this is not a workbook that can be read: {why}");
    let hint = "save it as `.xlsx` or `.csv`, without a password";
    let place = problems.place(0..0);
    Box::new(Finding::error("table-unreadable-workbook", message, place).with_hint(hint))
}

fn read_sheet(
    bytes: Box<dyn Bytes>,
    parts: &Parts,
    dialect: &Dialect,
    sheet: &mut Sheet,
) -> Result<(), Box<Finding>> {
    let why = |error: XlsxError, problems: &Problems| unreadable(&error.to_string(), problems);
    let mut workbook = Xlsx::new(bytes).map_err(|error| why(error, sheet.problems))?;
    let names = workbook.sheet_names();
    let sheets = workbook.sheets_metadata().iter();
    let mut sheets = sheets.filter(|sheet| sheet.visible == SheetVisible::Visible);
    let visible = sheets.next().map(|sheet| sheet.name.clone());
    let name = match &dialect.sheet {
        Some(said) => names.iter().find(|name| *name == said),
        // A sheet that nobody sees is not the first.
        None => visible.as_ref().or(names.first()),
    };
    let Some(name) = name else {
        return Err(no_sheet(dialect.sheet.as_deref(), &names, sheet.problems));
    };
    if parts.may_have_merged_cells {
        let merged = workbook.merge_cells_by_sheet_name(name);
        let merged = merged.map_err(|error| why(error, sheet.problems))?;
        sheet.merged = merged
            .into_iter()
            .map(|cells| (cells.start, cells))
            .collect();
    }
    let padded = padded(&mut workbook, name).map_err(|error| why(error, sheet.problems))?;
    let positions = match parts.may_have_errors {
        true => positions(&mut workbook, name).map_err(|error| why(error, sheet.problems))?,
        false => Vec::new(),
    };
    let cells = workbook.worksheet_cells_reader(name);
    let mut cells = cells.map_err(|error| why(error, sheet.problems))?;
    for number in 0.. {
        let cell = match (
            cells.next_cell_with_formula_metadata(),
            positions.get(number),
        ) {
            // An error that the crate does not know. It goes on behind it.
            (Err(XlsxError::CellError(error)), Some(at)) => {
                let added = sheet.add(*at, Value::Error(error), false);
                added.map_err(|why| unreadable(why, sheet.problems))?;
                continue;
            }
            (cell, _) => cell.map_err(|error| why(error, sheet.problems))?,
        };
        let Some(cell) = cell else { break };
        let is_formula = cell.formula.is_some();
        let value = match padded.get(&cell.pos) {
            Some(digits) => with_zeros(value(&cell.value), *digits),
            None => value(&cell.value),
        };
        let added = sheet.add(cell.pos, value, is_formula);
        added.map_err(|why| unreadable(why, sheet.problems))?;
    }
    Ok(())
}

/// Returns the 0-based rows and columns of all cells of a sheet.
fn positions(
    workbook: &mut Xlsx<Box<dyn Bytes>>,
    sheet: &str,
) -> Result<Vec<(u32, u32)>, XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(sheet)?;
    let mut positions = Vec::new();
    while let Some(cell) = cells.next_formula()? {
        positions.push(cell.get_position());
    }
    Ok(positions)
}

/// Returns the cells of a sheet whose numbers are shown with at least some digits, with their number: those in the format `0000`.
fn padded(
    workbook: &mut Xlsx<Box<dyn Bytes>>,
    sheet: &str,
) -> Result<HashMap<(u32, u32), usize>, XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(sheet)?;
    let digits = cells.styles().iter().map(|style| {
        let code = style.number_format.as_ref()?.format_code.as_str();
        let is_padded = code.len() > 1 && code.bytes().all(|byte| byte == b'0');
        is_padded.then_some(code.len())
    });
    let digits: Vec<Option<usize>> = digits.collect();
    let mut padded = HashMap::new();
    if digits.iter().all(Option::is_none) {
        return Ok(padded);
    }
    while let Some((row, column, style)) = cells.next_style_id()? {
        if let Some(Some(digits)) = digits.get(style) {
            padded.insert((row, column), *digits);
        }
    }
    Ok(padded)
}

/// Returns a whole number with as many digits as it is shown with.
fn with_zeros(value: Value, digits: usize) -> Value {
    match value {
        Value::Typed(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Value::Typed(format!("{text:0>digits$}"))
        }
        Value::LongNumber(text) => Value::LongNumber(format!("{text:0>digits$}")),
        other => other,
    }
}

fn no_sheet(said: Option<&str>, names: &[String], problems: &Problems) -> Box<Finding> {
    let Some(said) = said else {
        return unreadable("it has no sheet", problems);
    };
    let near = nearest(said, names.iter().map(String::as_str));
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are `{}`", names.join("`, `")),
    };
    let message = format!("there is no sheet `{said}` in this workbook");
    let place = problems.place(0..0);
    Box::new(Finding::error("table-no-sheet", message, place).with_hint(hint))
}

/// A sheet that is being read.
struct Sheet<'a> {
    header: Header,
    names: Vec<NewCell>,
    rows: Stored,
    /// The cells of the row that is being read, with text.
    cells: Vec<NewCell>,
    /// The 0-based row that is being read, and the first column that the next cell may be in.
    at: (u32, u32),
    /// Where the row begins in bytes of the page.
    row_start: usize,
    /// The number of the first row below the header with a text, and of its cells.
    first: Option<(u64, usize)>,
    /// The number of columns that have a name or a value.
    width: usize,
    /// Which columns have a value.
    used: Vec<bool>,
    /// Merged cells by the first of them.
    merged: BTreeMap<(u32, u32), Dimensions>,
    page: &'a mut Page,
    problems: &'a mut Problems,
}

impl<'a> Sheet<'a> {
    fn new(dialect: &Dialect, page: &'a mut Page, problems: &'a mut Problems) -> Self {
        Self {
            header: dialect.header,
            names: Vec::new(),
            rows: Stored::new(dialect),
            cells: Vec::new(),
            at: (0, 0),
            row_start: 0,
            first: None,
            width: 0,
            used: Vec::new(),
            merged: BTreeMap::new(),
            page,
            problems,
        }
    }

    /// The 1-based number of the row that is being read.
    fn number(&self) -> u64 {
        u64::from(self.at.0) + 1
    }

    /// Adds a cell at a 0-based row and column.
    ///
    /// # Errors
    /// If it does not stand behind those before it, or no workbook has such a cell: why, as a sentence.
    fn add(
        &mut self,
        (row, column): (u32, u32),
        value: Value,
        is_formula: bool,
    ) -> Result<(), &'static str> {
        if (row, column) < self.at {
            return Err("its rows or cells are not in their order");
        }
        if row >= ROWS || column >= COLUMNS {
            return Err("a cell is beyond row 1,048,576 or column XFD");
        }
        while self.at.0 < row {
            self.end_row();
        }
        for _ in self.at.1.saturating_sub(1)..column {
            self.page.add("\t");
        }
        self.at.1 = column.saturating_add(1);
        let span = self.page.add(value.text());
        let is_read = match self.header {
            Header::Row(number) => self.number() >= number,
            Header::None => true,
        };
        if is_read {
            self.report((row, column), &value, is_formula, &span);
            let is_typed = !matches!(value, Value::Text(_));
            if let Value::Text(text) | Value::Typed(text) | Value::LongNumber(text) = value
                && !text.is_empty()
            {
                self.cells.push(NewCell {
                    column: column as usize,
                    text,
                    place: span,
                    is_typed,
                });
            }
        }
        Ok(())
    }

    /// Reports what is wrong with a cell.
    fn report(&mut self, at: (u32, u32), value: &Value, is_formula: bool, span: &Range<usize>) {
        let text = value.text();
        let place = self.problems.place(span.clone());
        if let Value::LongNumber(_) = value {
            let message = format!(
                "the cell {} has a whole number of more than {DIGITS} digits, of which a workbook keeps no more",
                name(at)
            );
            let finding = Finding::warning("table-long-number", message, place.clone());
            let hint = "make the cells texts, and write the digits again";
            self.problems.add(finding.with_hint(hint));
        }
        if let Value::Error(text) = value {
            let message = format!(
                "the cell {} has the error `{text}`, so it is read as empty",
                name(at)
            );
            self.problems
                .add(Finding::warning("table-error-cell", message, place));
        } else if is_formula && text.is_empty() {
            let message = format!("the cell {} has a formula, but no value", name(at));
            let finding = Finding::warning("table-formula-without-value", message, place);
            let hint =
                "open the workbook in a spreadsheet program and save it, which calculates it";
            self.problems.add(finding.with_hint(hint));
        } else if let Some(cells) = self.merged.get(&at).filter(|_| !text.is_empty()) {
            let (first, last) = (name(cells.start), name(cells.end));
            let message = format!("the cells {first}:{last} are merged; only {first} has the text");
            let finding = Finding::warning("table-merged-cells", message, place);
            self.problems
                .add(finding.with_hint("write the text in each cell that it is for"));
        }
    }

    /// Ends the row that is being read.
    fn end_row(&mut self) {
        let (number, row) = (self.number(), self.row_start..self.page.length());
        self.page.end_row("\n");
        self.row_start = self.page.length();
        self.at = (self.at.0.saturating_add(1), 0);
        let cells = std::mem::take(&mut self.cells);
        let Some(last) = cells.last() else {
            return;
        };
        self.width = self.width.max(last.column + 1);
        if self.header == Header::Row(number) {
            self.names = cells;
            return;
        }
        self.first.get_or_insert((number, cells.len()));
        self.used.resize(self.width.max(self.used.len()), false);
        for cell in &cells {
            if let Some(used) = self.used.get_mut(cell.column) {
                *used = true;
            }
        }
        self.rows.add(number, &cells, &Arrays::new(), row);
    }

    /// Returns the rows and columns.
    fn finish(mut self) -> (Stored, Vec<Column>) {
        self.end_row();
        if let Header::Row(number) = self.header
            && self.names.is_empty()
        {
            // A sheet without a cell is one empty line.
            let end = match self.page.length() {
                1 => 0,
                end => end,
            };
            let finding = self.problems.no_header(number, end);
            self.problems.add(match self.first {
                Some((first, 2..)) if first > number => Finding {
                    hint: Some(format!("if they are in row {first}, say `header: {first}`")),
                    ..finding
                },
                _ => finding,
            });
            return (Stored::default(), Vec::new());
        }
        if let (Header::Row(number), [title], Some((below, cells @ 2..))) =
            (self.header, &*self.names, self.first)
        {
            let title = (number, 1, title.place.clone());
            self.problems.add_title(title, (below, cells));
        }
        let mut names = Vec::with_capacity(self.width);
        // One tabulator stands before each cell but the first, and none behind the last.
        let before = |cell: &NewCell| cell.place.start.saturating_sub(cell.column);
        let mut at = self.names.first().map_or(0, before);
        let mut cells = self.names.into_iter().peekable();
        for column in 0..self.width {
            match cells.next_if(|cell| cell.column == column) {
                Some(cell) => {
                    at = cell.place.end;
                    names.push((cell.text, cell.place));
                }
                None => names.push((String::new(), at..at)),
            }
            at += usize::from(cells.peek().is_some());
        }
        let columns = columns(names);
        if self.header != Header::None {
            // A column without a name and without a value is the margin of the table.
            let is_margin = |column: &Column| {
                let is_used = self.used.get(column.position - 1);
                column.name.is_empty() && is_used != Some(&true)
            };
            let named = columns.iter().filter(|column| !is_margin(column));
            let named: Vec<Column> = named.cloned().collect();
            report(&named, self.problems);
        }
        (self.rows, columns)
    }
}

/// The name of a cell, given its 0-based row and column: `B7`.
fn name((row, column): (u32, u32)) -> String {
    let (mut letters, mut rest) = (Vec::new(), column + 1);
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    format!(
        "{}{}",
        letters.iter().rev().collect::<String>(),
        u64::from(row) + 1
    )
}
