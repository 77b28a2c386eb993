//! Expected rows as files have them: CSV, or the TSV, JSON and XML of
//! [SPARQL results](https://www.w3.org/TR/sparql12-results-csv-tsv/).

use crate::rdf::Term;
use crate::source::SourceFile;
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput,
};

/// A cell that any value, or none, fits.
pub const ANY: &str = "*";

/// The empty text, as in Turtle and as a cell of CSV.
pub const EMPTY: &str = "\"\"";

/// What stands for an empty cell in quotation marks, which readers of CSV take for one without. It has as many bytes.
const EMPTY_MARK: &str = "\u{1}\u{1}";

/// The endings of files with expected rows.
pub const ENDINGS: [&str; 4] = ["csv", "tsv", "srj", "srx"];

/// What keeps a file with rows from being the answer of an ASK query.
const ROWS: &str = "these are rows, and the query is ASK";

/// What is expected in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Anything.
    Any,
    /// No value.
    Unbound,
    /// A value that is written so: a literal, an IRI, a prefixed name, a label, or a term as in Turtle.
    Written(String),
    /// A term and no other.
    Term(Term),
}

impl Cell {
    /// Whether it is the value of a parameter.
    pub fn is_argument(&self, value: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Unbound => value.is_empty(),
            Self::Written(text) => text == value,
            Self::Term(Term::Literal(literal)) => literal.value() == value,
            Self::Term(term) => term.to_string() == value,
        }
    }
}

/// Expected rows.
#[derive(Debug)]
pub struct Table {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The cells of each row, as many as there are columns.
    pub rows: Vec<Vec<Cell>>,
    /// The byte where each row begins, where the file is CSV.
    pub starts: Vec<usize>,
}

/// What keeps a file from being expected rows: a sentence, and the byte where it is wrong.
type Wrong = (String, usize);

/// Reads expected rows.
///
/// # Errors
/// If the file is not what its name says it is.
pub fn table(file: &SourceFile) -> Result<Table, Wrong> {
    let ending = file.path.rsplit('.').next();
    let format = match ending {
        Some("tsv") => QueryResultsFormat::Tsv,
        Some("srj") => QueryResultsFormat::Json,
        Some("srx") => QueryResultsFormat::Xml,
        _ => return of_csv(file),
    };
    let wrong = |error: &dyn std::error::Error| (error.to_string(), 0);
    let parser = QueryResultsParser::from_format(format);
    let output = parser.for_slice(&file.bytes);
    let solutions = match output.map_err(|error| wrong(&error))? {
        SliceQueryResultsParserOutput::Solutions(solutions) => solutions,
        SliceQueryResultsParserOutput::Boolean(_) => {
            let message = "these are not rows, but the answer of an ASK query";
            return Err((message.to_owned(), 0));
        }
    };
    let variables = solutions.variables().to_vec();
    let mut rows = Vec::new();
    for solution in solutions {
        let solution = solution.map_err(|error| wrong(&error))?;
        let cell =
            |term: Option<&Term>| term.map_or(Cell::Unbound, |term| Cell::Term(term.clone()));
        rows.push(
            variables
                .iter()
                .map(|name| cell(solution.get(name)))
                .collect(),
        );
    }
    Ok(Table {
        header: variables
            .iter()
            .map(|name| name.as_str().to_owned())
            .collect(),
        rows,
        starts: Vec::new(),
    })
}

/// Reads the answer of an ASK query.
///
/// # Errors
/// If the file is not what its name says it is; [`ROWS`], if it has rows.
pub fn boolean(file: &SourceFile) -> Result<bool, String> {
    let format = match file.path.rsplit('.').next() {
        Some("srj") => QueryResultsFormat::Json,
        Some("srx") => QueryResultsFormat::Xml,
        _ => return Err(ROWS.to_owned()),
    };
    let parser = QueryResultsParser::from_format(format);
    match parser.for_slice(&file.bytes) {
        Ok(SliceQueryResultsParserOutput::Boolean(is_true)) => Ok(is_true),
        Ok(SliceQueryResultsParserOutput::Solutions(_)) => Err(ROWS.to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Reads rows of CSV ([RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)), whose cells may be aligned by spaces.
fn of_csv(csv: &SourceFile) -> Result<Table, Wrong> {
    let wrong = |error: csv::Error| {
        let start = error.position().map_or(0, |place| place.byte() as usize);
        let start = after_line_end(&csv.bytes, start);
        let message = match error.kind() {
            csv::ErrorKind::UnequalLengths {
                expected_len, len, ..
            } => {
                let cells = if *len == 1 { "cell" } else { "cells" };
                format!("this row has {len} {cells}, and the header has {expected_len}")
            }
            _ => error.to_string(),
        };
        (message, start)
    };
    let bytes = with_marks(&csv.bytes);
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes.as_slice());
    let header = reader.headers().map_err(wrong)?;
    let header = header
        .iter()
        .map(|name| name.trim().trim_start_matches(['?', '\u{feff}']).to_owned())
        .collect();
    let mut table = Table {
        header,
        rows: Vec::new(),
        starts: Vec::new(),
    };
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        let start = record.position().map_or(0, |place| place.byte() as usize);
        table.starts.push(after_line_end(&csv.bytes, start));
        let cells = record.iter().map(|cell| match cell.trim() {
            "" => Cell::Unbound,
            EMPTY_MARK => Cell::Written(EMPTY.to_owned()),
            ANY => Cell::Any,
            term if term.starts_with('\u{1}') => Cell::Written(without_term_marks(term)),
            written => Cell::Written(written.to_owned()),
        });
        table.rows.push(cells.collect());
    }
    Ok(table)
}

/// Returns where a row begins: the reader of CSV counts a part of the line end before it as its own.
fn after_line_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    start + ends.count()
}

