//! One row of delimited text: where its cells are ([RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)).
//!
//! A cell that begins with `"` goes up to the next single `"`, and `""` in it is one; what stands between that and the
//! separator belongs to the cell, too. A row ends with LF, CR LF or CR. Other readers of CSV pass over empty lines, and tell neither
//! where a cell is nor that a quote is not closed; those places are what findings need.

use crate::error::{Error, Result};
use std::borrow::Cow;
use std::ops::Range;

/// A cell of a row: its bytes in the text, without the quotes around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawCell {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Whether it is in quotes.
    pub is_quoted: bool,
    /// Whether there are quotes in what is between the quotes, doubled or stray.
    pub has_quotes: bool,
}

/// What is found where a row should begin.
#[derive(Debug, PartialEq, Eq)]
pub enum Scan {
    /// A row; what follows it begins at this byte.
    Row(usize),
    /// A row that the text does not finish. If a quote is not closed, the byte of the quote.
    Unfinished(Option<usize>),
}

/// What divides cells, and whether quotes are read.
#[derive(Clone, Copy, Debug)]
pub struct Syntax<'a> {
    /// What divides the cells: one character in UTF-8.
    pub separator: &'a [u8],
    /// Whether `"` is an ordinary character everywhere.
    pub has_no_quotes: bool,
    /// The bytes of `"` that are ordinary characters.
    pub ignored_quotes: &'a [usize],
}

impl Syntax<'_> {
    fn is_quote(&self, text: &[u8], at: usize) -> bool {
        !self.has_no_quotes && text.get(at) == Some(&b'"') && !self.ignored_quotes.contains(&at)
    }
}

/// Finds the cells of the row that begins at a byte of a text. `is_end` tells that no text follows.
pub fn scan(
    text: &[u8],
    start: usize,
    is_end: bool,
    syntax: Syntax,
    cells: &mut Vec<RawCell>,
) -> Scan {
    cells.clear();
    let mut at = start;
    loop {
        let is_quoted = syntax.is_quote(text, at);
        let quoted = match is_quoted {
            true => match behind_quotes(text, at, is_end) {
                Some(quoted) => Some(quoted),
                None => return Scan::Unfinished(Some(at)),
            },
            false => None,
        };
        let from = quoted.as_ref().map_or(at, |(end, _)| *end);
        let end = end_of_plain(text, from, syntax.separator);
        // A separator, or CR LF, may be cut in two by the end of the text.
        if !is_end && end + syntax.separator.len().max(2) > text.len() {
            return Scan::Unfinished(None);
        }
        cells.push(match quoted {
            Some((behind, has_quotes)) if behind == end => RawCell {
                span: at + 1..end - 1,
                is_quoted,
                has_quotes,
            },
            // The closing quote is in the middle of the cell.
            _ => RawCell {
                span: at + usize::from(is_quoted)..end,
                is_quoted,
                has_quotes: is_quoted,
            },
        });
        at = match text.get(end) {
            None => return Scan::Row(end),
            Some(b'\r') if text.get(end + 1) == Some(&b'\n') => return Scan::Row(end + 2),
            Some(b'\r' | b'\n') => return Scan::Row(end + 1),
            Some(_) => end + syntax.separator.len(),
        };
    }
}

/// The byte behind the quote that closes the one at a byte, and whether there are doubled quotes between them.
fn behind_quotes(text: &[u8], quote: usize, is_end: bool) -> Option<(usize, bool)> {
    let (mut at, mut has_quotes) = (quote + 1, false);
    loop {
        at += memchr::memchr(b'"', text.get(at..)?)? + 1;
        match text.get(at) {
            Some(b'"') => (at, has_quotes) = (at + 1, true),
            None if !is_end => return None,
            _ => return Some((at, has_quotes)),
        }
    }
}

/// The byte of the next separator or line break, or the end of the text.
fn end_of_plain(text: &[u8], mut at: usize, separator: &[u8]) -> usize {
    let first = separator.first().copied().unwrap_or(b',');
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(found) = memchr::memchr3(first, b'\n', b'\r', rest) else {
            return text.len();
        };
        at += found;
        let rest = rest.get(found..).unwrap_or_default();
        if rest.first() != Some(&first) || rest.starts_with(separator) {
            return at;
        }
        at += 1;
    }
}

