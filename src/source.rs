//! A source file as text, and places in it.

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

/// One file of the project, as it was read.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path relative to the project's root, with `/` on every system.
    pub path: String,
    /// The bytes of the file, which need not be UTF-8. They must not change once a place was asked for.
    pub bytes: Vec<u8>,
    /// Made when the first place is asked for.
    index: OnceLock<LineIndex>,
    /// The text of the file, if `bytes` show it in another way.
    written: Option<Box<WrittenFile>>,
}

/// A file as it is written, with the origins of what is shown.
type WrittenFile = (SourceFile, Vec<(usize, usize)>);

/// The text of a file that is shown in another way.
#[derive(Clone, Debug)]
pub struct Written {
    /// The text as it is in the file.
    pub text: String,
    /// Bytes of what is shown, ascending, and where they are in the text: what follows one is in the text what follows there, up to
    /// the next.
    pub origins: Vec<(usize, usize)>,
}

/// Returns the path of the file of a source, and the sheet if the source is one sheet of a workbook, as
/// `data/firms.xlsx!Towns` is.
pub fn file_and_sheet(source: &str) -> (&str, Option<&str>) {
    let is_workbook = |path: &str| {
        let path = path.to_ascii_lowercase();
        let path = path.strip_suffix(".gz").unwrap_or(&path);
        path.ends_with(".xlsx") || path.ends_with(".xlsm")
    };
    let mut marks = source.match_indices('!').map(|(at, _)| at);
    let parts = marks.find_map(|at| {
        let (path, sheet) = (source.get(..at)?, source.get(at + 1..)?);
        (is_workbook(path) && !sheet.is_empty()).then_some((path, Some(sheet)))
    });
    parts.unwrap_or((source, None))
}

/// Where the lines of a text start, and how many code points it has up to places at small distances, so that any place
/// is found in a time that depends neither on the size of the file nor on the length of the line.
#[derive(Clone, Debug)]
struct LineIndex {
    /// Byte offsets of the first byte of each line.
    starts: Vec<usize>,
    /// Byte offsets of characters, at least [`STRIDE`] bytes apart, with the number of code points before each.
    marks: Vec<(usize, usize)>,
}

/// The least distance of two marks in bytes.
const STRIDE: usize = 256;

impl LineIndex {
    fn new(bytes: &[u8]) -> Self {
        let breaks = memchr::memchr_iter(b'\n', bytes);
        let starts = std::iter::once(0).chain(breaks.map(|at| at + 1)).collect();
        let mut marks = vec![(0, 0)];
        let (mut at, mut count, mut next) = (0, 0, STRIDE);
        for chunk in bytes.utf8_chunks() {
            for character in chunk.valid().chars() {
                if at >= next {
                    marks.push((at, count));
                    next = at + STRIDE;
                }
                at += character.len_utf8();
                count += 1;
            }
            at += chunk.invalid().len();
            count += usize::from(!chunk.invalid().is_empty());
        }
        Self { starts, marks }
    }

    /// The index of the line that a byte is in.
    fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    /// The number of code points before a byte; a sequence that is not UTF-8 counts as one.
    fn count_before(&self, bytes: &[u8], offset: usize) -> usize {
        let mark = self.marks.partition_point(|(at, _)| *at <= offset) - 1;
        let (at, count) = self.marks[mark];
        count + String::from_utf8_lossy(&bytes[at..offset]).chars().count()
    }
}