/// Returns a text in which an empty cell in quotation marks has a mark in their place, and the spaces before another quoted cell
/// stand after it, where they mean nothing; every byte of a line end stays where it is.
fn with_marks(bytes: &[u8]) -> Vec<u8> {
    let mut moved = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        let spaces = rest.iter().take_while(|byte| **byte == b' ').count();
        let (before, cell) = rest.split_at(spaces);
        let length = match cell.first() {
            Some(b'"') => quoted_length(cell),
            _ => 0,
        };
        let (quoted, after) = cell.split_at(length);
        if is_term(quoted, after) {
            moved.extend_from_slice(before);
            moved.extend(with_term_marks(quoted));
        } else {
            moved.extend_from_slice(match quoted {
                b"\"\"" => EMPTY_MARK.as_bytes(),
                quoted => quoted,
            });
            moved.extend_from_slice(before);
        }
        let end = after.iter().position(|byte| matches!(byte, b',' | b'\n'));
        let (plain, next) = after.split_at(end.map_or(after.len(), |end| end + 1));
        moved.extend_from_slice(plain);
        rest = next;
    }
    moved
}

/// Whether what is in quotation marks is the text of a term as in Turtle, such as `"park"@en`, which RFC 4180 has no meaning for.
fn is_term(quoted: &[u8], after: &[u8]) -> bool {
    !quoted.is_empty() && (after.starts_with(b"@") || after.starts_with(b"^^"))
}

/// What stands for bytes of a term in quotation marks that readers of CSV take for their own: as many bytes.
const TERM_MARKS: [(u8, u8); 4] = [(b'"', 1), (b',', 2), (b'\n', 3), (b'\r', 4)];

/// Returns what is in quotation marks, two of which are one, with marks that readers of CSV leave alone.
fn with_term_marks(quoted: &[u8]) -> Vec<u8> {
    let marked = |byte: &u8| {
        let mark = TERM_MARKS.iter().find(|(of, _)| of == byte);
        mark.map_or(*byte, |(_, mark)| *mark)
    };
    let mut marked: Vec<u8> = quoted.iter().map(marked).collect();
    let last = marked.len().saturating_sub(1);
    // In Turtle, a quotation mark within a text has `\` before it.
    let mut at = 1;
    while at + 1 < last {
        if marked[at] == 1 && marked[at + 1] == 1 {
            marked[at] = b'\\';
            at += 1;
        }
        at += 1;
    }
    marked
}

/// Returns the term that marks stand for.
fn without_term_marks(cell: &str) -> String {
    let byte = |c: char| TERM_MARKS.iter().find(|(_, mark)| char::from(*mark) == c);
    cell.chars()
        .map(|c| byte(c).map_or(c, |(byte, _)| char::from(*byte)))
        .collect()
}

/// Returns the number of bytes from a quotation mark to the one that ends the cell, in which two of them are one.
fn quoted_length(cell: &[u8]) -> usize {
    let mut at = 1;
    loop {
        match cell
            .get(at..)
            .and_then(|rest| rest.iter().position(|byte| *byte == b'"'))
        {
            None => return cell.len(),
            Some(found) => at += found + 1,
        }
        if cell.get(at) != Some(&b'"') {
            return at;
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<Cell>> {
        let file = SourceFile::new("x.csv", text);
        table(&file).expect("rows").rows
    }

    fn written(text: &str) -> Cell {
        Cell::Written(text.to_owned())
    }

    #[test]
    fn columns_may_be_aligned() {
        let aligned = "\u{feff}?name , note\r\n  \"a, \"\"b\"\"\"  ,  x y \n*,\n \"\" , \" c\"\n";
        let rows = [
            [written("a, \"b\""), written("x y")],
            [Cell::Any, Cell::Unbound],
            [written("\"\""), written("c")],
        ];
        assert_eq!(cells(aligned), rows);
        let file = SourceFile::new("x.csv", "a,b\n  \"x\ny\" ,1\n2,3\n");
        assert_eq!(table(&file).expect("rows").starts, [4, 15]);
    }

    #[test]
    fn terms_need_no_more_quotation_marks() {
        let rows = "a,b\n\"x, y\"@en, \"\"^^xsd:token\n\"\"\"z\"\"@en\",\"say \"\"x\"\"\"@en\n";
        assert_eq!(
            cells(rows),
            [
                [written("\"x, y\"@en"), written("\"\"^^xsd:token")],
                [written("\"z\"@en"), written("\"say \\\"x\\\"\"@en")],
            ]
        );
    }

    #[test]
    fn what_is_wrong_has_its_place() {
        let wrong = |path, text: &str| table(&SourceFile::new(path, text)).expect_err("no rows");
        let message = "this row has 1 cell, and the header has 2".to_owned();
        assert_eq!(wrong("x.csv", "a,b\n1,2\n3\n"), (message, 8));
        let message = "these are not rows, but the answer of an ASK query".to_owned();
        assert_eq!(
            wrong("x.srj", "{\"head\":{},\"boolean\":true}"),
            (message, 0)
        );
    }

    #[test]
    fn terms_of_results_are_terms() {
        let json = r#"{"head":{"vars":["x","y"]},"results":{"bindings":[{"x":{"type":"literal","value":"*"}}]}}"#;
        let file = SourceFile::new("x.srj", json);
        let table = table(&file).expect("rows");
        let star = oxigraph::model::Literal::new_simple_literal("*");
        assert_eq!(table.header, ["x", "y"]);
        assert_eq!(table.rows, [[Cell::Term(star.into()), Cell::Unbound]]);
    }
}