impl RawCell {
    /// Returns the value of the cell, without its quotes, given the text that it is in.
    ///
    /// # Errors
    /// If the text does not have the bytes of the cell.
    pub fn value<'a>(&self, text: &'a str) -> Result<Cow<'a, str>> {
        let raw = text
            .get(self.span.clone())
            .ok_or_else(|| Error::internal("a cell is not in the text of its table"))?;
        if !self.has_quotes {
            return Ok(raw.into());
        }
        let mut value = String::with_capacity(raw.len());
        let mut characters = raw.chars();
        while let Some(character) = characters.next() {
            if character != '"' {
                value.push(character);
                continue;
            }
            // A doubled quote is one; a single one closes, and what follows is as it stands.
            match characters.next() {
                Some('"') => value.push('"'),
                Some(behind) => {
                    value.push(behind);
                    value.push_str(characters.as_str());
                    break;
                }
                None => {}
            }
        }
        Ok(value.into())
    }

    /// Returns whether a quote stands in the cell that neither encloses it nor is doubled.
    pub fn is_torn(&self, text: &str) -> bool {
        match self.is_quoted {
            true => self.behind_closing_quote(text).is_some(),
            false => text
                .get(self.span.clone())
                .is_some_and(|cell| cell.contains('"')),
        }
    }

    /// Returns the byte behind the closing quote if more text of the cell is there.
    pub fn behind_closing_quote(&self, text: &str) -> Option<usize> {
        let raw = text.as_bytes().get(..self.span.end)?;
        let quote = self.span.start.checked_sub(1)?;
        let (behind, _) = behind_quotes(raw, quote, true).filter(|_| self.has_quotes)?;
        (behind < self.span.end).then_some(behind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The rows of a text, and whether all quotes are closed.
    fn read(text: &str, separator: &str) -> (Vec<Vec<String>>, bool) {
        let syntax = Syntax {
            separator: separator.as_bytes(),
            has_no_quotes: false,
            ignored_quotes: &[],
        };
        let (mut at, mut cells, mut rows) = (0, Vec::new(), Vec::new());
        while at < text.len() {
            let Scan::Row(next) = scan(text.as_bytes(), at, true, syntax, &mut cells) else {
                return (rows, false);
            };
            let value = |cell: &RawCell| cell.value(text).expect("a cell of the text").into_owned();
            let values = cells.iter().map(value);
            rows.push(values.collect());
            at = next;
        }
        (rows, true)
    }

    fn rows(text: &str, separator: &str) -> Vec<Vec<String>> {
        read(text, separator).0
    }

    #[test]
    fn cells_are_divided_by_separators_outside_of_quotes() {
        let cases: [(&str, &str, &[&[&str]]); 9] = [
            (",", "a,b\r\n1,2", &[&["a", "b"], &["1", "2"]]),
            (",", "a,\"b,\nc\"\n", &[&["a", "b,\nc"]]),
            (",", "\"say \"\"yes\"\"\",\"\"\n", &[&["say \"yes\"", ""]]),
            (";", "1,5;2\n\n;\n", &[&["1,5", "2"], &[""], &["", ""]]),
            (",", "a\rb\r", &[&["a"], &["b"]]),
            (",", "a\"b,c\"\n", &[&["a\"b", "c\""]]),
            (",", "\"a\"b\"c,d\n", &[&["ab\"c", "d"]]),
            ("；", "温江；郫；；\n", &[&["温江", "郫", "", ""]]),
            ("；", "“a；ｂ", &[&["“a", "ｂ"]]),
        ];
        for (separator, text, expected) in cases {
            assert_eq!(rows(text, separator), expected, "{text:?}");
        }
    }

    #[test]
    fn a_row_that_is_cut_is_unfinished() {
        let syntax = Syntax {
            separator: b",",
            has_no_quotes: false,
            ignored_quotes: &[],
        };
        let mut cells = Vec::new();
        let mut of = |text: &str, is_end| scan(text.as_bytes(), 0, is_end, syntax, &mut cells);
        for (text, unfinished, finished) in [
            ("a,b", Scan::Unfinished(None), Scan::Row(3)),
            ("a,b\r", Scan::Unfinished(None), Scan::Row(4)),
            (
                "a,\"b",
                Scan::Unfinished(Some(2)),
                Scan::Unfinished(Some(2)),
            ),
            ("\"b\"", Scan::Unfinished(Some(0)), Scan::Row(3)),
            ("a\r\nb", Scan::Row(3), Scan::Row(3)),
        ] {
            assert_eq!(of(text, false), unfinished, "{text:?}");
            assert_eq!(of(text, true), finished, "{text:?}");
        }
    }

    #[test]
    fn text_behind_a_closing_quote_has_a_place() {
        let text = "x,\"a\"b\"\",\"c\"\"\"";
        let syntax = Syntax {
            separator: b",",
            has_no_quotes: false,
            ignored_quotes: &[],
        };
        let mut cells = Vec::new();
        scan(text.as_bytes(), 0, true, syntax, &mut cells);
        let places: Vec<_> = cells
            .iter()
            .map(|cell| cell.behind_closing_quote(text))
            .collect();
        assert_eq!(places, [None, Some(5), None]);
    }

    proptest! {
        /// What the crate `csv` writes is read back, and what it reads of any text is read so here, empty lines apart.
        #[test]
        fn csv_is_read_as_the_crate_reads_it(
            table in prop::collection::vec(prop::collection::vec("[a温\",; \r\n]{0,6}", 2), 1..6),
            text in "[a温\",\r\n]{0,24}",
        ) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).expect("a row");
            }
            let written = String::from_utf8(writer.into_inner().expect("bytes")).expect("text");
            prop_assert_eq!(rows(&written, ","), table);

            let mut builder = csv::ReaderBuilder::new();
            let mut reader = builder.has_headers(false).flexible(true).from_reader(text.as_bytes());
            let expected: Vec<Vec<String>> = reader
                .records()
                .map(|record| record.expect("a row").iter().map(str::to_owned).collect())
                .collect();
            // A quote that is not closed is a finding here, and the crate passes over empty lines.
            let (found, is_finished) = read(&text, ",");
            if is_finished {
                let says = |row: &Vec<String>| row.as_slice() != [""];
                let found: Vec<_> = found.into_iter().filter(says).collect();
                let expected: Vec<_> = expected.into_iter().filter(says).collect();
                prop_assert_eq!(found, expected);
            }
        }
    }
}