/// A place in a file as people and editors count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// 1-based line.
    pub line: u32,
    /// 1-based column in code points.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl SourceFile {
    /// A source with a path and its content.
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            bytes: bytes.into(),
            index: OnceLock::new(),
            written: None,
        }
    }

    /// Returns the file with the text that it has, so that positions are in that.
    pub fn with_written(self, written: Written) -> Self {
        let file = Self::new(self.path.clone(), written.text);
        Self {
            written: Some(Box::new((file, written.origins))),
            ..self
        }
    }

    /// Returns the 1-based line of `bytes` that a byte of them is in: of a table the number of the row.
    pub fn shown_line(&self, offset: usize) -> u32 {
        saturate(self.index().line_of(offset.min(self.bytes.len())) + 1)
    }

    fn index(&self) -> &LineIndex {
        self.index.get_or_init(|| LineIndex::new(&self.bytes))
    }

    /// How many lines the file has; an unfinished last line counts.
    pub fn line_count(&self) -> u32 {
        let breaks = self.bytes.iter().filter(|byte| **byte == b'\n').count();
        let unfinished = self.bytes.last().is_some_and(|byte| *byte != b'\n');
        u32::try_from(breaks + usize::from(unfinished)).unwrap_or(u32::MAX)
    }

    /// The position of a byte offset (0-based) in the file as it is written. An offset past the end is the end.
    pub fn position(&self, offset: usize) -> Position {
        if let Some((file, origins)) = self.written.as_deref() {
            let before = origins.partition_point(|(shown, _)| *shown <= offset);
            let origin = before.checked_sub(1).and_then(|at| origins.get(at));
            let (shown, written) = origin.copied().unwrap_or_default();
            return file.position(offset - shown + written);
        }
        let (index, offset) = (self.index(), offset.min(self.bytes.len()));
        let line = index.line_of(offset);
        let before = |offset| index.count_before(&self.bytes, offset);
        Position {
            line: saturate(line + 1),
            column: saturate(before(offset) - before(index.starts[line]) + 1),
        }
    }

    /// The byte span of a 1-based line without its line break, if the file has it.
    pub fn line_span(&self, line: u32) -> Option<Range<usize>> {
        let starts = &self.index().starts;
        let at = (line as usize).checked_sub(1)?;
        let start = *starts.get(at)?;
        let end = starts.get(at + 1).map_or(self.bytes.len(), |next| next - 1);
        let text = self.bytes.get(start..end)?;
        let carriage_return = usize::from(text.last() == Some(&b'\r'));
        Some(start..end - carriage_return)
    }

    /// The byte span of some code points of a 1-based line, given the 1-based column of the first; it ends with the line.
    pub fn column_span(&self, line: u32, column: usize, length: usize) -> Option<Range<usize>> {
        let span = self.line_span(line)?;
        let text = String::from_utf8_lossy(self.bytes.get(span.clone())?);
        let offset = |characters: usize| -> usize {
            text.chars().take(characters).map(char::len_utf8).sum()
        };
        let before = column.saturating_sub(1);
        Some(span.start + offset(before)..span.start + offset(before + length))
    }

    /// The byte span of the lines that a span of bytes touches, without the last line break. A span that ends behind a
    /// line break does not touch the next line.
    pub fn lines_around(&self, span: &Range<usize>) -> Range<usize> {
        let (index, length) = (self.index(), self.bytes.len());
        let start = span.start.min(length);
        let end = span.end.clamp(start, length);
        let last = index.line_of(end.saturating_sub(1).max(start));
        let end = index.starts.get(last + 1).map_or(length, |next| next - 1);
        index.starts[index.line_of(start)]..end
    }

    /// The byte span of what stands on a 1-based line, without its indentation.
    pub fn text_span(&self, line: u32) -> Option<Range<usize>> {
        let span = self.line_span(line)?;
        let text = self.bytes.get(span.clone())?;
        let indent = text.iter().take_while(|byte| byte.is_ascii_whitespace());
        Some(span.start + indent.count()..span.end)
    }

    /// The text of a 1-based line, with bytes that are not UTF-8 replaced.
    pub fn line(&self, line: u32) -> Option<String> {
        self.line_span(line)
            .map(|span| String::from_utf8_lossy(&self.bytes[span]).into_owned())
    }
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_stands_behind_the_path_of_its_workbook() {
        let cases = [
            ("data/a.xlsx!公司", ("data/a.xlsx", Some("公司"))),
            ("a!b/c.XLSM.gz!x!y", ("a!b/c.XLSM.gz", Some("x!y"))),
            ("a!b.ttl", ("a!b.ttl", None)),
            ("a.xlsx!", ("a.xlsx!", None)),
            ("a.xlsx", ("a.xlsx", None)),
        ];
        for (source, expected) in cases {
            assert_eq!(file_and_sheet(source), expected);
        }
    }

    #[test]
    fn positions_count_lines_and_code_points_from_one() {
        let source = SourceFile::new("a.ttl", "温江\r\nab\n");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position("温".len()), Position { line: 1, column: 2 });
        assert_eq!(
            source.position("温江\r\na".len()),
            Position { line: 2, column: 2 }
        );
        assert_eq!(source.position(99), Position { line: 3, column: 1 });
        assert_eq!(source.line(1).as_deref(), Some("温江"));
        assert_eq!(source.line(2).as_deref(), Some("ab"));
        assert_eq!(source.line(4), None);
        assert_eq!(source.line_count(), 2);
    }

    #[test]
    fn positions_in_long_lines_and_in_bytes_that_are_no_text_are_those_of_a_plain_count() {
        let mut bytes = Vec::new();
        for round in 0..200 {
            bytes.extend_from_slice("温a\u{1F600}é".as_bytes());
            if round % 7 == 0 {
                bytes.extend_from_slice(&[0xFF, 0x80, 0xE6, 0xB8]);
            }
            if round % 61 == 0 {
                bytes.push(b'\n');
            }
        }
        let source = SourceFile::new("a.ttl", bytes.clone());
        for offset in 0..=bytes.len() {
            let start = bytes[..offset]
                .iter()
                .rposition(|b| *b == b'\n')
                .map_or(0, |at| at + 1);
            let line = bytes[..offset].iter().filter(|b| **b == b'\n').count();
            let column = String::from_utf8_lossy(&bytes[start..offset])
                .chars()
                .count();
            let is_boundary = std::str::from_utf8(&bytes[start..offset]).is_ok();
            let position = source.position(offset);
            assert_eq!(position.line, line as u32 + 1, "byte {offset}");
            // Within a sequence that is not UTF-8 both counts are as good.
            if is_boundary {
                assert_eq!(position.column, column as u32 + 1, "byte {offset}");
            }
        }
    }
}
